"""The model inside: a choice among the replies of a thread and "none of them", by penalised likelihood.

A reply's score is linear in its features, and so is the score of "none"; the chance of each is its share of
the exponentials (multinomial logit, McFadden 1974). Strong ridge penalties on standardised features keep the
weights of one forum useful on another. The same data give the same weights: L-BFGS starts from zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.resolve.features import (
    REPLY_FEATURES,
    THREAD_FEATURES,
    View,
    reply_keys,
    reply_rows,
    thread_keys,
    thread_row,
)
from kbminer.resolve.signals import Signals

Floats = NDArray[np.float64]
Keys = NDArray[np.int64]
NEVER = -1e9
RIDGE, WORD_RIDGE = 200.0, 1.0
FEWEST_USES, MOST_WORDS = 8, 20_000
_MOST_STEPS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One thread as numbers. ``chosen`` is the accepted reply's row; ``open`` whether "none" is a choice."""

    rows: list[tuple[float, ...]]
    none: tuple[float, ...]
    keys: list[Keys]
    none_keys: Keys
    chosen: int | None = None
    open: bool = True


def sample(signals: Signals, *, open: bool = True) -> Sample:
    """Turn a thread's signals into numbers, with the forum's own mark if there is one."""
    view = View.of(signals)
    return Sample(
        rows=reply_rows(view),
        none=thread_row(view),
        keys=reply_keys(view),
        none_keys=thread_keys(view),
        chosen=next((i for i, post in enumerate(signals.posts[1:]) if post.accepted), None),
        open=open,
    )


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

    def score(self, samples: Sequence[Sample]) -> list[Scores]:
        """Score threads, each by itself."""
        flat = [row for one in samples for row in one.rows]
        if not flat:
            return [Scores(replies=np.zeros(0), odds=NEVER) for _ in samples]
        scores = np.array(flat, dtype=np.float64) @ _vector(self.replies, REPLY_FEATURES)
        if self.words:
            scores += _sums(self.words, [keys for one in samples for keys in one.keys])
        none = np.array([one.none for one in samples], dtype=np.float64)
        none = none @ _vector(self.none, THREAD_FEATURES) + self.intercept
        if self.none_words:
            none += _sums(self.none_words, [one.none_keys for one in samples])
        parts = np.split(scores, np.cumsum([len(one.rows) for one in samples])[:-1])
        return [Scores(replies=part, odds=_odds(part, lost)) for part, lost in zip(parts, none, strict=True)]

    def as_dict(self) -> dict[str, Any]:
        """The dense weights by name, rounded to what matters."""
        return {
            "intercept": round(self.intercept, 4),
            "replies": {name: round(weight, 4) for name, weight in self.replies.items()},
            "none": {name: round(weight, 4) for name, weight in self.none.items()},
        }


def fit_choice(
    samples: Sequence[Sample],
    *,
    ridge: float = RIDGE,
    word_ridge: float = WORD_RIDGE,
    words: Set[int] | None = None,
) -> Choice:
    """Fit the weights on threads, most of which have a chosen reply or are open to "none".

    Args:
        samples: threads with a reply or more.
        ridge: penalty on the standardised dense weights.
        word_ridge: penalty on the words' weights.
        words: the only keys that may weigh, and none of them for "none"; by default whatever is frequent.
    """
    usable = [one for one in samples if one.rows and (one.open or one.chosen is not None)]
    problem = _Problem.pose(usable, words)
    return problem.solved(ridge, word_ridge)


