"""From a model's log-odds to two probabilities: that a forum marks a thread as solved, and that it is solved.

A forum marks only part of its solved threads, and its habit of marking changes: the button arrives in some
year, moderators grow keener. The habit is told apart from the thread by a step for each year, so that a
thread from before the button is not taken for a failure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from kbminer.resolve.post_table import Floats
from kbminer.resolve.signals import Signals

_STEP_RIDGE = 10.0  # a step of 1 in log-odds costs as much as some twenty surprising threads
_FEWEST_IN_YEAR, _LEAST_YEAR = 30, 0.05
_NEARLY = 0.5
_SUREST, _FEWEST_SUREST = 0.05, 20
_STEPS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """How a forum marks.

    ``slope`` and ``offset`` turn log-odds into those of being marked, ``habit`` adds the year's; ``best`` is
    the habit of the year that marks most. ``rate`` is the share that is marked even so among the surest
    threads, which are solved, marked or not (Elkan and Noto 2008). ``silent`` are the categories in which
    hardly anything is marked, with the share that is.
    """

    slope: float = 1.0
    offset: float = 0.0
    habit: Mapping[int, float] = field(default_factory=dict)
    best: float = 0.0
    rate: float = 1.0
    silent: Mapping[str | None, float] = field(default_factory=dict)

    def marked(self, odds: float, thread: Signals) -> float:
        """Give the probability that the forum marks a thread: what can be checked."""
        if thread.category in self.silent:
            return self.silent[thread.category]
        return float(_share(self.slope * odds + self.offset + self._of(year_of(thread))))

    def solved(self, odds: float) -> float:
        """Give the probability that a thread is solved, by the measure of the year that marks most."""
        return min(float(_share(self.slope * odds + self.offset + self.best)) / self.rate, 1.0)

    def _of(self, year: int | None) -> float:
        if not self.habit or year is None:
            return 0.0
        return self.habit[min(max(year, min(self.habit)), max(self.habit))]


def year_of(signals: Signals) -> int | None:
    """Give the year in which a thread was asked, where that is known."""
    at = signals.posts[0].at if signals.posts else None
    return None if at is None else datetime.fromtimestamp(at, UTC).year


def fit_marking(odds: Floats, marks: Floats, years: Sequence[int | None] = ()) -> Marking:
    """Fit how a forum marks on held-out log-odds, by Platt's scaling (2000) with steps between years.

    Args:
        odds: of each thread.
        marks: 1 where the forum marks the thread as solved, else 0.
        years: in which each thread was asked; without them the habit is taken for one and the same.
    """
    known = sorted({year for year in years if year is not None})
    steps = np.array([[float(year is not None and year >= later) for later in known[1:]] for year in years])
    steps = steps.reshape(len(odds), -1)
    middle = steps.mean(axis=0)
    w = _logistic(np.column_stack([odds, np.ones(len(odds)), steps - middle]), marks)
    habits = np.append(0.0, np.cumsum(w[2:])) - middle @ w[2:]
    habit = dict(zip(known, map(float, habits), strict=True)) if known else {}
    fewest = max(_FEWEST_IN_YEAR, _LEAST_YEAR * len(odds))
    usual = {year: habit[year] for year, threads in Counter(years).items() if year and threads >= fewest}
    best = max(usual.values(), default=0.0)
    keen = {year for year in usual if usual[year] > best - _NEARLY}
    comparable = np.array([year in keen for year in years]) if keen else np.ones(len(odds), dtype=bool)
    return Marking(
        slope=float(w[0]),
        offset=float(w[1]),
        habit=habit,
        best=best,
        rate=_rate(odds[comparable], marks[comparable]),
    )


def _rate(odds: Floats, marks: Floats) -> float:
    """The share of marked threads among the surest twentieth: Elkan and Noto's third estimator."""
    surest = np.argsort(-odds, kind="stable")[: max(int(_SUREST * len(odds)), _FEWEST_SUREST)]
    return float(np.clip(marks[surest].mean(), 0.2, 1.0))


def _logistic(x: Floats, marks: Floats) -> Floats:
    """Weights of a logistic regression by Newton's steps; the third and later ones are held small.

    The targets are Platt's, a little off 0 and 1, so that marks that odds tell perfectly end the steps too.
    """
    marked = marks.sum()
    targets = np.where(marks > 0, (marked + 1) / (marked + 2), 1 / (len(marks) - marked + 2))
    penalty = np.array([1e-6, 1e-6] + [_STEP_RIDGE] * (x.shape[1] - 2))
    w = np.zeros(x.shape[1])
    w[0] = 1.0
    for _ in range(_STEPS):
        p = _share(x @ w)
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        w = w - np.linalg.solve(curve, x.T @ (p - targets) + penalty * w)
    return w


def _share(odds: Floats | float) -> Floats:
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))
    return found
