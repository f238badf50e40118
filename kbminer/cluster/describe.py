"""Groups for people: names, terms, cohesion, doubtful members, themes, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from kbminer.cluster.cuts import group_sums
from kbminer.cluster.group_titles import distinctive_terms, representative, unique_titles
from kbminer.cluster.hierarchy import members_of
from kbminer.cluster.identity import carry_over
from kbminer.cluster.neighbour_graph import Floats, Ints
from kbminer.cluster.ordered_questions import GroupedThreads
from kbminer.cluster.stop_words import stop_words
from kbminer.cluster.themes import name_themes
from kbminer.records import Group, Grouping, LeftOut, Question

_FAR = 0.25
_THEME_STEPS = 4  # how many cuts wider than the groups the themes are
_OTHERS = 150  # groups beside the changed ones that tell which words are common


def describe(
    questions: Sequence[Question],
    found: GroupedThreads,
    least: int,
    previous: Grouping | None,
    at: datetime | None,
) -> Grouping:
    """Name the groups of at least ``least`` members and say what was left out.

    Where only what is new was placed, groups and threads in which nothing changed keep the records that
    ``previous`` holds.
    """
    members = members_of(found.labels, least)
    names = [[questions[i].thread for i in m] for m in members]
    known = {group.members: group for group in previous.groups} if previous and not found.full else {}
    stood = [known.get(tuple(threads)) for threads in names]
    terms = _terms(questions, members, stood)
    heads = _heads(questions, found.rows, members, stood, terms)
    before = {group.id: group.members for group in previous.groups} if previous else {}
    carried = carry_over(names, [questions[i].thread for i in heads], before, at=at)
    cuts = found.hierarchy.labels
    wide = cuts[min(found.chosen + _THEME_STEPS, len(cuts) - 1)]
    themes = name_themes(wide, members, carried.ids, terms, previous.themes if previous else ())
    theme_of = {group: theme.id for theme in themes for group in theme.groups}
    titles = _titles(questions, heads, terms, stood)

    kept = np.full(len(questions), -1, dtype=np.int64)
    for number, m in enumerate(members):
        kept[m] = number
    out, reused = _reusable(questions, np.flatnonzero(kept < 0), previous, set(carried.ids), found)
    changed = [m for m, group in zip(members, stood, strict=True) if group is None]
    placement = place(found.rows, kept, np.concatenate([np.zeros(0, dtype=np.int64), *changed, out]))
    groups = tuple(
        replace(group, id=name, title=titles[number], theme=theme_of.get(name))
        if group
        else Group(
            id=name,
            members=tuple(names[number]),
            representative=questions[heads[number]].thread,
            title=titles[number],
            terms=terms[number],
            cohesion=cohesion(found.rows[members[number]]),
            doubtful=tuple(questions[i].thread for i in members[number] if placement.is_doubtful(int(i))),
            theme=theme_of.get(name),
        )
        for number, (name, group) in enumerate(zip(carried.ids, stood, strict=True))
    )
    left = [*reused, *left_out(questions, out.tolist(), placement, carried.ids, parted=found.parted)]
    return Grouping(
        groups=groups,
        themes=themes,
        left_out=tuple(sorted(left, key=lambda one: one.thread)),
        lineage=carried.lineage,
        likeness=found.likeness,
    )


def _heads(
    questions: Sequence[Question],
    rows: Floats,
    members: Sequence[Ints],
    stood: Sequence[Group | None],
    terms: Sequence[Sequence[str]],
) -> list[int]:
    heads = []
    for m, group, own in zip(members, stood, terms, strict=True):
        if group:
            heads.append(next(int(i) for i in m if questions[i].thread == group.representative))
        else:
            heads.append(int(m[representative([questions[i] for i in m], rows[m], own)]))
    return heads


def _terms(
    questions: Sequence[Question], members: Sequence[Ints], stood: Sequence[Group | None]
) -> list[tuple[str, ...]]:
    """Terms of the changed groups, told apart from one another and from a sample of the others."""
    changed = [number for number, group in enumerate(stood) if group is None]
    others = [number for number, group in enumerate(stood) if group is not None]
    shown = changed + others[:: max(len(others) // _OTHERS, 1)] if changed else []
    texts = [[f"{questions[i].title}\n{questions[i].ask[:300]}" for i in members[number]] for number in shown]
    stops = [stop_words(_language([questions[i] for i in members[number]])) for number in shown]
    fresh = dict(zip(shown, distinctive_terms(texts, stop_words=stops), strict=True))
    return [group.terms if group else fresh[number] for number, group in enumerate(stood)]


def _language(questions: Sequence[Question]) -> str | None:
    """The language that most of them are in."""
    return Counter(question.language for question in questions).most_common(1)[0][0]


def _titles(
    questions: Sequence[Question],
    heads: Sequence[int],
    terms: Sequence[Sequence[str]],
    stood: Sequence[Group | None],
) -> list[str]:
    """Titles that no two groups share; a group in which nothing changed has the first claim to its own."""
    own = [group.title if group else questions[i].title for group, i in zip(stood, heads, strict=True)]
    order = sorted(range(len(own)), key=lambda number: stood[number] is None)
    unique = unique_titles([own[number] for number in order], [terms[number] for number in order])
    titles = dict(zip(order, unique, strict=True))
    return [titles[number] for number in range(len(own))]


def _reusable(
    questions: Sequence[Question],
    out: Ints,
    previous: Grouping | None,
    alive: set[str],
    found: GroupedThreads,
) -> tuple[Ints, list[LeftOut]]:
    """Part the left-out threads into those to look at and the records of those that stand."""
    if previous is None or found.full:
        return out, []
    known = {one.thread: one for one in previous.left_out if one.nearest in alive}
    look = [int(i) for i in out if questions[i].thread not in known]
    stand = [known[questions[i].thread] for i in out if questions[i].thread in known]
    return np.array(look, dtype=np.int64), stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """How each row lies among the groups: its likeness to its own group's others, and to the next group.

    ``own`` is −1 for a row without a group, ``next_group`` −1 where there is no other.
    """

    own: Floats
    next_group: Ints
    next_likeness: Floats

    def is_doubtful(self, i: int) -> bool:
        """Tell whether row ``i`` lies nearer to another group than to its own, or far from both."""
        return bool(self.own[i] < self.next_likeness[i] or self.own[i] < _FAR)


def place(rows: Floats, labels: Ints, which: Ints) -> Placement:
    """Measure mean cosines of the rows ``which`` to all groups; label −1 means no group."""
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
    for start in range(0, len(which), step):
        part = which[start : start + step]
        near = rows[part] @ means.T
        mine = np.flatnonzero(inside[part])
        home = labels[part[mine]]
        own[part[mine]] = (near[mine, home] * sizes[home] - 1) / np.maximum(sizes[home] - 1, 1)
        near[mine, home] = -2.0
        next_group[part] = near.argmax(axis=1)
        likeness[part] = near.max(axis=1)
    next_group[likeness <= -2.0] = -1
    return Placement(own=own, next_group=next_group, next_likeness=np.maximum(likeness, 0.0))


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
    parted: frozenset[int],
) -> tuple[LeftOut, ...]:
    """Say of each question in ``out`` which group lies nearest and why it did not join it."""
    found = []
    for i in out:
        group = int(placement.next_group[i])
        near = round(float(min(placement.next_likeness[i], 1.0)), 4)
        reason = "an editor keeps it apart" if i in parted else _reason(near, known=group >= 0)
        nearest = ids[group] if group >= 0 else None
        found.append(LeftOut(thread=questions[i].thread, nearest=nearest, similarity=near, reason=reason))
    return tuple(found)


def _reason(near: float, *, known: bool) -> str:
    if not known or near < _FAR:
        return "nobody else asks anything like it"
    return "related to the nearest group, but not the same question"
