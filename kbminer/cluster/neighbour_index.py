"""Neighbours among very many rows: an index proposes candidates, which are compared exactly.

References
----------
Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using hierarchical navigable
small world graphs", TPAMI 2018; here as the library usearch builds it.
"""

from __future__ import annotations

import importlib.util
import logging
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.cluster.neighbour_graph import Floats, Ints, Neighbours, largest
from kbminer.logs import line
from kbminer.similarity.vectors import blocks_of

LEAST_RECALL = 0.95
"""The share of a sample's twenty nearest that must be found; else the search looks further."""

_log = logging.getLogger(__name__)
_LIBRARY = "usearch"
# Of 40,000 questions these find .977 of the twenty nearest (docs/quality/scale.md).
_LINKS, _LOOKED_AT_BUILDING, _LOOKED_AT = 16, 80, 128
_MOST_LOOKED_AT = 1_024
_CANDIDATES = 1.25  # for each neighbour that is asked for: which are nearest is settled by exact products
_BLOCK = 512  # rows that the index is asked for at once
_NEAREST = 20  # of each row of a sample, by which the recall is measured
_SAMPLED_BLOCKS, _SAMPLED_EACH = 10, 3  # blocks of the sample, and every third row of each: some 200 rows
# Rows of one place whose candidates are shared: of a million questions .959 of the twenty nearest are found
# so, where comparing each row with its own candidates finds .927 (docs/quality/scale.md).
_TOGETHER = 64
# Rows that stand for the places about them, each row going with the nearest: about the square root of their
# number, and no more than these, so that it takes seconds of a million.
_MOST_PLACES = 1_000


def can_be_indexed() -> bool:
    """Tell whether the library that makes the index is installed."""
    return importlib.util.find_spec(_LIBRARY) is not None


def nearest_by_index(rows: Floats, k: int) -> Neighbours:
    """Find for nearly each row its ``k`` nearest others by dot product, in time far below n².

    The same rows get the same neighbours on every machine, however many processors it has: the index is
    built by one thread, on whole numbers. Rows are added and asked for place by place: what lies near is then
    still in the processor's cache, which takes about half as long. A sample is compared with an exact search;
    while less than ``LEAST_RECALL`` of its neighbours are found, the search looks at twice as many links.

    Parameters
    ----------
    rows : ndarray of shape (n, d), float32
    k : int
        Less than n.
    """
    return _Search(rows, rows).nearest(np.arange(len(rows)), k)


def nearest_of_others(asked: Floats, which: Ints, rows: Floats, k: int) -> Neighbours:
    """Find for rows of one kind, by position, the ``k`` nearest of another kind: as :func:`nearest_by_index`.

    Parameters
    ----------
    asked : ndarray of shape (n, d), float32
    which : ndarray of int64
        Which of these.
    rows : ndarray of shape (m, d), float32
        The others.
    k : int
        At most m.
    """
    return _Search(asked, rows).nearest(which, k)


