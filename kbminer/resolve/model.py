"""The model: which reply solved a thread, and how likely it is that one did."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from kbminer.errors import ModelError
from kbminer.records import Resolution
from kbminer.resolve.features import REPLY_FEATURES, THREAD_FEATURES, reply_rows, thread_row
from kbminer.resolve.linear import Floats, Linear, fit_choice, fit_logistic, sigmoid
from kbminer.resolve.signals import Signals
from kbminer.resolve.states import resolution

FEWEST_MARKS = 60
"""Accepted answers that a forum must have before the model is refitted on them."""
_STACKED = ("best_score", "best_share", "margin")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionModel:
    """Weights that tell which reply solved a thread and whether one did.

    ``marking_rate`` is the share of solved threads that the forum marks, as estimated from the threads
    it was fitted on: the probability of being *marked* is the probability of being solved times this rate.
    """

    replies: Linear
    threads: Linear
    marking_rate: float = 1.0
    fitted_on: str = ""

    @classmethod
    def shipped(cls) -> ResolutionModel:
        """The model that comes with kbminer."""
        return _shipped()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ResolutionModel:
        """Read :meth:`as_dict`.

        Raises:
            ModelError: a part is missing.
        """
        try:
            return cls(
                replies=Linear.from_dict(data["replies"], REPLY_FEATURES),
                threads=Linear.from_dict(data["threads"], (*THREAD_FEATURES, *_STACKED)),
                marking_rate=float(data["marking_rate"]),
                fitted_on=str(data["fitted_on"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"the resolution model can't be read: {error!r} is missing or malformed"
            ) from error

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values: the weights by the names of their features."""
        return {
            "fitted_on": self.fitted_on,
            "marking_rate": self.marking_rate,
            "replies": self.replies.as_dict(),
            "threads": self.threads.as_dict(),
        }

    def resolve(self, signals: Signals) -> Resolution:
        """Tell whether one thread was solved, by which reply, how sure, and what shows it."""
        return self.resolve_all([signals])[0]

    def resolve_all(self, signals: Sequence[Signals]) -> list[Resolution]:
        """:meth:`resolve` for many threads at once, in the same order."""
        scores = _reply_scores(self.replies, signals)
        rows = np.array(
            [[*thread_row(s), *_stacked(score)] for s, score in zip(signals, scores, strict=True)]
        )
        chances = sigmoid(self.threads.score(rows)) if len(rows) else []
        return [
            resolution(s, probability=min(float(chance) / self.marking_rate, 0.99), order=_order(score))
            for s, chance, score in zip(signals, chances, scores, strict=True)
        ]

    def refitted(self, signals: Sequence[Signals]) -> ResolutionModel:
        """Fit the weights on a forum's own accepted answers; with too few of them, stay as it is.

        A thread that is not marked is unlabelled, not failed.
        """
        marked = [s for s in signals if len(s.posts) > 1 and any(p.accepted for p in s.posts[1:])]
        return fitted(signals) if len(marked) >= FEWEST_MARKS else self


def fitted(signals: Sequence[Signals], *, fitted_on: str = "this forum") -> ResolutionModel:
    """Fit a model from nothing on threads whose forum marks accepted answers."""
    usable = [s for s in signals if len(s.posts) > 1 and not s.set_aside]
    replies = _fit_replies(usable)
    crossed = _crossed_scores(usable)
    rows = np.array([[*thread_row(s), *_stacked(score)] for s, score in zip(usable, crossed, strict=True)])
    targets = np.array([float(any(p.accepted for p in s.posts[1:])) for s in usable])
    threads = fit_logistic(rows, targets, penalty=50.0, names=(*THREAD_FEATURES, *_STACKED))
    return ResolutionModel(replies=replies, threads=threads, fitted_on=fitted_on)


def _fit_replies(signals: Sequence[Signals]) -> Linear:
    rows: list[list[float]] = []
    starts: list[int] = []
    chosen: list[int] = []
    for s in signals:
        accepted = next((i for i, post in enumerate(s.posts[1:]) if post.accepted), None)
        if accepted is not None and len(s.posts) > 2:
            starts.append(len(rows))
            chosen.append(len(rows) + accepted)
            rows += reply_rows(s)
    return fit_choice(np.array(rows), starts, chosen, penalty=20.0, names=REPLY_FEATURES)


def _crossed_scores(signals: Sequence[Signals], folds: int = 5) -> list[Floats]:
    """Each thread's reply scores by a model that has not seen the thread."""
    scores: list[Floats] = [np.zeros(0)] * len(signals)
    for fold in range(folds):
        model = _fit_replies([s for i, s in enumerate(signals) if i % folds != fold])
        held_out = list(range(fold, len(signals), folds))
        for i, score in zip(held_out, _reply_scores(model, [signals[i] for i in held_out]), strict=True):
            scores[i] = score
    return scores


def _reply_scores(model: Linear, signals: Sequence[Signals]) -> list[Floats]:
    rows = [reply_rows(s) for s in signals]
    flat = [row for some in rows for row in some]
    scores = model.score(np.array(flat)) if flat else np.zeros(0)
    return np.split(scores, np.cumsum([len(some) for some in rows])[:-1]) if rows else []


def _order(scores: Floats) -> list[int]:
    """Positions of the replies in the thread, best first; the earlier of two alike."""
    return [int(i) + 1 for i in np.argsort(-scores, kind="stable")]


def _stacked(scores: Floats) -> list[float]:
    if not len(scores):
        return [0.0, 0.0, 0.0]
    ranked = np.sort(scores)[::-1]
    share = np.exp(scores - ranked[0])
    return [
        float(ranked[0]),
        float(1 / share.sum()),
        float(ranked[0] - ranked[1]) if len(ranked) > 1 else 0.0,
    ]


@cache
def _shipped() -> ResolutionModel:
    text = (files("kbminer.resolve") / "model.json").read_text("utf-8")
    return ResolutionModel.from_dict(json.loads(text))
