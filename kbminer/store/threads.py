"""Threads in, threads out, and the problems that were met on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from kbminer.records import Problem, Thread
from kbminer.store import tables
from kbminer.store.batches import batches
from kbminer.store.database import explained, read_back, reads
from kbminer.store.intake import Intake, load
from kbminer.store.opened import OpenStore
from kbminer.store.problems import problems_of, replace_problems
from kbminer.store.rows import storable, storable_problem
from kbminer.store.shown import shown_posts, shown_threads

if TYPE_CHECKING:
    from kbminer.store.store import Store

_OF_THREADS = (tables.threads, tables.posts, tables.problems, tables.intakes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What one ingest changed, by number of threads, and the problems it met."""

    new: int
    updated: int
    same: int
    problems: tuple[Problem, ...]

    @property
    def counts(self) -> dict[str, int]:
        """The numbers by name."""
        return {"new": self.new, "updated": self.updated, "same": self.same, "problems": len(self.problems)}


class HeldThreads(OpenStore):
    """The room of the threads as they came."""

    def ingest(
        self, items: Iterable[Thread | Problem], *, source: str = "", digest: str | None = None
    ) -> Ingested:
        """Store threads and problems as they come, a batch a transaction.

        A thread that is already there unchanged changes nothing; changed ones are updated at the end. A
        post that has left its thread is kept but no longer given out, unless the thread came incomplete:
        then what was known stays. The problems of ``source`` replace those of its last ingest. A ``digest``
        of the source's content is kept for :meth:`unchanged`.
        """
        intake = Intake()
        problems: list[Problem] = []
        with explained(self.url):
            for batch in batches(items):
                problems += [storable_problem(item) for item in batch if isinstance(item, Problem)]
                taken = [storable(item) for item in batch if isinstance(item, Thread)]
                problems += [problem for _, found in taken for problem in found]
                with read_back(self.url), self._writing(tables.threads, tables.posts) as connection:
                    intake.take(connection, [thread for thread, _ in taken])
            problems += [_twice(key) for key in sorted(intake.twice)]
            with (
                read_back(self.url),
                self._writing(*_OF_THREADS) as connection,
            ):
                intake.finish(connection)
                problems += [_ousted(key) for key in sorted(intake.ousted)]
                replace_problems(connection, source, problems)
                _mark(connection, source, digest, intake)
        return Ingested(
            new=len(intake.new),
            updated=len(intake.updated),
            same=len(intake.same),
            problems=tuple(problems),
        )

    def unchanged(self, source: str, digest: str) -> Ingested | None:
        """Return what an ingest of ``source`` would find where its content was ingested before as it is.

        ``None`` where it was not, or where another source has changed threads since: it may have changed
        some of this one's.
        """
        table = tables.intakes
        with self._reading() as connection:
            same = connection.scalar(
                select(table.c.threads).where(table.c.source == source, table.c.digest == digest)
            )
            if same is None:
                return None
            return Ingested(new=0, updated=0, same=same, problems=problems_of(connection, source))

    @reads
    def threads(self, keys: Iterable[str] | None = None, *, internal: bool = False) -> Iterator[Thread]:
        """Yield threads one by one, ordered by key; all of them, or those with ``keys`` that exist.

        What is not public is left out: threads whose question is not, and single posts, unless ``internal``
        ones of public threads are asked for.
        """
        wanted = sorted(self.digests()) if keys is None else sorted(set(keys))
        with self._reading() as connection:
            for batch in batches(wanted):
                yield from load(connection, batch, internal=internal)

    @reads
    def digests(self) -> dict[str, str]:
        """Map every thread's key to the digest of its content."""
        with self._reading() as connection:
            query = select(tables.threads.c.key, tables.threads.c.digest).where(shown_threads())
            rows = connection.execute(query)
            found = {row.key: row.digest for row in rows}
        if None in found:
            raise ValueError("a thread without a key")
        return found

    @reads
    def internal_posts(self) -> frozenset[tuple[str, str]]:
        """Name the internal posts of public threads by their threads' keys and their ids."""
        posts = tables.posts.c
        query = select(posts.thread, posts.id).where(
            shown_posts(internal=True), posts.visibility.is_not(None)
        )
        with self._reading() as connection:
            return frozenset((row.thread, row.id) for row in connection.execute(query))

    @reads
    def problems(self) -> tuple[Problem, ...]:
        """Return every problem of the last ingest of each source."""
        with self._reading() as connection:
            return problems_of(connection)


class StoredThreads(Mapping[str, Thread]):
    """A store's threads by key, each loaded when it is asked for: a mapping that fills no memory.

    Parameters
    ----------
    store : Store
    internal : bool, default False
        Whether internal posts of public threads stand in them.
    """

    def __init__(self, store: Store, *, internal: bool = False) -> None:
        self._store = store
        self._internal = internal

    def __getitem__(self, key: str) -> Thread:
        for thread in self._store.threads([key], internal=self._internal):
            return thread
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._store.digests()))

    def __len__(self) -> int:
        return self._store.counts().threads


def _twice(key: str) -> Problem:
    what = "the thread stands twice in the source; its fuller version was kept"
    return Problem(where=key, what=what, thread=key, lost=False)


def _ousted(key: str) -> Problem:
    what = (
        "another thread bore this id, and nothing of it is left: sources that hold different forums need "
        "names that differ"
    )
    return Problem(where=key, what=what, thread=key, lost=True)


def _mark(connection: Connection, source: str, digest: str | None, intake: Intake) -> None:
    """Remember what was taken in; an ingest that changed threads may have changed those of other sources."""
    table = tables.intakes
    forgotten = table.c.source == source
    connection.execute(delete(table) if intake.replaced else delete(table).where(forgotten))
    if digest is not None:
        threads = len(intake.new | intake.same | intake.updated)
        connection.execute(insert(table).values(source=source, digest=digest, threads=threads))
