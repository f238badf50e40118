"""B-cubed precision and recall of two labellings of the same texts.

References
----------
Bagga and Baldwin, "Entity-based cross-document coreferencing using the vector space model", ACL 1998.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class BCubed:
    """For a text, on average: the share of its group that belongs there, and of its likes that are there."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def bcubed(found: Labels, true: Labels) -> BCubed:
    """Compare two labellings of the same texts.

    Parameters
    ----------
    found, true : array of shape (n,)
        The group of each text; every text must have one in both.

    Examples
    --------
    >>> score = bcubed(with_singletons("aab"), with_singletons("aaa"))
    >>> score.precision, round(score.recall, 2)
    (1.0, 0.56)
    """
    import numpy as np  # noqa: PLC0415 - loaded at first use

    n = len(found)
    if not n:
        return BCubed(precision=0.0, recall=0.0)
    pair, count = np.unique(np.stack([found, true]), axis=1, return_counts=True)
    size_found = dict(zip(*np.unique(found, return_counts=True), strict=True))
    size_true = dict(zip(*np.unique(true, return_counts=True), strict=True))
    precision = sum(int(c) ** 2 / size_found[f] for f, c in zip(pair[0], count, strict=True)) / n
    recall = sum(int(c) ** 2 / size_true[t] for t, c in zip(pair[1], count, strict=True)) / n
    return BCubed(precision=float(precision), recall=float(recall))


def with_singletons(labels: Sequence[object]) -> Labels:
    """Number the labels; ``None`` and −1 become groups of their own.

    >>> with_singletons(["a", None, "a", -1]).tolist()
    [0, 1, 0, 2]
    """
    import numpy as np  # noqa: PLC0415 - loaded at first use

    numbers: dict[object, int] = {}
    named = [("alone", i) if label is None or label == -1 else label for i, label in enumerate(labels)]
    return np.array([numbers.setdefault(name, len(numbers)) for name in named], dtype=np.int64)
