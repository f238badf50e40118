"""The sparse neighbour graph: for each row the k nearest others by dot product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_BLOCK = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Undirected edges of a graph, each once: ``left[i] < right[i]``."""

    left: Ints
    right: Ints


def nearest(rows: Floats, k: int) -> Edges:
    """Connect each row with the ``k`` other rows that have the largest dot product with it."""
    k = min(k, len(rows) - 1)
    if k < 1:
        empty = np.zeros(0, dtype=np.int64)
        return Edges(left=empty, right=empty)
    return as_edges(_exact(rows, k))


def as_edges(neighbours: Ints) -> Edges:
    """Make undirected edges of a table of neighbours, shape (n, k); negative entries are gaps."""
    n, k = neighbours.shape
    source = np.repeat(np.arange(n, dtype=np.int64), k)
    target = neighbours.ravel()
    known = target >= 0
    source, target = source[known], target[known]
    low, high = np.minimum(source, target), np.maximum(source, target)
    key = np.unique(low[low != high] * np.int64(n) + high[low != high])
    return Edges(left=key // n, right=key % n)


def _exact(rows: Floats, k: int) -> Ints:
    n = len(rows)
    found = np.empty((n, k), dtype=np.int64)
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        similarity = rows[start:stop] @ rows.T
        similarity[np.arange(stop - start), np.arange(start, stop)] = -np.inf
        found[start:stop] = np.argpartition(similarity, n - k, axis=1)[:, n - k :]
    return found
