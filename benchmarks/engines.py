"""Reading and encoding on this machine, and on local Dask workers: is it the same, and how long does it take?

    python benchmarks/engines.py [SOURCE] [--threads 1000] [--workers 2 4 8]

Starting the workers is told apart. On two processors no number of workers can be faster than two.
"""

from __future__ import annotations

import argparse
import time
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

from kbminer import Settings, Store
from kbminer.ingest import read
from kbminer.pipeline.analyse import bring_up_to_date, load_asks
from kbminer.pipeline.engine import opened_engine
from kbminer.records import ForumFacts, Thread
from kbminer.similarity.embed import CachedEmbedder, make_embedder

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print seconds by engine, and whether the results are equal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("source", nargs="?", default=str(ROOT / "examples" / "forum"))
    parser.add_argument("--threads", type=int, default=1_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 4, 8])
    options = parser.parse_args()
    threads = list(
        islice((each for each in read(options.source) if isinstance(each, Thread)), options.threads)
    )
    print(f"{len(threads):,} threads")
    expected = None
    for engine in ("local", *(f"dask://local?workers={count}" for count in options.workers)):
        found = spread(threads, engine)
        expected = expected or found
        print("  equal" if found == expected else "  NOT EQUAL")


def spread(threads: list[Thread], where: str) -> tuple[Any, bytes]:
    """Read and encode by one engine, and print what that took."""
    began = time.perf_counter()
    settings = Settings(engine=where)
    with Store() as store, opened_engine(where) if where != "local" else nullcontext() as engine:
        store.ingest(threads)
        started = time.perf_counter()
        bring_up_to_date(store, store.digests(), ForumFacts(), engine=engine)
        texts = [ask.title + "\n" + " ".join(ask.lines) for ask in load_asks(store)]
        readings, was_read = list(store.readings()), time.perf_counter()
        embedder = make_embedder()
        each = None if engine is None else lambda parts: engine.encode(settings, embedder.name, parts)
        rows = CachedEmbedder(embedder, store, encode_each=each).encode(texts)
        done = time.perf_counter()
    print(
        f"{where:24} started {started - began:5.1f} s, read {was_read - started:6.1f} s, "
        f"encoded {done - was_read:6.1f} s",
        end="",
        flush=True,
    )
    return readings, rows.tobytes()


if __name__ == "__main__":
    main()
