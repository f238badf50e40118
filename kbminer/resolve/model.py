"""The model: which reply solved a thread, and how likely it is that one did."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.errors import ModelError
from kbminer.records import Resolution
from kbminer.resolve.choice import Choice, Scores, fit_choice, sample
from kbminer.resolve.features import word_key
from kbminer.resolve.said import solved_by_words
from kbminer.resolve.signals import Signals
from kbminer.resolve.states import resolution

MOST_FITTED = 2500
"""Threads that a refit learns from at most: its time grows with them."""
FEWEST_MARKS = 60
"""Accepted answers that a forum must have before the model is fitted on them."""
HIGHEST = 0.98
"""No thread is surer than this: some of the surest are not solved."""
_FOLDS = 5
_FEWEST_IN_CATEGORY, _LEAST_SHARE = 5, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionModel:
    """Weights that tell which reply solved a thread and whether one did.

    ``slope`` and ``offset`` turn log-odds into the probability of being *marked* as solved. A forum marks
    only some of its solved threads: ``marking_rate`` is the share among the surest, and the probability of
    being marked divided by it is one measure of being *solved* (Elkan and Noto 2008). The asker's own words
    are the other (:mod:`kbminer.resolve.said`); the two are joined as independent causes.
    """

    choice: Choice
    slope: float = 1.0
    offset: float = 0.0
    marking_rate: float = 1.0
    fitted_on: str = "this forum"

    @classmethod
    def shipped(cls) -> ResolutionModel:
        """The model that comes with kbminer; it was fitted on none of your threads."""
        return _shipped()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ResolutionModel:
        """Read a model file.

        Raises:
            ModelError: a part is missing or malformed.
        """
        try:
            words = {
                word_key(role, word): float(weight)
                for role, weights in data["words"].items()
                for word, weight in weights.items()
            }
            choice = Choice(
                replies=data["replies"], none=data["none"], words=words, intercept=float(data["intercept"])
            )
            numbers = {name: float(data[name]) for name in ("slope", "offset", "marking_rate")}
            return cls(choice=choice, fitted_on=str(data["fitted_on"]), **numbers)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"the resolution model can't be read: {error!r}; install kbminer again"
            ) from error

    def resolve(self, signals: Signals) -> Resolution:
        """Tell whether one thread was solved, by which reply, how sure that is, and what shows it."""
        return self.resolve_all([signals])[0]

    def resolve_all(self, signals: Sequence[Signals]) -> list[Resolution]:
        """:meth:`resolve` for many threads, in the same order and with the same results."""
        scores = self.choice.score([sample(each) for each in signals])
        return [
            resolution(each, probability=self._solved(each, score), order=_order(score))
            for each, score in zip(signals, scores, strict=True)
        ]

    def ranked_all(self, signals: Sequence[Signals]) -> list[tuple[str, ...]]:
        """The ids of each thread's replies, the likeliest solution first."""
        scores = self.choice.score([sample(each) for each in signals])
        return [tuple(s.posts[i].id for i in _order(score)) for s, score in zip(signals, scores, strict=True)]

    def refitted(self, signals: Sequence[Signals]) -> ResolutionModel:
        """Fit the weights on a forum's own accepted answers; with fewer than 60 of them, return itself.

        A thread that is not marked is unlabelled rather than failed: it counts only in categories whose
        threads are marked at all, and the share of solved threads that stay unmarked is estimated. A large
        forum is fitted on a sample of its threads, the same ones from run to run.
        """
        for chosen in (_sampled(signals), signals):
            if sum(_is_marked(each) and not each.set_aside for each in chosen) >= FEWEST_MARKS:
                return fitted(chosen)
        return self

    def mark_chances(self, signals: Sequence[Signals]) -> list[float]:
        """The probability of each thread that the forum marks it as solved: what can be checked."""
        scores = self.choice.score([sample(each) for each in signals])
        return [self._marked(score) for score in scores]

    def _marked(self, score: Scores) -> float:
        return float(1.0 / (1.0 + np.exp(-np.clip(self.slope * score.odds + self.offset, -30.0, 30.0))))

    def _solved(self, signals: Signals, score: Scores) -> float:
        """Marked or not: solved by the marks' measure, or by the asker's own words."""
        by_marks = min(self._marked(score) / self.marking_rate, HIGHEST)
        by_words = solved_by_words(signals)
        return min(1.0 - (1.0 - by_marks) * (1.0 - by_words), HIGHEST)


