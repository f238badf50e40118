"""Threads to what they ask and what tells whether they were solved, each thread read once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import TypeAdapter

from kbminer.fingerprint import code_digest
from kbminer.ingest import read
from kbminer.ingest.markup import to_markdown
from kbminer.progress import track
from kbminer.questions import Ask, read_ask, to_questions
from kbminer.records import Question, Thread
from kbminer.resolve import Signals, read_signals
from kbminer.store import Reading, Store

# What a reading depends on: when one of these changes, every thread is read again.
_READERS = ("blocks.py", "ingest/markup.py", "ingest/boxes.py", "ingest/names.py", "questions", "resolve")
_ASKS = TypeAdapter(Ask)


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
    for thread in track(store.threads(stale), what="Understanding", total=len(stale), unit="thread"):
        ask, signals = read_thread(thread)
        yield Reading(
            thread=thread.key,
            digest=stale[thread.key],
            question=_ASKS.dump_json(ask).decode(),
            signals=json.dumps(signals.as_dict(), ensure_ascii=False, separators=(",", ":")),
        )
