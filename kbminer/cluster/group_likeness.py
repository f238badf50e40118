"""How questions lie among the groups: near their own, near another, or far from all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kbminer.cluster.cuts import group_sums
from kbminer.cluster.neighbour_graph import Floats, Ints

FAR = 0.25
"""Below this mean cosine a question has nothing to do with a group; set by hand, not measured."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupLikeness:
    """The likeness of each row to the others of its own group, and to the nearest other group.

    ``own`` is −1 for a row without a group, ``next_group`` −1 where there is no other.
    """

    own: Floats
    next_group: Ints
    next_likeness: Floats

    def is_doubtful(self, i: int) -> bool:
        """Tell whether row ``i`` lies nearer to another group than to its own, or far from both."""
        return bool(self.own[i] < self.next_likeness[i] or self.own[i] < FAR)


def likeness_to_groups(rows: Floats, labels: Ints, which: Ints) -> GroupLikeness:
    """Measure mean cosines of some rows to all groups.

    Parameters
    ----------
    rows : ndarray of shape (n, d), float32
        Unit rows.
    labels : ndarray of shape (n,), int64
        The group of each row, −1 for none.
    which : ndarray of int64
        The positions that are measured; what stands at the others says nothing.
    """
    n = len(rows)
    own = np.full(n, -1.0, dtype=np.float32)
    next_group = np.full(n, -1, dtype=np.int64)
    likeness = np.zeros(n, dtype=np.float32)
    inside = labels >= 0
    if not inside.any():
        return GroupLikeness(own=own, next_group=next_group, next_likeness=likeness)
    sums, sizes = group_sums(rows[inside], labels[inside])
    means = sums / sizes[:, None]
    step = max(int(2e7 // len(sizes)), 1)
    for start in range(0, len(which), step):
        part = which[start : start + step]
        near = rows[part] @ means.T
        grouped = np.flatnonzero(inside[part])
        group = labels[part[grouped]]
        own[part[grouped]] = (near[grouped, group] * sizes[group] - 1) / np.maximum(sizes[group] - 1, 1)
        near[grouped, group] = -2.0
        next_group[part] = near.argmax(axis=1)
        likeness[part] = near.max(axis=1)
    next_group[likeness <= -2.0] = -1
    return GroupLikeness(own=own, next_group=next_group, next_likeness=np.maximum(likeness, 0.0))
