"""Clusterers by name: those that come with kbminer, and those of other packages by entry point."""

from __future__ import annotations

from collections.abc import Callable

from kbminer.cluster.cluster_settings import ClusterSettings
from kbminer.cluster.clusterer import Clusterer
from kbminer.cluster.density import MIN_CLUSTER_SIZE, Hdbscan
from kbminer.cluster.linkage import Linkage
from kbminer.entry_points import make, offered, unfit
from kbminer.errors import SettingsError

ENTRY_POINTS = "kbminer.clusterers"
"""The group of entry points: each names a callable that makes a clusterer of :class:`ClusterSettings`."""

DEFAULT = "linkage"


def _linkage(settings: ClusterSettings) -> Clusterer:
    return Linkage(neighbours=settings.neighbours)


def _hdbscan(settings: ClusterSettings) -> Clusterer:
    return Hdbscan(min_cluster_size=max(settings.min_group, MIN_CLUSTER_SIZE))


_BUILT_IN: dict[str, Callable[[ClusterSettings], Clusterer]] = {"linkage": _linkage, "hdbscan": _hdbscan}


def clusterer_names() -> tuple[str, ...]:
    """List the names of all clusterers that can be asked for, those that come with kbminer first.

    Examples
    --------
    >>> clusterer_names()[:2]
    ('linkage', 'hdbscan')
    """
    return (*_BUILT_IN, *sorted(offered(ENTRY_POINTS, _BUILT_IN)))


def make_clusterer(name: str, settings: ClusterSettings | None = None) -> Clusterer:
    """Make the clusterer of that name.

    Parameters
    ----------
    name : str
        One of :func:`clusterer_names`.
    settings : ClusterSettings, optional

    Raises
    ------
    SettingsError
        There is none of that name, or what a package offers under it can't be used.
    MissingExtra
        The library that it needs is not installed.

    Examples
    --------
    >>> make_clusterer("linkage").name
    'linkage|neighbours=20'
    """
    settings = settings or ClusterSettings()
    if name in _BUILT_IN:
        return _BUILT_IN[name](settings)
    point = offered(ENTRY_POINTS, _BUILT_IN).get(name)
    if point is None:
        raise SettingsError(
            f"There is no clusterer named {name!r}; choose one of: {', '.join(clusterer_names())}."
        )
    made = make(point, "clusterer", settings)
    if not isinstance(made, Clusterer):
        raise unfit(point, "clusterer", "has no name and fit: see kbminer.cluster.Clusterer.")
    return made
