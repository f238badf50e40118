"""Simulated nights over a forum in the order of its dates: what each costs, and what it calls new.

    python benchmarks/nights.py FORUM [--nights 60] [--share 0.01] [--per-night N]

The first run sees the oldest threads; each night adds the next ones, with the replies that had been written
by then. What a night costs is compared with the first run, encoding included.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from kbminer import Store, mine
from kbminer.ingest import read
from kbminer.records import Thread, public_part
from kbminer.redact.identifiers import with_public_ids


def threads_of(forum: str) -> list[Thread]:
    """Every dated thread of a forum, or of a store that holds it, the oldest first."""
    if forum.endswith(".db"):
        with Store(forum, make=False) as store:
            found = list(store.threads())
    else:
        items = (with_public_ids(item) for item in read(forum))
        found = [shown for item in items if isinstance(item, Thread) and (shown := public_part(item))]
    return sorted((t for t in found if t.created_at and t.posts), key=lambda t: (t.created_at, t.key))


def as_of(thread: Thread, moment: datetime) -> Thread:
    """The thread as a reader found it at a moment."""
    there = tuple(post for post in thread.posts if post.created_at is None or post.created_at <= moment)
    return replace(thread, posts=there or thread.posts[:1])


def simulate(threads: list[Thread], *, nights: int, per_night: int, store: Store) -> list[dict[str, object]]:
    """Run the first night and all that follow; give a row for each."""
    first = len(threads) - nights * per_night
    rows: list[dict[str, object]] = []
    for night in range(nights + 1):
        until = first + night * per_night
        moment = threads[until - 1].created_at
        assert moment is not None
        began = time.perf_counter()
        took_in = store.ingest([as_of(thread, moment) for thread in threads[:until]], source="forum")
        ingested = time.perf_counter() - began
        mine(store=store)
        seconds = time.perf_counter() - began
        record = store.latest_run()
        assert record is not None
        stages = {stage.name: stage.seconds for stage in record.stages if stage.seconds >= 0.05}
        rows.append(
            {
                "night": night,
                "threads": until,
                "new": took_in.new,
                "updated": took_in.updated,
                "seconds": round(seconds, 1),
                "ingest": round(ingested, 1),
                "stages": stages,
                "changed": dict(record.changed),
            }
        )
        print(json.dumps(rows[-1]), flush=True)
    return rows


def main() -> None:
    """Measure, and print a line for each night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forum")
    parser.add_argument("--nights", type=int, default=60)
    parser.add_argument("--share", type=float, default=0.01)
    parser.add_argument("--per-night", type=int)
    parser.add_argument("--newest", type=int, help="take the newest threads alone")
    parser.add_argument("--vectors", help="a store whose vectors the first run may use, to save time")
    given = parser.parse_args()
    threads = threads_of(given.forum)[-(given.newest or 0) :]
    per_night = given.per_night or max(1, round(given.share * len(threads)))
    print(f"{len(threads)} threads, {per_night} a night", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder, Store(f"sqlite:///{Path(folder) / 'nights.db'}") as store:
        simulate(threads, nights=given.nights, per_night=per_night, store=store)


if __name__ == "__main__":
    main()
