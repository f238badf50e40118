"""How long a new question waits for its answer: ``python benchmarks/suggest.py [STORE_URL]``.

The store must hold a run; without one, the example forum is mined. Cold: ``kbminer suggest`` as a process of
its own, beside a process that only imports sentence-transformers, in turns; the ratio of the two is what to
compare between machines. Warm: thirty titles of the forum, with a few words added, are asked in one process.
Times are of the clock and, for a warm question, of the processor too.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from kbminer.pipeline.latest import load_suggester
from kbminer.pipeline.run import mine
from kbminer.store import Store

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "forum"
ASKED = 30
COLD = 5
QUESTION = "How do I get my files back after an update?"
PEER = "import sentence_transformers"


def main(url: str | None = None) -> None:
    """Print how long a question takes in a process of its own, and in one that has answered before."""
    with tempfile.TemporaryDirectory() as folder:
        if url is None:
            url = f"sqlite:///{folder}/kbminer.db"
            with Store(url) as store:
                mine(EXAMPLES, store=store)
        cold(url)
        warm(url)


def cold(url: str) -> None:
    """Time processes in turns, so that both meet the same load."""
    own, peer = [], []
    for _ in range(COLD):
        own.append(seconds("-m", "kbminer", "suggest", QUESTION, "--store", url))
        peer.append(seconds("-c", PEER))
    print(
        f"cold: {median(own):.2f} s ({min(own):.2f} to {max(own):.2f}); "
        f"{PEER!r}: {median(peer):.2f} s; ratio {median(own) / median(peer):.2f}"
    )


def seconds(*arguments: str) -> float:
    """Time one process of Python."""
    before = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - before


def warm(url: str) -> None:
    """Time questions one after the other."""
    with Store(url) as store:
        titles = [thread.title for thread in store.summaries()]
        before = time.perf_counter()
        suggester = load_suggester(store)
        suggester.suggest(QUESTION)
        print(f"warm: ready after {time.perf_counter() - before:.2f} s, from {len(titles):,} threads")
        wall, processor = [], []
        for title in titles[:: max(len(titles) // ASKED, 1)][:ASKED]:
            before, spent = time.perf_counter(), time.process_time()
            suggester.suggest(f"{title}, what can I do?")
            wall.append(1000 * (time.perf_counter() - before))
            processor.append(1000 * (time.process_time() - spent))
    ninth = quantiles(wall, n=10)[-1]
    print(f"warm: {median(wall):.0f} ms (90th percentile {ninth:.0f}), processor {median(processor):.0f} ms")


if __name__ == "__main__":
    main(*sys.argv[1:2])
