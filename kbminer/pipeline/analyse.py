"""Threads to what they ask and what tells whether they were solved, each thread read once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path

from pydantic import TypeAdapter

from kbminer.digests import code_digest
from kbminer.ingest import read
from kbminer.progress import track
from kbminer.questions import Ask, read_ask, to_questions
from kbminer.records import Question, Thread
from kbminer.resolve import Signals, read_signals
from kbminer.store import Reading, Store
from kbminer.text.to_markdown import to_markdown

# What a reading depends on: when one of these changes, every thread is read again.
_READERS = ("text", "languages", "records", "questions", "resolve")
_ASKS = TypeAdapter(Ask)
_Texts = tuple[str, str, str]
_WORTH_WORKERS = 1000  # below so many threads, starting processes takes longer than reading
_BATCH_POSTS = 500


def read_thread(thread: Thread) -> tuple[Ask, Signals]:
    """Read what ``thread`` asks and what tells whether it was solved."""
    markdown = [to_markdown(post.body, post.format) for post in thread.posts]
    return read_ask(thread, markdown[0] if markdown else ""), read_signals(thread, markdown=markdown)


def read_store(store: Store, digests: Mapping[str, str]) -> tuple[list[Ask], list[Signals]]:
    """Read the threads that changed since they were last read, and give the readings of all, by key."""
    reader = code_digest(*_READERS)
    wanted = {key: f"{reader}:{digest}" for key, digest in digests.items()}
    known = {reading.thread for reading in store.readings() if wanted.get(reading.thread) == reading.digest}
    store.save_readings(_fresh(store, {key: wanted[key] for key in sorted(wanted.keys() - known)}))
    asks: list[Ask] = []
    signals: list[Signals] = []
    for reading in store.readings():
        asks.append(_ASKS.validate_json(reading.question))
        signals.append(Signals.from_dict(json.loads(reading.signals)))
    return asks, signals


def read_questions(source: str | Path) -> list[Question]:
    """Read what ``source`` asks, without storing anything."""
    return to_questions([read_thread(item)[0] for item in read(source) if isinstance(item, Thread)])


def _fresh(store: Store, stale: Mapping[str, str]) -> Iterator[Reading]:
    batches = _batches(store.threads(stale))
    read = map(_read_batch, batches) if len(stale) < _WORTH_WORKERS else _read_side_by_side(batches)
    texts = chain.from_iterable(read)
    for key, question, signals in track(texts, what="Understanding", total=len(stale), unit="thread"):
        yield Reading(thread=key, digest=stale[key], question=question, signals=signals)


def _read_side_by_side(batches: Iterator[Sequence[Thread]]) -> Iterator[list[_Texts]]:
    """Read batches in a process for each core; they come back in order.

    The batches are taken from the store here, some at a time: a database in memory belongs to one thread.
    """
    from joblib import Parallel, cpu_count, delayed  # noqa: PLC0415 - only many threads need it

    with Parallel(n_jobs=-1) as workers:
        while some := list(islice(batches, 8 * cpu_count())):
            yield from workers(delayed(_read_batch)(batch) for batch in some)


def _read_batch(threads: Sequence[Thread]) -> list[_Texts]:
    """Read threads into what is stored of them: key, ask and signals as JSON."""
    read = ((thread.key, *read_thread(thread)) for thread in threads)
    return [
        (
            key,
            _ASKS.dump_json(ask).decode(),
            json.dumps(signals.as_dict(), ensure_ascii=False, separators=(",", ":")),
        )
        for key, ask, signals in read
    ]


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
