"""Whether what was read by guess is believed: how sure it is, and what speaks against it.

A forum that was read wrongly shows it: its threads all have one title, or one post, or dates that are out of
order or older than forums are. Such a reading is refused, with the reason, and no draft is made from it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import pairwise

from kbminer.ingest.boards.thread_page import ThreadPage
from kbminer.ingest.dates import read_date

_FEW = 8  # threads; of fewer, likeness says nothing
_SAME_TITLE = 0.5  # of the threads under one title
_ONE_POST = 0.95  # of the threads with one post
_NAMELESS = 0.5  # of the posts without an author or a date
_MISDATED = 0.3  # of the posts with a date before there were forums, or in the future
_DISORDER = 0.4  # of neighbouring posts with the later one first
_UNREAD = 0.7  # of the pages that were not read
_BEFORE_FORUMS = datetime(1994, 1, 1, tzinfo=UTC)  # the first forums on the web
_A_DAY = 86_400


@dataclass(slots=True)
class Tally:
    """What was read so far, in counts: titles as digests, so that a forum of any size fits."""

    pages: int = 0
    unread: int = 0
    titles: dict[str, bytes] = field(default_factory=dict)
    posts_of: Counter[str] = field(default_factory=Counter)
    posts: int = 0
    named: int = 0
    dated: int = 0
    looked_at: int = 0
    undated: int = 0
    misdated: int = 0
    pairs: int = 0
    disordered: int = 0

    def add(self, part: ThreadPage | None, now: datetime | None) -> None:
        """Count one page, with what it shows of a thread.

        Parameters
        ----------
        part : ThreadPage or None
            What it shows; ``None`` where that is no thread.
        now : datetime or None
            When it was made; ``None`` where its dates need not be looked at: a sample is enough.
        """
        self.pages += 1
        if part is None or not part.posts:
            self.unread += 1
            return
        self.titles.setdefault(part.thread, blake2b(part.title.encode(), digest_size=8).digest())
        self.posts_of[part.thread] += len(part.posts)
        self.posts += len(part.posts)
        self.named += sum(seen.post.author is not None for seen in part.posts)
        self.dated += sum(seen.post.created_at is not None or bool(seen.when) for seen in part.posts)
        if now is not None:
            self._look_at_dates(part, now)

    def _look_at_dates(self, part: ThreadPage, now: datetime) -> None:
        self.looked_at += len(part.posts)
        times = [seen.post.created_at or read_date(seen.when or "", now=now) for seen in part.posts]
        dates = list(filter(None, times))
        self.undated += len(times) - len(dates)
        self.misdated += sum(time < _BEFORE_FORUMS or (time - now).total_seconds() > _A_DAY for time in dates)
        pairs = [(a, b) for a, b in pairwise(dates) if a != b]
        self.pairs += len(pairs)
        disordered = sum(later < earlier for earlier, later in pairs)
        self.disordered += min(disordered, len(pairs) - disordered)  # the newest first is an order, too


def objections(tally: Tally) -> list[str]:
    """Say what speaks against a reading, in plain words; nothing where it is believed."""
    found = []
    threads = len(tally.posts_of)
    if threads >= _FEW:
        _, most = Counter(tally.titles.values()).most_common(1)[0]
        if most > _SAME_TITLE * threads:
            found.append(f"{most:,} of {threads:,} threads have the same title")
        single = sum(count == 1 for count in tally.posts_of.values())
        if single >= _ONE_POST * threads:
            found.append(f"{single:,} of {threads:,} threads have one post, as if replies were not seen")
    if tally.pages >= _FEW and tally.unread > _UNREAD * tally.pages:
        found.append(f"{tally.unread:,} of {tally.pages:,} pages show no thread")
    if tally.posts >= _FEW:
        found += _doubtful_posts(tally)
    return found


def _doubtful_posts(tally: Tally) -> list[str]:
    found = []
    if tally.misdated > _MISDATED * tally.looked_at:
        found.append(
            f"{tally.misdated:,} of {tally.looked_at:,} posts are dated before there were forums, or to come"
        )
    if tally.pairs >= _FEW and tally.disordered > _DISORDER * tally.pairs:
        found.append(
            f"the dates of {tally.disordered:,} of {tally.pairs:,} neighbouring posts are out of order"
        )
    if tally.named < _NAMELESS * tally.posts:
        found.append(f"{tally.posts - tally.named:,} of {tally.posts:,} posts have no author")
    return found


def sureness(tally: Tally) -> float:
    """How sure a reading is, 0 to 1: the share of posts with author and date, less what pages do not show.

    >>> sureness(Tally(pages=10, posts=40, named=40, dated=40))
    0.9
    """
    if not tally.posts:
        return 0.0
    dated = tally.dated / tally.posts * (1 - tally.undated / max(tally.looked_at, 1))
    whole = min(tally.named / tally.posts, dated)
    read = 1 - 0.3 * tally.unread / tally.pages
    order = 1 - tally.disordered / tally.pairs if tally.pairs >= _FEW else 1.0
    return round(0.9 * whole * read * order, 2)  # a guess is never as sure as a reader made for the software
