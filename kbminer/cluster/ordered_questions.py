"""All questions of a run in a fixed order: grouped in full, or brought up to date from the last run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kbminer.cluster.cluster_settings import ClusterSettings
from kbminer.cluster.clusterer import Clusterer, IncrementalClusterer
from kbminer.cluster.constraints import Constraints, ThreadPairs
from kbminer.cluster.cuts import choose_cut
from kbminer.cluster.grouping_state import GroupingState, digest, digest_rows
from kbminer.cluster.hierarchy import Hierarchy
from kbminer.cluster.neighbour_graph import Floats, Ints
from kbminer.cluster.update import changes, is_small, standing
from kbminer.records import Grouping, Question
from kbminer.similarity.joined import JoinedSpace


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedThreads:
    """What grouping found, thread by thread, in their order.

    ``labels`` is the chosen cut of ``hierarchy`` after an editor's splits, ``likeness`` the mean cosine of
    the favoured cut, where the clusterer knows one. ``parted`` are the positions that an editor keeps apart.
    """

    rows: Floats
    hierarchy: Hierarchy
    labels: Ints
    chosen: int
    likeness: float | None
    space: JoinedSpace
    full: bool
    placed: int
    seen: int
    parted: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class OrderedQuestions:
    """Questions in the order of their threads, with their vectors, what groups them and what binds them."""

    questions: list[Question]
    vectors: Floats
    settings: ClusterSettings
    clusterer: Clusterer
    must_link: ThreadPairs = ()
    cannot_link: ThreadPairs = ()

    @cached_property
    def threads(self) -> list[str]:
        """The key of each question's thread."""
        return [question.thread for question in self.questions]

    @cached_property
    def texts(self) -> list[str]:
        """What the words of each question are taken from."""
        return [lexical_text(question) for question in self.questions]

    @cached_property
    def constraints(self) -> Constraints:
        """What an editor keeps together and apart."""
        return Constraints.between(self.threads, self.must_link, self.cannot_link)

    def grouped(self, last: float | None = None) -> GroupedThreads:
        """Group everything anew, at the likeness of the last run where that is still about the best."""
        texts = self.texts
        number: dict[str, int] = {}
        text = np.array([number.setdefault(t, len(number)) for t in texts], dtype=np.int64)
        first = np.unique(text, return_index=True)[1]
        space, rows = JoinedSpace.fit(
            self.vectors[first], [texts[i] for i in first], word_weight=self.settings.word_weight
        )
        of_rows = self.constraints.of_rows(text)
        copies = np.bincount(text, minlength=len(rows)).astype(np.float32)
        found = self.clusterer.fit(rows, of_rows, sample_weight=copies)
        favoured = choose_cut(rows, found, last)
        chosen = int(np.clip(favoured + self.settings.level, 0, len(found.labels) - 1))
        spread = found.spread(text)
        cuts = [self.constraints.imposed_on(labels, spread.rows) for labels in spread.labels]
        return GroupedThreads(
            rows=rows[text],
            hierarchy=Hierarchy(labels=np.stack(cuts), rows=spread.rows, likeness=found.likeness),
            labels=cuts[chosen],
            chosen=chosen,
            likeness=found.likeness[favoured] if found.likeness else None,
            space=space,
            full=True,
            placed=0,
            seen=len(texts),
            parted=self.constraints.kept_apart,
        )

    def updated(self, state: GroupingState | None, previous: Grouping) -> GroupedThreads | None:
        """Place what is new among the groups of the last run; ``None`` where a full run is due."""
        clusterer = self.clusterer
        if (
            state is None
            or state.binding != self._binding()
            or not isinstance(clusterer, IncrementalClusterer)
        ):
            return None
        change = changes(self.threads, digest_rows(self.texts, self.vectors), state)
        if not is_small(change, state):
            return None
        fresh = change.fresh
        fresh_rows = state.space.rows(self.vectors[fresh], [self.texts[i] for i in fresh])
        rows, hierarchy = standing(change, fresh_rows, state)
        placed = clusterer.place(rows, fresh, _standing(self.threads, previous), hierarchy, state.chosen)
        return GroupedThreads(
            rows=rows,
            hierarchy=placed.hierarchy,
            labels=self.constraints.imposed_on(placed.labels, placed.hierarchy.rows),
            chosen=state.chosen,
            likeness=previous.likeness,
            space=state.space,
            full=False,
            placed=state.placed + len(fresh) + change.gone,
            seen=state.full,
            parted=self.constraints.kept_apart,
        )

    def state(self, found: GroupedThreads) -> GroupingState:
        """Keep what the next run needs."""
        return GroupingState(
            threads=tuple(self.threads),
            digests=digest_rows(self.texts, self.vectors),
            rows=found.rows,
            shifted=found.hierarchy.rows,
            cut_labels=found.hierarchy.labels,
            likeness=found.hierarchy.likeness,
            space=found.space,
            chosen=found.chosen,
            binding=self._binding(),
            placed=found.placed,
            full=found.seen,
        )

    def _binding(self) -> str:
        links = (sorted(map(sorted, self.must_link)), sorted(map(sorted, self.cannot_link)))
        return digest(self.clusterer.name, self.settings, links, self.vectors.shape[1])


def lexical_text(question: Question) -> str:
    """What the words of a question are taken from: its title twice, the head of its ask, its errors."""
    return "\n".join((question.title, question.title, question.ask[:800], *question.errors[:3]))


def _standing(threads: list[str], previous: Grouping) -> Ints:
    home = {thread: i for i, group in enumerate(previous.groups) for thread in group.members}
    alone = len(previous.groups)
    return np.array([home.get(t, alone + i) for i, t in enumerate(threads)], dtype=np.int64)
