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
_CANDIDATES = 1.5  # for each neighbour that is asked for: which are nearest is settled by exact products
_SAMPLE, _NEAREST = 200, 20  # rows, and neighbours of each, that the recall is measured by
_BLOCK = 512  # rows that the index is asked for at once
# Rows that stand for the places about them, each row going with the nearest: about the square root of their
# number, and no more than these, so that it takes seconds of a million.
_MOST_PLACES = 1_000
_RANKED = 16  # rows whose candidates are compared at once: these then fit the second-level cache


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
        sample = which[np.linspace(0, len(which) - 1, min(_SAMPLE, len(which)), dtype=np.int64)]
        exact = self._exactly(sample, min(k, _NEAREST))
        looked_at = _LOOKED_AT
        while True:
            self.index.expansion_search = looked_at
            recall = _recall(exact, self._found(sample, k).closest(exact.shape[1]).index)
            if recall >= LEAST_RECALL or looked_at >= _MOST_LOOKED_AT:
                break
            looked_at *= 2
        _log.info(
            line("neighbours by index", rows=len(self.rows), recall=round(recall, 3), looked_at=looked_at)
        )
        return self._found(which, k)

    def _exactly(self, which: Ints, k: int) -> Ints:
        products = self.asked[which] @ self.rows.T
        if self.asked is self.rows:
            products[np.arange(len(which)), which] = -np.inf
        return largest(products, k)[0]

    def _found(self, which: Ints, k: int) -> Neighbours:
        """Ask the index for candidates, and keep of each row's the ``k`` with the largest products."""
        wanted = min(int(k * _CANDIDATES) + 1, len(self.rows))
        found = Neighbours(
            index=np.full((len(which), k), -1, dtype=np.int64),
            similarity=np.full((len(which), k), -np.inf, dtype=np.float32),
        )
        order = _place_by_place(self.short_asked, which, self.places)
        for at in (order[part] for part in blocks_of(len(which), _BLOCK)):
            part = which[at]
            matches = self.index.search(self.short_asked[part], wanted)
            keys = matches.keys.astype(np.int64).reshape(len(part), -1)
            known = np.arange(keys.shape[1]) < np.reshape(matches.counts, (-1, 1))
            if self.asked is self.rows:
                known &= keys != part[:, None]
            keys[~known] = 0
            products = self._products(part, keys)
            products[~known] = -np.inf
            best, values = largest(products, min(k, keys.shape[1]))
            positions = np.take_along_axis(keys, best, axis=1)
            positions[values == -np.inf] = -1
            found.index[at, : positions.shape[1]] = positions
            found.similarity[at, : positions.shape[1]] = values
        return found

    def _products(self, which: Ints, keys: Ints) -> Floats:
        products = np.empty(keys.shape, dtype=np.float32)
        for part in blocks_of(len(which), _RANKED):
            near = self.rows[keys[part]] @ self.asked[which[part], :, None]
            products[part] = near[:, :, 0]
        return products


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
