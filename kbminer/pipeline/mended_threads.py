"""A store's threads as their forums had them: every reader of threads in a run takes them from here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from kbminer.forum import mended
from kbminer.pipeline import stages
from kbminer.pipeline.results import Codec
from kbminer.records import ForumFacts, Post, Thread
from kbminer.store import Store, StoredThreads

FACTS = Codec[ForumFacts](ForumFacts)
"""How facts are kept between runs."""


class MendedThreads(Mapping[str, Thread]):
    """A store's threads by key, each loaded and mended when it is asked for.

    Parameters
    ----------
    store : Store
    facts : ForumFacts
        What all threads together told; see :func:`kbminer.forum.learn_facts`.
    internal : bool, default False
        Whether internal posts of public threads stand in them.
    told : bool, default False
        Whether what people answered stands in them: to draft and to check, never to read what a forum says.
    """

    def __init__(
        self, store: Store, facts: ForumFacts, *, internal: bool = False, told: bool = False
    ) -> None:
        self._store = store
        self._internal = internal
        self._told = told
        self._stored = StoredThreads(store, internal=internal)
        self._facts = facts

    @cached_property
    def interviews(self) -> dict[str, Thread]:
        """What people answered to the questions that drafts left open, as threads by key."""
        decided = self._store.decisions()
        if not decided:
            return {}
        from kbminer.draft.interview import interview_threads  # noqa: PLC0415 - loads all that drafts need

        return interview_threads(decided)

    @cached_property
    def solutions_told(self) -> dict[str, Post]:
        """What people told to solve a thread that nobody there solved, by its key."""
        decided = self._store.decisions()
        if not decided:
            return {}
        from kbminer.draft.interview import solutions_told  # noqa: PLC0415 - loads all that composes drafts

        return solutions_told(decided)

    def __getitem__(self, key: str) -> Thread:
        if self._told and key in self.interviews:
            return self.interviews[key]
        return self._answered(mended(self._stored[key], self._facts))

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)

    def load(self, keys: Iterable[str]) -> Iterator[Thread]:
        """Give those threads of ``keys`` that exist, in the order of their keys, a batch at a time."""
        stored = self._store.threads(keys, internal=self._internal)
        return (self._answered(mended(thread, self._facts)) for thread in stored)

    def _answered(self, thread: Thread) -> Thread:
        if not self._told or not self.solutions_told:
            return thread
        from kbminer.draft.interview import solved_by  # noqa: PLC0415

        return solved_by(thread, self.solutions_told)


def last_threads(store: Store) -> MendedThreads:
    """Open a store's threads as the last finished run knew them; before the first, as they are stored."""
    body = store.run_results([stages.FORUM.name]).get(stages.FORUM.name)
    return MendedThreads(store, FACTS.decode(body) if body else ForumFacts(), told=True)
