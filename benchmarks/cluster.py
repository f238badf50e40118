"""Seconds and memory of grouping by number of texts, how cost grows, and the ratio to peers installed.

    python benchmarks/cluster.py [N ...]        default: 5000 20000

The vectors are made: groups of falling size around random middles, as in a forum. BERTopic and EVoC are
measured beside it in the same run where they are installed. CPU seconds are what is compared: they do not
depend on what else the machine does.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from math import log
from time import process_time

import numpy as np
from numpy.typing import NDArray

from kbminer.cluster.estimator import QuestionClusterer


def made(n: int, d: int = 384) -> NDArray[np.float32]:
    """Make ``n`` unit rows: a third alone, the rest in groups of 2 to 200."""
    rng = np.random.default_rng(0)
    sizes = np.clip(rng.pareto(1.2, n).astype(int) + 2, 2, 200)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), 2 * n // 3))]
    middles = rng.normal(size=(len(sizes), d)).astype(np.float32)
    rows = np.repeat(middles, sizes, axis=0)
    rows += rng.normal(size=rows.shape).astype(np.float32) * 0.9
    rows = np.vstack([rows, rng.normal(size=(n - len(rows), d)).astype(np.float32)])
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def peers() -> dict[str, Callable[[NDArray[np.float32]], object]]:
    """The peers that are installed."""
    found: dict[str, Callable[[NDArray[np.float32]], object]] = {}
    try:
        from evoc import EVoC  # noqa: PLC0415 - a peer is optional
    except ImportError:
        print("EVoC is not installed: left out")
    else:
        found["EVoC"] = lambda rows: EVoC().fit_predict(rows)
    try:
        from bertopic import BERTopic  # noqa: PLC0415 - a peer is optional
    except ImportError:
        print("BERTopic is not installed: left out")
    else:
        found["BERTopic"] = lambda rows: BERTopic().fit([f"text {i}" for i in range(len(rows))], rows)
    return found


def main(numbers: list[int]) -> None:
    """Measure each size, and print the growth between the first and the last."""
    others = peers()
    took: list[float] = []
    for n in numbers:
        rows = made(n)
        began = process_time()
        labels = QuestionClusterer().fit_predict(rows)
        took.append(process_time() - began)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        line = f"{n:>8} rows {took[-1]:8.1f} CPU s {peak:6.2f} GB peak {labels.max() + 1:>6} groups"
        for name, fit in others.items():
            began = process_time()
            fit(rows)
            line += f"  {took[-1] / (process_time() - began):6.2f} of {name}"
        print(line, flush=True)
    if len(numbers) > 1 and numbers[-1] > numbers[0]:
        print(f"cost grows as n^{log(took[-1] / took[0]) / log(numbers[-1] / numbers[0]):.2f}")


if __name__ == "__main__":
    main([int(n) for n in sys.argv[1:]] or [5_000, 20_000])
