"""Wider subjects: groups that lie near each other, under an id that lasts as theirs do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from kbminer.cluster.identity import carry_over
from kbminer.cluster.neighbour_graph import Ints
from kbminer.records import Theme


def name_themes(
    wide: Ints,
    members: Sequence[Ints],
    ids: Sequence[str],
    terms: Sequence[Sequence[str]],
    previous: Sequence[Theme],
) -> tuple[Theme, ...]:
    """Gather groups under the subject that most of their members share; ids last as those of groups.

    Parameters
    ----------
    wide : ndarray of shape (n,), int64
        The theme of each thread.
    members : sequence of ndarrays
        The positions of each group's questions.
    ids : sequence of str
        The id of each group.
    terms : sequence of sequences of str
        The terms of each group.
    previous : sequence of Theme
        Those of the last run.
    """
    subjects = _subjects(wide, members, ids)
    carried = carry_over(
        [[ids[g] for g in numbers] for numbers in subjects],
        [f"theme {ids[numbers[0]]}" for numbers in subjects],
        {theme.id: theme.groups for theme in previous},
    )
    return tuple(
        Theme(id=name, groups=tuple(ids[g] for g in numbers), terms=_theme_terms(numbers, terms))
        for name, numbers in zip(carried.ids, subjects, strict=True)
    )


def _subjects(wide: Ints, members: Sequence[Ints], ids: Sequence[str]) -> list[list[int]]:
    """The groups of each subject that has several, the largest first."""
    gathered: dict[int, list[int]] = {}
    for number, m in enumerate(members):
        labels, counts = np.unique(wide[m], return_counts=True)
        gathered.setdefault(int(labels[counts.argmax()]), []).append(number)
    subjects = [
        sorted(numbers, key=lambda g: (-len(members[g]), ids[g]))
        for numbers in gathered.values()
        if len(numbers) > 1
    ]
    subjects.sort(key=lambda numbers: (-sum(len(members[g]) for g in numbers), ids[numbers[0]]))
    return subjects


def _theme_terms(numbers: Sequence[int], terms: Sequence[Sequence[str]]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    for g in numbers:
        seen.update(word for term in terms[g] for word in set(term.split()))
    return tuple(word for word, _ in sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:5])
