"""The posts of many threads as columns, so that features are worked out for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.resolve.cues import JUDGED, KINDS
from kbminer.resolve.signals import PostSignals, Signals

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

KIND_COLUMNS = (*KINDS, *JUDGED, "question")
"""What a post may hold: the kinds of cues, and whether it asks anything."""
_COLUMN = {kind: place for place, kind in enumerate(KIND_COLUMNS)}
_BIT = {kind: 1 << place for kind, place in _COLUMN.items()}
_COUNTED = attrgetter("words", "code", "links", "items", "questions", "likes")
MISSING = -1
"""Where a column of places points at no post, and one of authors at nobody."""


@dataclass(frozen=True, eq=False)
class PostTable:
    """One row a post, threads one after the other, each with a post at least.

    ``start`` and ``size`` are each thread's first row and number of posts; ``thread`` and ``place`` say
    which thread a post belongs to and where it stands in it. ``kinds`` has a column for each of
    :data:`KIND_COLUMNS`. ``answers`` is the row of the post that is replied to, ``author`` a number for each
    person in a thread; both are -1 where there is none.
    """

    signals: tuple[Signals, ...]
    start: Ints
    size: Ints
    thread: Ints
    place: Ints
    asker: Flags
    staff: Flags
    counts: Ints
    shared: Floats
    at: Floats
    answers: Ints
    author: Ints
    kinds: Flags

    @classmethod
    def of(cls, signals: Sequence[Signals]) -> PostTable:
        """Lay out the posts of threads, each of which has a post at least."""
        posts = list(chain.from_iterable(each.posts for each in signals))
        size = np.array([len(each.posts) for each in signals], dtype=np.int64)
        start = np.cumsum(size) - size
        thread = np.repeat(np.arange(len(size)), size)
        answers = _column(posts, lambda p: MISSING if p.answers is None else p.answers, np.int64)
        counts = np.array([_COUNTED(post) for post in posts], dtype=np.float64).reshape(len(posts), 6)
        masks = np.array([_mask(post) for post in posts], dtype=np.int64)
        return cls(
            signals=tuple(signals),
            start=start,
            size=size,
            thread=thread,
            place=np.arange(len(posts)) - start[thread],
            asker=_column(posts, lambda p: p.asker, np.bool_),
            staff=_column(posts, lambda p: bool(p.staff), np.bool_),
            counts=np.maximum(np.nan_to_num(counts), 0).astype(np.int64),
            shared=_column(posts, lambda p: p.shared, np.float64),
            at=_column(posts, lambda p: np.nan if p.at is None else p.at, np.float64),
            answers=np.where(answers >= 0, answers + start[thread], MISSING),
            author=_authors(signals),
            kinds=(masks[:, None] >> np.arange(len(KIND_COLUMNS)) & 1).astype(bool),
        )

    @cached_property
    def reply(self) -> Flags:
        """Which posts are replies."""
        return self.place > 0

    @cached_property
    def last(self) -> Ints:
        """For each post the row of its thread's last post."""
        return (self.start + self.size - 1)[self.thread]

    @cached_property
    def next_asker_row(self) -> Ints:
        """For each reply by somebody else the row where the asker speaks next, or -1."""
        found = self.next_row(self.asker & self.reply)
        return np.where(self.asker, MISSING, found)

    @cached_property
    def helper(self) -> Flags:
        """Which posts are replies by somebody else than the asker."""
        return self.reply & ~self.asker

    def has_cue(self, *kinds: str) -> Flags:
        """Which posts hold a cue of one of these kinds."""
        found: Flags = np.any(self.kinds[:, self.kind_columns(kinds)], axis=1)
        return found

    @staticmethod
    def kind_columns(kinds: Sequence[str]) -> list[int]:
        """The columns of ``kinds`` that stand for these kinds."""
        return [_COLUMN[kind] for kind in kinds]

    def next_row(self, which: Flags) -> Ints:
        """For each post the row of the next one in its thread of which this is true, or -1."""
        rows = np.arange(len(which))
        coming = np.minimum.accumulate(np.where(which, rows, len(rows))[::-1])[::-1]
        after = np.append(coming[1:], len(rows))
        return np.where(after <= self.last, after, MISSING)

    def previous_row(self, which: Flags) -> Ints:
        """For each post the row of the one before it in its thread of which this is true, or -1."""
        rows = np.arange(len(which))
        gone = np.maximum.accumulate(np.where(which, rows, MISSING))
        before = np.append([MISSING], gone[:-1])
        return np.where(before >= self.start[self.thread], before, MISSING)

    def count_later(self, which: NDArray[Any]) -> Ints:
        """For each post how many later ones of its thread this is true of; columns are counted apart."""
        counted = np.cumsum(which, axis=0, dtype=np.int64)
        return counted[self.last] - counted

    def thread_max(self, values: NDArray[Any]) -> NDArray[Any]:
        """For each post the largest of its thread's values."""
        return np.maximum.reduceat(values, self.start)[self.thread]

    def count_by_thread(self, which: NDArray[Any]) -> Ints:
        """For each thread of how many posts this is true; columns are counted apart."""
        return np.add.reduceat(which, self.start, axis=0, dtype=np.int64)


def take_or_zero(values: NDArray[Any], rows: Ints) -> NDArray[Any]:
    """The values at these rows, and nothing (zero, no) where a row is -1."""
    found = values[rows]
    found[rows == MISSING] = 0
    return found


def _mask(post: PostSignals) -> int:
    mask = _BIT["question"] if post.questions else 0
    for cue in post.cues:
        mask |= _BIT.get(cue.kind, 0)  # a store mined by another version may hold kinds unknown to this one
    return mask | _BIT["thanks"] if mask & _BIT["signed_off"] else mask


def _authors(signals: Sequence[Signals]) -> Ints:
    numbers: list[int] = []
    for each in signals:
        known: dict[str, int] = {}
        for post in each.posts:
            author = post.author
            numbers.append(MISSING if author is None else known.setdefault(author, len(known)))
    return np.array(numbers, dtype=np.int64)


def _column(posts: Sequence[PostSignals], value: Any, kind: Any) -> NDArray[Any]:
    return np.array([value(post) for post in posts], dtype=kind)
