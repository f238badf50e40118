"""How questions lie among the groups: near their own, near another, or far from all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kbminer.cluster.cuts import group_sums
from kbminer.cluster.neighbour_graph import Floats, Ints
from kbminer.cluster.neighbour_index import can_be_indexed, nearest_of_others
from kbminer.cluster.neighbour_search import EXACT_UP_TO

FAR = 0.25
"""Below this mean cosine a question has nothing to do with a group; set by hand, not measured."""

_NONE = -2.0  # likeness to no group
_CANDIDATES = 8  # groups that an index names for a row: the own, and enough that the nearest is among them
_BLOCK = 4_096  # rows that are looked at together


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


def likeness_to_groups(
    rows: Floats, labels: Ints, which: Ints, *, exact_up_to: int = EXACT_UP_TO
) -> GroupLikeness:
    """Measure mean cosines of some rows to all groups.

    Parameters
    ----------
    rows : ndarray of shape (n, d), float32
        Unit rows.
    labels : ndarray of shape (n,), int64
        The group of each row, −1 for none.
    which : ndarray of int64
        The positions that are measured; what stands at the others says nothing.
    exact_up_to : int, optional
        Groups up to which a row is compared with all; of more an index names
        the nearest, where its library is installed.
    """
    n = len(rows)
    found = GroupLikeness(
        own=np.full(n, -1.0, dtype=np.float32),
        next_group=np.full(n, -1, dtype=np.int64),
        next_likeness=np.zeros(n, dtype=np.float32),
    )
    inside = labels >= 0
    if not inside.any():
        return found
    means, sizes = group_sums(rows[inside], labels[inside])
    means /= sizes[:, None]
    groups = _Groups(labels=labels, means=means, sizes=sizes)
    by_index = len(sizes) > exact_up_to and can_be_indexed()
    (_measure_by_index if by_index else _measure)(rows, which, groups, found)
    found.next_group[found.next_likeness <= _NONE] = -1
    np.maximum(found.next_likeness, 0.0, out=found.next_likeness)
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Groups:
    """The group of each row, -1 for none; the mean row of each group, and its size."""

    labels: Ints
    means: Floats
    sizes: Floats


def _measure(rows: Floats, which: Ints, groups: _Groups, into: GroupLikeness) -> None:
    """Compare rows with every group."""
    step = max(int(2e7 // len(groups.sizes)), 1)
    for start in range(0, len(which), step):
        part = which[start : start + step]
        near = rows[part] @ groups.means.T
        grouped = np.flatnonzero(groups.labels[part] >= 0)
        group = groups.labels[part[grouped]]
        into.own[part[grouped]] = _to_others(near[grouped, group], groups.sizes[group])
        near[grouped, group] = _NONE
        into.next_group[part] = near.argmax(axis=1)
        into.next_likeness[part] = near.max(axis=1)


def _measure_by_index(rows: Floats, which: Ints, groups: _Groups, into: GroupLikeness) -> None:
    """Compare rows with the few groups that an index names for them, and with their own."""
    found = nearest_of_others(rows, which, groups.means, min(_CANDIDATES, len(groups.means)))
    other = found.similarity
    other[found.index == groups.labels[which, None]] = _NONE
    best = other.argmax(axis=1)
    into.next_group[which] = np.take_along_axis(found.index, best[:, None], axis=1)[:, 0]
    into.next_likeness[which] = np.maximum(other.max(axis=1), _NONE)
    for start in range(0, len(which), _BLOCK):
        part = which[start : start + _BLOCK]
        grouped = part[groups.labels[part] >= 0]
        group = groups.labels[grouped]
        to_mean = np.einsum("ij,ij->i", rows[grouped], groups.means[group])
        into.own[grouped] = _to_others(to_mean, groups.sizes[group])


def _to_others(to_mean: Floats, size: Floats) -> Floats:
    """The mean likeness to the other members of a group, given that to the mean of all, itself among them."""
    return np.asarray((to_mean * size - 1) / np.maximum(size - 1, 1), dtype=np.float32)
