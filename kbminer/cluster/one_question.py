"""Themes to questions: of the threads that lie near each other, those that one article answers.

A theme is what the clusterer finds: threads on one subject. Editors write for a question. Inside each
theme, questions are joined by average linkage while the mean probability that their threads ask the same is
at least ``SURE``; that mean is a group's cohesion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kbminer.cluster.hierarchy import Hierarchy, members_of, renumbered
from kbminer.cluster.neighbour_graph import Floats, Ints, commonness
from kbminer.cluster.pair_model import PairFeatures, PairModel
from kbminer.similarity.vectors import unit

SURE = 0.35
"""The mean probability from which threads are put together: most pairs that ask the same are found, and few
that don't. Measured on forums that the model was not made with: docs/quality/cluster.md. What is suggested
to editors must be surer: :data:`kbminer.plan.LEAST_SURE`."""

_LARGEST = 1_500  # threads compared with all others at once: 36 MB; beyond, a theme is read in its finer cuts


@dataclass(frozen=True, kw_only=True, eq=False)
class PlacedQuestions:
    """Where n questions lie in the space in which they are compared.

    Parameters
    ----------
    rows : ndarray of shape (n, d + words), float32
        Joined unit rows.
    dimensions : int
        How many of the columns are the sentence vectors'.
    titles : ndarray of shape (n, d), float32
        The sentence vectors of their titles alone, centred, of length 1.
    density : ndarray of shape (n,), float32
        See :func:`kbminer.cluster.neighbour_graph.outer_density`.
    texts : sequence of n str
        Equal ones are one question.
    """

    rows: Floats
    dimensions: int
    titles: Floats
    density: Floats
    texts: Sequence[str]

    @cached_property
    def commonness(self) -> Floats:
        """The mean cosine of each to all others."""
        return commonness(self.rows)

    def probabilities(self, which: Ints, model: PairModel) -> Floats:
        """Tell for some, by position, how likely each two ask the same: shape (len(which), len(which))."""
        return model.probabilities(self.features(which).matrix())

    def features(self, which: Ints) -> PairFeatures:
        """What some, by position, are compared by."""
        return PairFeatures(
            sentences=unit(self.rows[which, : self.dimensions]),
            joined=self.rows[which],
            titles=self.titles[which],
            density=self.density[which],
            commonness=self.commonness[which],
        )


def part_into_questions(
    themes: Ints,
    hierarchy: Hierarchy,
    placed: PlacedQuestions,
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
    model : PairModel

    Returns
    -------
    ndarray of shape (n,), int64
        Questions from 0 up; each lies in one theme.
    """
    labels = np.arange(len(themes), dtype=np.int64)
    for theme in members_of(themes, 2):
        distinct, home = _distinct(theme, placed.texts)
        for part in _comparable(distinct, hierarchy):
            labels[part] = part[joined(placed.probabilities(part, model))]
        labels[theme] = labels[distinct][home]
    return renumbered(labels)


def cohesion(members: Ints, placed: PlacedQuestions, model: PairModel) -> float:
    """Tell how likely two of a group's members, by position, ask the same: the mean over all pairs.

    Equal texts ask the same, also where the forum asks nothing else and no direction is left to compare.
    """
    found = _between(members, placed, model)
    one, other = np.triu_indices(len(found), 1)
    return round(float(found[one, other].mean(dtype=np.float64)), 4) if len(one) else 1.0


def weakest(members: Ints, placed: PlacedQuestions, model: PairModel) -> float:
    """Tell of a group's member that fits least how likely it asks the same as another one, on average."""
    found = _between(members, placed, model).astype(np.float64)
    if len(found) < 2:
        return 1.0
    np.fill_diagonal(found, 0.0)
    return round(float((found.sum(axis=1) / (len(found) - 1)).min()), 4)


def _between(members: Ints, placed: PlacedQuestions, model: PairModel) -> Floats:
    """How likely each two of the members ask the same; equal texts do."""
    read = members[:_LARGEST]
    texts = np.array([placed.texts[i] for i in read], dtype=object)
    return np.where(texts[:, None] == texts[None, :], 1.0, placed.probabilities(read, model))


def joined(probabilities: Floats, sure: float = SURE) -> Ints:
    """Join by average linkage while the mean probability is at least ``sure``.

    Parameters
    ----------
    probabilities : ndarray of shape (n, n), float32
    sure : float, default 0.35

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
