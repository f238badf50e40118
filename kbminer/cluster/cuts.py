"""How fine to cut: the cuts an editor may look at, and the one that the texts themselves favour.

The cut is chosen by the silhouette: how much nearer each text lies to the others of its group than to the
next group. It is taken of the rows before the mean shift, so that the shift does not confirm itself, with
a softened denominator, since near-copies would else outweigh everything. A text alone counts as if its like
lay at a usual distance: alone is right where nothing else is near. The curve is often
flat about its top, and a few texts would decide which cut stands highest: the middle of the cuts near
the top is taken. Many groups cost a little, as the natural logarithm of how many there are to tell apart:
where the curve is flat over many cuts, the wider ones are meant.

References
----------
Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis",
Journal of Computational and Applied Mathematics 1987; simplified to group means as in Hruschka et al. 2006.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kbminer.cluster.hierarchy import Hierarchy, without_noise
from kbminer.cluster.neighbour_graph import Floats, Ints

CUTS = tuple(round(0.86 - 0.06 * step, 2) for step in range(13))
"""Mean cosines at which groups are cut, from the finest to the widest: from near-copies to subjects."""

FLOOR = 0.1
_USUAL = 0.56
_NEAR_TOP = 0.1  # a cut this share below the best still has a say
_SOFTENING = 0.1
_USUAL_LIKENESS = 0.5  # of two texts that ask the same, on centred joined vectors
_PRICE = 0.01  # of silhouette, for each unit of the logarithm: docs/quality/cluster.md


def choose_cut(rows: Floats, hierarchy: Hierarchy, last: float | None = None) -> int:
    """Choose the index of the cut at which ``hierarchy`` groups ``rows`` best.

    Parameters
    ----------
    rows : ndarray of shape (n, d), float32
        Unit rows, before the mean shift.
    hierarchy : Hierarchy
        Of the n rows. Where it knows no likeness, its first cut is taken.
    last : float, optional
        The likeness of the last run. Its cut stays while it is near the best: another one would rename
        half of the groups for next to nothing.
    """
    if len(hierarchy.likeness) < 2:
        return 0
    likeness = np.array(hierarchy.likeness)
    worth = np.array([worth_of_cut(rows, without_noise(labels)) for labels in hierarchy.labels])
    highest = worth.max(initial=0.0)
    if highest <= 0:
        return _nearest(likeness, _USUAL)
    near_top = np.maximum(worth / highest - (1 - _NEAR_TOP), 0)
    if last is not None and near_top[kept := _nearest(likeness, last)] > 0:
        return kept
    return _nearest(likeness, float(near_top @ likeness / near_top.sum()))


def _nearest(cuts: Floats, likeness: float) -> int:
    """The index of the cut at ``likeness``; of two as near the finer."""
    return int(np.argmin(np.round(np.abs(cuts - likeness), 9)))


def worth_of_cut(rows: Floats, labels: Ints) -> float:
    """The silhouette, less what telling so many groups apart costs."""
    return silhouette(rows, labels) - _PRICE * float(np.log(max(int(labels.max(initial=-1)) + 1, 1)))


def silhouette(rows: Floats, labels: Ints) -> float:
    """Measure how much nearer rows lie to their own group than to the next, on average.

    Large inputs are measured on an even sample of the rows against all groups.
    """
    n = len(rows)
    if n < 2:
        return 0.0
    means, sizes = group_sums(rows, labels)
    means /= sizes[:, None]
    sample = np.arange(0, n, max(n // int(np.clip(4e7 / n, 500, 4_000)), 1))
    total = 0.0
    for part in _blocks(sample, len(sizes)):
        likeness = rows[part] @ means.T
        own = labels[part]
        here = np.arange(len(part))
        size = sizes[own]
        inside = (likeness[here, own] * size - 1) / np.maximum(size - 1, 1)
        inside[size < 2] = _USUAL_LIKENESS
        likeness[here, own] = -1.0
        outside = likeness.max(axis=1)
        gain = (inside - outside) / np.sqrt(np.maximum(1 - inside, 1 - outside) + _SOFTENING)
        total += float(gain.sum())
    return total / len(sample)


def group_sums(rows: Floats, labels: Ints) -> tuple[Floats, Floats]:
    """Sum the rows of each label, and count them."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow to load

    n, count = len(labels), int(labels.max(initial=-1)) + 1
    ones = np.ones(n, dtype=np.float32)
    spread = csr_array((ones, (labels, np.arange(n))), shape=(count, n))
    return np.asarray(spread @ rows, dtype=np.float32), np.bincount(labels, minlength=count).astype(
        np.float32
    )


def _blocks(sample: Ints, columns: int) -> Sequence[Ints]:
    rows = max(int(2e7 // max(columns, 1)), 1)
    return [sample[start : start + rows] for start in range(0, len(sample), rows)]
