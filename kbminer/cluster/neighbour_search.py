"""The search for neighbours: exact in a forum of usual size, by cells in a large one."""

from __future__ import annotations

import numpy as np

from kbminer.cluster.inverted_file import nearest_by_cells
from kbminer.cluster.neighbour_graph import Floats, Neighbours, largest

EXACT_UP_TO = 30_000
_BLOCK = 1_024


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
