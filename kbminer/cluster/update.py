"""A nightly run: what is new is placed among the groups that stand, and only its surroundings are regrouped.

The space of the last full run stays: its centre, its words, its level. After a tenth of the corpus was
placed this way, the next run is a full one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kbminer.cluster.cuts import LEVELS, group_sums
from kbminer.cluster.average_linkage import merge_all
from kbminer.cluster.neighbour_graph import Floats, Ints, Neighbours, largest
from kbminer.cluster.mean_shift import pull_together
from kbminer.cluster.grouping_state import State

_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Where each thread of this run stood in the last: ``before`` is −1 for a new or edited one."""

    before: Ints
    gone: int

    @property
    def fresh(self) -> Ints:
        """The positions of new and edited threads."""
        return np.flatnonzero(self.before < 0)


def changes(threads: Sequence[str], digests: Sequence[str], state: State) -> Changes:
    """Compare this run's threads with the last run's."""
    place = {pair: i for i, pair in enumerate(zip(state.threads, state.digests, strict=True))}
    before = np.array([place.get(pair, -1) for pair in zip(threads, digests, strict=True)], dtype=np.int64)
    return Changes(before=before, gone=len(state.threads) - int((before >= 0).sum()))


def is_small(change: Changes, state: State) -> bool:
    """Tell whether so little has changed since the last full run that placing is enough."""
    return len(change.fresh) + change.gone + state.placed <= _SHARE * state.full


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Rows of all threads, and their labels after what is new has been placed."""

    rows: Floats
    pulled: Floats
    labels: Ints
    level_labels: Ints


def place_fresh(change: Changes, fresh_rows: Floats, labels: Ints, state: State, *, k: int) -> Placed:
    """Regroup new threads together with the groups and single threads in their neighbourhood.

    Parameters
    ----------
    change : Changes
    fresh_rows : ndarray of shape (fresh, d), float32
    labels : ndarray of shape (n,)
        The standing groups, 0 and up, each left-out thread alone; what stands at new threads is ignored.
    state : State
    k : int
        How many neighbours are looked at.
    """
    fresh, known = change.fresh, np.flatnonzero(change.before >= 0)
    n, d = len(change.before), fresh_rows.shape[1]
    rows, pulled = np.empty((n, d), dtype=np.float32), np.empty((n, d), dtype=np.float32)
    rows[known], pulled[known] = state.rows[change.before[known]], state.pulled[change.before[known]]
    rows[fresh] = fresh_rows
    labels = labels.copy()
    labels[fresh] = labels.max(initial=-1) + 1 + np.arange(len(fresh))
    levels = np.empty((len(LEVELS), n), dtype=np.int64)
    levels[:, known] = state.level_labels[:, change.before[known]]
    if len(fresh):
        found = _neighbours_of(fresh, rows, k)
        pulled[fresh] = _pulled(fresh, rows, found)
        labels = _regrouped(labels, fresh, pulled, found, LEVELS[state.chosen])
        _place_in_levels(levels, fresh, known, pulled)
    return Placed(rows=rows, pulled=pulled, labels=labels, level_labels=levels)


def _neighbours_of(fresh: Ints, rows: Floats, k: int) -> Neighbours:
    k = min(k, len(rows) - 1)
    index = np.empty((len(fresh), k), dtype=np.int64)
    similarity = np.empty((len(fresh), k), dtype=np.float32)
    for start in range(0, len(fresh), 256):
        part = fresh[start : start + 256]
        block = rows[part] @ rows.T
        block[np.arange(len(part)), part] = -np.inf
        index[start : start + len(part)], similarity[start : start + len(part)] = largest(block, k)
    return Neighbours(index=index, similarity=similarity)


def _pulled(fresh: Ints, rows: Floats, found: Neighbours) -> Floats:
    """Pull the new rows only; the standing ones keep their place until the next full run."""
    near, position = np.unique(np.concatenate([fresh, found.index.ravel()]), return_inverse=True)
    local = np.full((len(near), found.index.shape[1]), -1, dtype=np.int64)
    likeness = np.full(local.shape, -np.inf, dtype=np.float32)
    local[position[: len(fresh)]] = position[len(fresh) :].reshape(found.index.shape)
    likeness[position[: len(fresh)]] = found.similarity
    moved = pull_together(rows[near], Neighbours(index=local, similarity=likeness))
    return moved[position[: len(fresh)]]


def _regrouped(labels: Ints, fresh: Ints, pulled: Floats, found: Neighbours, likeness: float) -> Ints:
    touched = np.unique(labels[np.unique(np.concatenate([fresh, found.index.ravel()]))])
    number = np.full(int(labels.max()) + 1, -1, dtype=np.int64)
    number[touched] = np.arange(len(touched))
    inside = number[labels] >= 0
    local = number[labels[inside]]
    sums, sizes = group_sums(pulled[inside], local)
    merged = merge_all(sums / sizes[:, None], sizes, k=found.index.shape[1], floor=likeness).cut(likeness)
    labels = labels.copy()
    labels[inside] = int(labels.max()) + 1 + merged[local]
    return np.unique(labels, return_inverse=True)[1]


def _place_in_levels(levels: Ints, fresh: Ints, known: Ints, pulled: Floats) -> None:
    """At each level, a new thread joins its nearest standing one where that is near enough."""
    levels[:, fresh] = levels[:, known].max(initial=-1) + 1 + np.arange(len(fresh))
    if not len(known):
        return
    for start in range(0, len(fresh), 256):
        part = fresh[start : start + 256]
        block = pulled[part] @ pulled[known].T
        best = block.argmax(axis=1)
        near = block[np.arange(len(part)), best]
        for number, likeness in enumerate(LEVELS):
            joins = near >= likeness
            levels[number, part[joins]] = levels[number, known[best[joins]]]
