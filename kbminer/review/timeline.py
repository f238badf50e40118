"""A thread's way from the question to what solved it, in a few steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kbminer.review.cited_posts import EvidencePost, EvidenceThread

StepKind = Literal["asked", "replies", "answer", "asker", "cue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: a post of its own, or so many replies between two; ``quote`` is what was said there."""

    kind: StepKind
    count: int = 0
    date: datetime | None = None
    quote: str = ""
    number: int | None = None


def way_of(thread: EvidenceThread) -> tuple[Step, ...]:
    """Tell a thread's way: who asked, how many replied, what answered, and what showed that it did."""
    return tuple(_steps(thread))


def _steps(thread: EvidenceThread) -> Iterator[Step]:
    quotes = {cue.post: cue.quote for cue in thread.cues}
    passed = 0
    for post in thread.posts:
        kind = _kind(post, quotes)
        if kind is None:
            passed += 1
            continue
        if passed:
            yield Step(kind="replies", count=passed)
        passed = 0
        yield Step(kind=kind, date=post.date, quote=quotes.get(post.post, ""), number=post.number)
    if passed + thread.more:
        yield Step(kind="replies", count=passed + thread.more)


def _kind(post: EvidencePost, quotes: dict[str, str]) -> StepKind | None:
    if post.number == 1:
        return "asked"
    if post.solves:
        return "answer"
    if post.post in quotes:
        return "asker" if post.role == "asker" else "cue"
    return None
