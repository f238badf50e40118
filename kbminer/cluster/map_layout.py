"""The map: every question as a point in the plane, near those that ask the like.

References
----------
McInnes, Healy and Melville, "UMAP: Uniform manifold approximation and projection", arXiv:1802.03426 (2018):
the weights of neighbours, and the two forces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kbminer.cluster.neighbour_graph import Floats, Ints, Neighbours
from kbminer.cluster.neighbour_search import nearest, neighbours_of
from kbminer.records import Group
from kbminer.records.question_map import MAP_HEIGHT, MAP_WIDTH, QuestionMap

Plane = NDArray[np.float64]

LAID_OUT_ANEW = 0.1
"""The share of newcomers from which all are laid out anew: below, nobody loses the way on a known map."""
_NEIGHBOURS = 15  # as UMAP takes them
_ROUNDS = 200  # more move nothing that an eye could see
_STRANGERS = 8  # others that each point is pushed from in a round; with fewer, fewer neighbours stay together
_A = 1.577  # how force falls with distance, for points that keep 0.1 apart: from UMAP
_FARTHEST = 4.0  # the longest step in a round
_MARGIN = 0.05  # of the picture, on each side, where strays lie
_STRAYS = 0.01  # of the points, on each side, that may lie there


@dataclass(frozen=True, slots=True)
class _Ties:
    """Who is drawn to whom: each pair from both sides, with its share of the pull of ``source``."""

    source: Ints
    target: Ints
    share: Plane


def map_questions(
    threads: Sequence[str],
    rows: Floats,
    groups: Sequence[Group],
    previous: QuestionMap | None = None,
) -> QuestionMap:
    """Lay questions out in the plane, so that those near each other ask the like.

    The same questions give the same map. Where only a few are new, they are put beside their neighbours on
    the map of the last run, and all others stay.

    Parameters
    ----------
    threads : sequence of n str
        The key of each question's thread.
    rows : ndarray of shape (n, d), float32
        Unit rows.
    groups : sequence of Group
        Whose members draw each other.
    previous : QuestionMap, optional
        The map of the last run.
    """
    known = _known(threads, previous)
    if previous is not None and len(threads) - len(known) <= LAID_OUT_ANEW * previous.laid_out:
        return _with_newcomers(threads, rows, known, previous.laid_out)
    if len(threads) < 3:
        return _on_paper(threads, np.zeros((len(threads), 2)), len(threads))
    ties = _ties(nearest(rows, min(_NEIGHBOURS, len(rows) - 1)), _within(threads, groups))
    return _on_paper(threads, _settle(_spread_out(rows), ties), len(threads))


def _known(threads: Sequence[str], previous: QuestionMap | None) -> dict[int, tuple[int, int]]:
    """The places, by position, of the questions that the last map had."""
    if previous is None:
        return {}
    places = dict(zip(previous.threads, zip(previous.x, previous.y, strict=True), strict=True))
    return {i: places[key] for i, key in enumerate(threads) if key in places}


def _with_newcomers(
    threads: Sequence[str], rows: Floats, known: Mapping[int, tuple[int, int]], laid_out: int
) -> QuestionMap:
    """Put each newcomer amid its nearest neighbours that have a place."""
    places = np.zeros((len(threads), 2))
    has_place = np.zeros(len(threads), dtype=bool)
    for i, place in known.items():
        places[i], has_place[i] = place, True
    new = np.flatnonzero(~has_place)
    found = neighbours_of(new, rows, _NEIGHBOURS).closest(_NEIGHBOURS)
    for newcomer, near in zip(new, found.index, strict=True):
        beside = [j for j in near if has_place[j]][:3]  # amid more, it would lie between subjects
        places[newcomer] = places[beside].mean(axis=0) if beside else (MAP_WIDTH / 2, MAP_HEIGHT / 2)
    return _map_of(threads, places, laid_out)


def _within(threads: Sequence[str], groups: Sequence[Group]) -> tuple[Ints, Ints]:
    """Pairs of each group's representative and another member."""
    place = {key: i for i, key in enumerate(threads)}
    pairs = [
        (place[group.representative], place[key])
        for group in groups
        if group.representative in place
        for key in group.members
        if key in place and key != group.representative
    ]
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _ties(near: Neighbours, within: tuple[Ints, Ints]) -> _Ties:
    """Weigh neighbours by how near they are beside the nearest one, as UMAP does, and take both sides."""
    n, k = near.index.shape
    found = (near.index >= 0) & np.isfinite(near.similarity)
    distance = np.where(found, 1.0 - near.similarity, np.inf).astype(np.float64)
    closest = distance.min(axis=1, keepdims=True)
    usual = np.where(found, distance - closest, 0.0).sum(axis=1, keepdims=True) / np.maximum(
        found.sum(axis=1, keepdims=True), 1
    )
    weight = np.where(found, np.exp(-(distance - closest) / np.maximum(usual, 1e-6)), 0.0)
    left = np.concatenate([np.repeat(np.arange(n, dtype=np.int64), k)[found.ravel()], within[0]])
    right = np.concatenate([near.index.ravel()[found.ravel()], within[1]])
    strength = np.concatenate([weight.ravel()[found.ravel()], np.ones(len(within[0]))])
    source, target = np.concatenate([left, right]), np.concatenate([right, left])
    total = np.bincount(source, weights=np.tile(strength, 2), minlength=n)
    return _Ties(source, target, np.tile(strength, 2) / np.maximum(total[source], 1e-9))


