"""Average linkage over a sparse graph: which groups merge, in which order, at which similarity.

For unit rows the mean cosine between the members of two groups is the dot product of the groups' mean
rows, so no pair of members is ever looked at. Average linkage is reducible: merging all pairs of mutual
nearest neighbours at once gives the tree that merging one pair at a time gives.

References
----------
Müllner, "Modern hierarchical, agglomerative clustering algorithms", arXiv:1109.2378, 2011.
Sumengen et al., "Scaling hierarchical agglomerative clustering to billion-sized datasets",
arXiv:2105.11653, 2021.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kbminer.cluster.hierarchy import renumbered
from kbminer.cluster.neighbour_graph import Edges, Floats, Ints
from kbminer.cluster.neighbour_search import nearest

_STAGES = (0.5, 0.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dendrogram:
    """Merges in order of falling similarity: step i joins ``left[i]`` and ``right[i]`` into node n + i.

    Nodes below ``leaves`` are rows. ``similarity`` is the mean cosine between the two sides. There may be
    several roots: what lies further apart than the floor it was built with is not joined.
    """

    leaves: int
    left: Ints
    right: Ints
    similarity: Floats

    def cut(self, at: float) -> Ints:
        """Label the rows by the groups that stand when all merges of at least ``at`` are done.

        Labels are 0, 1, … in the order of each group's first row.
        """
        root = np.arange(self.leaves + len(self.left), dtype=np.int64)
        for step in range(int(np.searchsorted(-self.similarity, -at, side="right")) - 1, -1, -1):
            root[self.left[step]] = root[self.right[step]] = root[self.leaves + step]
        # Parents come after children, so each child took its parent's final root.
        return renumbered(root[: self.leaves])


def build_dendrogram(
    rows: Floats, weights: Floats, *, k: int, floor: float, edges: Edges | None = None
) -> Dendrogram:
    """Build the average-linkage dendrogram of ``rows``, each counted ``weights`` times.

    Parameters
    ----------
    rows : ndarray of shape (n, d), float32
        Unit rows, or means of unit rows.
    weights : ndarray of shape (n,)
        How many texts each row stands for.
    k : int
        Neighbours a row that are candidates for a merge; looked up again for the groups' means after
        each stage, so that a group larger than ``k`` still finds its likes.
    floor : float
        Groups with a mean cosine below this are never joined.
    edges : Edges, optional
        The candidates to begin with, where they are known.
    """
    builder = _Builder(rows, weights)
    for number, stage in enumerate((*[s for s in _STAGES if s > floor], floor)):
        builder.connect(edges if edges is not None and number == 0 else builder.nearest_groups(k))
        builder.merge_down_to(stage)
    return builder.dendrogram()


class _Builder:
    def __init__(self, rows: Floats, weights: Floats) -> None:
        self.leaves = len(rows)
        self.sums = rows * weights[:, None]
        self.sizes: NDArray[np.float32] = weights.astype(np.float32)
        self.node = np.arange(len(rows), dtype=np.int64)  # slot -> node of the dendrogram
        self.alive = np.ones(len(rows), dtype=bool)
        self.steps: list[tuple[Ints, Ints, Floats]] = []
        self.nodes = len(rows)
        self.edges = Edges(left=np.zeros(0, dtype=np.int64), right=np.zeros(0, dtype=np.int64))
        self.similarity: Floats = np.zeros(0, dtype=np.float32)

    def nearest_groups(self, k: int) -> Edges:
        slots = np.flatnonzero(self.alive)
        means = self.sums[slots]
        means /= self.sizes[slots, None]
        found = Edges.of(nearest(means, k))
        return Edges(left=slots[found.left], right=slots[found.right])

    def connect(self, edges: Edges) -> None:
        self.edges = edges
        self.similarity = self._similarities(edges)

    def merge_down_to(self, floor: float) -> None:
        while True:
            near = self.similarity >= floor
            pairs = _mutual(self.edges, self.similarity, near, len(self.alive))
            if not len(pairs.left):
                return
            self._join(pairs)

    def dendrogram(self) -> Dendrogram:
        if not self.steps:
            none = np.zeros(0, dtype=np.int64)
            return Dendrogram(
                leaves=self.leaves, left=none, right=none, similarity=np.zeros(0, dtype=np.float32)
            )
        left, right, similarity = (np.concatenate(part) for part in zip(*self.steps, strict=True))
        return _in_order(self.leaves, left, right, similarity)

    def _similarities(self, edges: Edges) -> Floats:
        found = np.empty(len(edges.left), dtype=np.float32)
        for start in range(0, len(found), 65_536):
            part = slice(start, start + 65_536)
            left, right = edges.left[part], edges.right[part]
            dots = np.einsum("ij,ij->i", self.sums[left], self.sums[right])
            found[part] = dots / (self.sizes[left] * self.sizes[right])
        return found

    def _join(self, pairs: Edges) -> None:
        keep, gone = pairs.left, pairs.right
        at = self._similarities(pairs)
        self.steps.append((self.node[keep], self.node[gone], at))
        self.node[keep] = self.nodes + np.arange(len(keep))
        self.nodes += len(keep)
        self.sums[keep] += self.sums[gone]
        self.sizes[keep] += self.sizes[gone]
        self.alive[gone] = False
        self._contract(keep, gone)

    def _contract(self, keep: Ints, gone: Ints) -> None:
        target = np.arange(len(self.alive), dtype=np.int64)
        target[gone] = keep
        touched = np.zeros(len(self.alive), dtype=bool)
        touched[keep] = True
        left, right = target[self.edges.left], target[self.edges.right]
        changed = touched[left] | touched[right]
        fresh = Edges.between(left[changed], right[changed], len(self.alive))
        same = ~changed
        self.edges = Edges(
            left=np.concatenate([self.edges.left[same], fresh.left]),
            right=np.concatenate([self.edges.right[same], fresh.right]),
        )
        self.similarity = np.concatenate([self.similarity[same], self._similarities(fresh)])


def _mutual(edges: Edges, similarity: Floats, allowed: NDArray[np.bool_], slots: int) -> Edges:
    """Pick the allowed edges whose ends are each other's nearest; ties go to the smaller slot."""
    left, right, near = edges.left[allowed], edges.right[allowed], similarity[allowed]
    best = np.full(slots, -np.inf, dtype=np.float32)
    np.maximum.at(best, left, near)
    np.maximum.at(best, right, near)
    choice = np.full(slots, slots, dtype=np.int64)
    is_best = near == best[left]
    np.minimum.at(choice, left[is_best], right[is_best])
    is_best = near == best[right]
    np.minimum.at(choice, right[is_best], left[is_best])
    mutual = (choice[left] == right) & (choice[right] == left)
    return Edges(left=left[mutual], right=right[mutual])


def _in_order(leaves: int, left: Ints, right: Ints, similarity: Floats) -> Dendrogram:
    """Sort steps by falling similarity, children before parents, and renumber the nodes."""
    capped = similarity.copy()
    depth = np.zeros(len(left), dtype=np.int64)
    for step in range(len(left)):
        for child in (left[step] - leaves, right[step] - leaves):
            if child >= 0:
                capped[step] = min(capped[step], capped[child])
                depth[step] = max(depth[step], depth[child] + 1)
    order = np.lexsort((depth, -capped))
    number = np.arange(leaves + len(left), dtype=np.int64)
    number[leaves + order] = leaves + np.arange(len(left))
    return Dendrogram(
        leaves=leaves, left=number[left[order]], right=number[right[order]], similarity=capped[order]
    )
