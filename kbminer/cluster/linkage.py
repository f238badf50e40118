"""The default clusterer: average linkage over a sparse neighbour graph, after a step of mean shift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kbminer.cluster.average_linkage import build_dendrogram
from kbminer.cluster.clusterer import Placed
from kbminer.cluster.constraints import Constraints
from kbminer.cluster.cuts import CUTS, FLOOR, group_sums
from kbminer.cluster.hierarchy import Hierarchy, with_noise
from kbminer.cluster.mean_shift import mean_shift
from kbminer.cluster.neighbour_graph import (
    DENSITY_NEIGHBOURS,
    Edges,
    Floats,
    Ints,
    Neighbours,
    outer_density,
)
from kbminer.cluster.neighbour_search import nearest, neighbours_of

_BLOCK = 256  # new rows that are compared with all others at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """Groups rows whose mean cosine, after a step of mean shift, is at least that of a cut.

    Parameters
    ----------
    neighbours : int, default 20
        How many nearest rows of each row are looked at.

    Examples
    --------
    >>> rows = np.repeat(np.eye(2, dtype=np.float32), 2, axis=0)
    >>> Linkage().fit(rows, Constraints(count=4)).labels[0].tolist()
    [0, 0, 1, 1]
    """

    neighbours: int = 20

    @property
    def name(self) -> str:
        """The algorithm and what changes its results."""
        return f"linkage|neighbours={self.neighbours}"

    def fit(
        self, rows: Floats, constraints: Constraints, *, sample_weight: Floats | None = None
    ) -> Hierarchy:
        """Group ``rows`` at every likeness of ``CUTS``; those that must be together are one leaf.

        Parameters
        ----------
        rows : ndarray of shape (n, d), float32
            Unit rows of distinct texts, centred.
        constraints : Constraints
        sample_weight : ndarray of shape (n,), optional
            How many texts each row stands for, by default one.
        """
        weights = np.ones(len(rows), dtype=np.float32) if sample_weight is None else sample_weight
        looked_up = nearest(rows, max(self.neighbours, DENSITY_NEIGHBOURS))
        near, density = looked_up.closest(self.neighbours), outer_density(looked_up)
        del looked_up
        shifted = mean_shift(rows, near)
        leaf_of = constraints.blocks
        leaves, leaf_weights = _means(shifted, weights, leaf_of)
        graph = Edges.of(near)
        dendrogram = build_dendrogram(
            leaves,
            leaf_weights,
            k=self.neighbours,
            floor=FLOOR,
            edges=Edges.between(leaf_of[graph.left], leaf_of[graph.right], len(leaves)),
        )
        labels = [with_noise(dendrogram.cut(likeness)[leaf_of]) for likeness in CUTS]
        return Hierarchy(labels=np.stack(labels), rows=shifted, likeness=CUTS, density=density)

    def place(self, rows: Floats, fresh: Ints, labels: Ints, hierarchy: Hierarchy, cut: int) -> Placed:
        """Regroup new rows together with the groups and single rows in their neighbourhood.

        Parameters
        ----------
        rows : ndarray of shape (n, d), float32
        fresh : ndarray of shape (m,), int64
            Positions of the new rows.
        labels : ndarray of shape (n,), int64
            The groups that stand, a row without a group alone.
        hierarchy : Hierarchy
            What stands at each cut, without noise.
        cut : int
            The cut at which the standing groups were taken.
        """
        if not len(fresh):
            return Placed(labels=labels, hierarchy=hierarchy)
        near = neighbours_of(fresh, rows, self.neighbours)
        shifted = hierarchy.rows.copy()
        shifted[fresh] = _shifted(fresh, rows, near)
        standing = labels.copy()
        standing[fresh] = labels.max(initial=-1) + 1 + np.arange(len(fresh))
        return Placed(
            labels=_regrouped(standing, fresh, shifted, near, hierarchy.likeness[cut]),
            hierarchy=Hierarchy(
                labels=_joined_to_nearest(hierarchy, fresh, shifted),
                rows=shifted,
                likeness=hierarchy.likeness,
            ),
        )


def _means(rows: Floats, weights: Floats, leaf_of: Ints) -> tuple[Floats, Floats]:
    """The weighted mean row of each leaf, and its weight."""
    count = int(leaf_of.max(initial=-1)) + 1
    leaf_weights = np.bincount(leaf_of, weights=weights, minlength=count).astype(np.float32)
    if count == len(rows):  # nothing is bound: leaves are the rows
        return rows, leaf_weights
    sums = np.zeros((count, rows.shape[1]), dtype=np.float32)
    np.add.at(sums, leaf_of, rows * weights[:, None])
    return sums / leaf_weights[:, None], leaf_weights


def _shifted(fresh: Ints, rows: Floats, near: Neighbours) -> Floats:
    """Shift the new rows only; the standing ones keep their place until everything is grouped anew."""
    used, position = np.unique(np.concatenate([fresh, near.index.ravel()]), return_inverse=True)
    local = np.full((len(used), near.index.shape[1]), -1, dtype=np.int64)
    similarity = np.full(local.shape, -np.inf, dtype=np.float32)
    local[position[: len(fresh)]] = position[len(fresh) :].reshape(near.index.shape)
    similarity[position[: len(fresh)]] = near.similarity
    return mean_shift(rows[used], Neighbours(index=local, similarity=similarity))[position[: len(fresh)]]


def _regrouped(labels: Ints, fresh: Ints, shifted: Floats, near: Neighbours, likeness: float) -> Ints:
    """Merge anew the groups that new rows or their neighbours belong to; the others stay."""
    touched = np.unique(labels[np.unique(np.concatenate([fresh, near.index.ravel()]))])
    number = np.full(int(labels.max()) + 1, -1, dtype=np.int64)
    number[touched] = np.arange(len(touched))
    inside = number[labels] >= 0
    local = number[labels[inside]]
    sums, sizes = group_sums(shifted[inside], local)
    k = near.index.shape[1]
    merged = build_dendrogram(sums / sizes[:, None], sizes, k=k, floor=likeness).cut(likeness)
    labels = labels.copy()
    labels[inside] = int(labels.max()) + 1 + merged[local]
    return np.unique(labels, return_inverse=True)[1]


def _joined_to_nearest(hierarchy: Hierarchy, fresh: Ints, shifted: Floats) -> Ints:
    """At each cut, let a new row join its nearest standing one where that is near enough."""
    known = np.delete(np.arange(len(shifted)), fresh)
    labels = hierarchy.labels.copy()
    labels[:, fresh] = labels[:, known].max(initial=-1) + 1 + np.arange(len(fresh))
    for start in range(0, len(fresh) if len(known) else 0, _BLOCK):
        part = fresh[start : start + _BLOCK]
        block = shifted[part] @ shifted[known].T
        best = block.argmax(axis=1)
        similarity = block[np.arange(len(part)), best]
        for cut, likeness in enumerate(hierarchy.likeness):
            joins = similarity >= likeness
            labels[cut, part[joins]] = labels[cut, known[best[joins]]]
    return labels
