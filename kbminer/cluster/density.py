"""Clustering by density, with the library hdbscan: what lies in no dense region is noise.

References
----------
Campello, Moulavi and Sander, "Density-based clustering based on hierarchical density estimates",
PAKDD 2013. McInnes, Healy and Astels, "hdbscan: Hierarchical density based clustering",
Journal of Open Source Software 2017.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kbminer.cluster.constraints import Constraints
from kbminer.cluster.hierarchy import NOISE, Hierarchy, renumbered
from kbminer.cluster.neighbour_graph import Floats, Ints
from kbminer.errors import MissingExtra

MIN_CLUSTER_SIZE = 3
"""How many rows make a group: as many as the askers of a suggestion. Pairs alone are no dense region."""

_DIMENSIONS = 50  # beyond 60 hdbscan leaves the quick way; see docs/quality/cluster.md


@dataclass(frozen=True, slots=True, kw_only=True)
class Hdbscan:
    """HDBSCAN on the principal components of the rows.

    Parameters
    ----------
    min_cluster_size : int, default 3
        How many rows make a group.
    min_samples : int, default 2
        How many rows must lie near a row before its surroundings count as dense. With three, groups of
        three are seldom found.

    Raises
    ------
    MissingExtra
        The library is not installed.

    Examples
    --------
    >>> rows = np.repeat(np.eye(2, 12, dtype=np.float32), 10, axis=0)
    >>> rows = rows + np.random.default_rng(0).normal(size=rows.shape).astype(np.float32) / 20
    >>> Hdbscan().fit(rows, Constraints(count=20)).labels[0].tolist() == [0] * 10 + [1] * 10
    True
    """

    min_cluster_size: int = MIN_CLUSTER_SIZE
    min_samples: int = 2

    def __post_init__(self) -> None:
        # Whoever asks for it should hear at once that it isn't there, not after everything was embedded.
        from importlib.util import find_spec  # noqa: PLC0415

        if find_spec("hdbscan") is None:
            raise MissingExtra("hdbscan", extra="hdbscan", purpose="the clusterer 'hdbscan'")

    @property
    def name(self) -> str:
        """The algorithm and what changes its results."""
        return f"hdbscan|min_cluster_size={self.min_cluster_size}|min_samples={self.min_samples}"

    def fit(
        self, rows: Floats, constraints: Constraints, *, sample_weight: Floats | None = None
    ) -> Hierarchy:
        """Group ``rows`` at one cut; neither ``constraints`` nor ``sample_weight`` change how.

        Parameters
        ----------
        rows : ndarray of shape (n, d), float32
            Unit rows of distinct texts.
        constraints : Constraints
        sample_weight : ndarray of shape (n,), optional
        """
        # hdbscan joins rows that are equally near in the order in which they come: it is made the same.
        distinct, position = np.unique(rows, axis=0, return_inverse=True)
        labels = self._labels(distinct)[position.ravel()]
        grouped = labels != NOISE
        labels[grouped] = renumbered(labels[grouped])
        return Hierarchy.flat(labels, rows)

    def _labels(self, rows: Floats) -> Ints:
        # hdbscan asks for more rows than it looks for near one.
        if len(rows) < max(self.min_cluster_size, self.min_samples + 1):
            return np.full(len(rows), NOISE, dtype=np.int64)
        import hdbscan  # noqa: PLC0415 - optional, and slow to load

        algorithm = hdbscan.HDBSCAN(
            min_cluster_size=self.min_cluster_size,
            min_samples=self.min_samples,
            approx_min_span_tree=False,
            core_dist_n_jobs=1,
        )
        return np.asarray(algorithm.fit(_principal(rows)).labels_, dtype=np.int64)


def _principal(rows: Floats) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The rows in their first principal components, in double precision as hdbscan computes."""
    from sklearn.decomposition import PCA  # noqa: PLC0415 - slow to load

    dimensions = min(_DIMENSIONS, *rows.shape)
    components = PCA(n_components=dimensions, svd_solver="covariance_eigh").fit_transform(
        rows.astype(np.float64)
    )
    return np.ascontiguousarray(components)
