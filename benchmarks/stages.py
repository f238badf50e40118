"""Threads, seconds and peak memory by stage, each stage called alone on plain values.

Run as ``make bench`` or ``python benchmarks/stages.py [SOURCE ...]``; without a source the example forum and,
where the reference data is present, Urho3D and Slicer.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from kbminer.cluster import group_questions
from kbminer.draft import compose_draft, gather_evidence
from kbminer.draft.solutions import Bars
from kbminer.ingest import read
from kbminer.pipeline.read_thread import read_thread
from kbminer.plan import plan
from kbminer.questions import to_questions
from kbminer.records import Thread
from kbminer.resolve import ResolutionModel
from kbminer.similarity.embed import SentenceEmbedder
from kbminer.store import Store

T = TypeVar("T", bound=Any)
ROOT = Path(__file__).parent.parent
FORUMS = ROOT.parent / "shared" / "data" / "forums"
SOURCES = (
    ROOT / "examples" / "forum",
    FORUMS / "urho3d-discourse-json.tar.gz",
    FORUMS / "slicer-threads.jsonl.gz",
)


def timed(stage: str, work: Callable[[], T], count: int | None = None) -> T:
    """Run ``work`` and print its stage, items (``count``, or the length of what it gives), seconds,
    items a second and the peak memory so far.
    """
    start = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - start
    if count is None:
        count = len(found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{stage:<12} {count:>7,} {seconds:>9.2f} s {count / max(seconds, 1e-9):>10,.0f} /s {peak:>8,.0f} MB"
    )
    return found


def bench(source: Path) -> None:
    """Run every stage over ``source``."""
    print(f"\n{source.name}")
    threads = timed("parse", lambda: [item for item in read(source) if isinstance(item, Thread)])
    store = Store()
    timed("store", lambda: store.ingest(threads), len(threads))
    read_all = timed("understand", lambda: [read_thread(thread) for thread in threads], len(threads))
    signals = [signal for _, signal in read_all]
    questions = timed("question", lambda: to_questions([ask for ask, _ in read_all]), len(threads))
    asked = [question for question in questions if question.set_aside is None]
    embedder = SentenceEmbedder()
    timed("load model", lambda: embedder.dimensions, 1)
    vectors = timed("embed", lambda: embedder.encode([question.text for question in asked]), len(asked))
    grouping = timed("group", lambda: group_questions(asked, vectors).grouping, len(asked))
    model = timed("refit", lambda: ResolutionModel.shipped().refitted(signals), len(signals))
    resolutions = {r.thread: r for r in timed("resolve", lambda: model.resolve_all(signals))}
    by_key = {question.thread: question for question in questions}
    views = {thread.key: thread.views for thread in threads if thread.views is not None}
    ranked = timed("plan", lambda: plan(grouping.groups, by_key, resolutions, views))
    found = {thread.key: thread for thread in threads}
    written = [suggestion for suggestion in ranked.suggestions if suggestion.action == "write"][:20]
    timed(
        "draft",
        lambda: [
            compose_draft(gather_evidence(s.group, found, by_key, resolutions), bars=Bars(signed=0.0))
            for s in written
        ],
    )


if __name__ == "__main__":
    for chosen in [Path(name) for name in sys.argv[1:]] or [path for path in SOURCES if path.exists()]:
        bench(chosen)
