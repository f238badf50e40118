"""What an editor joined and parted: pairs that bind every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kbminer.cluster.neighbours import Floats, Ints
from kbminer.cluster.partition import bound
from kbminer.errors import SettingsError
from kbminer.records import Link

Pairs = Sequence[tuple[str, str]]


def positions(pairs: Pairs, place: Mapping[str, int]) -> list[tuple[int, int]]:
    """Turn pairs of thread keys into pairs of positions; a pair with an unknown thread binds nothing."""
    return sorted(
        {(min(place[a], place[b]), max(place[a], place[b])) for a, b in pairs if a in place and b in place}
    )


def check(must: Sequence[tuple[int, int]], cannot: Sequence[tuple[int, int]], names: Sequence[str]) -> None:
    """Raise :class:`SettingsError` where threads are to be kept together and apart at once."""
    together = bound(len(names), must)
    for a, b in cannot:
        if together[a] == together[b]:
            raise SettingsError(
                f"threads {names[a]} and {names[b]} must be in one group and in two: "
                "withdraw the merge or the split"
            )


def pairs_of(links: Sequence[Link], *, together: bool) -> Pairs:
    """Give the pairs of threads that an editor keeps together, or those to be kept apart."""
    return [(link.one, link.other) for link in links if link.together == together]


def share_rows(rows: Mapping[str, Floats], links: Sequence[Link]) -> dict[str, Floats]:
    """Give the questions that an editor keeps together one vector: to him they ask the same.

    >>> rows = share_rows({"a": np.array([1.0]), "b": np.array([0.5])}, [Link(one="b", other="a")])
    >>> float(rows["b"][0])
    1.0
    """
    names = sorted(rows)
    place = {name: i for i, name in enumerate(names)}
    together = bound(len(names), positions(pairs_of(links, together=True), place))
    first: dict[int, str] = {}
    return {name: rows[first.setdefault(int(together[i]), name)] for i, name in enumerate(names)}


def check_links(links: Sequence[Link]) -> None:
    """Raise :class:`SettingsError` where an editor's links contradict one another."""
    names = sorted({key for link in links for key in (link.one, link.other)})
    place = {name: i for i, name in enumerate(names)}
    must, cannot = (positions(pairs_of(links, together=kept), place) for kept in (True, False))
    check(must, cannot, names)


def keep_apart(labels: Ints, rows: Floats, cannot: Sequence[tuple[int, int]], together: Ints) -> Ints:
    """Split each group that holds a parted pair: its members go to the nearer of the two.

    Parameters
    ----------
    labels : ndarray of shape (n,)
    rows : ndarray of shape (n, d), float32
    cannot : pairs of positions
    together : ndarray of shape (n,)
        Positions with the same number move as one.
    """
    labels = labels.copy()
    fresh = int(labels.max(initial=-1)) + 1
    for a, b in cannot:
        if labels[a] != labels[b]:
            continue
        members = np.flatnonzero(labels == labels[a])
        block = together[members]
        first, second = (
            rows[members[block == together[a]]].mean(0),
            rows[members[block == together[b]]].mean(0),
        )
        nearer = rows[members] @ (second - first)
        for number in np.unique(block):
            same = block == number
            pulls = 1.0 if number == together[b] else -1.0 if number == together[a] else nearer[same].sum()
            if pulls > 0:
                labels[members[same]] = fresh
        fresh += 1
    return labels


def join_bound(labels: Ints, must: Sequence[tuple[int, int]]) -> Ints:
    """Unite the groups of threads that must be together."""
    if not must:
        return labels
    return bound(int(labels.max()) + 1, [(int(labels[a]), int(labels[b])) for a, b in must])[labels]
