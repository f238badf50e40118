"""Reading threads from the store: what many processes read is what one reads."""

from __future__ import annotations

import json

from kbminer.pipeline.analyse import bring_up_to_date, load_asks, load_signals
from kbminer.pipeline.read_thread import read_thread
from kbminer.records import ForumFacts, Post, Thread
from kbminer.store import Store


def test_many_threads_are_read_as_one_by_one() -> None:
    """Side by side in processes, from a database in memory, every reading is what reading alone gives."""
    threads = [
        Thread(
            id=f"{number:04}",
            source="demo",
            title=f"Lamp {number} flickers",
            posts=(
                Post(id="1", author="ann", body=f"Why does lamp {number} flicker?"),
                Post(id="2", author="bob", body="Tighten the screw."),
                Post(id="3", author="ann", body="Thanks, that did it!"),
            ),
        )
        for number in range(1100)
    ]
    store = Store("sqlite://")
    store.ingest(threads, source="demo")
    assert bring_up_to_date(store, store.digests(), ForumFacts()) == len(threads)
    asks, signals = load_asks(store), load_signals(store)
    alone = [read_thread(thread) for thread in threads]
    assert asks == [ask for ask, _ in alone]
    assert [json.dumps(each.as_dict()) for each in signals] == [json.dumps(s.as_dict()) for _, s in alone]
