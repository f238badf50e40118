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

from kbminer.resolve.choice_model import NEVER, ChoiceModel
from kbminer.resolve.post_table import Flags, Floats, Ints, PostTable
from kbminer.resolve.reply_features import REPLY_FEATURES, reply_features
from kbminer.resolve.signals import Signals
from kbminer.resolve.sparse_features import SparseFeatures, sparse_reply_features, sparse_thread_features
from kbminer.resolve.thread_features import THREAD_FEATURES, thread_features

RIDGE = 100.0  # of a forum's own model; the shipped one is held eight times as tight
# Words tell which reply is chosen less surely than subjects tell whether one is: docs/quality/resolve.md
WORD_RIDGE, SUBJECT_RIDGE = 1.5, 1.0
FEWEST_USES, MOST_WORDS = 8, 20_000  # rarer keys are chance; the bound is for memory
_MOST_STEPS = 120


def fit_choice(
    signals: Sequence[Signals],
    *,
    chosen_only: Sequence[Signals] = (),
    ridge: float = RIDGE,
    word_ridge: float = WORD_RIDGE,
    words: Set[int] | None = None,
) -> ChoiceModel:
    """Fit the weights on threads with a reply or more, some of which have an accepted one.

    Parameters
    ----------
    signals : sequence of Signals
        Threads that teach which reply is chosen, and whether one is.
    chosen_only : sequence of Signals, optional
        Threads that teach only which reply is chosen.
    ridge : float, optional
        Penalty on the standardised dense weights.
    word_ridge : float, optional
        Penalty on the weights of a reply's words.
    words : set of int, optional
        The only keys that may weigh, and none of them for "none"; by default whatever is frequent.
    """
    closed = [each for each in chosen_only if accepted_reply(each) is not None]
    is_open = np.array([True] * len(signals) + [False] * len(closed))
    return _Likelihood.of([*signals, *closed], is_open, words).maximised(ridge, word_ridge)


def accepted_reply(signals: Signals) -> int | None:
    """Find the place among the replies of the one that the forum marks as accepted."""
    return next((place for place, post in enumerate(signals.posts[1:]) if post.accepted), None)


@dataclass(frozen=True, slots=True)
class _Standardised:
    """Features, each with mean 0 and spread 1, and what they were."""

    rows: Floats
    middle: Floats
    spread: Floats

    @classmethod
    def of(cls, rows: Floats) -> _Standardised:
        middle, spread = rows.mean(axis=0), rows.std(axis=0)
        spread = np.where(spread > 1e-9, spread, 1.0)
        return cls((rows - middle) / spread, middle, spread)


@dataclass(frozen=True, slots=True)
class _Likelihood:
    """What a fit maximises: matrices of dense and sparse features, for replies and for "none"."""

    replies: _Standardised
    threads: _Standardised
    words: Any
    word_keys: list[int]
    topics: Any
    topic_keys: list[int]
    starts: Ints
    thread: Ints
    chosen: NDArray[np.intp]
    unmarked: Flags
    open: Flags

    @classmethod
    def of(cls, signals: Sequence[Signals], is_open: Flags, allowed: Set[int] | None) -> _Likelihood:
        table = PostTable.of(signals)
        counts = table.size - 1
        starts = np.cumsum(counts) - counts
        places = [accepted_reply(each) for each in signals]
        words, word_keys = _matrix(sparse_reply_features(table), allowed)
        topics, topic_keys = _matrix(sparse_thread_features(table), None if allowed is None else frozenset())
        return cls(
            replies=_Standardised.of(reply_features(table)),
            threads=_Standardised.of(thread_features(table)),
            words=words,
            word_keys=word_keys,
            topics=topics,
            topic_keys=topic_keys,
            starts=starts,
            thread=np.repeat(np.arange(len(signals)), counts),
            chosen=np.array(
                [start + place for start, place in zip(starts, places, strict=True) if place is not None],
                dtype=np.intp,
            ),
            unmarked=np.array([place is None for place in places]),
            open=is_open,
        )

    def loss(self, w: Floats, penalty: Floats) -> tuple[float, Floats]:
        """Negative log-likelihood with its penalty, and its gradient."""
        of_replies, of_threads, of_words, of_topics, intercept = self._parts(w)
        score = self.replies.rows @ of_replies + self.words @ of_words
        none = self.threads.rows @ of_threads + self.topics @ of_topics + intercept
        none = np.where(self.open, none, NEVER)
        top = np.maximum(np.maximum.reduceat(score, self.starts), none)
        share, lost = np.exp(score - top[self.thread]), np.exp(none - top)
        total = np.add.reduceat(share, self.starts) + lost
        value = np.sum(top + np.log(total)) - score[self.chosen].sum() - none[self.unmarked].sum()
        share /= total[self.thread]
        share[self.chosen] -= 1.0
        lost = (lost / total - self.unmarked) * self.open
        gradient = (
            self.replies.rows.T @ share,
            self.threads.rows.T @ lost,
            self.words.T @ share,
            self.topics.T @ lost,
            [lost.sum()],
        )
        return float(value + (penalty * w) @ w / 2), np.concatenate(gradient) + penalty * w

    def maximised(self, ridge: float, word_ridge: float) -> ChoiceModel:
        """The weights of least loss, in units of the raw features."""
        from scipy.optimize import minimize  # noqa: PLC0415 - only fitting needs scipy
        from threadpoolctl import threadpool_limits  # noqa: PLC0415

        penalty = np.repeat([ridge, ridge, word_ridge, SUBJECT_RIDGE, 0.0], self._widths)
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
        of_replies, of_threads, of_words, of_topics, (intercept,) = self._parts(found)
        raw_replies, raw_threads = of_replies / self.replies.spread, of_threads / self.threads.spread
        return ChoiceModel(
            replies=_named(REPLY_FEATURES, raw_replies),
            none=_named(THREAD_FEATURES, raw_threads),
            words=dict(zip(self.word_keys, map(float, of_words), strict=True)),
            none_words=dict(zip(self.topic_keys, map(float, of_topics), strict=True)),
            intercept=float(
                intercept - raw_threads @ self.threads.middle + raw_replies @ self.replies.middle
            ),
        )

    @property
    def _widths(self) -> list[int]:
        """How many weights replies, threads, words and topics have, and the intercept."""
        return [
            *(part.shape[1] for part in (self.replies.rows, self.threads.rows, self.words, self.topics)),
            1,
        ]

    def _parts(self, weights: Floats) -> list[Floats]:
        return np.split(weights, np.cumsum(self._widths)[:-1])


def _named(names: Sequence[str], weights: Iterable[float]) -> dict[str, float]:
    return {name: float(weight) for name, weight in zip(names, weights, strict=True) if weight}


def _matrix(keys: SparseFeatures, allowed: Set[int] | None) -> tuple[Any, list[int]]:
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
