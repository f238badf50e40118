"""A nightly run: what is new is placed among the groups that stand, and only its surroundings are regrouped.

The space of the last full run stays: its centre, its words, its cut. After a tenth of the questions has
changed this way, the next run is a full one; so is every run of a clusterer that cannot place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kbminer.cluster.clusterer import IncrementalClusterer
from kbminer.cluster.group_anew import Clustering, questions_of
from kbminer.cluster.grouping_state import GroupingState, binding_of, digest_rows
from kbminer.cluster.hierarchy import Hierarchy
from kbminer.cluster.neighbour_graph import DENSITY_NEIGHBOURS, Floats, Ints, outer_density
from kbminer.cluster.neighbour_search import neighbours_of
from kbminer.cluster.one_question import PlacedQuestions
from kbminer.cluster.ordered_questions import OrderedQuestions
from kbminer.records import Grouping
from kbminer.similarity.vectors import centred

_SHARE = 0.1  # of the questions; see docs/quality/cluster.md for what placing costs in ids


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Changes:
    """Where each question stood in the last run, −1 for a new or edited one, and how many are gone."""

    before: Ints
    gone: int

    @property
    def fresh(self) -> Ints:
        """The positions of new and edited questions."""
        return np.flatnonzero(self.before < 0)

    @property
    def count(self) -> int:
        """How many questions are new, edited or gone."""
        return len(self.fresh) + self.gone


def update(asked: OrderedQuestions, state: GroupingState | None, previous: Grouping) -> Clustering | None:
    """Place what is new among the groups of the last run; ``None`` where a full run is due.

    Parameters
    ----------
    asked : OrderedQuestions
    state : GroupingState, optional
        What the last run left.
    previous : Grouping
        What the last run found.
    """
    clusterer = asked.clusterer
    if not isinstance(clusterer, IncrementalClusterer) or state is None or state.binding != binding_of(asked):
        return None
    changes = changes_since(state, asked.threads, digest_rows(asked.texts, asked.vectors))
    if changes.count + state.placed_since > _SHARE * state.full_size:
        return None
    fresh = changes.fresh
    rows, hierarchy = _standing_rows(
        state, changes, state.space.rows(asked.vectors[fresh], [asked.texts[i] for i in fresh])
    )
    placed = clusterer.place(rows, fresh, _standing_themes(state, changes), hierarchy, state.chosen)
    themes = asked.constraints.imposed_on(placed.labels, placed.hierarchy.rows)
    density = _standing_density(state, changes, rows)
    standing = PlacedQuestions(
        rows=rows,
        dimensions=len(state.space.centre),
        titles=centred(asked.title_vectors, state.title_centre),
        density=density,
        texts=asked.texts,
    )
    return Clustering(
        space=state.space,
        title_centre=state.title_centre,
        placed=standing,
        hierarchy=placed.hierarchy,
        chosen=state.chosen,
        themes=themes,
        labels=questions_of(asked, themes, placed.hierarchy, standing),
        likeness=previous.likeness,
        full=False,
        full_size=state.full_size,
        placed_since=state.placed_since + changes.count,
        kept_apart=asked.constraints.kept_apart,
    )


def changes_since(state: GroupingState, threads: Sequence[str], digests: Sequence[str]) -> Changes:
    """Compare this run's threads with the last run's."""
    place = {pair: i for i, pair in enumerate(zip(state.threads, state.digests, strict=True))}
    before = np.array([place.get(pair, -1) for pair in zip(threads, digests, strict=True)], dtype=np.int64)
    return Changes(before=before, gone=len(state.threads) - int((before >= 0).sum()))


def _standing_rows(state: GroupingState, changes: Changes, fresh_rows: Floats) -> tuple[Floats, Hierarchy]:
    """Put rows and cuts of the last run where the questions stand now; new ones have rows alone."""
    fresh, known = changes.fresh, np.flatnonzero(changes.before >= 0)
    before = changes.before[known]
    n, d = len(changes.before), fresh_rows.shape[1]
    rows, moved = np.empty((n, d), dtype=np.float32), np.zeros((n, d), dtype=np.float32)
    rows[known], moved[known] = state.rows[before], state.moved[before]
    rows[fresh] = fresh_rows
    labels = np.zeros((len(state.cut_labels), n), dtype=np.int64)
    labels[:, known] = state.cut_labels[:, before]
    return rows, Hierarchy(labels=labels, rows=moved, likeness=state.likeness)


def _standing_themes(state: GroupingState, changes: Changes) -> Ints:
    """The theme of each thread in the last run; a new one is alone."""
    known, before = changes.before >= 0, changes.before
    themes = int(state.themes.max(initial=-1)) + 1 + np.arange(len(before), dtype=np.int64)
    themes[known] = state.themes[before[known]]
    return np.unique(themes, return_inverse=True)[1]


def _standing_density(state: GroupingState, changes: Changes, rows: Floats) -> Floats:
    """The density about each thread: of the last run where it stood, and measured for new ones."""
    density = np.empty(len(rows), dtype=np.float32)
    known = changes.before >= 0
    density[known] = state.density[changes.before[known]]
    density[~known] = outer_density(neighbours_of(changes.fresh, rows, DENSITY_NEIGHBOURS))
    return density
