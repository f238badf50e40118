"""The search for neighbours: exact in a forum of usual size, by cells in a large one."""

from __future__ import annotations

import numpy as np

from kbminer.cluster.inverted_file import nearest_by_cells
from kbminer.cluster.neighbour_graph import Floats, Ints, Neighbours, largest

EXACT_UP_TO = 30_000
_BLOCK = 1_024
_SMALL_BLOCK = 256  # new rows that are compared with all others at once


def nearest(rows: Floats, k: int) -> Neighbours:
    """Find for each row the ``k`` other rows with the largest dot product.

    Exact up to 30,000 rows, beyond that by a search of the nearest cells of a k-means partition.
    """
    n = len(rows)
    k = max(min(k, n - 1), 0)
    if n > EXACT_UP_TO:
        return nearest_by_cells(rows, k)
    index = np.empty((n, k), dtype=np.int64)
    similarity = np.empty((n, k), dtype=np.float32)
    if k:
        for start in range(0, n, _BLOCK):
            block = rows[start : start + _BLOCK] @ rows.T
            here = np.arange(len(block))
            block[here, start + here] = -np.inf
            index[start : start + len(block)], similarity[start : start + len(block)] = largest(block, k)
    return Neighbours(index=index, similarity=similarity)


def neighbours_of(which: Ints, rows: Floats, k: int) -> Neighbours:
    """Find for some of the rows, by position, the ``k`` other rows with the largest dot product."""
    k = max(min(k, len(rows) - 1), 0)
    index = np.empty((len(which), k), dtype=np.int64)
    similarity = np.empty((len(which), k), dtype=np.float32)
    for start in range(0, len(which) if k else 0, _SMALL_BLOCK):
        part = which[start : start + _SMALL_BLOCK]
        block = rows[part] @ rows.T
        block[np.arange(len(part)), part] = -np.inf
        index[start : start + len(part)], similarity[start : start + len(part)] = largest(block, k)
    return Neighbours(index=index, similarity=similarity)
