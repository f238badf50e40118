"""Questions and their vectors to groups that keep their names: the whole stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from kbminer.cluster.identity import carry_over
from kbminer.cluster.merging import Tree, merge_all
from kbminer.cluster.naming import distinctive_terms, representative, unique_titles
from kbminer.cluster.neighbours import Floats, Ints
from kbminer.cluster.settings import ClusterSettings
from kbminer.embed.join import joined
from kbminer.records import Group, Grouping, LeftOut, Question

CUT = 0.36
FLOOR = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedQuestions:
    """The grouping, and what the next run needs to carry on from it (opaque bytes)."""

    grouping: Grouping
    state: bytes = b""


def group_questions(
    questions: Sequence[Question],
    vectors: Floats,
    *,
    settings: ClusterSettings | None = None,
    previous: Grouping | None = None,
    must_link: Sequence[tuple[str, str]] = (),
    cannot_link: Sequence[tuple[str, str]] = (),
    at: datetime | None = None,
    state: bytes | None = None,
) -> GroupedQuestions:
    """Group questions that ask the same thing, under ids that last.

    Parameters
    ----------
    questions : sequence of Question
        In any order: it changes nothing. Those with ``set_aside`` must have been taken out.
    vectors : ndarray of shape (len(questions), d), float32
        Unit rows: the embedding of each question's text.
    settings : ClusterSettings, optional
    previous : Grouping, optional
        The grouping of the last run, whose ids are carried over.
    must_link, cannot_link : sequences of pairs of thread keys
        What an editor merged and split.
    at : datetime, optional
        The date of the lineage events.
    state : bytes, optional
        What the last run returned as ``state``.
    """
    settings = settings or ClusterSettings()
    if not questions:
        return GroupedQuestions(grouping=Grouping(groups=()))
    order = sorted(range(len(questions)), key=lambda i: questions[i].thread)
    questions = [questions[i] for i in order]
    rows = joined(vectors[order], [q.text for q in questions], word_weight=settings.word_weight)
    labels = tree_of(rows, settings).cut(CUT)
    grouping = _describe(questions, rows, labels, settings=settings, previous=previous, at=at)
    return GroupedQuestions(grouping=grouping)


def tree_of(rows: Floats, settings: ClusterSettings) -> Tree:
    """The tree of all merges of joined ``rows``."""
    return merge_all(rows, np.ones(len(rows), dtype=np.float32), k=settings.neighbours, floor=FLOOR)


def _describe(
    questions: Sequence[Question],
    rows: Floats,
    labels: Ints,
    *,
    settings: ClusterSettings,
    previous: Grouping | None,
    at: datetime | None,
) -> Grouping:
    members: dict[int, list[int]] = {}
    for i, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(i)
    kept = [group for group in members.values() if len(group) >= settings.min_group]
    kept.sort(key=lambda group: (-len(group), group[0]))
    heads = [group[representative([questions[i] for i in group], rows[group])] for group in kept]
    terms = distinctive_terms([[questions[i].text for i in group] for group in kept])
    titles = unique_titles([questions[i].title for i in heads], terms)
    before = {g.id: g.members for g in previous.groups} if previous else {}
    carried = carry_over(
        [[questions[i].thread for i in group] for group in kept],
        [questions[i].thread for i in heads],
        before,
        at=at,
    )
    groups = tuple(
        Group(
            id=carried.ids[number],
            members=tuple(questions[i].thread for i in group),
            representative=questions[heads[number]].thread,
            title=titles[number],
            terms=terms[number],
            cohesion=_cohesion(rows[group]),
        )
        for number, group in enumerate(kept)
    )
    grouped = {i for group in kept for i in group}
    out = [i for i in range(len(questions)) if i not in grouped]
    return Grouping(
        groups=groups, left_out=_left_out(questions, rows, kept, groups, out), lineage=carried.lineage
    )


def _cohesion(rows: Floats) -> float:
    total = rows.sum(axis=0)
    n = len(rows)
    pairs = (float(total @ total) - float((rows * rows).sum())) / (n * (n - 1))
    return round(min(max(pairs, 0.0), 1.0), 4)


def _left_out(
    questions: Sequence[Question],
    rows: Floats,
    kept: Sequence[Sequence[int]],
    groups: Sequence[Group],
    out: Sequence[int],
) -> tuple[LeftOut, ...]:
    if not kept:
        return tuple(
            LeftOut(thread=questions[i].thread, nearest=None, similarity=0.0, reason="nobody else asks this")
            for i in out
        )
    means = np.stack([rows[list(group)].mean(axis=0) for group in kept])
    found: list[LeftOut] = []
    for start in range(0, len(out), 1_024):
        part = list(out[start : start + 1_024])
        likeness = rows[part] @ means.T
        nearest = likeness.argmax(axis=1)
        found += [
            LeftOut(
                thread=questions[i].thread,
                nearest=groups[int(g)].id,
                similarity=round(float(np.clip(likeness[row, g], 0, 1)), 4),
                reason="nobody else asks this",
            )
            for row, (i, g) in enumerate(zip(part, nearest, strict=True))
        ]
    return tuple(found)
