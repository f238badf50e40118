"""What a store holds, as figures: how much, from when to when, in which languages, and what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kbminer.records import Counts, Problem, Thread
from kbminer.store import Store

_SAMPLE = 100  # threads whose language is read: every one of a large store would take longer than its ingest


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedInput:
    """Problems of one kind: the reason, how often it was met, and how many threads it cost."""

    reason: str
    count: int
    lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What a store holds.

    ``languages`` counts the languages of ``sampled`` threads, evenly spaced among all: as the forum states
    them, else as their words tell; those of which neither tells are not counted.
    """

    counts: Counts
    first_post: datetime | None
    last_post: datetime | None
    languages: tuple[tuple[str, int], ...]
    sampled: int
    left_out: tuple[SkippedInput, ...]

    def as_dict(self) -> dict[str, Any]:
        """The figures as JSON takes them; dates are ISO 8601 in UTC."""
        return {
            "threads": self.counts.threads,
            "posts": self.counts.posts,
            "accepted": self.counts.accepted,
            "withheld": self.counts.withheld_by_mark,
            "first_post": self.first_post.isoformat() if self.first_post else None,
            "last_post": self.last_post.isoformat() if self.last_post else None,
            "languages": dict(self.languages),
            "languages_read_from": self.sampled,
            "skipped": [
                {"reason": each.reason, "count": each.count, "lost": each.lost} for each in self.left_out
            ],
        }

    def lines(self) -> list[str]:
        """The figures as people read them."""
        lines = [str(self.counts), *filter(None, [self.counts.withheld_words])]
        if self.first_post and self.last_post:
            lines.append(f"posts from {self.first_post:%Y-%m-%d} to {self.last_post:%Y-%m-%d}")
        if self.languages:
            shares = ", ".join(f"{language} {count}" for language, count in self.languages[:5])
            lines.append(f"languages of {self.sampled} threads: {shares}")
        return lines


def holdings(store: Store) -> Holdings:
    """Count what ``store`` holds."""
    first, last = store.period()
    languages, sampled = languages_of(store)
    return Holdings(
        counts=store.counts(),
        first_post=first,
        last_post=last,
        languages=tuple(sorted(languages.items(), key=lambda pair: (-pair[1], pair[0]))),
        sampled=sampled,
        left_out=left_out(store.problems()),
    )


def languages_of(store: Store) -> tuple[Counter[str], int]:
    """Count the languages of some threads, evenly spaced among all, and how many were looked at."""
    keys = sorted(store.digests())
    step = max(1, -(-len(keys) // _SAMPLE))
    sample = list(store.threads(keys[::step]))
    return Counter(language for thread in sample if (language := _language(thread))), len(sample)


def left_out(problems: Iterable[Problem]) -> tuple[SkippedInput, ...]:
    """Group problems by their reason, the most frequent first.

    A reason is the problem's words up to a colon, without its numbers; a problem that begins with a number
    counts as that many.

    >>> cut = Problem(where="a", what="the thread is cut short: page 2 of 2 is missing", lost=False)
    >>> unread = Problem(where="b", what="3 files are in no known format", lost=False)
    >>> [(each.reason, each.count) for each in left_out([cut, unread])]
    [('files are in no known format', 3), ('the thread is cut short', 1)]
    """
    counts: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for problem in problems:
        words = problem.what.split(": ")[0]
        leading = re.match(r"(\d+) ", words)
        reason = re.sub(r"\d+", "…", words[leading.end() :] if leading else words)
        counts[reason] += int(leading.group(1)) if leading else 1
        lost[reason] += problem.lost
    ranked = sorted(counts, key=lambda reason: (-counts[reason], reason))
    return tuple(SkippedInput(reason=reason, count=counts[reason], lost=lost[reason]) for reason in ranked)


def _language(thread: Thread) -> str | None:
    """The language that a run reads the thread's question in."""
    from kbminer.questions.ask import read_ask  # noqa: PLC0415 - parsers load when something is read

    return read_ask(thread).language
