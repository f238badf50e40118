"""The two linear models inside: a softmax over the replies of a thread, and a logistic one over threads.

Both are weights on named features, so that the shipped model is a text that a person can read. Fitting is
penalised maximum likelihood by L-BFGS from zero: the same data give the same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Weights on named features: ``intercept + row · weights``."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    intercept: float = 0.0

    def score(self, rows: Floats) -> Floats:
        """Score each row, float64[n, features] → float64[n]."""
        return rows @ np.asarray(self.weights) + self.intercept

    def as_dict(self) -> dict[str, Any]:
        """The weights by name, for the model file."""
        return {"intercept": self.intercept, "weights": dict(zip(self.names, self.weights, strict=True))}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], names: Sequence[str]) -> Linear:
        """Read :meth:`as_dict`; a feature that the file does not name has weight 0."""
        weights = tuple(float(data["weights"].get(name, 0.0)) for name in names)
        return cls(names=tuple(names), weights=weights, intercept=float(data["intercept"]))


def fit_choice(
    rows: Floats, starts: Sequence[int], chosen: Sequence[int], *, penalty: float, names: Sequence[str]
) -> Linear:
    """Fit a softmax choice model: which row of each thread was chosen.

    Args:
        rows: float64[n, features], the replies of one thread beside each other.
        starts: where each thread's rows begin.
        chosen: the row that was chosen, one for each thread.
        penalty: weight of half the squared norm of the standardised weights.
        names: the features' names.
    """
    middle, spread = _standard(rows)
    x = (rows - middle) / spread
    of = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(rows))))

    def loss(w: Floats) -> tuple[float, Floats]:
        score = x @ w
        top = np.maximum.reduceat(score, starts)
        exp = np.exp(score - top[of])
        total = np.add.reduceat(exp, starts)
        share = exp / total[of]
        value = float(np.sum(top + np.log(total) - score[chosen]) + penalty * (w @ w) / 2)
        share[chosen] -= 1.0
        return value, x.T @ share + penalty * w

    weights = _minimised(loss, x.shape[1]) / spread
    return Linear(names=tuple(names), weights=tuple(map(float, weights)))


def fit_logistic(
    rows: Floats,
    targets: Floats,
    *,
    penalty: float,
    names: Sequence[str],
    sample_weight: Floats | None = None,
) -> Linear:
    """Fit a logistic model; ``targets`` may be probabilities between 0 and 1."""
    middle, spread = _standard(rows)
    x = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
    weight = np.ones(len(rows)) if sample_weight is None else sample_weight
    free = np.append(np.ones(rows.shape[1]), 0.0)

    def loss(w: Floats) -> tuple[float, Floats]:
        score = x @ w
        value = np.sum(weight * (np.logaddexp(0.0, score) - targets * score)) + penalty * (free * w) @ w / 2
        return float(value), x.T @ (weight * (sigmoid(score) - targets)) + penalty * free * w

    fitted = _minimised(loss, x.shape[1])
    weights = fitted[:-1] / spread
    return Linear(
        names=tuple(names), weights=tuple(map(float, weights)), intercept=float(fitted[-1] - weights @ middle)
    )


def sigmoid(score: Floats) -> Floats:
    """1 / (1 + exp(-score)), without overflow."""
    return np.asarray(np.exp(-np.logaddexp(0.0, -score)))


def _standard(rows: Floats) -> tuple[Floats, Floats]:
    spread = rows.std(axis=0)
    return rows.mean(axis=0), np.where(spread > 1e-9, spread, 1.0)


def _minimised(loss: Callable[[Floats], tuple[float, Floats]], size: int) -> Floats:
    from scipy.optimize import minimize  # noqa: PLC0415 - only fitting needs scipy

    return np.asarray(minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x)
