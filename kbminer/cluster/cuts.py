"""How fine to cut: the levels an editor may look at, and the one that the texts themselves favour.

The level is chosen by the silhouette: how much nearer each text lies to the others of its group than to the
next group. It is taken before likes are pulled together, so that the pulling does not confirm itself, with
a softened denominator, since near-copies would else outweigh everything. A text alone counts as if its like
lay at a usual distance: alone is right where nothing else is near. The curve is often
flat about its top, and a few texts would decide which level stands highest: the middle of the levels near
the top is taken.

References
----------
Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis",
Journal of Computational and Applied Mathematics 1987; simplified to group means as in Hruschka et al. 2006.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kbminer.cluster.average_linkage import Tree
from kbminer.cluster.neighbour_graph import Floats, Ints

LEVELS = tuple(round(0.86 - 0.06 * step, 2) for step in range(13))
FLOOR = 0.1
_USUAL = 0.56
_NEAR_TOP = 0.1  # a level this share below the best still has a say
_SOFTENING = 0.1
_USUAL_LIKENESS = 0.5  # of two texts that ask the same, on centred joined vectors


def choose_level(rows: Floats, tree: Tree, home: Ints, last: float | None = None) -> int:
    """Choose the index in ``LEVELS`` at which ``tree`` groups ``rows`` best.

    Parameters
    ----------
    rows : ndarray of shape (n, d), float32
        Unit rows, before they were pulled together.
    tree : Tree
    home : ndarray of shape (n,)
        The leaf of the tree to which each row belongs.
    last : float, optional
        The likeness of the last run. Its level stays while it is near the best: another cut would rename
        half of the groups for next to nothing.
    """
    worth = np.array([silhouette(rows, tree.cut(level)[home]) for level in LEVELS])
    highest = worth.max(initial=0.0)
    if highest <= 0:
        middle = _USUAL
    else:
        near_top = np.maximum(worth / highest - (1 - _NEAR_TOP), 0)
        if last is not None and near_top[kept := _nearest(last)] > 0:
            return kept
        middle = float(near_top @ np.array(LEVELS) / near_top.sum())
    return _nearest(middle)


def _nearest(likeness: float) -> int:
    """The index of the level at ``likeness``; of two as near the finer."""
    return int(np.argmin(np.round(np.abs(np.array(LEVELS) - likeness), 9)))


def silhouette(rows: Floats, labels: Ints) -> float:
    """Measure how much nearer rows lie to their own group than to the next, on average.

    Large inputs are measured on an even sample of the rows against all groups.
    """
    n = len(rows)
    if n < 2:
        return 0.0
    sums, sizes = group_sums(rows, labels)
    means = sums / sizes[:, None]
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
