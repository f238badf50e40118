"""The model inside: a choice among the replies of a thread and "none of them".

A reply's score is linear in its features, and so is the score of "none"; the chance of each is its share of
the exponentials (multinomial logit, McFadden 1974). :mod:`kbminer.resolve.fit` finds the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kbminer.resolve.features import REPLY_FEATURES, THREAD_FEATURES, reply_features, thread_features
from kbminer.resolve.post_table import Floats, PostTable
from kbminer.resolve.signals import Signals
from kbminer.resolve.sparse_features import Keys, reply_keys, thread_keys

NEVER = -1e9
_BATCH = 2_000
"""Threads that are laid out together: their features take some twenty megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Scores of a thread's replies, in order, and the log-odds that one of them solved it."""

    replies: Floats
    odds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Weights by name for replies and for "none", and by key for words."""

    replies: Mapping[str, float]
    none: Mapping[str, float]
    words: Mapping[int, float] = field(default_factory=dict, repr=False)
    none_words: Mapping[int, float] = field(default_factory=dict, repr=False)
    intercept: float = 0.0

    def score(self, signals: Sequence[Signals]) -> list[Scores]:
        """Score threads, each by itself."""
        scored = iter(self._scored([each for each in signals if len(each.posts) > 1]))
        unanswered = Scores(replies=np.zeros(0), odds=NEVER)
        return [next(scored) if len(each.posts) > 1 else unanswered for each in signals]

    def _scored(self, answered: Sequence[Signals]) -> Iterator[Scores]:
        for first in range(0, len(answered), _BATCH):
            table = PostTable.of(answered[first : first + _BATCH])
            scores = _weighed(reply_features(table), self.replies, REPLY_FEATURES)
            scores = scores + _sums(self.words, reply_keys, table, len(scores))
            none = _weighed(thread_features(table), self.none, THREAD_FEATURES) + self.intercept
            none = none + _sums(self.none_words, thread_keys, table, len(none))
            for part, lost in zip(np.split(scores, np.cumsum(table.size - 1)[:-1]), none, strict=True):
                yield Scores(replies=part, odds=float(np.logaddexp.reduce(part) - lost))

    def as_dict(self) -> dict[str, Any]:
        """The dense weights by name, rounded to what matters."""
        return {
            "intercept": round(self.intercept, 4),
            "replies": {name: round(weight, 4) for name, weight in self.replies.items()},
            "none": {name: round(weight, 4) for name, weight in self.none.items()},
        }


def _weighed(rows: Floats, weights: Mapping[str, float], names: Sequence[str]) -> Floats:
    """Weigh each row by itself: a thread's score does not depend on what is scored beside it."""
    found: Floats = np.einsum("rf,f->r", rows, np.array([weights.get(name, 0.0) for name in names]))
    return found


def _sums(
    weights: Mapping[int, float], keys_of: Callable[[PostTable], Keys], table: PostTable, count: int
) -> Floats:
    """The weights of each row's keys, together, as if the row had length 1."""
    if not weights:
        return np.zeros(count)
    keys = keys_of(table)
    at = np.array(sorted(weights), dtype=np.int64)
    weight = np.array([weights[int(key)] for key in at])
    place = np.minimum(np.searchsorted(at, keys.key), len(at) - 1)
    known = np.where(at[place] == keys.key, weight[place], 0.0)
    found: Floats = np.bincount(keys.row, weights=known * keys.share, minlength=count).astype(np.float64)
    return found
