"""Simulated nights over a forum in the order of its dates: what each costs, and what it calls new.

    python benchmarks/nights.py FORUM [--nights 60] [--share 0.01] [--per-night N] [--most N] [--out FOLDER]

The first run sees the oldest threads; each night adds the next ones, with the replies that had been written
by then. A burst is planted half-way: six people who ask one invented question. FORUM is a source, or a store
that holds it. The last lines say what is promised: nothing told twice, the burst found, ids kept.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from kbminer import Settings, Store
from kbminer.ingest import read
from kbminer.pipeline.job import JobDone, run_job
from kbminer.records import Post, Thread, public_part
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


def burst(at: datetime) -> Iterator[Thread]:
    """Six people who ask one invented question within a day."""
    asks = ("Quokka exporter stops at frame seven", "The quokka exporter stops at frame seven for me, too")
    for number in range(6):
        asked = at - timedelta(hours=number + 1)
        body = f"{asks[number % 2]}. How do I make the quokka exporter go on after frame seven?"
        post = Post(id="1", author=f"prober {number}", created_at=asked, body=body, format="text")
        yield Thread(
            id=f"burst-{number}", source="burst", title=asks[number % 2], posts=(post,), created_at=asked
        )


@dataclass
class Told:
    """What the briefings told so far."""

    new: Counter[str] = field(default_factory=Counter)
    listed: Counter[tuple[str, str]] = field(default_factory=Counter)
    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    burst_at: int | None = None
    alarms: int = 0
    costs: list[float] = field(default_factory=list)

    def take(self, night: int, done: JobDone) -> None:
        """Take a night's briefing."""
        made = done.briefed.briefing
        self.new.update(id for change in made.changes if change.kind == "new" for id in change.after)
        for section in ("answerable", "people", "heated", "confirm"):
            self.listed.update((section, each.thread) for each in getattr(made, section))
        for grown in made.growing:
            if "quokka" in grown.title.lower():
                self.burst_at = self.burst_at or night
            else:
                self.alarms += 1
        self.groups = {group.id: frozenset(group.members) for group in done.kb.grouping.groups}


def processor_seconds() -> float:
    """What this process has worked, with those that it started and that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def simulate(threads: list[Thread], store: Store, out: Path, *, nights: int, per_night: int) -> Told:
    """Run the first night and all that follow; print a line for each."""
    first = len(threads) - nights * per_night
    planted: list[Thread] = []
    told = Told()
    for night in range(nights + 1):
        moment = threads[first + night * per_night - 1].created_at
        assert moment is not None
        if night == nights // 2:
            planted = list(burst(moment))
        known = [as_of(thread, moment) for thread in threads[: first + night * per_night]]
        began, worked = time.perf_counter(), processor_seconds()
        took_in = store.ingest([*known, *planted], source="forum")
        before = set(told.groups)
        done = run_job([], store, out, settings=Settings(briefing_every="run"))
        told.take(night, done)
        stages = {stage.name: stage.seconds for stage in done.record.stages if stage.seconds >= 0.05}
        row = {
            "night": night,
            "threads": len(known),
            "new": took_in.new,
            "updated": took_in.updated,
            "seconds": round(time.perf_counter() - began, 1),
            "processor": round(processor_seconds() - worked, 1),
            "groups kept": f"{len(before & set(told.groups))} of {len(before)}",
            "stages": stages,
            "headline": done.briefed.briefing.headline,
        }
        told.costs.append(float(str(row["processor"])))
        print(json.dumps(row), flush=True)
    return told


def main() -> None:
    """Measure, and print a line for each night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forum")
    parser.add_argument("--nights", type=int, default=60)
    parser.add_argument("--share", type=float, default=0.01)
    parser.add_argument("--per-night", type=int)
    parser.add_argument("--most", type=int, help="the oldest threads alone, so many of them")
    parser.add_argument("--out", type=Path, help="keep the last report and briefing here")
    given = parser.parse_args()
    threads = threads_of(given.forum)[: given.most]
    per_night = given.per_night or max(1, round(given.share * len(threads)))
    print(f"{len(threads)} threads, {per_night} a night", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder, Store(f"sqlite:///{Path(folder) / 'nights.db'}") as store:
        told = simulate(threads, store, given.out or Path(folder), nights=given.nights, per_night=per_night)
        shares = sorted(cost / told.costs[0] for cost in told.costs[1:])
    twice = [id for id, count in told.new.items() if count > 1]
    again = [each for each, count in told.listed.items() if count > 1]
    print(f"a night costs {shares[len(shares) // 2]:.1%} of the first run, {shares[-1]:.1%} at most")
    print(f"questions called new twice: {len(twice)}; threads listed twice: {len(again)}")
    print(f"the burst was found on night {told.burst_at}; other questions said to grow: {told.alarms}")


if __name__ == "__main__":
    main()
