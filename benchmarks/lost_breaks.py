"""Sentences that run together in a store's posts, before and after mending, and places to read by eye.

    python benchmarks/lost_breaks.py sqlite:///forum.db --show 100

A glued sentence is counted by a rule of its own: small letters, perhaps a mark, one of some English words
that begin sentences, and small letters behind a space.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from kbminer.forum import learn_facts, mended
from kbminer.records import ForumFacts, Post, Thread
from kbminer.store import Store

OPENERS = """The This That If I You It We When Please Thanks Thank Is Are Can Could How What Why But And In As
For Then There Also Here So After Once Now Do Does Hi Hello My Your""".split()
GLUED = re.compile(rf"(?<![\w.])[a-z]{{2,}}[.?!:]?(?:{'|'.join(OPENERS)})(?=[ ,'’]+[a-z])")
NO_PROSE = re.compile(r"<(pre|code)\b.*?</\1>|<[^<>]*>", re.S)
AROUND = 40


def count_glued(threads: Iterable[Thread]) -> tuple[int, int]:
    """Count glued sentences, and the posts that hold some."""
    counts = [len(GLUED.findall(_prose(post))) for thread in threads for post in thread.posts]
    return sum(counts), sum(map(bool, counts))


def _prose(post: Post) -> str:
    return NO_PROSE.sub(" \n", post.body) if post.format == "html" else post.body


def show(threads: Iterable[Thread], facts: ForumFacts, count: int) -> None:
    """Print some places with what stands around them."""
    bodies = {(thread.key, post.id): post.body for thread in threads for post in thread.posts}
    places = [(key, lost) for key, each in facts.lost_breaks.items() for lost in each]
    for key, lost in random.Random(1).sample(places, min(count, len(places))):  # noqa: S311 - chosen to be read
        body = bodies[key, lost.post]
        around = f"{body[max(0, lost.at - AROUND) : lost.at]}⟦⟧{body[lost.at : lost.at + AROUND]}"
        print("  ", around.replace("\n", "⏎"))


def main() -> None:
    """Count and show."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store")
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    threads = list(Store(given.store).threads())
    began = time.process_time()
    facts = learn_facts(threads, today=datetime.now(UTC).date())
    seconds = time.process_time() - began
    places = sum(map(len, facts.lost_breaks.values()))
    print(f"loses line breaks: {facts.loses_breaks or 'no source'}")
    print(f"{places:,} places in {len(facts.lost_breaks):,} of {len(threads):,} threads, {seconds:.1f} s")
    print(
        "glued sentences, posts with some: before {}, {}; after {}, {}".format(
            *count_glued(threads), *count_glued(mended(thread, facts) for thread in threads)
        )
    )
    show(threads, facts, given.show)


if __name__ == "__main__":
    main()
