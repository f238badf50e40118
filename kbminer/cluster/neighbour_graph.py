"""The sparse neighbour graph as records: which rows lie near which, and how near."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

DENSITY_NEIGHBOURS = 60
"""How many neighbours :func:`outer_density` looks at; see docs/quality/cluster.md for what was tried."""

MOST_COMMON = 0.03
"""The mean cosine beyond which :func:`commonness` says no more: on forums of 100 to 18,000 threads it stays
below for nearly all threads, and nothing was learnt of others."""

_NEAREST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """For each row the nearest others, shape (n, k); −1 and −inf where fewer were found."""

    index: Ints
    similarity: Floats

    def closest(self, k: int) -> Neighbours:
        """Keep the ``k`` nearest of each row, the nearest first."""
        order = np.argsort(-self.similarity, axis=1, kind="stable")[:, :k]
        return Neighbours(
            index=np.take_along_axis(self.index, order, axis=1),
            similarity=np.take_along_axis(self.similarity, order, axis=1),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Undirected edges of a graph, each once: ``left[i] < right[i]``."""

    left: Ints
    right: Ints

    @classmethod
    def between(cls, source: Ints, target: Ints, n: int) -> Edges:
        """Make edges of pairs of rows below ``n``: loops and repetitions are dropped."""
        low, high = np.minimum(source, target), np.maximum(source, target)
        key = np.unique(low[low != high] * np.int64(n) + high[low != high])
        return cls(left=key // n, right=key % n)

    @classmethod
    def of(cls, neighbours: Neighbours) -> Edges:
        """Make edges of a table of neighbours."""
        n, k = neighbours.index.shape
        source = np.repeat(np.arange(n, dtype=np.int64), k)
        target = neighbours.index.ravel()
        known = target >= 0
        return cls.between(source[known], target[known], n)


def outer_density(neighbours: Neighbours) -> Floats:
    """Average the cosines to the neighbours of rank 21 to 60: how near others lie that hardly ask the same.

    The nearest twenty are left out, so that a question asked often doesn't count as a crowded place.

    Returns
    -------
    ndarray of shape (n,), float32
        0 for a row with fewer neighbours: at a distance rows are centred, so that a mean cosine is about 0.
    """
    falling = -np.sort(-neighbours.similarity, axis=1)[:, _NEAREST:DENSITY_NEIGHBOURS]
    known = np.isfinite(falling)
    total = np.where(known, falling, 0).sum(axis=1, dtype=np.float64)
    return np.asarray(total / np.maximum(known.sum(axis=1), 1), dtype=np.float32)


def commonness(rows: Floats) -> Floats:
    """Average the cosines of each unit row to all, itself among them, at most ``MOST_COMMON``.

    Rows are centred, so that the mean over the others alone would fall the fewer they are.

    Returns
    -------
    ndarray of shape (n,), float32
    """
    return np.asarray(np.clip(rows @ rows.mean(axis=0), -MOST_COMMON, MOST_COMMON), dtype=np.float32)


def largest(block: Floats, k: int) -> tuple[Ints, Floats]:
    """Find columns and values of the ``k`` largest entries of each row, in no order."""
    columns = np.argpartition(block, block.shape[1] - k, axis=1)[:, block.shape[1] - k :]
    return columns, np.take_along_axis(block, columns, axis=1)
