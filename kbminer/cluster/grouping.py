"""Questions and their vectors to groups that keep their names: the whole stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from kbminer.cluster.describing import group_records, left_out, name_groups, name_themes, place
from kbminer.cluster.identity import carry_over
from kbminer.cluster.levels import LEVELS
from kbminer.cluster.links import Pairs, check, keep_apart, positions
from kbminer.cluster.neighbours import Floats, Ints
from kbminer.cluster.partition import Partition, bound, partition
from kbminer.cluster.settings import ClusterSettings
from kbminer.embed.join import JoinedSpace
from kbminer.errors import ModelError
from kbminer.records import Grouping, Question

_THEME_STEPS = 4  # how many levels wider than the groups the themes are


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One way to cut: groups of thread keys in which the mean likeness is at least ``likeness``."""

    likeness: float
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedQuestions:
    """The grouping, finer and wider views of it, and what the next run needs (opaque bytes).

    ``levels`` run from the finest to the widest; ``chosen`` is the index of the one that was taken.
    """

    grouping: Grouping
    state: bytes = b""
    levels: tuple[Level, ...] = ()
    chosen: int = 0


def group_questions(
    questions: Sequence[Question],
    vectors: Floats,
    *,
    settings: ClusterSettings | None = None,
    previous: Grouping | None = None,
    must_link: Pairs = (),
    cannot_link: Pairs = (),
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
        What an editor merged and split; pairs with an unknown thread bind nothing.
    at : datetime, optional
        The date of the lineage events.
    state : bytes, optional
        What the last run returned as ``state``.

    Raises
    ------
    ModelError
        A vector is not finite, or there is not one for each question.
    SettingsError
        Two threads are to be kept together and apart at once.
    """
    settings = settings or ClusterSettings()
    previous = previous or Grouping(groups=())
    if not questions:
        ended = carry_over([], [], {group.id: group.members for group in previous.groups}, at=at)
        return GroupedQuestions(grouping=Grouping(groups=(), lineage=ended.lineage))
    order = sorted(range(len(questions)), key=lambda i: questions[i].thread)
    ordered = _Ordered(
        questions=[questions[i] for i in order],
        vectors=_checked(vectors, questions)[order],
        must_link=must_link,
        cannot_link=cannot_link,
    )
    found = ordered.group(settings)
    return _described(ordered, found, settings, previous, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    rows: Floats
    parts: Partition
    text: Ints
    labels: Ints
    chosen: int


class _Ordered:
    """Questions in the order of their threads, so that the order they came in changes nothing."""

    def __init__(
        self, *, questions: list[Question], vectors: Floats, must_link: Pairs, cannot_link: Pairs
    ) -> None:
        self.questions = questions
        self.vectors = vectors
        names = [question.thread for question in questions]
        where = {name: i for i, name in enumerate(names)}
        self.must = positions(must_link, where)
        self.cannot = positions(cannot_link, where)
        check(self.must, self.cannot, names)

    def group(self, settings: ClusterSettings) -> _Found:
        texts = [lexical_text(question) for question in self.questions]
        number: dict[str, int] = {}
        text = np.array([number.setdefault(t, len(number)) for t in texts], dtype=np.int64)
        first = np.unique(text, return_index=True)[1]
        _, rows = JoinedSpace.fit(
            self.vectors[first], [texts[i] for i in first], word_weight=settings.word_weight
        )
        parts = partition(
            rows,
            copies=np.bincount(text, minlength=len(rows)).astype(np.float32),
            home=bound(len(rows), sorted({(int(text[a]), int(text[b])) for a, b in self.must})),
            k=settings.neighbours,
        )
        chosen = int(np.clip(parts.level + settings.level, 0, len(LEVELS) - 1))
        labels = self.kept_apart(parts.labels(chosen)[text], parts.pulled[text])
        return _Found(rows=rows[text], parts=parts, text=text, labels=labels, chosen=chosen)

    def kept_apart(self, labels: Ints, rows: Floats) -> Ints:
        if not self.cannot:
            return labels
        return keep_apart(labels, rows, self.cannot, bound(len(self.questions), self.must))


def lexical_text(question: Question) -> str:
    """What the words of a question are taken from: its title twice, the head of its ask, its errors."""
    return "\n".join((question.title, question.title, question.ask[:800], *question.errors[:3]))


def _checked(vectors: Floats, questions: Sequence[Question]) -> Floats:
    vectors = np.asarray(vectors, dtype=np.float32)
    if len(vectors) != len(questions):
        raise ModelError(f"{len(questions)} questions came with {len(vectors)} vectors: embed them again")
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        raise ModelError(
            f"the vector of thread {questions[int(finite.argmin())].thread} holds NaN or infinity"
        )
    return vectors


def _described(
    ordered: _Ordered, found: _Found, settings: ClusterSettings, previous: Grouping, at: datetime | None
) -> GroupedQuestions:
    questions = ordered.questions
    names = [question.thread for question in questions]
    members = members_of(found.labels, settings.min_group)
    naming = name_groups(questions, found.rows, members)
    carried = carry_over(
        [[names[i] for i in m] for m in members],
        [names[i] for i in naming.heads],
        {group.id: group.members for group in previous.groups},
        at=at,
    )
    kept = np.full(len(questions), -1, dtype=np.int64)
    for number, m in enumerate(members):
        kept[m] = number
    placement = place(found.rows, kept)
    wide = found.parts.labels(min(found.chosen + _THEME_STEPS, len(LEVELS) - 1))[found.text]
    themes = name_themes(wide, members, carried.ids, naming, previous.themes)
    groups = group_records(
        questions, found.rows, members, ids=carried.ids, naming=naming, placement=placement, themes=themes
    )
    apart = {i: "an editor keeps it apart" for pair in ordered.cannot for i in pair}
    out = left_out(questions, np.flatnonzero(kept < 0).tolist(), placement, carried.ids, reasons=apart)
    return GroupedQuestions(
        grouping=Grouping(groups=groups, themes=themes, left_out=out, lineage=carried.lineage),
        levels=_levels(ordered, found, settings, names),
        chosen=found.chosen,
    )


def members_of(labels: Ints, least: int) -> list[Ints]:
    """Give the positions of each label that occurs at least ``least`` times, the largest first."""
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    groups = [group for group in np.split(order, starts)[1:] if len(group) >= least]
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))


def _levels(
    ordered: _Ordered, found: _Found, settings: ClusterSettings, names: Sequence[str]
) -> tuple[Level, ...]:
    levels = []
    for number, likeness in enumerate(LEVELS):
        labels = ordered.kept_apart(found.parts.labels(number)[found.text], found.parts.pulled[found.text])
        groups = members_of(labels, settings.min_group)
        levels.append(
            Level(likeness=likeness, groups=tuple(tuple(names[i] for i in group) for group in groups))
        )
    return tuple(levels)
