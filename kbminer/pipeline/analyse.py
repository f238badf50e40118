"""The threads of a store, each read once: those that changed are read again, on every core."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from kbminer.digests import digest_of
from kbminer.forum import what_is_mended
from kbminer.ingest import read
from kbminer.pipeline.mended_threads import MendedThreads
from kbminer.pipeline.read_thread import Texts, ask_of, read_batch, read_thread, signals_of
from kbminer.pipeline.stages import READ
from kbminer.progress import track
from kbminer.questions import Ask, to_questions
from kbminer.records import ForumFacts, Question, Thread, public_part
from kbminer.resolve import Signals
from kbminer.store import Store, StoredReading

if TYPE_CHECKING:
    from kbminer.pipeline.engine import Engine

_WORTH_WORKERS = 1000  # below so many threads, starting processes takes longer than reading
_BATCH_POSTS = 500  # enough that a batch outweighs its way to another process, and fits in its memory


def bring_up_to_date(
    store: Store,
    digests: Mapping[str, str],
    facts: ForumFacts,
    *,
    internal: bool = False,
    engine: Engine | None = None,
) -> int:
    """Read the threads that changed, or what mends them or reads them did, since; count them."""
    of = "internal:" if internal else ""
    wanted = {key: of + _reading_digest(key, digest, facts) for key, digest in digests.items()}
    read = store.reading_digests()
    stale = {key: digest for key, digest in sorted(wanted.items()) if read.get(key) != digest}
    store.save_readings(_fresh(MendedThreads(store, facts, internal=internal), stale, engine))
    return len(stale)


def load_asks(store: Store) -> list[Ask]:
    """Load what every thread asks, by key."""
    return [ask_of(reading.question) for reading in store.readings()]


def load_signals(store: Store) -> list[Signals]:
    """Load what tells of every thread whether it was solved, by key."""
    return [signals_of(reading.signals) for reading in store.readings()]


def read_questions(source: str | Path) -> list[Question]:
    """Read what ``source`` asks, without storing anything."""
    threads = (public_part(item) for item in read(source) if isinstance(item, Thread))
    return to_questions([read_thread(thread)[0] for thread in threads if thread])


def _reading_digest(key: str, digest: str, facts: ForumFacts) -> str:
    """Digest what a reading depends on; nothing but a thread's own mending makes it stale."""
    mending = what_is_mended(key, facts)
    return f"{READ.code_digest}:{digest}{digest_of([mending.encode()]) if mending else ''}"


def _fresh(
    threads: MendedThreads, stale: Mapping[str, str], engine: Engine | None
) -> Iterator[StoredReading]:
    batches = _batches(threads.load(stale))
    if engine is not None:
        read = engine.read(batches)
    else:
        read = map(read_batch, batches) if len(stale) < _WORTH_WORKERS else _read_side_by_side(batches)
    texts = chain.from_iterable(read)
    for key, question, signals in track(texts, what="Understanding", total=len(stale), unit="thread"):
        yield StoredReading(thread=key, digest=stale[key], question=question, signals=signals)


def _read_side_by_side(batches: Iterator[Sequence[Thread]]) -> Iterator[list[Texts]]:
    """Read batches in a process for each core; they come back in order.

    The batches are taken from the store here, some at a time: a database in memory belongs to one thread.
    """
    from joblib import Parallel, cpu_count, delayed  # noqa: PLC0415 - only many threads need it

    with Parallel(n_jobs=-1) as workers:
        while some := list(islice(batches, 8 * cpu_count())):
            yield from workers(delayed(read_batch)(batch) for batch in some)


def _batches(threads: Iterable[Thread]) -> Iterator[list[Thread]]:
    """Threads in lists of about as many posts, so that a long one does not hold up the others."""
    batch: list[Thread] = []
    posts = 0
    for thread in threads:
        batch.append(thread)
        posts += len(thread.posts)
        if posts >= _BATCH_POSTS:
            yield batch
            batch, posts = [], 0
    if batch:
        yield batch
