"""How long a bot waits for an answer of the warm suggester: ``python benchmarks/serve.py``.

The example forum is mined, and each of its questions asked of what ``kbminer serve`` answers from, as a bot
would; nothing that was asked before is asked again.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from kbminer import Store, mine
from kbminer.review.answers import Answers
from kbminer.review.desk import Desk

FORUM = Path(__file__).parent.parent / "examples" / "forum"


def main() -> None:
    """Print the times of the clock and of the processor."""
    with tempfile.TemporaryDirectory() as folder, Store(str(Path(folder) / "serve.db")) as store:
        found = mine(FORUM, store=store)
        answers = Answers(Desk(store))
        answers.suggest("warm")
        clock, processor = [], []
        for question in found.questions:
            began, used = time.perf_counter(), time.process_time()
            answers.suggest(f"Please help, {question.title.lower()}")
            clock.append(1000 * (time.perf_counter() - began))
            processor.append(1000 * (time.process_time() - used))
    for what, took in (("clock", clock), ("processor", processor)):
        p95 = quantiles(took, n=20)[-1]
        print(f"{what:<10} {len(took)} questions  median {median(took):5.1f} ms  95 % under {p95:5.1f} ms")


if __name__ == "__main__":
    main()
