"""The search for neighbours: exact in a forum of usual size, by an index in a large one."""

from __future__ import annotations

import logging

import numpy as np

from kbminer.cluster.neighbour_graph import Floats, Ints, Neighbours, largest
from kbminer.cluster.neighbour_index import can_be_indexed, nearest_by_index
from kbminer.logs import line

EXACT_UP_TO = 30_000
"""Rows up to which all are compared with all: about here an index begins to take half as long."""

_log = logging.getLogger(__name__)
_BLOCK = 1_024  # rows that are compared with all others at once
_SMALL_BLOCK = 256  # the same where only a few are new


def nearest(rows: Floats, k: int) -> Neighbours:
    """Find for each row the ``k`` other rows with the largest dot product.

    Exact up to ``EXACT_UP_TO`` rows, beyond that by an index where usearch is installed; without it exact,
    in time that grows with n².
    """
    if len(rows) > EXACT_UP_TO and k > 0:
        if can_be_indexed():
            return nearest_by_index(rows, min(k, len(rows) - 1))
        _log.warning(
            line("all rows are compared with all: for speed, pip install 'kbminer[large]'", rows=len(rows))
        )
    return _compared(np.arange(len(rows)), rows, k, _BLOCK)


def neighbours_of(which: Ints, rows: Floats, k: int) -> Neighbours:
    """Find for some of the rows, by position, the ``k`` other rows with the largest dot product."""
    return _compared(which, rows, k, _SMALL_BLOCK)


def _compared(which: Ints, rows: Floats, k: int, block_size: int) -> Neighbours:
    k = max(min(k, len(rows) - 1), 0)
    index = np.empty((len(which), k), dtype=np.int64)
    similarity = np.empty((len(which), k), dtype=np.float32)
    for start in range(0, len(which) if k else 0, block_size):
        part = which[start : start + block_size]
        block = rows[part] @ rows.T
        block[np.arange(len(part)), part] = -np.inf
        index[start : start + len(part)], similarity[start : start + len(part)] = largest(block, k)
    return Neighbours(index=index, similarity=similarity)
