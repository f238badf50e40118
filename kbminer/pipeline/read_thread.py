"""What one thread says, read once: what it asks, and what tells whether it was solved."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import TypeAdapter

from kbminer.questions.ask import Ask, read_ask
from kbminer.records import Thread
from kbminer.resolve.extract_signals import read_signals
from kbminer.resolve.signals import Signals
from kbminer.text.post_text import read_texts

_ASKS = TypeAdapter(Ask)
Texts = tuple[str, str, str]
"""A thread's key, what it asks and its signals, as JSON."""


def read_thread(thread: Thread) -> tuple[Ask, Signals]:
    """Read what ``thread`` asks and what tells whether it was solved."""
    texts = read_texts(thread)
    return read_ask(thread, texts), read_signals(thread, texts)


def read_batch(threads: Sequence[Thread]) -> list[Texts]:
    """Read threads into what the store keeps of them."""
    read = ((thread.key, *read_thread(thread)) for thread in threads)
    return [
        (
            key,
            _ASKS.dump_json(ask).decode(),
            json.dumps(signals.as_dict(), ensure_ascii=False, separators=(",", ":")),
        )
        for key, ask, signals in read
    ]


def ask_of(words: str) -> Ask:
    """Read what was kept of what a thread asks."""
    return _ASKS.validate_json(words)


def signals_of(words: str) -> Signals:
    """Read what was kept of a thread's signals."""
    return Signals.from_dict(json.loads(words))