class _Search:
    """The nearest of ``rows`` to those that are ``asked``; where both are the same, no row is its own."""

    def __init__(self, asked: Floats, rows: Floats) -> None:
        self.asked, self.rows = asked, rows
        self.short = _in_whole_numbers(rows)
        self.short_asked = self.short if asked is rows else _in_whole_numbers(asked)
        count = min(math.isqrt(len(rows)) + 1, _MOST_PLACES)
        self.places = self.short[np.linspace(0, len(rows) - 1, count, dtype=np.int64)]
        self.index = _built(self.short, _place_by_place(self.short, np.arange(len(rows)), self.places))

    def nearest(self, which: Ints, k: int) -> Neighbours:
        """Look as far as a sample of the asked needs, then find for all."""
        order = _place_by_place(self.short_asked, which, self.places)
        self._look_far_enough(which[order], k)
        found = Neighbours(
            index=np.full((len(which), k), -1, dtype=np.int64),
            similarity=np.full((len(which), k), -np.inf, dtype=np.float32),
        )
        for at in (order[part] for part in blocks_of(len(which), _BLOCK)):
            near = self._found(which[at], k)
            found.index[at], found.similarity[at] = near.index, near.similarity
        return found

    def _look_far_enough(self, ordered: Ints, k: int) -> None:
        """Look at twice as many rows until enough of the nearest are found, in whole blocks as later on."""
        starts = np.linspace(0, max(len(ordered) - _TOGETHER, 0), _SAMPLED_BLOCKS, dtype=np.int64)
        blocks = [ordered[start : start + _TOGETHER] for start in dict.fromkeys(starts.tolist())]
        exact = [self._exactly(block[::_SAMPLED_EACH], min(k, _NEAREST)) for block in blocks]
        looked_at = _LOOKED_AT
        while True:
            self.index.expansion_search = looked_at
            found = [self._found(block, k).closest(_NEAREST).index[::_SAMPLED_EACH] for block in blocks]
            recall = _recall(np.concatenate(exact), np.concatenate(found))
            if recall >= LEAST_RECALL or looked_at >= _MOST_LOOKED_AT:
                break
            looked_at *= 2
        _log.info(
            line("neighbours by index", rows=len(self.rows), recall=round(recall, 3), looked_at=looked_at)
        )

    def _exactly(self, which: Ints, k: int) -> Ints:
        products = self.asked[which] @ self.rows.T
        if self.asked is self.rows:
            products[np.arange(len(which)), which] = -np.inf
        return largest(products, k)[0]

    def _found(self, ordered: Ints, k: int) -> Neighbours:
        """Ask the index for candidates, and keep of those of a block, for each row, the ``k`` nearest."""
        found = Neighbours(
            index=np.full((len(ordered), k), -1, dtype=np.int64),
            similarity=np.full((len(ordered), k), -np.inf, dtype=np.float32),
        )
        matches = self.index.search(self.short_asked[ordered], min(int(k * _CANDIDATES) + 1, len(self.rows)))
        keys = np.reshape(matches.keys.astype(np.int64), (len(ordered), -1))
        counts = getattr(matches, "counts", keys.shape[1])  # of a single row usearch tells none
        keys[np.arange(keys.shape[1]) >= np.reshape(counts, (-1, 1))] = -1
        for block in blocks_of(len(ordered), _TOGETHER):
            nearest, values = self._compared(ordered[block], np.unique(keys[block]), k)
            found.index[block, : nearest.shape[1]] = nearest
            found.similarity[block, : nearest.shape[1]] = values
        return found

    def _compared(self, block: Ints, candidates: Ints, k: int) -> tuple[Ints, Floats]:
        """Compare rows of a place with all candidates that any of them has: what one misses another finds."""
        candidates = candidates[candidates >= 0]
        products = self.asked[block] @ self.rows[candidates].T
        if self.asked is self.rows:
            products[block[:, None] == candidates] = -np.inf
        best, values = largest(products, min(k, len(candidates)))
        return np.where(values == -np.inf, -1, candidates[best]), values


def _in_whole_numbers(rows: Floats) -> NDArray[np.int8]:
    """One scale for all, so that products keep their order; the few largest numbers are cut off."""
    most = np.quantile(np.abs(rows[:: max(1, len(rows) // 1_000)]), 0.9999)
    scaled = np.empty(rows.shape, dtype=np.int8)
    for start in range(0, len(rows), 65_536):
        part = rows[start : start + 65_536] * np.float32(127 / max(float(most), 1e-9))
        scaled[start : start + 65_536] = np.clip(np.rint(part), -127, 127)
    return scaled


def _place_by_place(short: NDArray[np.int8], which: Ints, places: NDArray[np.int8]) -> Ints:
    """Order some rows by the nearest of the places, those of one place as they stand.

    The products are of whole numbers far below 2²⁴, so floats hold them exactly, whoever adds them up.
    """
    nearest = np.empty(len(which), dtype=np.int64)
    columns = places.T.astype(np.float32)
    for part in blocks_of(len(which), 8_192):
        nearest[part] = (short[which[part]].astype(np.float32) @ columns).argmax(axis=1)
    return np.argsort(nearest, kind="stable")


def _built(rows: NDArray[np.int8], order: Ints) -> Any:
    """``Any``: usearch is not typed."""
    from usearch.index import Index  # noqa: PLC0415 - only large forums need it

    index = Index(
        ndim=rows.shape[1], metric="ip", dtype="i8", connectivity=_LINKS, expansion_add=_LOOKED_AT_BUILDING
    )
    for part in blocks_of(len(rows)):
        keys = order[part]
        index.add(keys.astype(np.uint64), rows[keys], threads=1)  # more would link them by chance
    return index


def _recall(exact: Ints, found: Ints) -> float:
    shared = [len(set(one) & set(other)) for one, other in zip(exact.tolist(), found.tolist(), strict=True)]
    return float(np.mean(shared) / exact.shape[1])
