"""Groups for people: names, terms, cohesion, doubtful members, themes, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kbminer.cluster.identity import carry_over
from kbminer.cluster.levels import group_sums
from kbminer.cluster.naming import distinctive_terms, representative, unique_titles
from kbminer.cluster.neighbours import Floats, Ints
from kbminer.cluster.stop_words import stop_words
from kbminer.records import Group, LeftOut, Question, Theme

_FAR = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """How each row lies among the groups: its likeness to its own group's others, and to the next group.

    ``own`` is −1 for a row without a group, ``next_group`` −1 where there is no other.
    """

    own: Floats
    next_group: Ints
    next_likeness: Floats


def place(rows: Floats, labels: Ints) -> Placement:
    """Measure mean cosines of ``rows`` to groups; label −1 means no group."""
    n = len(rows)
    own = np.full(n, -1.0, dtype=np.float32)
    next_group = np.full(n, -1, dtype=np.int64)
    likeness = np.zeros(n, dtype=np.float32)
    inside = labels >= 0
    if not inside.any():
        return Placement(own=own, next_group=next_group, next_likeness=likeness)
    sums, sizes = group_sums(rows[inside], labels[inside])
    means = sums / sizes[:, None]
    step = max(int(2e7 // len(sizes)), 1)
    for start in range(0, n, step):
        near = rows[start : start + step] @ means.T
        mine = np.flatnonzero(inside[start : start + step])
        home = labels[start + mine]
        own[start + mine] = (near[mine, home] * sizes[home] - 1) / np.maximum(sizes[home] - 1, 1)
        near[mine, home] = -2.0
        best = near.argmax(axis=1)
        next_group[start : start + len(near)] = best
        likeness[start : start + len(near)] = near[np.arange(len(near)), best]
    next_group[likeness <= -2.0] = -1
    return Placement(own=own, next_group=next_group, next_likeness=np.maximum(likeness, 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """The representative member, title and terms of each group."""

    heads: tuple[int, ...]
    titles: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]


def name_groups(questions: Sequence[Question], rows: Floats, members: Sequence[Ints]) -> Naming:
    """Name groups by a member's own title and by the words that set them apart."""
    heads = tuple(int(m[representative([questions[i] for i in m], rows[m])]) for m in members)
    usual = Counter(q.language for q in questions).most_common(1)
    terms = distinctive_terms(
        [[f"{questions[i].title}\n{questions[i].ask[:300]}" for i in m] for m in members],
        stop_words=stop_words(usual[0][0] if usual else None),
    )
    return Naming(
        heads=heads,
        titles=tuple(unique_titles([questions[i].title for i in heads], terms)),
        terms=tuple(terms),
    )


def group_records(
    questions: Sequence[Question],
    rows: Floats,
    members: Sequence[Ints],
    *,
    ids: Sequence[str],
    naming: Naming,
    placement: Placement,
    themes: Sequence[Theme],
) -> tuple[Group, ...]:
    """Put together what is known of each group."""
    theme_of = {group: theme.id for theme in themes for group in theme.groups}
    return tuple(
        Group(
            id=ids[number],
            members=tuple(questions[i].thread for i in m),
            representative=questions[naming.heads[number]].thread,
            title=naming.titles[number],
            terms=naming.terms[number],
            cohesion=cohesion(rows[m]),
            doubtful=tuple(questions[i].thread for i in m if _doubtful(placement, i)),
            theme=theme_of.get(ids[number]),
        )
        for number, m in enumerate(members)
    )


def _doubtful(placement: Placement, i: int) -> bool:
    return bool(placement.own[i] < placement.next_likeness[i] or placement.own[i] < _FAR)


def cohesion(rows: Floats) -> float:
    """Mean cosine between the members of a group, from 0 to 1."""
    n = len(rows)
    total = rows.sum(axis=0, dtype=np.float64)
    pairs = (float(total @ total) - float((rows.astype(np.float64) ** 2).sum())) / max(n * (n - 1), 1)
    return round(min(max(pairs, 0.0), 1.0), 4)


def left_out(
    questions: Sequence[Question],
    out: Sequence[int],
    placement: Placement,
    ids: Sequence[str],
    *,
    reasons: Mapping[int, str],
) -> tuple[LeftOut, ...]:
    """Say of each question in ``out`` which group lies nearest and why it did not join it."""
    found = []
    for i in out:
        group = int(placement.next_group[i])
        near = round(float(min(placement.next_likeness[i], 1.0)), 4)
        found.append(
            LeftOut(
                thread=questions[i].thread,
                nearest=ids[group] if group >= 0 else None,
                similarity=near,
                reason=reasons.get(i) or _reason(near, known=group >= 0),
            )
        )
    return tuple(found)


def _reason(near: float, *, known: bool) -> str:
    if not known or near < _FAR:
        return "nobody else asks anything like it"
    return "related to the nearest group, but not the same question"


def name_themes(
    wide: Ints, members: Sequence[Ints], ids: Sequence[str], naming: Naming, previous: Sequence[Theme]
) -> tuple[Theme, ...]:
    """Gather groups under the wider subject that most of their members share.

    ``wide`` labels each question at the wider level. A theme keeps its id as groups do.
    """
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
    carried = carry_over(
        [[ids[g] for g in numbers] for numbers in subjects],
        [f"theme {ids[numbers[0]]}" for numbers in subjects],
        {theme.id: theme.groups for theme in previous},
    )
    return tuple(
        Theme(id=name, groups=tuple(ids[g] for g in numbers), terms=_theme_terms(numbers, naming))
        for name, numbers in zip(carried.ids, subjects, strict=True)
    )


def _theme_terms(numbers: Sequence[int], naming: Naming) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    for g in numbers:
        seen.update(word for term in naming.terms[g] for word in set(term.split()))
    return tuple(word for word, _ in sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:5])
