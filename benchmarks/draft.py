"""How many drafts a second: evidence is chosen first, then composing and checking is timed.

    python benchmarks/draft.py [STORE_URL [GROUPS]]

The store must have been mined; without one, the example forum is. Reported: drafts a second with an empty
cache and again with a warm one, and the same by processor time, which other programs disturb less.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from kbminer.draft import compose_draft, gather_evidence
from kbminer.draft.evidence import Evidence
from kbminer.errors import DraftRefused, NoAnswer
from kbminer.pipeline.latest import questions_and_vectors
from kbminer.pipeline.mining.draft_articles import question_vectors
from kbminer.pipeline.run import mine
from kbminer.store import Store

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "forum"


def main(url: str | None = None, most: int = 200) -> None:
    """Time composing on the solved groups of a mined store, by default of the example forum."""
    with Store(url or "sqlite://") as store:
        found = mine(*([] if url else [EXAMPLES]), store=store)
        questions = {question.thread: question for question in found.questions}
        resolutions = {resolution.thread: resolution for resolution in found.resolutions}
        vectors = question_vectors(*questions_and_vectors(store), store.links())
        evidence: list[Evidence] = []
        for group in found.grouping.groups:
            if any(key in resolutions and resolutions[key].is_solved for key in group.members):
                threads = {thread.key: thread for thread in store.threads(group.members)}
                evidence.append(gather_evidence(group, threads, questions, resolutions, vectors))
            if len(evidence) == most:
                break
    for run in ("first", "second"):
        start, began = time.perf_counter(), time.process_time()
        drafts = sum(_composes(one) for one in evidence)
        taken, spent = time.perf_counter() - start, time.process_time() - began
        print(
            f"{run} run: {drafts} drafts in {taken:.2f} s, {drafts / taken:.0f} a second; "
            f"{spent:.2f} s of processor time, {drafts / spent:.0f} a second"
        )


def _composes(evidence: Evidence) -> bool:
    try:
        compose_draft(evidence)
    except (DraftRefused, NoAnswer):
        return False
    return True


if __name__ == "__main__":
    main(*sys.argv[1:2], *(int(number) for number in sys.argv[2:3]))
