"""All questions of a run in a fixed order: grouped in full, or carried on from the last run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kbminer.cluster.cuts import LEVELS
from kbminer.cluster.constraints import Pairs, check, join_bound, keep_apart, positions
from kbminer.cluster.neighbour_graph import Floats, Ints
from kbminer.cluster.update import changes, is_small, place_fresh
from kbminer.cluster.linkage import bound, partition
from kbminer.cluster.cluster_settings import ClusterSettings
from kbminer.cluster.grouping_state import State, digest, digest_rows
from kbminer.records import Grouping, Question
from kbminer.similarity.joined import JoinedSpace


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What grouping found, thread by thread, in the order of the corpus.

    ``labels`` is the chosen level after an editor's splits, ``level_labels`` has shape (levels, n).
    ``parted`` are the positions that an editor keeps apart.
    """

    rows: Floats
    pulled: Floats
    labels: Ints
    level_labels: Ints
    chosen: int
    likeness: float | None
    space: JoinedSpace
    full: bool
    placed: int
    seen: int
    parted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Questions in the order of their threads, with their vectors and what binds them."""

    questions: list[Question]
    vectors: Floats
    settings: ClusterSettings
    must_link: Pairs = ()
    cannot_link: Pairs = ()

    @property
    def texts(self) -> list[str]:
        """What the words of each question are taken from."""
        return [lexical_text(question) for question in self.questions]

    def grouped(self, last: float | None = None) -> Found:
        """Group everything anew, at the likeness of the last run where that is still about the best."""
        must, cannot = self._links()
        texts = self.texts
        number: dict[str, int] = {}
        text = np.array([number.setdefault(t, len(number)) for t in texts], dtype=np.int64)
        first = np.unique(text, return_index=True)[1]
        space, rows = JoinedSpace.fit(
            self.vectors[first], [texts[i] for i in first], word_weight=self.settings.word_weight
        )
        parts = partition(
            rows,
            copies=np.bincount(text, minlength=len(rows)).astype(np.float32),
            home=bound(len(rows), sorted({(int(text[a]), int(text[b])) for a, b in must})),
            k=self.settings.neighbours,
            last=last,
        )
        chosen = int(np.clip(parts.level + self.settings.level, 0, len(LEVELS) - 1))
        pulled = parts.pulled[text]
        together = bound(len(texts), must)
        levels = [keep_apart(parts.labels(i)[text], pulled, cannot, together) for i in range(len(LEVELS))]
        return Found(
            rows=rows[text],
            pulled=pulled,
            labels=levels[chosen],
            level_labels=np.stack(levels),
            chosen=chosen,
            likeness=LEVELS[parts.level],
            space=space,
            full=True,
            placed=0,
            seen=len(texts),
            parted=frozenset(i for pair in cannot for i in pair),
        )

    def carried_on(self, state: State | None, previous: Grouping) -> Found | None:
        """Place what is new among the groups of the last run; ``None`` where a full run is due."""
        if state is None or state.binding != self._binding():
            return None
        threads = [question.thread for question in self.questions]
        change = changes(threads, digest_rows(self.texts, self.vectors), state)
        if not is_small(change, state):
            return None
        must, cannot = self._links()
        fresh = change.fresh
        texts = [lexical_text(self.questions[i]) for i in fresh]
        placed = place_fresh(
            change,
            state.space.rows(self.vectors[fresh], texts),
            _standing(threads, previous),
            state,
            k=self.settings.neighbours,
        )
        labels = keep_apart(join_bound(placed.labels, must), placed.pulled, cannot, bound(len(threads), must))
        return Found(
            rows=placed.rows,
            pulled=placed.pulled,
            labels=labels,
            level_labels=placed.level_labels,
            chosen=state.chosen,
            likeness=previous.likeness,
            space=state.space,
            full=False,
            placed=state.placed + len(fresh) + change.gone,
            seen=state.full,
            parted=frozenset(i for pair in cannot for i in pair),
        )

    def state(self, found: Found) -> State:
        """What the next run needs."""
        return State(
            threads=tuple(question.thread for question in self.questions),
            digests=digest_rows(self.texts, self.vectors),
            rows=found.rows,
            pulled=found.pulled,
            level_labels=found.level_labels,
            space=found.space,
            chosen=found.chosen,
            binding=self._binding(),
            placed=found.placed,
            full=found.seen,
        )

    def _links(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        names = [question.thread for question in self.questions]
        where = {name: i for i, name in enumerate(names)}
        must, cannot = positions(self.must_link, where), positions(self.cannot_link, where)
        check(must, cannot, names)
        return must, cannot

    def _binding(self) -> str:
        links = (sorted(map(sorted, self.must_link)), sorted(map(sorted, self.cannot_link)))
        return digest(self.settings, links, self.vectors.shape[1])


def lexical_text(question: Question) -> str:
    """What the words of a question are taken from: its title twice, the head of its ask, its errors."""
    return "\n".join((question.title, question.title, question.ask[:800], *question.errors[:3]))


def _standing(threads: list[str], previous: Grouping) -> Ints:
    home = {thread: i for i, group in enumerate(previous.groups) for thread in group.members}
    alone = len(previous.groups)
    return np.array([home.get(t, alone + i) for i, t in enumerate(threads)], dtype=np.int64)
