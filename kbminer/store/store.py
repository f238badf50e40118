"""The only SQL in kbminer: threads in, threads out, and what runs keep between them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection, and_, delete, func, insert, select

from kbminer.records import (
    Counts,
    Decision,
    LineageEvent,
    Link,
    Problem,
    RunRecord,
    StateChange,
    Thread,
    ThreadSummary,
)
from kbminer.store import briefings, decision_log, feedback, runs, tables
from kbminer.store.briefings import Delivery, ToldBriefing
from kbminer.store.database import explained, open_engine, read_back, reads, without_password
from kbminer.store.history import append_changes, append_lineage, changes_after, lineage_after
from kbminer.store.intake import Intake, load
from kbminer.store.migrations import migrate
from kbminer.store.problems import problems_of, replace_problems
from kbminer.store.rows import from_iso, storable, storable_problem
from kbminer.store.runs import StageResult
from kbminer.store.shown import shown_posts, shown_threads, withheld

T = TypeVar("T")

# Big enough that a batch costs one round trip, small enough that a batch of long threads stays small and
# under SQLite's limit of bound parameters.
_BATCH = 400


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read from one thread, as JSON, with the digest of the thread it was read from."""

    thread: str
    digest: str
    question: str
    signals: str


class Store:
    """A project's store.

    Parameters
    ----------
    url : str, default "sqlite://"
        An SQLAlchemy URL such as ``sqlite:///forum.db`` or ``postgresql+psycopg://…``; a plain path is an
        SQLite file. The default lives in memory and is gone with the object.

    make : bool, default True
        Whether a store is made where none is; else a file that holds none is refused and stays as it is.

    Raises
    ------
    StoreError
        The store can't be opened or written, is damaged, or was made by a newer kbminer.

    Examples
    --------
    >>> from kbminer.records import Post, Thread
    >>> store = Store()
    >>> thread = Thread(id="1", source="demo", title="How?", posts=(Post(id="1", body="How?"),))
    >>> store.ingest([thread]).new, store.ingest([thread]).same
    (1, 1)
    """

    def __init__(self, url: str = "sqlite://", *, make: bool = True) -> None:
        self.url = url if ":" in url and not Path(url).drive else f"sqlite:///{url}"
        with explained(self.url):
            self._engine = open_engine(self.url, make=make)
            with self._engine.begin() as connection:
                migrate(connection)

    @property
    def shown_url(self) -> str:
        """The address as it may be shown: without a password."""
        return without_password(self.url)

    @property
    def file(self) -> Path | None:
        """The SQLite file that the store lies in; ``None`` in memory and on a database server."""
        name = self._engine.url.database
        if self._engine.dialect.name != "sqlite" or not name or name == ":memory:":
            return None
        return Path(name)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Threads

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
            for batch in _batches(items, _BATCH):
                problems += [storable_problem(item) for item in batch if isinstance(item, Problem)]
                taken = [storable(item) for item in batch if isinstance(item, Thread)]
                problems += [problem for _, found in taken for problem in found]
                with read_back(self.url), self._engine.begin() as connection:
                    intake.take(connection, [thread for thread, _ in taken])
            problems += [_twice(key) for key in sorted(intake.twice)]
            with read_back(self.url), self._engine.begin() as connection:
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
        """Give what an ingest of ``source`` would find where its content was ingested before as it is.

        ``None`` where it was not, or where another source has changed threads since: it may have changed
        some of this one's.
        """
        table = tables.intakes
        with self._engine.connect() as connection:
            same = connection.scalar(
                select(table.c.threads).where(table.c.source == source, table.c.digest == digest)
            )
            if same is None:
                return None
            return Ingested(new=0, updated=0, same=same, problems=problems_of(connection, source))

    @reads
    def threads(self, keys: Iterable[str] | None = None, *, internal: bool = False) -> Iterator[Thread]:
        """Give threads one by one, ordered by key; all of them, or those with ``keys`` that exist.

        What is not public is left out: threads whose question is not, and single posts, unless ``internal``
        ones of public threads are asked for.
        """
        wanted = sorted(self.digests()) if keys is None else sorted(set(keys))
        with self._engine.connect() as connection:
            for batch in _batches(wanted, _BATCH):
                yield from load(connection, batch, internal=internal)

    @reads
    def internal_posts(self) -> frozenset[tuple[str, str]]:
        """Name the internal posts of public threads by their threads' keys and their ids."""
        posts = tables.posts.c
        query = select(posts.thread, posts.id).where(
            shown_posts(internal=True), posts.visibility.is_not(None)
        )
        with self._engine.connect() as connection:
            return frozenset((row.thread, row.id) for row in connection.execute(query))

    @reads
    def people(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """Read by thread key the names of those who wrote there, sorted; without names, no entry."""
        posts = tables.posts.c
        there = and_(posts.gone.is_(False), posts.author.is_not(None))  # also who wrote what is not shown
        wrote = select(posts.thread, posts.author).where(there)
        found: dict[str, list[str]] = {}
        with self._engine.connect() as connection:
            for batch in _batches(sorted(set(keys)), _BATCH):
                query = wrote.where(posts.thread.in_(batch)).distinct()
                for thread, author in connection.execute(query.order_by(posts.thread, posts.author)):
                    found.setdefault(thread, []).append(author)
        return found

    @reads
    def summaries(self) -> list[ThreadSummary]:
        """Give every thread without its posts, ordered by key."""
        threads, posts = tables.threads.c, tables.posts.c
        replies = func.count(posts.id) - 1
        query = (
            select(
                threads.key, threads.title, threads.url, threads.category, threads.created_at, threads.views
            )
            .add_columns(replies.label("replies"))
            .join_from(tables.threads, tables.posts, posts.thread == threads.key)
            .where(shown_posts())
            .group_by(threads.key)
            .order_by(threads.key)
        )
        with self._engine.connect() as connection:
            return [
                ThreadSummary(
                    key=row.key,
                    title=row.title,
                    url=row.url,
                    category=row.category,
                    created_at=from_iso(row.created_at),
                    views=row.views,
                    replies=max(row.replies, 0),
                )
                for row in connection.execute(query)
            ]

    @reads
    def digests(self) -> dict[str, str]:
        """Map every thread's key to the digest of its content."""
        with self._engine.connect() as connection:
            query = select(tables.threads.c.key, tables.threads.c.digest).where(shown_threads())
            rows = connection.execute(query)
            found = {row.key: row.digest for row in rows}
        if None in found:
            raise ValueError("a thread without a key")
        return found

    @reads
    def problems(self) -> tuple[Problem, ...]:
        """Give every problem of the last ingest of each source."""
        with self._engine.connect() as connection:
            return problems_of(connection)

    @reads
    def counts(self) -> Counts:
        """Count threads, posts, and threads with an accepted answer; and apart what is not public."""
        posts, threads = tables.posts.c, tables.threads
        there = shown_posts()
        with self._engine.connect() as connection:
            return Counts(
                threads=connection.scalar(select(func.count()).where(shown_threads()).select_from(threads))
                or 0,
                posts=connection.scalar(select(func.count()).where(there).select_from(tables.posts)) or 0,
                accepted=connection.scalar(
                    select(func.count(posts.thread.distinct())).where(there, posts.accepted.is_(True))
                )
                or 0,
                withheld=withheld(connection),
            )

    @reads
    def period(self) -> tuple[datetime | None, datetime | None]:
        """Give the dates of the first and the last post; ``None`` where no post has one."""
        posts = tables.posts.c
        query = select(func.min(posts.created_at), func.max(posts.created_at)).where(shown_posts())
        with self._engine.connect() as connection:
            first, last = connection.execute(query).one()
        return from_iso(first), from_iso(last)

    # What was read from threads

    @reads
    def readings(self) -> Iterator[Reading]:
        """Give the kept readings, ordered by thread; those of changed threads have another digest."""
        table, threads = tables.readings, tables.threads
        query = (
            select(table).join_from(table, threads, threads.c.key == table.c.thread).where(shown_threads())
        )
        with self._engine.connect() as connection:
            for row in connection.execute(query.order_by(table.c.thread)):
                yield Reading(
                    thread=row.thread, digest=row.digest, question=row.question, signals=row.signals
                )

    def reading_digests(self) -> dict[str, str]:
        """Map every thread that was read to the digest of what it was read from."""
        table = tables.readings.c
        with self._engine.connect() as connection:
            return {row.thread: row.digest for row in connection.execute(select(table.thread, table.digest))}

    def save_readings(self, readings: Iterable[Reading]) -> None:
        """Keep readings, in place of older ones of the same threads."""
        table = tables.readings
        for batch in _batches(readings, _BATCH):
            rows = [
                {"thread": r.thread, "digest": r.digest, "question": r.question, "signals": r.signals}
                for r in batch
            ]
            with explained(self.url), self._engine.begin() as connection:
                connection.execute(delete(table).where(table.c.thread.in_([row["thread"] for row in rows])))
                connection.execute(insert(table), rows)

    # What an editor decided

    @reads
    def links(self) -> tuple[Link, ...]:
        """Give the pairs of threads that an editor joined or parted, in the order of their keys."""
        table = tables.links
        with self._engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.one, table.c.other))
            return tuple(Link(one=row.one, other=row.other, together=row.together) for row in rows)

    def save_link(self, link: Link) -> None:
        """Keep ``link`` in place of what was said of the same two threads before."""
        one, other = sorted((link.one, link.other))
        with explained(self.url), self._engine.begin() as connection:
            _drop_link(connection, one, other)
            row = {"one": one, "other": other, "together": link.together}
            connection.execute(insert(tables.links), [row])

    def drop_link(self, one: str, other: str) -> None:
        """Forget what was said of two threads."""
        with explained(self.url), self._engine.begin() as connection:
            _drop_link(connection, *sorted((one, other)))

    @reads
    def decisions(self, after: int = 0) -> tuple[Decision, ...]:
        """Read what people decided, in the order of the numbers; of all, or what came after a number."""
        with explained(self.url), self._engine.connect() as connection:
            return decision_log.read(connection, after)

    @reads
    def newest(self) -> tuple[int, int]:
        """Give the numbers of the last finished run and of the last decision; 0 before the first."""
        with explained(self.url), self._engine.connect() as connection:
            return decision_log.newest(connection)

    @reads
    def newest_text(self, group: str) -> int:
        """Give the number on which an edit of a suggestion must be based; 0 before the first."""
        with explained(self.url), self._engine.connect() as connection:
            return decision_log.newest_text(connection, group)

    def decide(self, decision: Decision) -> Decision | None:
        """Keep a decision for good, and give it with its number.

        ``None`` where it is an edit of a version that is not the newest any more: then nothing is kept.
        """
        with explained(self.url), self._engine.begin() as connection:
            number = decision_log.append(connection, decision)
            return None if number is None else replace(decision, number=number)

    # Answers: the cache of kbminer.language_model

    @reads
    def load_answer(self, key: str) -> str | None:
        """Give what a language model answered to a question, by the question's digest."""
        table = tables.answers
        with explained(self.url), self._engine.connect() as connection:
            return connection.scalar(select(table.c.text).where(table.c.key == key))

    def save_answer(self, key: str, text: str) -> None:
        """Keep an answer at once, so that a run that is cut off need not ask again."""
        table = tables.answers
        with explained(self.url), self._engine.begin() as connection:
            connection.execute(delete(table).where(table.c.key == key))
            connection.execute(insert(table), [{"key": key, "text": text}])

    # Vectors: the cache of kbminer.similarity.embed

    @reads
    def load_vectors(self, embedder: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Give the stored bytes of those ``digests`` that ``embedder`` has encoded before."""
        table, found = tables.vectors, dict[str, bytes]()
        with self._engine.connect() as connection:
            for batch in _batches(digests, _BATCH):
                query = select(table.c.digest, table.c.vector).where(
                    table.c.embedder == embedder, table.c.digest.in_(batch)
                )
                rows = connection.execute(query)
                found.update((row.digest, row.vector) for row in rows if row.vector is not None)
        return found

    def save_vectors(self, embedder: str, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Keep (digest, bytes) pairs of ``embedder``, in place of older ones of the same digests."""
        table = tables.vectors
        for batch in _batches(vectors, _BATCH):
            rows = [{"embedder": embedder, "digest": d, "vector": vector} for d, vector in batch]
            same = table.c.digest.in_([d for d, _ in batch])
            with explained(self.url), self._engine.begin() as connection:
                connection.execute(delete(table).where(table.c.embedder == embedder, same))
                connection.execute(insert(table), rows)

    # Runs: what each found, for readers and for the next run

    def begin_run(self, at: datetime) -> int:
        """Enter a run that begins now, and return its number; it counts once it is finished."""
        with explained(self.url), self._engine.begin() as connection:
            return runs.begin(connection, at)

    @reads
    def reusable_result(self, stage: str, key: str) -> StageResult | None:
        """Find what ``stage`` gave for ``key``; ``None`` where it must be worked out."""
        with self._engine.connect() as connection:
            return runs.reusable(connection, stage, key)

    def keep_result(self, stage: str, *, key: str, outcome: str, body: bytes) -> StageResult:
        """Keep what a stage gave, for the run that is going on and for the one after it is cut off."""
        with explained(self.url), self._engine.begin() as connection:
            return runs.keep(connection, stage, key, outcome, body)

    @reads
    def result_body(self, result: StageResult) -> bytes:
        """Read what a stage gave."""
        table = tables.results
        with self._engine.connect() as connection:
            return bytes(connection.scalar(select(table.c.body).where(table.c.id == result.id)) or b"")

    def finish_run(
        self,
        record: RunRecord,
        results: Mapping[str, StageResult],
        lineage: Sequence[LineageEvent] = (),
        changes: Sequence[StateChange] = (),
    ) -> None:
        """Make a run the latest one, and append ``lineage`` and ``changes``; all or nothing."""
        with explained(self.url), self._engine.begin() as connection:
            runs.finish(connection, record, results)
            append_lineage(connection, lineage)
            append_changes(connection, changes)

    @reads
    def latest_run(self) -> RunRecord | None:
        """Read the record of the last finished run; ``None`` before the first."""
        with explained(self.url), self._engine.connect() as connection:
            return runs.latest(connection)

    @reads
    def runs(self) -> tuple[RunRecord, ...]:
        """Read the records of all finished runs, the oldest first."""
        with explained(self.url), self._engine.connect() as connection:
            return runs.finished(connection)

    @reads
    def results_of_last_run(self) -> frozenset[int]:
        """Name the results that the last finished run refers to, by their ids."""
        with explained(self.url), self._engine.connect() as connection:
            return runs.results_of_last(connection)

    @reads
    def run_results(self, stages: Iterable[str]) -> dict[str, bytes]:
        """Read by stage what the last finished run gave; a stage without a result is left out."""
        with explained(self.url), self._engine.connect() as connection:
            last = runs.latest(connection)
            return {} if last is None else runs.bodies(connection, last.number, stages)

    # What became of groups and states, and what briefings told of it

    @reads
    def lineage_after(self, position: int) -> tuple[tuple[LineageEvent, ...], int]:
        """Read what became of groups after a position of their history, and where that history ends."""
        with explained(self.url), self._engine.connect() as connection:
            return lineage_after(connection, position)

    @reads
    def changes_after(self, position: int) -> tuple[tuple[StateChange, ...], int]:
        """Read which threads changed their state after a position, and where that history ends."""
        with explained(self.url), self._engine.connect() as connection:
            return changes_after(connection, position)

    @reads
    def briefings(self) -> tuple[ToldBriefing, ...]:
        """Read what the last briefings told, the newest first."""
        with explained(self.url), self._engine.connect() as connection:
            return briefings.told(connection)

    def save_briefing(self, briefing: ToldBriefing) -> None:
        """Keep what a briefing told."""
        with explained(self.url), self._engine.begin() as connection:
            briefings.tell(connection, briefing)

    @reads
    def deliveries(self, briefing: int) -> tuple[Delivery, ...]:
        """Read which destinations a briefing has reached, and which not."""
        with explained(self.url), self._engine.connect() as connection:
            return briefings.deliveries(connection, briefing)

    def note_delivery(self, delivery: Delivery) -> None:
        """Keep what became of a briefing at a destination."""
        with explained(self.url), self._engine.begin() as connection:
            briefings.note_delivery(connection, delivery)

    @reads
    def askers(self) -> dict[str, str]:
        """Read by thread who asked it, for counting people inside."""
        posts = tables.posts.c
        query = select(posts.thread, posts.author).where(posts.position == 0, posts.author.is_not(None))
        with explained(self.url), self._engine.connect() as connection:
            return {row.thread: row.author for row in connection.execute(query)}

    @reads
    def likes(self) -> dict[str, int]:
        """Read by thread how many likes and helpful votes its replies got."""
        with explained(self.url), self._engine.connect() as connection:
            return feedback.likes(connection)

    @reads
    def ratings(self) -> dict[str, bool]:
        """Read by thread whether its asker was content, of those that were rated."""
        with explained(self.url), self._engine.connect() as connection:
            return feedback.ratings(connection)

    @reads
    def linking(self, addresses: Collection[str]) -> dict[str, set[str]]:
        """Read by address the threads of which a reply holds it."""
        with explained(self.url), self._engine.connect() as connection:
            return feedback.linking(connection, addresses)

    @reads
    def hours_to(self, answers: dict[str, str]) -> dict[str, float]:
        """Read how many hours after its question each thread's answer came; ``answers`` are ids by thread."""
        with explained(self.url), self._engine.connect() as connection:
            return feedback.hours_to(connection, answers)

    @reads
    def tags(self) -> dict[str, tuple[str, ...]]:
        """Read by thread the tags that its forum gave it."""
        threads = tables.threads.c
        with explained(self.url), self._engine.connect() as connection:
            rows = connection.execute(select(threads.key, threads.tags).where(shown_threads()))
            return {row.key: tuple(json.loads(row.tags)) for row in rows}


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


def _drop_link(connection: Connection, one: str, other: str) -> None:
    table = tables.links
    connection.execute(delete(table).where(table.c.one == one, table.c.other == other))


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _mark(connection: Connection, source: str, digest: str | None, intake: Intake) -> None:
    """Remember what was taken in; an ingest that changed threads may have changed those of other sources."""
    table = tables.intakes
    forgotten = table.c.source == source
    connection.execute(delete(table) if intake.replaced else delete(table).where(forgotten))
    if digest is not None:
        threads = len(intake.new | intake.same | intake.updated)
        connection.execute(insert(table).values(source=source, digest=digest, threads=threads))
