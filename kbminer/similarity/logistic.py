"""One logistic regression for all calibrations: soft targets, a penalty for each weight, a prior."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_MOST_STEPS = 100
_LEAST_GRADIENT = 1e-7


def fit_logistic(
    rows: Floats,
    targets: Floats,
    *,
    penalty: ArrayLike,
    prior: ArrayLike = 0.0,
    start: ArrayLike | None = None,
    case_weight: float = 1.0,
) -> Floats:
    """Fit P(target) = 1 / (1 + exp(-(row · weights))) by penalised maximum likelihood.

    scikit-learn's ``LogisticRegression`` knows neither targets between 0 and 1 nor a prior other than 0.

    Parameters
    ----------
    rows : array of shape (n, d)
        The cases; a column of ones where there is to be a bias.
    targets : array of shape (n,)
        From 0 to 1.
    penalty : array-like of shape (d,) or float
        Half of it is added to the loss for the square of a weight's distance from ``prior``; more than 0.
    prior : array-like of shape (d,) or float, default 0
        The weights that hold without any case.
    start : array-like of shape (d,), optional
        Where the search begins; by default ``prior``.
    case_weight : float, default 1
        What one case counts for beside the penalty.

    Returns
    -------
    array of shape (d,)
        The weights of least loss; the same input gives the same weights.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[1.0, -1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> fit_logistic(rows, np.array([0.1, 0.5, 0.9]), penalty=1e-6).round(2).tolist()
    [0.0, 2.2]
    """
    import numpy as np  # noqa: PLC0415 - loaded at first use
    from scipy.optimize import minimize  # noqa: PLC0415
    from scipy.special import expit  # noqa: PLC0415

    width = rows.shape[1]
    held, centre = np.broadcast_to(penalty, width), np.broadcast_to(prior, width)

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds, moved = rows @ weights, weights - centre
        value = case_weight * np.sum(np.logaddexp(0.0, odds) - targets * odds) + (held * moved) @ moved / 2
        return float(value), case_weight * rows.T @ (expit(odds) - targets) + held * moved

    def curvature(weights: Floats) -> Floats:
        chance = expit(rows @ weights)
        found: Floats = case_weight * (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(held)
        return found

    found: Floats = minimize(
        loss,
        np.array(centre if start is None else start, dtype=np.float64),
        jac=True,
        hess=curvature,
        method="trust-exact",
        options={"maxiter": _MOST_STEPS, "gtol": _LEAST_GRADIENT},
    ).x
    return found