@dataclass(frozen=True, slots=True)
class _Problem:
    """The matrices of a fit: dense and sparse, replies and "none", standardised."""

    x: Floats
    x_spread: Floats
    x_middle: Floats
    t: Floats
    t_spread: Floats
    t_middle: Floats
    words: Any
    word_keys: list[int]
    topics: Any
    topic_keys: list[int]
    starts: NDArray[np.intp]
    of: NDArray[np.intp]
    chosen: NDArray[np.intp]
    unmarked: NDArray[np.bool_]
    open: NDArray[np.bool_]

    @classmethod
    def pose(cls, samples: Sequence[Sample], allowed: Set[int] | None) -> _Problem:
        x, x_middle, x_spread = _standardised([row for one in samples for row in one.rows])
        t, t_middle, t_spread = _standardised([one.none for one in samples])
        counts = np.array([len(one.rows) for one in samples])
        starts = np.cumsum(counts) - counts
        words, word_keys = _matrix([keys for one in samples for keys in one.keys], allowed)
        topics, topic_keys = _matrix(
            [one.none_keys for one in samples], None if allowed is None else frozenset()
        )
        return cls(
            x,
            x_spread,
            x_middle,
            t,
            t_spread,
            t_middle,
            words,
            word_keys,
            topics,
            topic_keys,
            starts,
            np.repeat(np.arange(len(samples)), counts),
            np.array(
                [
                    start + one.chosen
                    for start, one in zip(starts, samples, strict=True)
                    if one.chosen is not None
                ],
                dtype=np.intp,
            ),
            np.array([one.chosen is None for one in samples]),
            np.array([one.open for one in samples]),
        )

    def loss(self, w: Floats, penalty: Floats) -> tuple[float, Floats]:
        """Negative log-likelihood with its penalty, and its gradient."""
        d, e, b = self.x.shape[1], self.t.shape[1], self.words.shape[1]
        score = self.x @ w[:d] + self.words @ w[d + e : d + e + b]
        none = self.t @ w[d : d + e] + self.topics @ w[d + e + b : -1] + w[-1]
        none = np.where(self.open, none, NEVER)
        top = np.maximum(np.maximum.reduceat(score, self.starts), none)
        share, lost = np.exp(score - top[self.of]), np.exp(none - top)
        total = np.add.reduceat(share, self.starts) + lost
        value = np.sum(top + np.log(total)) - score[self.chosen].sum() - none[self.unmarked].sum()
        share /= total[self.of]
        share[self.chosen] -= 1.0
        lost = (lost / total - self.unmarked) * self.open
        gradient = (
            self.x.T @ share,
            self.t.T @ lost,
            self.words.T @ share,
            self.topics.T @ lost,
            [lost.sum()],
        )
        return float(value + (penalty * w) @ w / 2), np.concatenate(gradient) + penalty * w

    def solved(self, ridge: float, word_ridge: float) -> Choice:
        """The weights of least loss, in units of the raw features."""
        from scipy.optimize import minimize  # noqa: PLC0415 - only fitting needs scipy
        from threadpoolctl import threadpool_limits  # noqa: PLC0415

        d, e, b, c = self.x.shape[1], self.t.shape[1], self.words.shape[1], self.topics.shape[1]
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
        x, t = found[:d] / self.x_spread, found[d : d + e] / self.t_spread
        return Choice(
            replies=_named(REPLY_FEATURES, x),
            none=_named(THREAD_FEATURES, t),
            words=dict(zip(self.word_keys, map(float, found[d + e : d + e + b]), strict=True)),
            none_words=dict(zip(self.topic_keys, map(float, found[d + e + b : -1]), strict=True)),
            intercept=float(found[-1] - t @ self.t_middle + x @ self.x_middle),
        )


def _named(names: Sequence[str], weights: Iterable[float]) -> dict[str, float]:
    return {name: float(weight) for name, weight in zip(names, weights, strict=True) if weight}


def _vector(weights: Mapping[str, float], names: Sequence[str]) -> Floats:
    return np.array([weights.get(name, 0.0) for name in names])


def _sums(weights: Mapping[int, float], rows: Sequence[Keys]) -> Floats:
    """The weights of each row's keys, together, as if the row had length 1."""
    counts, keys = _flat(rows)
    at = np.array(sorted(weights), dtype=np.int64)
    weight = np.array([weights[int(key)] for key in at])
    place = np.minimum(np.searchsorted(at, keys), len(at) - 1)
    known = np.where(at[place] == keys, weight[place], 0.0)
    row = np.repeat(np.arange(len(rows)), counts)
    return np.bincount(row, weights=known, minlength=len(rows)) / np.sqrt(np.maximum(counts, 1))


def _flat(rows: Sequence[Keys]) -> tuple[Keys, Keys]:
    """How many keys each row has, and all keys one after the other."""
    counts = np.array([len(keys) for keys in rows], dtype=np.int64)
    return counts, np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)


def _odds(scores: Floats, none: float) -> float:
    return float(np.logaddexp.reduce(scores) - none) if len(scores) else NEVER


def _standardised(rows: Sequence[tuple[float, ...]]) -> tuple[Floats, Floats, Floats]:
    table = np.array(rows, dtype=np.float64)
    middle, spread = table.mean(axis=0), table.std(axis=0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    return (table - middle) / spread, middle, spread


def _matrix(rows: Sequence[Keys], allowed: Set[int] | None) -> tuple[Any, list[int]]:
    """A sparse table of rows of unit length over the keys that are used often enough, and these keys."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - only fitting needs scipy

    counts, keys = _flat(rows)
    used, place, uses = np.unique(keys, return_inverse=True, return_counts=True)
    often = uses >= FEWEST_USES
    if allowed is not None:
        often &= np.isin(used, np.array(sorted(allowed), dtype=np.int64))
    kept = np.flatnonzero(often)
    kept = kept[np.lexsort((used[kept], -uses[kept]))][:MOST_WORDS]
    column = np.full(len(used), -1)
    column[kept] = np.arange(len(kept))
    to = column[place]
    at = np.repeat(np.arange(len(rows)), counts)
    value = np.repeat(np.maximum(counts, 1) ** -0.5, counts)
    some = to >= 0
    shape = (len(rows), len(kept))
    return csr_matrix((value[some], (at[some], to[some])), shape=shape), used[kept].tolist()
