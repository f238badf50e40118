"""Threads to themes and questions without names: everything at once, by whatever clusterer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kbminer.cluster.clusterer import Clusterer
from kbminer.cluster.constraints import Constraints
from kbminer.cluster.cuts import choose_cut
from kbminer.cluster.hierarchy import NOISE, Hierarchy, taken
from kbminer.cluster.kept_groups import keep_standing
from kbminer.cluster.neighbour_graph import DENSITY_NEIGHBOURS, Floats, Ints, outer_density
from kbminer.cluster.neighbour_search import nearest
from kbminer.cluster.one_question import PlacedQuestions, part_into_questions
from kbminer.cluster.ordered_questions import OrderedQuestions
from kbminer.errors import SettingsError
from kbminer.similarity.joined import JoinedSpace
from kbminer.similarity.vectors import centred


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clustering:
    """The groups of n questions, in the order of their threads.

    Parameters
    ----------
    space : JoinedSpace
        What the questions are compared in.
    title_centre : ndarray of shape (d,), float32
        The mean of the titles' vectors.
    placed : PlacedQuestions
        Where they lie in that space.
    hierarchy : Hierarchy
        Their groups at every cut. No noise: a question without a group is alone.
    chosen : int
        The cut at which the groups are taken.
    themes : ndarray of shape (n,), int64
        The groups taken: threads on one subject.
    labels : ndarray of shape (n,), int64
        The questions: parts of themes that one article answers.
    likeness : float, optional
        The mean cosine at which the questions are best cut, before an editor asks for finer or wider groups.
    full : bool
        Whether everything was grouped anew, or only what is new was placed.
    full_size : int
        How many questions the last full grouping saw.
    placed_since : int
        How many changed since then.
    kept_apart : frozenset of int
        The positions that an editor parts from another.
    """

    space: JoinedSpace
    title_centre: Floats
    placed: PlacedQuestions
    hierarchy: Hierarchy
    chosen: int
    themes: Ints
    labels: Ints
    likeness: float | None
    full: bool
    full_size: int
    placed_since: int
    kept_apart: frozenset[int]


def group_anew(asked: OrderedQuestions, last: float | None = None) -> Clustering:
    """Group all questions, at the likeness of the last run where that is still about the best.

    Equal texts are one row, which counts as many times as it occurs.

    Raises
    ------
    SettingsError
        The clusterer returned something else than a label for each row.
    """
    text = _numbered(asked.texts)
    first = np.unique(text, return_index=True)[1]
    space, rows = JoinedSpace.fit(
        taken(asked.vectors, first), [asked.texts[i] for i in first], word_weight=asked.settings.word_weight
    )
    copies = np.bincount(text, minlength=len(rows)).astype(np.float32)
    found = fit_checked(asked.clusterer, rows, asked.constraints.of_rows(text), sample_weight=copies)
    favoured = choose_cut(rows, found, last)
    chosen = int(np.clip(favoured + asked.settings.coarser, 0, len(found.labels) - 1))
    hierarchy = _constrained(found.spread(text), asked.constraints)
    density = _density(found, rows)[text]
    rows, themes = taken(rows, text), hierarchy.labels[chosen]
    title_centre = np.asarray(taken(asked.title_vectors, first).mean(axis=0), dtype=np.float32)
    placed = PlacedQuestions(
        rows=rows,
        dimensions=len(space.centre),
        titles=centred(asked.title_vectors, title_centre),
        density=density,
        texts=asked.texts,
    )
    return Clustering(
        space=space,
        title_centre=title_centre,
        placed=placed,
        hierarchy=hierarchy,
        chosen=chosen,
        themes=themes,
        labels=questions_of(asked, themes, hierarchy, placed),
        likeness=found.likeness[favoured] if found.likeness else None,
        full=True,
        full_size=len(text),
        placed_since=0,
        kept_apart=asked.constraints.kept_apart,
    )


def questions_of(
    asked: OrderedQuestions, themes: Ints, hierarchy: Hierarchy, placed: PlacedQuestions
) -> Ints:
    """Part the themes into questions; those of the last run stand where they can, and the editor's links."""
    parted = part_into_questions(themes, hierarchy, placed, asked.pair_model)
    parted = keep_standing(parted, themes, asked.standing, placed, asked.pair_model)
    return asked.constraints.imposed_on(parted, hierarchy.rows)


def fit_checked(
    clusterer: Clusterer, rows: Floats, constraints: Constraints, *, sample_weight: Floats
) -> Hierarchy:
    """Fit ``clusterer``, and hold it to what :class:`Clusterer` promises of the labels' form.

    Raises
    ------
    SettingsError
        There is not one label from -1 up for each row at each cut, or not one likeness for each cut.
    """
    found = clusterer.fit(rows, constraints, sample_weight=sample_weight)
    cuts, labelled = found.labels.shape
    if labelled != len(rows) or len(found.rows) != len(rows):
        fault = f"labelled {labelled:,} of {len(rows):,} rows"
    elif cuts < 1 or len(found.likeness) not in (0, cuts):
        fault = f"gave {cuts} cuts and {len(found.likeness)} likenesses"
    elif found.labels.min(initial=0) < NOISE:
        fault = f"gave a label below {NOISE}"
    else:
        return found
    raise SettingsError(f"The clusterer {clusterer.name!r} {fault}: mend it, or choose another one.")


def _density(found: Hierarchy, rows: Floats) -> Floats:
    if found.density is not None:
        return found.density
    return outer_density(nearest(rows, DENSITY_NEIGHBOURS))


def _numbered(texts: list[str]) -> Ints:
    """Number the texts as they first occur; equal ones share a number."""
    number: dict[str, int] = {}
    return np.array([number.setdefault(text, len(number)) for text in texts], dtype=np.int64)


def _constrained(hierarchy: Hierarchy, constraints: Constraints) -> Hierarchy:
    labels = [constraints.imposed_on(cut, hierarchy.rows) for cut in hierarchy.labels]
    return Hierarchy(labels=np.stack(labels), rows=hierarchy.rows, likeness=hierarchy.likeness)
