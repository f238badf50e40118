"""Grouping as a scikit-learn estimator: vectors in, labels out, −1 for what joined no group."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import validate_data

from kbminer.cluster.cluster_settings import ClusterSettings
from kbminer.cluster.clusterer_registry import DEFAULT, make_clusterer
from kbminer.cluster.constraints import Constraints
from kbminer.cluster.cuts import choose_cut
from kbminer.cluster.group_anew import fit_checked
from kbminer.cluster.hierarchy import members_of, without_noise
from kbminer.cluster.neighbour_graph import Ints
from kbminer.similarity.vectors import unit


class QuestionClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is not typed
    """Groups vectors of texts that ask the same thing; how many groups there are is found out.

    By default average linkage over a sparse neighbour graph, after a step of mean shift, cut where the
    silhouette favours it. Rows are centred and scaled to length 1 first.

    Parameters
    ----------
    min_group : int, default 2
        A smaller group is no group: its members are labelled −1.
    coarser : int, default 0
        Cuts wider (positive) or finer (negative) than the one that the data favour.
    neighbours : int, default 20
        How many nearest rows of each row are looked at.
    clusterer : str, default "linkage"
        The name of the algorithm: see :func:`kbminer.cluster.clusterer_names`.

    Attributes
    ----------
    labels_ : ndarray of shape (n_samples,)
        Groups are numbered by falling size, −1 is noise.
    likeness_ : float
        The mean cosine, after the shift, at which the groups were cut; NaN where the algorithm knows none.
    n_features_in_ : int

    Examples
    --------
    >>> rows = np.repeat(np.eye(3), 4, axis=0)
    >>> QuestionClusterer().fit_predict(rows).tolist()
    [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]
    """

    def __init__(
        self, min_group: int = 2, *, coarser: int = 0, neighbours: int = 20, clusterer: str = DEFAULT
    ) -> None:
        self.min_group = min_group
        self.coarser = coarser
        self.neighbours = neighbours
        self.clusterer = clusterer

    def fit(self, X: Any, y: object = None) -> Self:  # noqa: N803 - scikit-learn's name
        """Group the rows of ``X``, shape (n_samples, n_features). ``Any``: whatever scikit-learn takes."""
        rows = validate_data(self, X, dtype=np.float32)
        distinct, home, copies = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
        centred = unit(distinct - distinct.mean(axis=0)) if len(distinct) > 1 else unit(distinct)
        settings = ClusterSettings(min_group=max(self.min_group, 2), neighbours=self.neighbours)
        found = fit_checked(
            make_clusterer(self.clusterer, settings),
            centred,
            Constraints(count=len(centred)),
            sample_weight=copies.astype(np.float32),
        )
        chosen = int(np.clip(choose_cut(centred, found) + self.coarser, 0, len(found.labels) - 1))
        labels: Ints = np.full(len(rows), -1, dtype=np.int64)
        groups = without_noise(found.labels[chosen])[home.ravel()]
        for number, members in enumerate(members_of(groups, self.min_group)):
            labels[members] = number
        self.labels_ = labels
        self.likeness_ = found.likeness[chosen] if found.likeness else float("nan")
        return self