def _sampled(signals: Sequence[Signals]) -> Sequence[Signals]:
    """Choose the threads to fit on by a digest of their keys: one that arrives changes at most one other."""
    if len(signals) <= MOST_FITTED:
        return signals
    drawn = sorted(signals, key=lambda each: hashlib.blake2b(each.thread.encode()).digest())[:MOST_FITTED]
    return sorted(drawn, key=lambda each: each.thread)


def fitted(
    signals: Sequence[Signals],
    *,
    chosen_only: Sequence[Signals] = (),
    words: Set[int] | None = None,
    fitted_on: str = "this forum",
) -> ResolutionModel:
    """Fit a model from nothing.

    Args:
        signals: threads of a forum that marks accepted answers.
        chosen_only: threads that teach which reply is chosen but not whether one is, such as those of sites
            where askers do not write again.
        words: the keys of the only words that may weigh; by default words, authors and categories may.
        fitted_on: what the model file says about it.
    """
    usable = _comparable(signals)
    samples = [sample(each) for each in usable]
    extra = [sample(each, open=False) for each in chosen_only if len(each.posts) > 1 and not each.set_aside]
    odds = np.zeros(len(samples))
    for fold in range(_FOLDS):
        kept = [one for i, one in enumerate(samples) if i % _FOLDS != fold]
        scores = fit_choice([*kept, *extra], words=words).score(samples[fold::_FOLDS])
        odds[fold::_FOLDS] = [score.odds for score in scores]
    marks = np.array([one.chosen is not None for one in samples], dtype=np.float64)
    slope, offset = _calibrated(odds, marks)
    return ResolutionModel(
        choice=fit_choice([*samples, *extra], words=words),
        slope=slope,
        offset=offset,
        marking_rate=_marking_rate(odds, marks),
        fitted_on=fitted_on,
    )


def _comparable(signals: Sequence[Signals]) -> list[Signals]:
    """Threads whose forum could have marked them: answered ones, in categories where marks are used."""
    answered = [s for s in signals if len(s.posts) > 1 and not s.set_aside]
    threads = Counter(s.category for s in answered)
    marks = Counter(s.category for s in answered if _is_marked(s))
    used = {c for c in threads if marks[c] >= _FEWEST_IN_CATEGORY and marks[c] >= _LEAST_SHARE * threads[c]}
    return [s for s in answered if s.category in used or _is_marked(s)]


def _marking_rate(odds: NDArray[np.float64], marks: NDArray[np.float64]) -> float:
    """The share of marked threads among the surest twentieth: these are solved, marked or not.

    This is the third estimator of Elkan and Noto (2008), on held-out odds and over more than one thread.
    """
    surest = np.argsort(-odds, kind="stable")[: max(len(odds) // 20, 20)]
    return float(np.clip(marks[surest].mean(), 0.2, 1.0))


def _is_marked(signals: Signals) -> bool:
    return any(post.accepted for post in signals.posts[1:])


def _calibrated(odds: NDArray[np.float64], marks: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and offset that make held-out log-odds into probabilities (Platt 2000), by Newton's steps."""
    x = np.column_stack([odds, np.ones(len(odds))])
    w = np.array([1.0, 0.0])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ w, -30.0, 30.0)))
        curve = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(2)
        w = w - np.linalg.solve(curve, x.T @ (p - marks))
    return float(w[0]), float(w[1])


def _order(score: Scores) -> list[int]:
    """Positions of the replies in the thread, the likeliest first; of two alike the earlier."""
    return [int(i) + 1 for i in np.argsort(-score.replies, kind="stable")]


@cache
def _shipped() -> ResolutionModel:
    text = (files("kbminer.resolve") / "model.json").read_text("utf-8")
    return ResolutionModel.from_dict(json.loads(text))
