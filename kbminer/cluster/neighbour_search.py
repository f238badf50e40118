"""The search for neighbours: exact in a forum of usual size, by cells in a large one."""

from __future__ import annotations

import numpy as np

from kbminer.cluster.inverted_file import nearest_by_cells
from kbminer.cluster.neighbour_graph import Floats, Ints, Neighbours, largest

EXACT_UP_TO = 30_000
_BLOCK = 1_024  # rows that are compared with all others at once
_SMALL_BLOCK = 256  # the same where only a few are new


def nearest(rows: Floats, k: int) -> Neighbours:
    """Find for each row the ``k`` other rows with the largest dot product.

    Exact up to 30,000 rows, beyond that by a search of the nearest cells of a k-means partition.
    """
    if len(rows) > EXACT_UP_TO:
        return nearest_by_cells(rows, max(min(k, len(rows) - 1), 0))
    return _compared(np.arange(len(rows)), rows, k, _BLOCK)


def neighbours_of(which: Ints, rows: Floats, k: int) -> Neighbours:
    """Find for some of the rows, by position, the ``k`` other rows with the largest dot product."""
    return _compared(which, rows, k, _SMALL_BLOCK)


def _compared(which: Ints, rows: Floats, k: int, block_size: int) -> Neighbours:
    k = max(min(k, len(rows) - 1), 0)
    index = np.empty((len(which), k), dtype=np.int64)
    similarity = np.empty((len(which), k), dtype=np.float32)
    for start in range(0, len(which) if k else 0, block_size):
        part = which[start : start + block_size]
        block = rows[part] @ rows.T
        block[np.arange(len(part)), part] = -np.inf
        index[start : start + len(part)], similarity[start : start + len(part)] = largest(block, k)
    return Neighbours(index=index, similarity=similarity)
