"""The weights of a choice, by penalised likelihood.

Strong ridge penalties on standardised features keep the weights of one forum useful on another. The same
data give the same weights: L-BFGS starts from zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.resolve.choice_model import NEVER, Choice
from kbminer.resolve.features import REPLY_FEATURES, THREAD_FEATURES, reply_features, thread_features
from kbminer.resolve.post_table import Flags, Floats, Ints, PostTable
from kbminer.resolve.signals import Signals
from kbminer.resolve.sparse_features import Keys, reply_keys, thread_keys

RIDGE, WORD_RIDGE = 100.0, 1.0
FEWEST_USES, MOST_WORDS = 8, 20_000
_MOST_STEPS = 120


def fit_choice(
    signals: Sequence[Signals],
    *,
    chosen_only: Sequence[Signals] = (),
    ridge: float = RIDGE,
    word_ridge: float = WORD_RIDGE,
    words: Set[int] | None = None,
) -> Choice:
    """Fit the weights on threads with a reply or more, some of which have an accepted one.

    Args:
        signals: threads that teach which reply is chosen, and whether one is.
        chosen_only: threads that teach only which reply is chosen.
        ridge: penalty on the standardised dense weights.
        word_ridge: penalty on the words' weights.
        words: the only keys that may weigh, and none of them for "none"; by default whatever is frequent.
    """
    closed = [each for each in chosen_only if accepted(each) is not None]
    is_open = np.array([True] * len(signals) + [False] * len(closed))
    return _Problem.pose([*signals, *closed], is_open, words).solved(ridge, word_ridge)


def accepted(signals: Signals) -> int | None:
    """The place among the replies of the one that the forum marks as accepted."""
    return next((place for place, post in enumerate(signals.posts[1:]) if post.accepted), None)


@dataclass(frozen=True, slots=True)
class _Table:
    """Features, each with mean 0 and spread 1, and what they were."""

    rows: Floats
    middle: Floats
    spread: Floats

    @classmethod
    def of(cls, rows: Floats) -> _Table:
        middle, spread = rows.mean(axis=0), rows.std(axis=0)
        spread = np.where(spread > 1e-9, spread, 1.0)
        return cls((rows - middle) / spread, middle, spread)


@dataclass(frozen=True, slots=True)
class _Problem:
    """The matrices of a fit: dense and sparse, for replies and for "none"."""

    x: _Table
    t: _Table
    words: Any
    word_keys: list[int]
    topics: Any
    topic_keys: list[int]
    starts: Ints
    of: Ints
    chosen: NDArray[np.intp]
    unmarked: Flags
    open: Flags

    @classmethod
    def pose(cls, signals: Sequence[Signals], is_open: Flags, allowed: Set[int] | None) -> _Problem:
        table = PostTable.of(signals)
        counts = table.size - 1
        starts = np.cumsum(counts) - counts
        places = [accepted(each) for each in signals]
        words, word_keys = _matrix(reply_keys(table), allowed)
        topics, topic_keys = _matrix(thread_keys(table), None if allowed is None else frozenset())
        return cls(
            x=_Table.of(reply_features(table)),
            t=_Table.of(thread_features(table)),
            words=words,
            word_keys=word_keys,
            topics=topics,
            topic_keys=topic_keys,
            starts=starts,
            of=np.repeat(np.arange(len(signals)), counts),
            chosen=np.array(
                [start + place for start, place in zip(starts, places, strict=True) if place is not None],
                dtype=np.intp,
            ),
            unmarked=np.array([place is None for place in places]),
            open=is_open,
        )

    def loss(self, w: Floats, penalty: Floats) -> tuple[float, Floats]:
        """Negative log-likelihood with its penalty, and its gradient."""
        d, e, b = self.x.rows.shape[1], self.t.rows.shape[1], self.words.shape[1]
        score = self.x.rows @ w[:d] + self.words @ w[d + e : d + e + b]
        none = self.t.rows @ w[d : d + e] + self.topics @ w[d + e + b : -1] + w[-1]
        none = np.where(self.open, none, NEVER)
        top = np.maximum(np.maximum.reduceat(score, self.starts), none)
        share, lost = np.exp(score - top[self.of]), np.exp(none - top)
        total = np.add.reduceat(share, self.starts) + lost
        value = np.sum(top + np.log(total)) - score[self.chosen].sum() - none[self.unmarked].sum()
        share /= total[self.of]
        share[self.chosen] -= 1.0
        lost = (lost / total - self.unmarked) * self.open
        gradient = (
            self.x.rows.T @ share,
            self.t.rows.T @ lost,
            self.words.T @ share,
            self.topics.T @ lost,
            [lost.sum()],
        )
        return float(value + (penalty * w) @ w / 2), np.concatenate(gradient) + penalty * w

    def solved(self, ridge: float, word_ridge: float) -> Choice:
        """The weights of least loss, in units of the raw features."""
        from scipy.optimize import minimize  # noqa: PLC0415 - only fitting needs scipy
        from threadpoolctl import threadpool_limits  # noqa: PLC0415

        d, e = self.x.rows.shape[1], self.t.rows.shape[1]
        b, c = self.words.shape[1], self.topics.shape[1]
        penalty = np.concatenate([np.full(d + e, ridge), np.full(b + c, word_ridge), [0.0]])
        # The steps are small: threads of the linear algebra would wait for one another most of the time.
        with threadpool_limits(1):
            found = minimize(
                self.loss,
                np.zeros(len(penalty)),
                args=(penalty,),
                jac=True,
                method="L-BFGS-B",
                options={"maxiter": _MOST_STEPS},
            ).x
        x, t = found[:d] / self.x.spread, found[d : d + e] / self.t.spread
        return Choice(
            replies=_named(REPLY_FEATURES, x),
            none=_named(THREAD_FEATURES, t),
            words=dict(zip(self.word_keys, map(float, found[d + e : d + e + b]), strict=True)),
            none_words=dict(zip(self.topic_keys, map(float, found[d + e + b : -1]), strict=True)),
            intercept=float(found[-1] - t @ self.t.middle + x @ self.x.middle),
        )


def _named(names: Sequence[str], weights: Iterable[float]) -> dict[str, float]:
    return {name: float(weight) for name, weight in zip(names, weights, strict=True) if weight}


def _matrix(keys: Keys, allowed: Set[int] | None) -> tuple[Any, list[int]]:
    """A sparse table of rows of unit length over the keys that are used often enough, and these keys."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - only fitting needs scipy

    used, place, uses = np.unique(keys.key, return_inverse=True, return_counts=True)
    often = uses >= FEWEST_USES
    if allowed is not None:
        often &= np.isin(used, np.array(sorted(allowed), dtype=np.int64))
    kept = np.flatnonzero(often)
    kept = kept[np.lexsort((used[kept], -uses[kept]))][:MOST_WORDS]
    column = np.full(len(used), -1)
    column[kept] = np.arange(len(kept))
    to = column[place]
    some = to >= 0
    shape = (len(keys.count), len(kept))
    return csr_matrix((keys.share[some], (keys.row[some], to[some])), shape=shape), used[kept].tolist()
