"""Questions and their vectors to groups that keep their names: the whole stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest

import numpy as np

from kbminer.cluster.cluster_settings import ClusterSettings
from kbminer.cluster.clusterer import Clusterer
from kbminer.cluster.clusterer_registry import DEFAULT, make_clusterer
from kbminer.cluster.constraints import ThreadPairs
from kbminer.cluster.describe import describe
from kbminer.cluster.group_anew import group_anew
from kbminer.cluster.grouping_state import GroupingState, state_of
from kbminer.cluster.hierarchy import members_of
from kbminer.cluster.identity import carry_over
from kbminer.cluster.neighbour_graph import Floats, Ints
from kbminer.cluster.ordered_questions import OrderedQuestions
from kbminer.cluster.pair_model import PairModel
from kbminer.cluster.update import update
from kbminer.errors import ModelError
from kbminer.records import Grouping, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One way to cut: groups of thread keys in which the mean likeness is at least ``likeness``, if known."""

    likeness: float | None
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedQuestions:
    """The grouping, finer and wider views of it, and what the next run needs (opaque bytes).

    ``cut_labels`` number the groups of each cut for each of ``threads``; ``chosen`` is the index of the cut
    that was taken. ``full`` tells whether everything was grouped anew, or only what is new was placed.
    """

    grouping: Grouping
    state: bytes = b""
    threads: tuple[str, ...] = ()
    cut_labels: Ints = field(
        default_factory=lambda: np.zeros((0, 0), dtype=np.int64), repr=False, compare=False
    )
    likeness: tuple[float, ...] = ()
    min_group: int = 2
    chosen: int = 0
    full: bool = True

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The groups of every cut, from the finest to the widest; made when they are looked at."""
        return tuple(
            Cut(
                likeness=likeness,
                groups=tuple(
                    tuple(self.threads[i] for i in group) for group in members_of(labels, self.min_group)
                ),
            )
            for likeness, labels in zip_longest(self.likeness, self.cut_labels)
        )


def group_questions(
    questions: Sequence[Question],
    vectors: Floats,
    *,
    title_vectors: Floats | None = None,
    settings: ClusterSettings | None = None,
    previous: Grouping | None = None,
    clusterer: str | Clusterer = DEFAULT,
    must_link: ThreadPairs = (),
    cannot_link: ThreadPairs = (),
    at: datetime | None = None,
    state: bytes | None = None,
    pair_model: PairModel | None = None,
) -> GroupedQuestions:
    """Group questions that ask the same thing, under ids that last.

    Parameters
    ----------
    questions : sequence of Question
        In any order: it changes nothing. Those with ``set_aside`` must have been taken out.
    vectors : ndarray of shape (len(questions), d), float32
        Unit rows: the embedding of each question's text.
    title_vectors : ndarray of shape (len(questions), d), float32, optional
        Unit rows: the embedding of each title alone; by default ``vectors`` stand for them.
    settings : ClusterSettings, optional
    previous : Grouping, optional
        The grouping of the last run, whose ids are carried over.
    clusterer : str or Clusterer, default "linkage"
        What groups: the name of one that is known, or one of your own.
    must_link, cannot_link : sequences of pairs of thread keys
        What an editor keeps together and apart; pairs with an unknown thread bind nothing.
    at : datetime, optional
        The date of the lineage events.
    state : bytes, optional
        What the last run returned as ``state``. With it and ``previous``, a run in which little has
        changed only places what is new, where the clusterer can.
    pair_model : PairModel, optional
        What tells whether two questions of one theme ask the same; by default the shipped one.

    Raises
    ------
    ModelError
        A vector is not finite, or there is not one for each question.
    SettingsError
        Two threads are to be kept together and apart at once, or there is no such clusterer.
    MissingExtra
        The library that the clusterer needs is not installed.
    """
    settings = settings or ClusterSettings()
    before = previous or Grouping(groups=())
    if not questions:
        ended = carry_over([], [], {group.id: group.members for group in before.groups}, at=at)
        return GroupedQuestions(grouping=Grouping(groups=(), lineage=ended.lineage))
    order = sorted(range(len(questions)), key=lambda i: questions[i].thread)
    ordered = _checked(vectors, questions)[order]
    asked = OrderedQuestions(
        questions=[questions[i] for i in order],
        vectors=ordered,
        title_vectors=ordered if title_vectors is None else _checked(title_vectors, questions)[order],
        settings=settings,
        clusterer=make_clusterer(clusterer, settings) if isinstance(clusterer, str) else clusterer,
        must_link=must_link,
        cannot_link=cannot_link,
        pair_model=pair_model or PairModel.shipped(),
        before=before,
    )
    clustering = update(asked, GroupingState.from_bytes(state), previous) if previous else None
    clustering = clustering or group_anew(asked, before.likeness)
    left = state_of(asked, clustering)
    return GroupedQuestions(
        grouping=describe(
            asked.questions, clustering, settings.min_group, previous, at=at, pair_model=asked.pair_model
        ),
        state=left.to_bytes() if left else b"",
        threads=tuple(asked.threads),
        cut_labels=clustering.hierarchy.labels,
        likeness=clustering.hierarchy.likeness,
        min_group=settings.min_group,
        chosen=clustering.chosen,
        full=clustering.full,
    )


def _checked(vectors: Floats, questions: Sequence[Question]) -> Floats:
    vectors = np.asarray(vectors, dtype=np.float32)
    if len(vectors) != len(questions):
        raise ModelError(f"{len(questions)} questions came with {len(vectors)} vectors: embed them again")
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        thread = questions[int(finite.argmin())].thread
        raise ModelError(f"the vector of thread {thread} holds NaN or infinity: embed it again")
    return vectors
