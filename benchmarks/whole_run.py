"""A whole run, from an archive to its report, beside BERTopic over titles and bodies with the same model.

    python benchmarks/whole_run.py SOURCE [--threads 1500] [--peer PYTHON]

Both get the first threads of the source, in a process of their own, from a cold start, one after the other.
BERTopic reads them, encodes title and first post by sentence-transformers and names topics; kbminer reads,
groups, resolves, drafts and reports. PYTHON is one that has bertopic, where this one has not.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

ROOT = Path(__file__).resolve().parent.parent
BERTOPIC = """
import json, sys
from bertopic import BERTopic
from sentence_transformers import SentenceTransformer
from kbminer.similarity.embed.bundled import bundled_model

threads = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
texts = [thread["title"] + "\\n" + thread["posts"][0]["body"] for thread in threads if thread["posts"]]
model = SentenceTransformer(str(bundled_model()), device="cpu")
topics, _ = BERTopic(embedding_model=model).fit_transform(texts)
print(len(set(topics)) - 1, "topics")
"""


def main() -> None:
    """Run both, and print clock, processor time and peak memory of each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("source", nargs="?", default=str(ROOT / "examples" / "forum"))
    parser.add_argument("--threads", type=int, default=1_500)
    parser.add_argument("--peer", default=sys.executable)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "threads.jsonl"
        print(f"{written(options.source, options.threads, file):,} threads")
        ours = [sys.executable, "-m", "kbminer", "run", str(file), "--out", f"{folder}/out"]
        found = [measured("kbminer", ours), measured("BERTopic", [options.peer, "-c", BERTOPIC, str(file)])]
    if all(found):
        print("ratio   ", *(f"{one / other:9.2f}" for one, other in zip(*found, strict=True)))


def written(source: str, most: int, file: Path) -> int:
    """Write the first threads of a source, as plain text."""
    from kbminer.ingest import read, write_jsonl
    from kbminer.records import Thread

    return write_jsonl(islice((each for each in read(source) if isinstance(each, Thread)), most), file)


def measured(name: str, command: list[str]) -> tuple[float, ...]:
    """Run one to its end: clock and processor seconds, and MB at most; nothing where it can't run."""
    before, began = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # Of several children only the largest peak is told: each has a parent of its own, which says it.
    script = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True, encoding='utf-8')\n"
        "print(done.stdout.strip().splitlines()[-1:] or done.stderr[-300:], file=sys.stderr)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, done.returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
        check=True,
    )
    memory, code = map(float, done.stdout.split())
    after, clock = getrusage(RUSAGE_CHILDREN), time.perf_counter() - began
    processor = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    if code:
        print(f"{name} could not run")
        return ()
    print(f"{name:9} {clock:8.1f} s {processor:8.1f} s of processor time {memory:8,.0f} MB")
    return clock, processor, memory


if __name__ == "__main__":
    main()
