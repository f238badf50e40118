"""A nightly run: what is new is placed among the groups that stand, and only its surroundings are regrouped.

The space of the last full run stays: its centre, its words, its cut. After a tenth of the corpus was
placed this way, the next run is a full one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kbminer.cluster.grouping_state import GroupingState
from kbminer.cluster.hierarchy import Hierarchy
from kbminer.cluster.neighbour_graph import Floats, Ints

_SHARE = 0.1  # of the corpus; see docs/quality/cluster.md for what placing costs in ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Where each thread of this run stood in the last: ``before`` is −1 for a new or edited one."""

    before: Ints
    gone: int

    @property
    def fresh(self) -> Ints:
        """The positions of new and edited threads."""
        return np.flatnonzero(self.before < 0)


def changes(threads: Sequence[str], digests: Sequence[str], state: GroupingState) -> Changes:
    """Compare this run's threads with the last run's."""
    place = {pair: i for i, pair in enumerate(zip(state.threads, state.digests, strict=True))}
    before = np.array([place.get(pair, -1) for pair in zip(threads, digests, strict=True)], dtype=np.int64)
    return Changes(before=before, gone=len(state.threads) - int((before >= 0).sum()))


def is_small(change: Changes, state: GroupingState) -> bool:
    """Tell whether so little has changed since the last full run that placing is enough."""
    return len(change.fresh) + change.gone + state.placed <= _SHARE * state.full


def standing(change: Changes, fresh_rows: Floats, state: GroupingState) -> tuple[Floats, Hierarchy]:
    """Put the rows and groups of the last run where this run's threads stand; new threads have rows alone.

    Parameters
    ----------
    change : Changes
    fresh_rows : ndarray of shape (fresh, d), float32
    state : GroupingState
    """
    fresh, known = change.fresh, np.flatnonzero(change.before >= 0)
    n, d = len(change.before), fresh_rows.shape[1]
    rows, shifted = np.empty((n, d), dtype=np.float32), np.zeros((n, d), dtype=np.float32)
    rows[known], shifted[known] = state.rows[change.before[known]], state.shifted[change.before[known]]
    rows[fresh] = fresh_rows
    labels = np.zeros((len(state.cut_labels), n), dtype=np.int64)
    labels[:, known] = state.cut_labels[:, change.before[known]]
    return rows, Hierarchy(labels=labels, rows=shifted, likeness=state.likeness)
