"""The model inside: a choice among the replies of a thread and "none of them".

A reply's score is linear in its features, and so is the score of "none"; the probability of each is its share
of the exponentials (multinomial logit, McFadden 1974). :mod:`kbminer.resolve.fit` finds the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kbminer.resolve.post_table import Floats, PostTable
from kbminer.resolve.reply_features import REPLY_FEATURES, reply_features
from kbminer.resolve.signals import Signals
from kbminer.resolve.sparse_features import SparseFeatures, sparse_reply_features, sparse_thread_features
from kbminer.resolve.thread_features import THREAD_FEATURES, thread_features

NEVER = -1e9
"""The log-odds of a thread without replies."""
_BATCH = 2_000
"""Threads that are laid out together: their features take some twenty megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadScores:
    """Scores of a thread's replies, in order, and the log-odds that one of them solved it."""

    replies: Floats
    log_odds: float

    @property
    def shares(self) -> Floats:
        """How probably each reply is the one that solved it, if one did, by the scores alone."""
        if not len(self.replies):
            return self.replies
        shares = np.exp(self.replies - self.replies.max())
        return np.asarray(shares / shares.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceModel:
    """Weights by name for replies and for "none".

    ``words`` and ``none_words`` weigh the keys of :mod:`kbminer.resolve.sparse_features`.
    """

    replies: Mapping[str, float]
    none: Mapping[str, float]
    words: Mapping[int, float] = field(default_factory=dict, repr=False)
    none_words: Mapping[int, float] = field(default_factory=dict, repr=False)
    intercept: float = 0.0

    def score(self, signals: Sequence[Signals]) -> list[ThreadScores]:
        """Score threads, each by itself."""
        scored = iter(self._scored([each for each in signals if len(each.posts) > 1]))
        unanswered = ThreadScores(replies=np.zeros(0), log_odds=NEVER)
        return [next(scored) if len(each.posts) > 1 else unanswered for each in signals]

    def _scored(self, answered: Sequence[Signals]) -> Iterator[ThreadScores]:
        for first in range(0, len(answered), _BATCH):
            table = PostTable.of(answered[first : first + _BATCH])
            scores = _dense(reply_features(table), self.replies, REPLY_FEATURES)
            scores = scores + _sparse(self.words, sparse_reply_features, table, len(scores))
            none = _dense(thread_features(table), self.none, THREAD_FEATURES) + self.intercept
            none = none + _sparse(self.none_words, sparse_thread_features, table, len(none))
            for part, lost in zip(np.split(scores, np.cumsum(table.size - 1)[:-1]), none, strict=True):
                yield ThreadScores(replies=part, log_odds=float(np.logaddexp.reduce(part) - lost))

    def as_dict(self) -> dict[str, Any]:
        """The dense weights by name, rounded to what matters."""
        return {
            "intercept": round(self.intercept, 4),
            "replies": {name: round(weight, 4) for name, weight in self.replies.items()},
            "none": {name: round(weight, 4) for name, weight in self.none.items()},
        }


def _dense(rows: Floats, weights: Mapping[str, float], names: Sequence[str]) -> Floats:
    """Weigh each row by itself: a thread's score does not depend on what is scored beside it."""
    found: Floats = np.einsum("rf,f->r", rows, np.array([weights.get(name, 0.0) for name in names]))
    return found


def _sparse(
    weights: Mapping[int, float],
    features: Callable[[PostTable], SparseFeatures],
    table: PostTable,
    count: int,
) -> Floats:
    """The weights of each row's keys, together, as if the row had length 1."""
    if not weights:
        return np.zeros(count)
    keys = features(table)
    at = np.array(sorted(weights), dtype=np.int64)
    weight = np.array([weights[int(key)] for key in at])
    place = np.minimum(np.searchsorted(at, keys.key), len(at) - 1)
    known = np.where(at[place] == keys.key, weight[place], 0.0)
    found: Floats = np.bincount(keys.row, weights=known * keys.share, minlength=count).astype(np.float64)
    return found
