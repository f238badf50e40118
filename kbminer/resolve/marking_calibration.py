"""From a model's log-odds to two probabilities: that a forum marks a thread as solved, and that it is solved.

A forum marks only part of its solved threads, and its habit of marking changes: the button arrives in some
year, moderators grow keener. The habit is told apart from the thread by a step for each year, so that a
thread from before the button is not taken for a failure.

References
----------
Platt, "Probabilistic outputs for support vector machines", 2000 (targets a little off 0 and 1). Elkan and
Noto, "Learning classifiers from only positive and unlabeled data", KDD 2008 (the share that is marked).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from kbminer.resolve.post_table import Flags, Floats
from kbminer.resolve.signals import Signals
from kbminer.similarity.log_odds import to_probabilities
from kbminer.similarity.logistic import fit_logistic

_NO_RIDGE = 1e-6  # keeps the fit determined where all log-odds are alike
_STEP_RIDGE = 10.0  # a step of 1 in log-odds costs as much as some twenty surprising threads
_FEWEST_IN_YEAR, _LEAST_YEAR = 30, 0.05
_NEARLY = 0.5
_SUREST, _FEWEST_SUREST = 0.05, 20
_LEAST_MARKED_SHARE = 0.2  # below it, what is estimated is rather that the surest are not solved
_FARTHEST = 30.0  # log-odds beyond which a probability is 0 or 1 to thirteen digits


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkingCalibration:
    """How a forum marks.

    ``slope`` and ``offset`` turn log-odds into those of being marked, ``by_year`` adds the year's,
    ``keenest`` is what the year adds that marks most. ``marked_share`` is the share that is marked even so
    among the surest threads, which are solved, marked or not. ``unmarked`` are the categories in which
    hardly anything is marked, with the share that is.
    """

    slope: float = 1.0
    offset: float = 0.0
    by_year: Mapping[int, float] = field(default_factory=dict)
    keenest: float = 0.0
    marked_share: float = 1.0
    unmarked: Mapping[str | None, float] = field(default_factory=dict)

    def marked(self, log_odds: float, thread: Signals) -> float:
        """The probability that the forum marks a thread: what can be checked."""
        if thread.category in self.unmarked:
            return self.unmarked[thread.category]
        return _probability(self.slope * log_odds + self.offset + self._in_year(year_of(thread)))

    def solved(self, log_odds: float) -> float:
        """The probability that a thread is solved, by the measure of the year that marks most."""
        return min(_probability(self.slope * log_odds + self.offset + self.keenest) / self.marked_share, 1.0)

    def _in_year(self, year: int | None) -> float:
        if not self.by_year or year is None:
            return 0.0
        return self.by_year[min(max(year, min(self.by_year)), max(self.by_year))]


def year_of(signals: Signals) -> int | None:
    """The year in which a thread was asked, where that is known."""
    at = signals.posts[0].at if signals.posts else None
    return None if at is None else datetime.fromtimestamp(at, UTC).year


def fit_marking(log_odds: Floats, marks: Floats, years: Sequence[int | None] = ()) -> MarkingCalibration:
    """Fit how a forum marks on held-out log-odds: Platt's scaling with steps between years.

    Parameters
    ----------
    log_odds : array of shape (n,)
        Of each thread.
    marks : array of shape (n,)
        1 where the forum marks the thread as solved, else 0.
    years : sequence of int or None, of length n, optional
        In which each thread was asked; without them the habit is taken for one and the same.
    """
    slope, offset, by_year = _scaled(log_odds, marks, years)
    keenest, comparable = _keenest(by_year, years, len(log_odds))
    return MarkingCalibration(
        slope=slope,
        offset=offset,
        by_year=by_year,
        keenest=keenest,
        marked_share=_share_of_surest(log_odds[comparable], marks[comparable]),
    )


def _scaled(
    log_odds: Floats, marks: Floats, years: Sequence[int | None]
) -> tuple[float, float, dict[int, float]]:
    """Slope, offset, and what each year adds."""
    known = sorted({year for year in years if year is not None})
    steps = np.array([[float(year is not None and year >= later) for later in known[1:]] for year in years])
    steps = steps.reshape(len(log_odds), -1)
    middle = steps.mean(axis=0)
    count = steps.shape[1]
    marked = marks.sum()
    weights = fit_logistic(
        np.column_stack([log_odds, np.ones(len(log_odds)), steps - middle]),
        np.where(marks > 0, (marked + 1) / (marked + 2), 1 / (len(marks) - marked + 2)),
        penalty=[_NO_RIDGE, _NO_RIDGE, *([_STEP_RIDGE] * count)],
        start=[1.0, *([0.0] * (1 + count))],
    )
    added = np.append(0.0, np.cumsum(weights[2:])) - middle @ weights[2:]
    by_year = dict(zip(known, map(float, added), strict=True)) if known else {}
    return float(weights[0]), float(weights[1]), by_year


def _keenest(by_year: Mapping[int, float], years: Sequence[int | None], count: int) -> tuple[float, Flags]:
    """What the year adds that marks most, and which threads are of years that mark nearly as much."""
    fewest = max(_FEWEST_IN_YEAR, _LEAST_YEAR * count)
    usual = {year: by_year[year] for year, threads in Counter(years).items() if year and threads >= fewest}
    keenest = max(usual.values(), default=0.0)
    keen = {year for year in usual if usual[year] > keenest - _NEARLY}
    return keenest, np.array([year in keen for year in years]) if keen else np.ones(count, dtype=bool)


def _share_of_surest(log_odds: Floats, marks: Floats) -> float:
    """The share of marked threads among the surest twentieth: Elkan and Noto's third estimator."""
    surest = np.argsort(-log_odds, kind="stable")[: max(int(_SUREST * len(log_odds)), _FEWEST_SUREST)]
    return float(np.clip(marks[surest].mean(), _LEAST_MARKED_SHARE, 1.0))


def _probability(log_odds: float) -> float:
    return float(to_probabilities(np.clip(log_odds, -_FARTHEST, _FARTHEST)))
