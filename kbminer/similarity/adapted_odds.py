"""What likeness means in one forum: a model's odds, adapted by leaving the forum's own questions out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kbminer.similarity.calibration import DEFAULT, Odds
from kbminer.similarity.likeness import LikenessSpace
from kbminer.similarity.logistic import fit_logistic

_BLOCK = 256  # questions that are compared at a time, to spare memory
_TRUST = 30.0  # how firmly a model's odds hold against a forum's own, which count as 100 cases at most
_CASES = 100.0


def adapt_odds(
    space: LikenessSpace,
    labels: Sequence[int],
    *,
    odds: Odds = DEFAULT.same_question,
    sample: int = 1000,
) -> Odds:
    """Adapt a model's odds to a forum, by leaving its own questions out one at a time.

    A question finds its like if the nearest other one is of its group. Groups were made of the same
    vectors, so this is too kind a test; that is why the model's odds, which people's judgement stands
    behind, hold against it.

    Parameters
    ----------
    space : LikenessSpace
        The questions, and behind them whatever else it holds.
    labels : sequence of n int
        The group of each question, in the order of the space; -1 for none.
    odds : Odds, optional
        The model's.
    sample : int, default 1000
        How many questions are tried; evenly spaced ones stand for all.
    """
    count = len(labels)
    if count < 2:
        return odds
    group = np.asarray(labels)
    tried = np.unique(np.linspace(0, count - 1, min(sample, count)).astype(int))
    best = np.zeros(len(tried))
    hit = np.zeros(len(tried))
    for start in range(0, len(tried), _BLOCK):
        own = tried[start : start + _BLOCK]
        found = space.likeness_among(own)[:, :count]
        found[np.arange(len(own)), own] = -np.inf
        nearest = found.argmax(axis=1)
        best[start : start + len(own)] = found.max(axis=1)
        hit[start : start + len(own)] = (group[own] >= 0) & (group[nearest] == group[own])
    return _fitted(best, hit, odds)


def _fitted(likeness: NDArray[np.float64], hit: NDArray[np.float64], odds: Odds) -> Odds:
    """Logistic regression with the model's odds as its prior."""
    rows = np.stack([np.ones_like(likeness), likeness], axis=1)
    weight = min(1.0, _CASES / len(likeness))
    bias, slope = fit_logistic(rows, hit, penalty=_TRUST, prior=odds, case_weight=weight).tolist()
    return Odds(round(bias, 6), round(slope, 6))
