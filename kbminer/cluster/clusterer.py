"""The seam that every clustering algorithm fits.

An algorithm needs :class:`Clusterer` alone: one that knows a single labelling returns
:meth:`Hierarchy.flat <kbminer.cluster.hierarchy.Hierarchy.flat>`. What is the same for all of them (equal
texts, an editor's links, ids that last, names, themes) is done around it, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from kbminer.cluster.constraints import Constraints
from kbminer.cluster.hierarchy import Hierarchy
from kbminer.cluster.neighbour_graph import Floats, Ints


@runtime_checkable
class Clusterer(Protocol):
    """An algorithm that groups rows; the same rows give the same groups, in whatever order they come."""

    @property
    def name(self) -> str:
        """Name the algorithm and every parameter that changes a result."""
        ...

    def fit(
        self, rows: Floats, constraints: Constraints, *, sample_weight: Floats | None = None
    ) -> Hierarchy:
        """Group ``rows``.

        Parameters
        ----------
        rows : ndarray of shape (n, d), float32
            Unit rows, no two of the same text; n may be 0.
        constraints : Constraints
            Which of the rows an editor keeps together or apart. An algorithm may use them; whatever it
            returns, they are imposed on each cut afterwards.
        sample_weight : ndarray of shape (n,), optional
            How many texts each row stands for, by default one. An algorithm may use it.

        Returns
        -------
        Hierarchy
            Of the n rows, with at least one cut.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placed:
    """The groups of n rows after some new ones were placed, and the hierarchy that holds them all."""

    labels: Ints
    hierarchy: Hierarchy


@runtime_checkable
class IncrementalClusterer(Clusterer, Protocol):
    """An algorithm that can also place a few new rows among groups that stand."""

    def place(self, rows: Floats, fresh: Ints, labels: Ints, hierarchy: Hierarchy, cut: int) -> Placed:
        """Place the rows at the positions ``fresh`` and leave the others as far as can be.

        Parameters
        ----------
        rows : ndarray of shape (n, d), float32
        fresh : ndarray of shape (m,), int64
            Positions of the new rows.
        labels : ndarray of shape (n,), int64
            The groups that stand, 0 and up, a row without a group alone; what it holds at ``fresh`` says
            nothing.
        hierarchy : Hierarchy
            What :meth:`fit` returned, of the n rows; what it holds at ``fresh`` says nothing. No noise:
            each row without a group is alone.
        cut : int
            The cut at which the groups that stand were taken.
        """
        ...
