"""What was worked out once and need not be again: readings of threads, vectors, a model's answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from kbminer.store import tables
from kbminer.store.batches import batches
from kbminer.store.database import reads
from kbminer.store.opened import OpenStore
from kbminer.store.shown import shown_threads
from kbminer.store.upsert import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReading:
    """What was read from one thread, as JSON, with the digest of the thread it was read from."""

    thread: str
    digest: str
    question: str
    signals: str


class KeptWork(OpenStore):
    """The room of what runs keep between them, text by text."""

    @reads
    def readings(self) -> Iterator[StoredReading]:
        """Yield the kept readings, ordered by thread; those of changed threads have another digest."""
        table, threads = tables.readings, tables.threads
        query = (
            select(table).join_from(table, threads, threads.c.key == table.c.thread).where(shown_threads())
        )
        with self._reading() as connection:
            # A server's driver would else hold all of them before the first is seen.
            for row in connection.execution_options(stream_results=True).execute(
                query.order_by(table.c.thread)
            ):
                yield StoredReading(
                    thread=row.thread, digest=row.digest, question=row.question, signals=row.signals
                )

    def reading_digests(self) -> dict[str, str]:
        """Map every thread that was read to the digest of what it was read from."""
        table = tables.readings.c
        with self._reading() as connection:
            return {row.thread: row.digest for row in connection.execute(select(table.thread, table.digest))}

    def save_readings(self, readings: Iterable[StoredReading]) -> None:
        """Keep readings, in place of older ones of the same threads."""
        table = tables.readings
        for batch in batches(readings):
            rows = [
                {"thread": r.thread, "digest": r.digest, "question": r.question, "signals": r.signals}
                for r in batch
            ]
            with self._writing(table) as connection:
                upsert(connection, table, rows)

    @reads
    def load_answer(self, key: str) -> str | None:
        """Return what a language model answered to a question, by the question's digest."""
        table = tables.answers
        with self._reading() as connection:
            return connection.scalar(select(table.c.text).where(table.c.key == key))

    def save_answer(self, key: str, text: str) -> None:
        """Keep an answer at once, so that a run that is cut off need not ask again."""
        table = tables.answers
        with self._writing(table) as connection:
            upsert(connection, table, [{"key": key, "text": text}])

    @reads
    def load_vectors(self, embedder: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Return the stored bytes of those ``digests`` that ``embedder`` has encoded before."""
        table, found = tables.vectors, dict[str, bytes]()
        with self._reading() as connection:
            for batch in batches(digests):
                query = select(table.c.digest, table.c.vector).where(
                    table.c.embedder == embedder, table.c.digest.in_(batch)
                )
                rows = connection.execute(query)
                found.update((row.digest, row.vector) for row in rows if row.vector is not None)
        return found

    def save_vectors(self, embedder: str, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Keep (digest, bytes) pairs of ``embedder``, in place of older ones of the same digests."""
        table = tables.vectors
        for batch in batches(vectors):
            rows = [{"embedder": embedder, "digest": d, "vector": vector} for d, vector in batch]
            with self._writing(table) as connection:
                upsert(connection, table, rows)