def _spread_out(rows: Floats) -> Plane:
    """Begin with the two directions in which the questions differ most, their signs settled."""
    centred = rows.astype(np.float64) - rows.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    main = axes[:, -1:-3:-1]
    main = main * np.sign(main[np.abs(main).argmax(axis=0), range(main.shape[1])])
    start = centred @ main
    if start.shape[1] < 2:
        start = np.column_stack([start, np.zeros((len(rows), 2 - start.shape[1]))])
    start = 10.0 * start / max(float(np.abs(start).max()), 1e-9)
    return np.asarray(start + _chance().normal(0.0, 1e-2, start.shape))  # like points lie apart a little


def _settle(places: Plane, ties: _Ties) -> Plane:
    """Draw each point to its neighbours and push it from strangers, ever more gently."""
    chance, n = _chance(), len(places)
    x, y = places[:, 0].copy(), places[:, 1].copy()
    for step in range(_ROUNDS):
        dx, dy = x[ties.source] - x[ties.target], y[ties.source] - y[ties.target]
        pull = ties.share * (-2.0 * _A) / (1.0 + _A * (dx * dx + dy * dy))
        moved_x = np.bincount(ties.source, weights=pull * dx, minlength=n)
        moved_y = np.bincount(ties.source, weights=pull * dy, minlength=n)
        for _ in range(_STRANGERS):
            other = chance.permutation(n)
            dx, dy = x - x[other], y - y[other]
            square = dx * dx + dy * dy
            push = 2.0 / ((0.001 + square) * (1.0 + _A * square))
            moved_x += np.clip(push * dx, -_FARTHEST, _FARTHEST)
            moved_y += np.clip(push * dy, -_FARTHEST, _FARTHEST)
        rate = 1.0 - step / _ROUNDS
        x += rate * np.clip(moved_x, -_FARTHEST, _FARTHEST)
        y += rate * np.clip(moved_y, -_FARTHEST, _FARTHEST)
    return np.column_stack([x, y])


def _on_paper(threads: Sequence[str], places: Plane, laid_out: int) -> QuestionMap:
    """Turn the longer side flat and fill the picture; a few strays at the edge don't shrink the rest."""
    if len(places) > 2:
        _, axes = np.linalg.eigh(np.cov((places - places.mean(axis=0)).T))
        places = (places - places.mean(axis=0)) @ axes[:, ::-1]
    paper = np.array([MAP_WIDTH, MAP_HEIGHT]) * _in_frame(places)
    return _map_of(threads, paper, laid_out)


def _map_of(threads: Sequence[str], places: Plane, laid_out: int) -> QuestionMap:
    x, y = np.rint(places).astype(int).T.tolist()
    return QuestionMap(threads=tuple(threads), x=tuple(x), y=tuple(y), laid_out=laid_out)


def _in_frame(places: Plane) -> Plane:
    """Scale to the frame; what lies far outside is brought to its margin, the farther the nearer its edge."""
    if len(places) < 3:
        return np.full(places.shape, 0.5)
    low, high = np.quantile(places, [_STRAYS, 1.0 - _STRAYS], axis=0)
    inside = (places - low) / np.maximum(high - low, 1e-9)
    over = inside - np.clip(inside, 0.0, 1.0)
    return np.asarray(_MARGIN + (1 - 2 * _MARGIN) * (inside - over) + 0.7 * _MARGIN * np.tanh(4.0 * over))


def _chance() -> np.random.Generator:
    return np.random.default_rng(7)  # the same for every map
