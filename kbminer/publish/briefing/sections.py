"""The briefing's lists of threads in their order, with their headings: shared by the page and the text."""

from __future__ import annotations

from dataclasses import dataclass

from kbminer.briefing import Briefing
from kbminer.briefing.items import ThreadNews


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadList:
    """Threads under one heading, with a line that says what to do about them."""

    id: str
    heading: str
    lead: str
    threads: tuple[ThreadNews, ...]


def thread_lists(made: Briefing) -> list[ThreadList]:
    """Give the lists that hold anything, those first that somebody can act on at once."""
    asked = f" {made.confirmed.what[0].upper()}{made.confirmed.what[1:]}." if made.confirmed else ""
    found = (
        (
            "answerable",
            "Answer with an article",
            "Open threads that an article answers; paste the reply.",
            made.answerable,
        ),
        ("heated", "Heated", "Somebody should look at these first.", made.heated),
        (
            "people",
            "Needs a person",
            "They wait: no answer stands, and no article answers them.",
            made.people,
        ),
        ("confirm", "Ask the asker", f"Probably solved; an answer teaches most here.{asked}", made.confirm),
        ("reopened", "Open again", "Solved once, and no longer.", made.reopened),
        ("solved", "Newly solved", "Since the last briefing.", made.solved),
    )
    return [
        ThreadList(id=id, heading=heading, lead=lead, threads=threads)
        for id, heading, lead, threads in found
        if threads
    ]
