"""Time and memory of a run's stages from ten thousand to a million threads, and how both grow.

    python benchmarks/large.py STORE_URL [--sizes 10000 100000] [--stages parse store group ...]

Threads and vectors are recombined from those of a mined store: a thread takes its title and first post from
one thread and its replies from another, its vector lies between theirs, with some noise. So the words are a
forum's, and none of them is part of kbminer. Encoding is not timed. Each size runs in a process of its own;
its peak memory is that of the process after each stage, what it was given included.

``read`` and ``resolve`` take one thread at a time; of more than 10,000 threads the signals of 10,000 are used
again and again.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import log
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time
from typing import Any

import numpy as np

from kbminer.records import Question, Thread

STAGES = ("parse", "store", "read", "resolve", "neighbours", "group")
READ = 10_000
NOISE = 0.02


def main() -> None:
    """Measure each size in a process of its own, and print the exponents by which the stages grow."""
    options = arguments()
    if options.child:
        for stage, clock, processor, memory in measured(options.store, options.sizes[0], options.stages):
            print(stage, clock, processor, memory, flush=True)
        return
    found: dict[str, list[tuple[int, float]]] = {}
    for size in options.sizes:
        command = [sys.executable, __file__, options.store, "--child", "--sizes", str(size)]
        command += ["--stages", *options.stages]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
        for line in done.stdout.splitlines():
            stage, *numbers = line.split()
            clock, processor, memory = map(float, numbers)
            found.setdefault(stage, []).append((size, processor))
            done_with = min(size, READ) if stage == "read" else size
            print(
                f"{size:>9,} {stage:<11} {clock:9.1f} s {processor:9.1f} s of processor time "
                f"{done_with / processor:10,.0f} a second {memory:8,.0f} MB"
            )
    for stage, points in found.items():
        (few, short), (many, long) = points[0], points[-1]
        if many > few and stage != "read":
            print(f"{stage}: n^{log(long / short) / log(many / few):.2f} from {few:,} to {many:,}")


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("store")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--stages", nargs="+", choices=STAGES, default=list(STAGES))
    parser.add_argument("--child", action="store_true")
    return parser.parse_args()


def measured(url: str, size: int, stages: list[str]) -> Iterator[tuple[str, float, float, float]]:
    """Run the chosen stages over ``size`` recombined threads: name, clock, processor time, peak in MB."""
    from kbminer.pipeline.latest import questions_and_vectors
    from kbminer.store import Store

    with Store(url) as store:
        questions, vectors = questions_and_vectors(store)
        keys = [question.thread for question in questions]
        held = {thread.key: thread for thread in store.threads(keys)} if needs_threads(stages) else {}
    picks = Picks(size, len(questions))
    with tempfile.TemporaryDirectory() as folder:
        work = works(
            folder,
            size,
            picks=picks,
            held=[held[key] for key in keys] if held else [],
            asked=questions,
            vectors=vectors,
        )
        for stage in STAGES:
            if stage in stages:
                prepare, do = work[stage]
                given = prepare()
                clock, processor = perf_counter(), process_time()
                do(given)
                taken = perf_counter() - clock, process_time() - processor
                yield (stage, *taken, getrusage(RUSAGE_SELF).ru_maxrss / 1024)
                del given


def needs_threads(stages: list[str]) -> bool:
    """Whether a stage looks at more than vectors and questions."""
    return bool({"parse", "store", "read", "resolve"} & set(stages))


class Picks:
    """Which two threads each new one is made of, and how much of the first."""

    def __init__(self, size: int, held: int) -> None:
        rng = np.random.default_rng(0)
        self.one, self.other = rng.integers(0, held, (2, size))
        self.share = rng.uniform(0.5, 1, size).astype(np.float32)

    def threads(self, held: list[Thread], most: int | None = None) -> Iterator[Thread]:
        """Recombine threads."""
        for number, (one, other) in enumerate(zip(self.one[:most], self.other[:most], strict=True)):
            first, second = held[one], held[other]
            posts = (*first.posts[:1], *second.posts[1:])
            yield replace(
                first,
                id=str(number),
                source="large",
                url=None,
                posts=tuple(replace(post, id=str(n)) for n, post in enumerate(posts)),
                duplicate_of=None,
            )

    def questions(self, held: list[Question]) -> list[Question]:
        """Recombine questions; numbers keep them from being equal."""
        pairs = zip(self.one.tolist(), self.other.tolist(), strict=True)
        return [
            replace(held[one], thread=f"large:{n}", title=f"{held[one].title} {held[other].title[:30]} {n}")
            for n, (one, other) in enumerate(pairs)
        ]

    def vectors(self, held: Any) -> Any:
        """Put each vector between those of two threads."""
        rng = np.random.default_rng(1)
        rows = np.empty((len(self.one), held.shape[1]), dtype=np.float32)
        for start in range(0, len(rows), 65_536):
            part = slice(start, start + 65_536)
            share = self.share[part, None]
            mixed = share * held[self.one[part]] + (1 - share) * held[self.other[part]]
            mixed += rng.normal(0, NOISE, mixed.shape).astype(np.float32)
            rows[part] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
        return rows


def works(
    folder: str, size: int, *, picks: Picks, held: list[Thread], asked: list[Question], vectors: Any
) -> dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]]:
    """For each stage what makes its input, and what is timed."""
    from kbminer.cluster import group_questions
    from kbminer.cluster.neighbour_search import nearest
    from kbminer.ingest import read, write_jsonl
    from kbminer.pipeline.read_thread import read_thread
    from kbminer.resolve import ResolutionModel
    from kbminer.similarity.vectors import centre_of, centred
    from kbminer.store import Store

    file = Path(folder) / "large.jsonl"

    def written() -> Path:
        if not file.exists():
            write_jsonl(picks.threads(held), file)
        return file

    def parse(source: Path) -> int:
        return sum(isinstance(item, Thread) for item in read(source))

    def keep(source: Path) -> None:
        with Store(f"sqlite:///{folder}/large.db") as store:
            store.ingest(item for item in read(source) if isinstance(item, Thread))

    def signals() -> tuple[ResolutionModel, list[Any]]:
        some = [read_thread(thread)[1] for thread in picks.threads(held, READ)]
        return ResolutionModel.shipped().refitted(some), [some[n % len(some)] for n in range(size)]

    def resolve(given: tuple[ResolutionModel, list[Any]]) -> None:
        model, signals = given
        for start in range(0, len(signals), READ):
            model.resolve_all(signals[start : start + READ])

    return {
        "parse": (written, parse),
        "store": (written, keep),
        "read": (
            lambda: list(picks.threads(held, READ)),
            lambda threads: [read_thread(thread) for thread in threads],
        ),
        "resolve": (signals, resolve),
        "neighbours": (
            lambda: centred(picks.vectors(vectors), centre_of(vectors)),
            lambda rows: nearest(rows, 60),
        ),
        "group": (
            lambda: (picks.questions(asked), picks.vectors(vectors)),
            lambda given: group_questions(*given),
        ),
    }


if __name__ == "__main__":
    main()
