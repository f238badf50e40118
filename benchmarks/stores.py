"""A store in a file beside one on a PostgreSQL server: what the same job costs with each.

    python benchmarks/stores.py [FORUM] [--threads 1500]

The server is started for it and ended after it, on this machine. FORUM is a source, or a store that holds
it; by default the example forum. Texts are encoded by counting words, so that the store weighs most. Seconds
are of the clock; each job runs once before it is timed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kbminer import Settings, Store
from kbminer.pipeline.job import run_job
from kbminer.records import Thread
from kbminer.testing import WordEmbedder

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))


def threads_of(forum: str, most: int) -> list[Thread]:
    """The first threads of a forum."""
    from kbminer.ingest import read

    if forum.endswith(".db"):
        with Store(forum, make=False) as store:
            return list(store.threads(sorted(store.digests())[:most]))
    return [item for item in read(forum) if isinstance(item, Thread)][:most]


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measured(url: str, threads: list[Thread], out: Path) -> dict[str, float]:
    """Time each part of the same work with the store at ``url``."""
    vectors = [(f"{n:032x}", bytes(768)) for n in range(5000)]
    with Store(url) as store:

        def job() -> None:
            run_job([], store, out, settings=Settings(), embedder=WordEmbedder())

        return {
            "threads in": timed(lambda: store.ingest(threads)),
            "the same again": timed(lambda: store.ingest(threads)),
            "threads out": timed(lambda: list(store.threads())),
            "vectors in": timed(lambda: store.save_vectors("m", vectors)),
            "vectors out": timed(lambda: store.load_vectors("m", [digest for digest, _ in vectors])),
            "first run": timed(job),
            "nothing new": timed(job),
        }


def main() -> None:
    """Print the seconds with each, and their ratio."""
    from database_server import programs, running_server

    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("forum", nargs="?", default=str(ROOT / "examples" / "forum"))
    arguments.add_argument("--threads", type=int, default=1500)
    given = arguments.parse_args()
    installed = programs()
    if installed is None:
        print("no PostgreSQL server is installed (apt-get install postgresql)")
        return
    threads = threads_of(given.forum, given.threads)
    with tempfile.TemporaryDirectory() as folder, running_server(installed) as server:
        home = Path(folder) / "out"
        found = {}
        for turn in ("warm", "timed"):
            urls = {"file": f"sqlite:///{Path(folder) / turn}.db", "server": server.new_database()}
            found = {kind: measured(url, threads, home / f"{turn}-{kind}") for kind, url in urls.items()}
    print(f"{len(threads):,} threads, {sum(len(thread.posts) for thread in threads):,} posts")
    for part, seconds in found["file"].items():
        served = found["server"][part]
        print(f"{part:<16} file {seconds:7.2f} s  server {served:7.2f} s  ratio {served / seconds:5.1f}")


if __name__ == "__main__":
    main()
