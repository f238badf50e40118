"""What an editor joined and parted: pairs that bind every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from kbminer.cluster.neighbour_graph import Floats, Ints
from kbminer.errors import SettingsError
from kbminer.records import Link

ThreadPairs = Sequence[tuple[str, str]]
Positions = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """Pairs of ``count`` things, by position, that must share a group and that must not.

    Examples
    --------
    >>> bound = Constraints(count=4, must_link=((0, 1),), cannot_link=((2, 3),))
    >>> bound.blocks.tolist()
    [0, 0, 1, 2]
    """

    count: int
    must_link: Positions = ()
    cannot_link: Positions = ()

    @classmethod
    def between(cls, threads: Sequence[str], must_link: ThreadPairs, cannot_link: ThreadPairs) -> Self:
        """Find where the threads of an editor's pairs stand; a pair with an unknown thread binds nothing.

        Raises
        ------
        SettingsError
            Two threads must be kept together and apart at once; the message names them.
        """
        place = {thread: i for i, thread in enumerate(threads)}
        found = cls(
            count=len(threads),
            must_link=_positions(must_link, place),
            cannot_link=_positions(cannot_link, place),
        )
        blocks = found.blocks
        for a, b in found.cannot_link:
            if blocks[a] == blocks[b]:
                raise SettingsError(
                    f"threads {threads[a]} and {threads[b]} must be in one group and in two: "
                    "withdraw the merge or the split"
                )
        return found

    @property
    def blocks(self) -> Ints:
        """Number the things so that those that must share a group, directly or not, share a number."""
        return connected(self.count, self.must_link)

    @property
    def kept_apart(self) -> frozenset[int]:
        """The positions that an editor parts from another."""
        return frozenset(i for pair in self.cannot_link for i in pair)

    def of_rows(self, row_of: Ints) -> Self:
        """Constrain rows instead of the things that share them: thing i has row ``row_of[i]``.

        Two things of one row can only be parted where they are told apart again.
        """
        must = {(int(row_of[a]), int(row_of[b])) for a, b in self.must_link}
        cannot = {(int(row_of[a]), int(row_of[b])) for a, b in self.cannot_link}
        return type(self)(
            count=int(row_of.max(initial=-1)) + 1,
            must_link=tuple(sorted(must)),
            cannot_link=tuple(sorted((a, b) for a, b in cannot if a != b)),
        )

    def imposed_on(self, labels: Ints, rows: Floats) -> Ints:
        """Join and split groups until the constraints hold.

        Parameters
        ----------
        labels : ndarray of shape (count,), int64
            Groups from 0 up, without noise.
        rows : ndarray of shape (count, d), float32
            Members of a group that is split go to the nearer side.
        """
        labels = _joined(labels, self.must_link)
        blocks = self.blocks
        for a, b in self.cannot_link:
            if labels[a] == labels[b]:
                labels = _split(labels, rows, blocks, a, b)
        return labels


def connected(count: int, pairs: Sequence[tuple[int, int]]) -> Ints:
    """Number ``count`` things so that those linked by ``pairs``, directly or not, share a number."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow to load
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - slow to load

    if not pairs:
        return np.arange(count, dtype=np.int64)
    left, right = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    graph = csr_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def pairs_of(links: Sequence[Link], *, together: bool) -> ThreadPairs:
    """List the pairs of threads that an editor keeps together, or those to be kept apart."""
    return [(link.one, link.other) for link in links if link.together == together]


def share_rows(rows: Mapping[str, Floats], links: Sequence[Link]) -> dict[str, Floats]:
    """Let questions that an editor keeps together share one vector: to the editor they ask the same.

    >>> rows = share_rows({"a": np.array([1.0]), "b": np.array([0.5])}, [Link(one="b", other="a")])
    >>> float(rows["b"][0])
    1.0
    """
    names = sorted(rows)
    blocks = Constraints.between(names, pairs_of(links, together=True), ()).blocks
    first: dict[int, str] = {}
    return {name: rows[first.setdefault(int(blocks[i]), name)] for i, name in enumerate(names)}


def check_links(links: Sequence[Link]) -> None:
    """Raise :class:`SettingsError` where an editor's links contradict one another."""
    threads = sorted({key for link in links for key in (link.one, link.other)})
    Constraints.between(threads, pairs_of(links, together=True), pairs_of(links, together=False))


def _positions(pairs: ThreadPairs, place: Mapping[str, int]) -> Positions:
    known = {(place[a], place[b]) for a, b in pairs if a in place and b in place}
    return tuple(sorted({(min(pair), max(pair)) for pair in known}))


def _joined(labels: Ints, must: Positions) -> Ints:
    """Unite the groups of things that must be together."""
    if not must:
        return labels
    return connected(int(labels.max()) + 1, [(int(labels[a]), int(labels[b])) for a, b in must])[labels]


def _split(labels: Ints, rows: Floats, blocks: Ints, a: int, b: int) -> Ints:
    """Split the group of ``a`` and ``b``: each block of its members goes whole to the nearer of the two."""
    members = np.flatnonzero(labels == labels[a])
    block = blocks[members]
    toward_b = rows[members[block == blocks[b]]].mean(0) - rows[members[block == blocks[a]]].mean(0)
    nearer_b = np.bincount(block, weights=rows[members] @ toward_b)
    nearer_b[blocks[a]], nearer_b[blocks[b]] = -1.0, 1.0
    labels = labels.copy()
    labels[members[nearer_b[block] > 0]] = labels.max(initial=-1) + 1
    return labels
