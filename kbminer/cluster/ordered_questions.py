"""All questions of a run in a fixed order, with what groups them and what binds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from kbminer.cluster.cluster_settings import ClusterSettings
from kbminer.cluster.clusterer import Clusterer
from kbminer.cluster.constraints import Constraints, ThreadPairs
from kbminer.cluster.neighbour_graph import Floats, Ints
from kbminer.cluster.pair_model import PairModel
from kbminer.records import Grouping, Question


@dataclass(frozen=True, kw_only=True, eq=False)
class OrderedQuestions:
    """Questions in the order of their threads, so that the order in which they come changes nothing.

    Parameters
    ----------
    questions : list of n Question
    vectors, title_vectors : ndarrays of shape (n, d), float32
        Unit rows: of the whole questions, and of their titles alone.
    settings : ClusterSettings
    clusterer : Clusterer
    must_link, cannot_link : sequences of pairs of thread keys
        What an editor keeps together and apart.
    pair_model : PairModel
        What tells whether two questions of one theme ask the same.
    before : Grouping
        What the last run found.
    """

    questions: list[Question]
    vectors: Floats
    title_vectors: Floats
    settings: ClusterSettings
    clusterer: Clusterer
    pair_model: PairModel
    must_link: ThreadPairs = ()
    cannot_link: ThreadPairs = ()
    before: Grouping = field(default_factory=lambda: Grouping(groups=()))

    @cached_property
    def threads(self) -> list[str]:
        """The key of each question's thread."""
        return [question.thread for question in self.questions]

    @cached_property
    def standing(self) -> list[Ints]:
        """The groups of the last run, by the positions of those members that are still there."""
        at = {thread: i for i, thread in enumerate(self.threads)}
        return [
            np.array([at[key] for key in group.members if key in at], dtype=np.int64)
            for group in self.before.groups
        ]

    @cached_property
    def texts(self) -> list[str]:
        """What the words of each question are taken from."""
        return [lexical_text(question) for question in self.questions]

    @cached_property
    def constraints(self) -> Constraints:
        """What binds the questions, by position."""
        return Constraints.between(self.threads, self.must_link, self.cannot_link)


def lexical_text(question: Question) -> str:
    """What the words of a question are taken from: its title twice, the head of its ask, its errors."""
    return "\n".join((question.title, question.title, question.ask[:800], *question.errors[:3]))
