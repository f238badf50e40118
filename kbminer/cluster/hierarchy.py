"""What a clusterer returns: groups of rows at one cut or at several, each nested in the next wider one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from kbminer.cluster.neighbour_graph import Floats, Ints

NOISE = -1
"""The label of a row that belongs to no group, as in scikit-learn."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hierarchy:
    """Groups of n rows at each cut, from the finest to the widest.

    Parameters
    ----------
    labels : ndarray of shape (cuts, n), int64
        At each cut the group of each row, 0 and up, or -1 for a row that belongs to none. A group of one
        cut lies whole in one group of the next.
    rows : ndarray of shape (n, d), float32
        The rows as the clusterer compared them: as they came, or moved.
    likeness : tuple of float, default ()
        For each cut the mean cosine that the two sides of its last merges had, falling; empty where the
        clusterer knows no such figure.
    density : ndarray of shape (n,), float32, optional
        How near others lie about each row, where the clusterer has looked up enough neighbours to know: see
        :func:`kbminer.cluster.neighbour_graph.outer_density`.
    """

    labels: Ints
    rows: Floats
    likeness: tuple[float, ...] = ()
    density: Floats | None = None

    @classmethod
    def flat(cls, labels: Ints, rows: Floats) -> Self:
        """Adapt one labelling, noise -1, to a hierarchy of one cut.

        >>> Hierarchy.flat(np.array([0, 0, -1]), np.eye(3)).labels.tolist()
        [[0, 0, -1]]
        """
        return cls(labels=np.asarray(labels, dtype=np.int64)[None, :], rows=rows)

    def spread(self, row_of: Ints) -> Self:
        """Repeat rows for things of which several share a row: thing i has row ``row_of[i]``.

        A row of noise becomes a group of its own before, so that its things stay together.
        """
        labels = np.stack([without_noise(cut)[row_of] for cut in self.labels])
        density = None if self.density is None else self.density[row_of]
        return type(self)(
            labels=labels, rows=taken(self.rows, row_of), likeness=self.likeness, density=density
        )


def taken(rows: Floats, which: Ints) -> Floats:
    """Take rows by position: themselves where all are taken in their order, for a copy would be as large.

    >>> rows = np.eye(2, dtype=np.float32)
    >>> taken(rows, np.array([0, 1])) is rows, taken(rows, np.array([1])).tolist()
    (True, [[0.0, 1.0]])
    """
    same = len(which) == len(rows) and bool((which == np.arange(len(rows))).all())
    return rows if same else rows[which]


def without_noise(labels: Ints) -> Ints:
    """Number groups 0, 1, … in the order of their first rows, each row of noise as a group of one.

    >>> without_noise(np.array([4, -1, 2, 4, -1])).tolist()
    [0, 1, 2, 0, 3]
    """
    noise = np.flatnonzero(labels == NOISE)
    labels = labels.copy()
    labels[noise] = labels.max(initial=-1) + 1 + np.arange(len(noise))
    return renumbered(labels)


def with_noise(labels: Ints) -> Ints:
    """Label each row that is alone in its group as noise, and number the groups as they first occur.

    >>> with_noise(np.array([7, 3, 7, 5])).tolist()
    [0, -1, 0, -1]
    """
    _, group, size = np.unique(labels, return_inverse=True, return_counts=True)
    alone = size[group] < 2
    found = np.full(len(labels), NOISE, dtype=np.int64)
    found[~alone] = renumbered(labels[~alone])
    return found


def renumbered(labels: Ints) -> Ints:
    """Number labels 0, 1, … in the order in which they first occur.

    >>> renumbered(np.array([5, 5, 2, 5])).tolist()
    [0, 0, 1, 0]
    """
    _, first, group = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[group]


def members_of(labels: Ints, least: int) -> list[Ints]:
    """Find the positions of each label that occurs at least ``least`` times, the largest group first.

    >>> [group.tolist() for group in members_of(np.array([7, 3, 7, 7, 3, 1]), 2)]
    [[0, 2, 3], [1, 4]]
    """
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order])) + 1
    groups = [group for group in np.split(order, starts) if len(group) >= least]
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))
