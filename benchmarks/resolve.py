"""How fast threads are judged: ``python benchmarks/resolve.py``.

Threads are generated in the size of a support forum's (five posts of some sixty words). Times are processor
seconds of one core, after the bodies have been read as Markdown.
"""

from __future__ import annotations

import random
import time

from kbminer.records import Post, Thread
from kbminer.resolve import ResolutionModel, read_signals
from kbminer.text.post_text import read_texts

THREADS = 4000
WORDS = (
    "kettle timer lid dial hums sticks when the after update to version it shows error and you need".split()
)
SAID = (
    "Thanks, that fixed it!",
    "It still does not work.",
    "Which version do you use?",
    "You need to open the lid.",
    "",
)


def main() -> None:
    """Print threads a second for reading signals, for judging them, and for both."""
    threads = [_thread(number, random.Random(number)) for number in range(THREADS)]  # noqa: S311 - no secret
    model = ResolutionModel.shipped()
    model.resolve(read_signals(threads[0]))
    texts = [read_texts(thread) for thread in threads]
    start = time.process_time()
    signals = [read_signals(thread, read) for thread, read in zip(threads, texts, strict=True)]
    read = time.process_time() - start
    start = time.process_time()
    model.resolve_all(signals)
    judged = time.process_time() - start
    for name, seconds in (("signals", read), ("judged", judged), ("together", read + judged)):
        print(f"resolve: {name:9} {THREADS / seconds:8,.0f} threads/s")


def _thread(number: int, chance: random.Random) -> Thread:
    posts = tuple(
        Post(
            id=str(i),
            author="ann" if i % 2 == 0 else "bob",
            body=f"{_words(chance)}\n\n{chance.choice(SAID)}",
        )
        for i in range(5)
    )
    return Thread(id=str(number), source="bench", title=f"The kettle hums {number}", posts=posts)


def _words(chance: random.Random) -> str:
    return " ".join(f"{' '.join(chance.choices(WORDS, k=15)).capitalize()}." for _ in range(4))


if __name__ == "__main__":
    main()
