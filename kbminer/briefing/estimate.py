"""A figure that is not counted but estimated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

Z = 1.96
"""Standard errors on either side of a figure that hold 95 % of what chance makes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure that is not counted but estimated, with its range."""

    low: Annotated[float, Field(description="The lower end of the range.")]
    high: Annotated[float, Field(description="The upper end of the range.")]
    unit: Annotated[str, Field(description="What is estimated, such as questions a year.")]
    assumes: Annotated[str, Field(description="What the range rests on, in words.")]


def share_of(hits: int, of: int, what: str, assumes: str) -> Estimate:
    """Estimate a share with its 95 % interval (Wilson).

    >>> share_of(9, 10, "share of tickets", "10 rated").low
    0.596
    """
    low, high = _wilson(hits, of)
    return Estimate(low=low, high=high, unit=what, assumes=assumes)


def ratio_of(middle: float, error: float, what: str, assumes: str) -> Estimate:
    """Estimate a ratio with its 95 % interval, from its logarithm and the standard error of that.

    >>> estimate = ratio_of(0.0, 0.1, "times as often", "ten questions")
    >>> estimate.low, estimate.high
    (0.82, 1.22)
    """
    low, high = (round(math.exp(middle + side * Z * error), 2) for side in (-1, 1))
    return Estimate(low=low, high=high, unit=what, assumes=assumes)


def part_of(hits: int, of: int, what: str) -> str:
    """Write a share with the counts that it comes from.

    >>> part_of(3, 50, "thread"), part_of(1, 1, "asker")
    ('3 of 50 threads (6%)', '1 of 1 asker (100%)')
    """
    return f"{hits:,} of {counted(of, what)} ({100 * hits / of:.0f}%)"


def counted(count: int, what: str) -> str:
    """Write a count with its word.

    >>> counted(1, "thread"), counted(2000, "thread")
    ('1 thread', '2,000 threads')
    """
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _wilson(hits: int, of: int, z: float = Z) -> tuple[float, float]:
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return round(max(middle - half, 0.0), 3), round(min(middle + half, 1.0), 3)
