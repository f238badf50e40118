"""Themes to questions: of the threads that lie near each other, those that one article answers.

A theme is what the clusterer finds: threads on one subject. Editors write for a question. Inside each
theme, questions are joined by average linkage while the mean probability that their threads ask the same is
at least one half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kbminer.cluster.hierarchy import Hierarchy, members_of, renumbered
from kbminer.cluster.neighbour_graph import Floats, Ints
from kbminer.cluster.pair_model import PairFeatures, PairModel

SURE = 0.5
"""The mean probability from which threads are one question: more likely than not."""

_LARGEST = 1_500  # threads compared with all others at once: 36 MB; beyond, a theme is read in its finer cuts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacedQuestions:
    """Where n questions lie in the space in which they are compared.

    Parameters
    ----------
    rows : ndarray of shape (n, d + words), float32
        Joined unit rows.
    dimensions : int
        How many of the columns are the sentence vectors'.
    density : ndarray of shape (n,), float32
        See :func:`kbminer.cluster.neighbour_graph.outer_density`.
    """

    rows: Floats
    dimensions: int
    density: Floats


def part_into_questions(
    themes: Ints,
    hierarchy: Hierarchy,
    placed: PlacedQuestions,
    texts: Sequence[str],
    model: PairModel,
) -> Ints:
    """Part each theme into its questions.

    Parameters
    ----------
    themes : ndarray of shape (n,), int64
        The theme of each thread, 0 and up.
    hierarchy : Hierarchy
        Of the n threads: a theme too large to compare all with all is parted by its finer cuts first.
    placed : PlacedQuestions
        The n threads' questions.
    texts : sequence of n str
        Equal ones are one question.
    model : PairModel

    Returns
    -------
    ndarray of shape (n,), int64
        Questions from 0 up; each lies in one theme.
    """
    labels = np.arange(len(themes), dtype=np.int64)
    for theme in members_of(themes, 2):
        distinct, home = _distinct(theme, texts)
        for part in _comparable(distinct, hierarchy):
            features = PairFeatures.of(
                placed.rows[part], placed.dimensions, placed.density[part], [texts[i] for i in part]
            )
            labels[part] = part[joined(model.probabilities(features.matrix()))]
        labels[theme] = labels[distinct][home]
    return renumbered(labels)


def joined(probabilities: Floats, sure: float = SURE) -> Ints:
    """Join by average linkage while the mean probability is at least ``sure``.

    Parameters
    ----------
    probabilities : ndarray of shape (n, n), float32
    sure : float, default 0.5

    Returns
    -------
    ndarray of shape (n,), int64
        For each the position of the first one that it is joined with.

    Examples
    --------
    >>> joined(np.array([[1, 0.9, 0.1], [0.9, 1, 0.2], [0.1, 0.2, 1]])).tolist()
    [0, 0, 2]
    """
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - slow to load

    count = len(probabilities)
    if count < 2:
        return np.arange(count, dtype=np.int64)
    apart = 1 - probabilities[np.triu_indices(count, 1)].astype(np.float64)
    labels = fcluster(linkage(apart, "average"), 1 - sure, "distance")
    _, first, group = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[group], dtype=np.int64)


def _distinct(members: Ints, texts: Sequence[str]) -> tuple[Ints, Ints]:
    """The first member with each text, and for each member which of them has its text."""
    number: dict[str, int] = {}
    home = np.array([number.setdefault(texts[i], len(number)) for i in members], dtype=np.int64)
    return members[np.unique(home, return_index=True)[1]], home


def _comparable(members: Ints, hierarchy: Hierarchy) -> list[Ints]:
    """Part members that are too many by ever finer cuts, in the last resort in the order they stand in."""
    parts = [members]
    for labels in hierarchy.labels[::-1]:
        if all(len(part) <= _LARGEST for part in parts):
            return parts
        parts = [
            finer
            for part in parts
            for finer in (
                [part]
                if len(part) <= _LARGEST
                else [part[positions] for positions in members_of(labels[part], 1)]
            )
        ]
    return [part[start : start + _LARGEST] for part in parts for start in range(0, len(part), _LARGEST)]
