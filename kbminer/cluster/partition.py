"""Rows to a tree of groups and the level at which it is cut: the grouping itself, without words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kbminer.cluster.levels import FLOOR, LEVELS, choose_level
from kbminer.cluster.merging import Tree, merge_all
from kbminer.cluster.neighbours import Edges, Floats, Ints
from kbminer.cluster.pulling import pull_together
from kbminer.cluster.search import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The groups of n rows at every level.

    ``pulled`` are the rows after likes drew nearer, ``home`` the leaf of ``tree`` that each belongs to,
    ``level`` the index in ``LEVELS`` that the rows favour.
    """

    pulled: Floats
    tree: Tree
    home: Ints
    level: int

    def labels(self, level: int | None = None) -> Ints:
        """Label the rows by the groups of a level, by default the favoured one."""
        return self.tree.cut(LEVELS[self.level if level is None else level])[self.home]


def partition(
    rows: Floats,
    *,
    copies: Floats | None = None,
    home: Ints | None = None,
    k: int = 20,
    last: float | None = None,
) -> Partition:
    """Group unit ``rows``.

    Parameters
    ----------
    rows : ndarray of shape (n, d), float32
        Unit rows of distinct texts, centred.
    copies : ndarray of shape (n,), optional
        How many texts each row stands for, by default one.
    home : ndarray of shape (n,), optional
        Rows with the same number stay together whatever the level; 0, 1, … without gaps.
    k : int, default 20
        How many neighbours of each row are looked at.
    last : float, optional
        The likeness that the last run was cut at; it stays where it is about as good as the best.
    """
    copies = np.ones(len(rows), dtype=np.float32) if copies is None else copies
    home = np.arange(len(rows), dtype=np.int64) if home is None else home
    found = nearest(rows, k)
    pulled = pull_together(rows, found)
    leaves, weights = _means(pulled, copies, home)
    near = Edges.of(found)
    edges = Edges.between(home[near.left], home[near.right], len(leaves))
    tree = merge_all(leaves, weights, k=k, floor=FLOOR, edges=edges)
    return Partition(pulled=pulled, tree=tree, home=home, level=choose_level(rows, tree, home, last))


def bound(count: int, pairs: Sequence[tuple[int, int]]) -> Ints:
    """Number ``count`` things so that those linked by ``pairs``, directly or not, share a number."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow to load
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - slow to load

    if not pairs:
        return np.arange(count, dtype=np.int64)
    left, right = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    graph = csr_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _means(rows: Floats, copies: Floats, home: Ints) -> tuple[Floats, Floats]:
    count = int(home.max(initial=-1)) + 1
    weights = np.bincount(home, weights=copies, minlength=count).astype(np.float32)
    if count == len(rows):  # nothing is bound: numbers are those of the rows
        return rows, weights
    sums = np.zeros((count, rows.shape[1]), dtype=np.float32)
    np.add.at(sums, home, rows * copies[:, None])
    return sums / weights[:, None], weights
