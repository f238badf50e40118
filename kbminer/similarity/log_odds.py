"""Between log-odds and probabilities: the logistic function and its inverse, written once."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FARTHEST = 700.0  # exp(710) is more than a float holds, and a probability below 1e-304 is none


def to_probability(log_odds: float) -> float:
    """Turn log-odds into a probability.

    Parameters
    ----------
    log_odds : float
        Of any size: what lies further below 0 than a float can show counts as 700 below it.

    Returns
    -------
    float
        1 / (1 + exp(-log_odds)), more than 0.

    Examples
    --------
    >>> to_probability(0.0), to_probability(1e9), 0 < to_probability(-1e9) < 1e-300
    (0.5, 1.0, True)
    """
    return 1 / (1 + exp(min(-log_odds, _FARTHEST)))


def to_log_odds(probability: float, least: float) -> float:
    """Turn a probability into log-odds.

    Parameters
    ----------
    probability : float
        From 0 to 1.
    least : float
        More than 0: what lies nearer to 0 or to 1 counts as so far from it.

    Examples
    --------
    >>> to_log_odds(0.5, 0.01), to_log_odds(0.0, 0.01) == to_log_odds(0.01, 0.01)
    (0.0, True)
    """
    held = min(max(probability, least), 1 - least)
    return log(held / (1 - held))


def to_probabilities(log_odds: NDArray[Any]) -> NDArray[Any]:
    """Turn an array of log-odds into probabilities.

    Parameters
    ----------
    log_odds : ndarray
        Of any shape and size.

    Returns
    -------
    ndarray of the same shape and type
        1 / (1 + exp(-log_odds)), where that is less than the type can show 0.

    Examples
    --------
    >>> import numpy as np
    >>> to_probabilities(np.array([-1e9, 0.0, 1e9])).tolist()
    [0.0, 0.5, 1.0]
    """
    import numpy as np  # noqa: PLC0415 - loaded at first use

    with np.errstate(over="ignore"):  # 1 / infinity is the 0 that is meant
        return np.asarray(1 / (1 + np.exp(-log_odds)))
