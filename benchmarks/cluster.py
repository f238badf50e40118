"""Grouping beside its peers: seconds from a cold start, peak memory, growth, and what a nightly run costs.

    python benchmarks/cluster.py [--store URL] [--sizes N ...]

The questions and vectors are those of a store that has been mined, or made ones in the size of a small
forum. A size beyond theirs is reached by repeating them with a little noise. Each system runs in a process
of its own, so that what it loads and compiles counts, and gets the same vectors and texts: kbminer with
each of its clusterers; BERTopic and EVoC (``pip install kbminer[bench]``) where they are installed, up to
the size of the forum itself.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import pickle
import subprocess
import sys
import tempfile
from dataclasses import replace
from math import log
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.records import Question

Rows = NDArray[np.float32]
PEERS = {"hdbscan": "hdbscan", "bertopic": "BERTopic", "evoc": "EVoC"}
NOISE = 0.02  # as a share of a vector's length


def made(n: int = 3_000, d: int = 384) -> tuple[list[Question], Rows]:
    """Make ``n`` questions: a third alone, the rest in groups of 2 to 200 that share words and a middle."""
    rng = np.random.default_rng(0)
    sizes = np.clip(rng.pareto(1.2, n).astype(int) + 2, 2, 200)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), 2 * n // 3))]
    of = np.repeat(np.arange(len(sizes)), sizes)
    of = np.concatenate([of, np.arange(len(sizes), len(sizes) + n - len(of))])
    rows = rng.normal(size=(of.max() + 1, d))[of] + rng.normal(size=(n, d)) * 0.9
    words, others = (rng.integers(0, 4_000, size=(count, 6)) for count in (of.max() + 1, n))
    questions = [
        Question(thread=f"{i:07}", title=" ".join(f"word{w}" for w in (*words[g], *others[i])))
        for i, g in enumerate(of)
    ]
    return questions, np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def stored(url: str) -> tuple[list[Question], Rows]:
    """The questions of a store and their vectors, which are there since it was mined."""
    from kbminer.pipeline.latest import questions_and_vectors
    from kbminer.store import Store

    with Store(url) as store:
        return questions_and_vectors(store)


def repeated(questions: list[Question], rows: Rows, n: int) -> tuple[list[Question], Rows]:
    """The first ``n`` of them, or all of them again and again, each time with other noise."""
    rng = np.random.default_rng(1)
    times = -(-n // len(questions))
    # Another number in the title makes another text: equal texts would be grouped as one.
    again = [
        q if t == 0 else replace(q, thread=f"{q.thread}/{t}", title=f"{q.title} no. {100 + t}")
        for t in range(times)
        for q in questions
    ]
    noise = rng.normal(size=(n, rows.shape[1])).astype(np.float32) * NOISE / rows.shape[1] ** 0.5
    noise[: len(rows)] = 0
    noisy = np.tile(rows, (times, 1))[:n] + noise
    return again[:n], noisy / np.linalg.norm(noisy, axis=1, keepdims=True)


def measure(what: str, file: Path) -> dict[str, float]:
    """Group what ``file`` holds by one system, here and now; imports are part of it."""
    questions, rows = pickle.loads(file.read_bytes())  # noqa: S301 - written by this very run
    texts = [question.text for question in questions]
    wall, cpu = perf_counter(), process_time()
    if what in ("kbminer", "hdbscan"):
        from kbminer.cluster import group_questions

        clusterer = "linkage" if what == "kbminer" else what
        groups = len(group_questions(questions, rows, clusterer=clusterer).grouping.groups)
    elif what == "bertopic":
        from bertopic import BERTopic

        groups = len(set(BERTopic().fit_transform(texts, rows)[0])) - 1
    else:
        from evoc import EVoC

        groups = len(set(EVoC().fit_predict(rows).tolist()) - {-1})
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1e6
    return {
        "seconds": perf_counter() - wall,
        "processor": process_time() - cpu,
        "gigabytes": peak,
        "groups": groups,
    }


def apart(what: str, questions: list[Question], rows: Rows) -> dict[str, float]:
    """:func:`measure` in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "input"
        file.write_bytes(pickle.dumps((questions, rows)))
        command = [sys.executable, "-W", "ignore", __file__, "--measure", what, str(file)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def nightly(questions: list[Question], rows: Rows) -> dict[str, float]:
    """Processor seconds of a full run, and of the next ones in which 1 % and 5 % are new."""
    from kbminer.cluster import group_questions

    order = np.random.default_rng(0).permutation(len(questions))
    took: dict[str, float] = {}
    for name, share in (("+1 %", 0.01), ("+5 %", 0.05)):
        early = np.sort(order[int(len(order) * share) :])
        began = process_time()
        first = group_questions([questions[i] for i in early], rows[early])
        took["full"] = process_time() - began
        began = process_time()
        group_questions(questions, rows, previous=first.grouping, state=first.state)
        took[name] = process_time() - began
    return took


def line(what: str, n: int, found: dict[str, Any], ours: dict[str, Any]) -> str:
    """One result for people."""
    text = f"{what:>9} {n:>8,} questions {found['seconds']:7.1f} s {found['processor']:7.1f} processor s"
    text += f" {found['gigabytes']:5.2f} GB {found['groups']:>7,.0f} groups"
    if found is not ours:
        text += f"   kbminer takes {ours['seconds'] / found['seconds']:.2f} of its time"
    return text


def main() -> None:
    """Measure the forum itself beside the peers, then how cost grows, then a nightly run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--store", help="a store that has been mined, such as sqlite:///forum.db")
    parser.add_argument("--sizes", type=int, nargs="*", default=[], help="further sizes, kbminer alone")
    parser.add_argument("--measure", nargs=2, metavar=("WHAT", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure[0], Path(options.measure[1]))))
        return
    questions, rows = stored(options.store) if options.store else made()
    n = len(questions)
    ours = apart("kbminer", questions, rows)
    print(line("kbminer", n, ours, ours), flush=True)
    for module, name in PEERS.items():
        if importlib.util.find_spec(module):
            print(line(name, n, apart(module, questions, rows), ours), flush=True)
        else:
            print(f"{name} is not installed: pip install kbminer[bench,hdbscan]")
    sizes = {}
    for size in options.sizes or [n, 4 * n]:
        sizes[size] = apart("kbminer", *repeated(questions, rows, size))
        print(line("kbminer", size, sizes[size], sizes[size]), flush=True)
    small, large = min(sizes), max(sizes)
    growth = log(sizes[large]["processor"] / sizes[small]["processor"]) / log(large / small)
    print(f"processor seconds grow as n^{growth:.2f} from {small:,} to {large:,}")
    took = nightly(questions, rows)
    for name in ("+1 %", "+5 %"):
        print(f"{name} costs {took[name]:.2f} processor s, {took[name] / took['full']:.1%} of a full run")


if __name__ == "__main__":
    main()
