"""How long a new question waits for its answer: ``python benchmarks/suggest.py [STORE_URL]``.

The store must have been mined; without one, the example forum is. Thirty titles of the forum, with a few
words added so that none was encoded before, are asked once warm. Times are of the clock and of the processor.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median, quantiles

from kbminer.pipeline.run import mine
from kbminer.store import Store

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "forum"
ASKED = 30


def main(url: str | None = None) -> None:
    """Print how long making the suggester takes, and one suggestion."""
    with Store(url or "sqlite://") as store:
        found = mine(*([] if url else [EXAMPLES]), store=store)
        titles = [thread.title for thread in found.threads]
        start = time.perf_counter()
        found.suggest("anything at all")
        print(f"suggest: made in {time.perf_counter() - start:.1f} s from {len(titles):,} threads")
        wall, processor = [], []
        for title in titles[:: max(len(titles) // ASKED, 1)][:ASKED]:
            before, spent = time.perf_counter(), time.process_time()
            found.suggest(f"{title}, what can I do?")
            wall.append(1000 * (time.perf_counter() - before))
            processor.append(1000 * (time.process_time() - spent))
    ninth = quantiles(wall, n=10)[-1]
    print(
        f"suggest: {median(wall):.0f} ms (90th percentile {ninth:.0f}), processor {median(processor):.0f} ms"
    )


if __name__ == "__main__":
    main(*sys.argv[1:2])
