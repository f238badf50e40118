"""Dates that are no posts' dates: the day on which a forum was copied, years before it existed, the future.

A copy stamps its own day on whatever it could not date. Such a day is told from a busy one by what it is
stamped on: threads that were opened long before, many of them, by many people. On the day of an outage many
write, too, but in threads that are hours old.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from kbminer.records import FalseDates

# A copy's day holds so large a share of all replies, in so large a share of all threads with replies. The
# busiest day of four forums (612 to 19,051 threads) holds 0.1 to 3.6 % (docs/quality/ingest.md).
LARGE_PART = 0.10
LEAST_REPLIES, LEAST_THREADS = 10, 5  # below, a day's share says nothing
LONG_BEFORE = timedelta(days=30)  # nobody's outage; a thread so old is seldom answered
MOSTLY = 0.7  # of a copy's replies stand in threads that old; on those forums' busy days 0 to 14 % (median)
ONE_AUTHOR, USUAL = 0.5, 1.5  # who wrote so large a share, and so many times the usual, closed old threads
LONGEST_COPY = timedelta(days=7)  # in a row: longer, people come back to old threads every day
NO_FORUM_YET = timedelta(days=5 * 365)  # of silence between a few first posts and all others
FEW, LEAST_DATED = 0.05, 20  # the share of those few, and the posts from which a share counts
_MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class DatedPost:
    """A post's date, with what tells whether it can be true; ``opened`` is ``None`` for openings."""

    at: datetime
    thread: str
    author: str | None
    opened: datetime | None

    @property
    def day(self) -> date:
        """The day in UTC."""
        return self.at.date()

    @property
    def is_late(self) -> bool:
        """Whether a reply came long after its thread was opened, or in the same second: no person does."""
        if self.opened is None:
            return False
        same = self.at == self.opened and self.at.time() != _MIDNIGHT  # which stands for a day alone
        return same or self.day - self.opened.date() >= LONG_BEFORE


def false_dates(source: str, posts: Sequence[DatedPost], today: date) -> Iterator[FalseDates]:
    """Find the false dates among all dated posts of one source, in the order of days.

    Parameters
    ----------
    source
        What the source is called.
    posts
        Of all its threads; see :meth:`kbminer.forum.thread_evidence.ThreadEvidence.dated_posts`.
    today
        No post was written later than the day after it, for clocks differ.
    """

    def found(reason: Literal["crawl", "too early", "future"], first: date, last: date) -> FalseDates:
        count = sum(first <= post.day <= last for post in posts)
        return FalseDates(source=source, reason=reason, first=first, last=last, posts=count, of=len(posts))

    future = sorted(post.day for post in posts if post.day > today + timedelta(days=1))
    true = [post for post in posts if post.day <= today + timedelta(days=1)]
    if early := _too_early(sorted(post.day for post in true)):
        yield found("too early", *early)
    yield from (found("crawl", first, last) for first, last in _copies(true))
    if future:
        yield found("future", future[0], future[-1])


def _too_early(days: Sequence[date]) -> tuple[date, date] | None:
    """The days of the few first posts that years of silence part from all others."""
    most = int(FEW * len(days)) if len(days) >= LEAST_DATED else 0
    gaps = (place for place in range(most, 0, -1) if days[place] - days[place - 1] >= NO_FORUM_YET)
    last = next(gaps, None)
    return (days[0], days[last - 1]) if last else None


def _copies(posts: Iterable[DatedPost]) -> Iterator[tuple[date, date]]:
    """The days in a row on which a large part of all replies, in many old threads, is dated."""
    replies = [post for post in posts if post.opened]
    by_day: dict[date, list[DatedPost]] = defaultdict(list)
    for reply in replies:
        by_day[reply.day].append(reply)
    least_replies = max(LEAST_REPLIES, LARGE_PART * len(replies))
    least_threads = max(LEAST_THREADS, LARGE_PART * _threads(replies))
    late = sorted(day for day, there in by_day.items() if _are_late(there))
    for days in _in_rows(late):
        there = [reply for day in days for reply in by_day[day]]
        large = len(there) >= least_replies and _threads(there) >= least_threads
        short = days[-1] - days[0] < LONGEST_COPY
        if large and short and not _are_one_persons(there, replies):
            yield days[0], days[-1]


def _threads(replies: Iterable[DatedPost]) -> int:
    """How many threads replies stand in."""
    return len({reply.thread for reply in replies})


def _are_late(replies: Sequence[DatedPost]) -> bool:
    return sum(reply.is_late for reply in replies) >= MOSTLY * len(replies)


def _are_one_persons(some: Sequence[DatedPost], replies: Sequence[DatedPost]) -> bool:
    """Whether one person wrote most of some replies, and many more of them than of all."""
    author, count = Counter(reply.author for reply in some).most_common(1)[0]
    share = count / len(some)
    usual = sum(reply.author == author for reply in replies) / len(replies)
    return author is not None and share > ONE_AUTHOR and share > USUAL * usual


def _in_rows(days: Sequence[date]) -> Iterator[list[date]]:
    """Days in order, those that follow one another together."""
    row: list[date] = []
    for day in days:
        if row and day - row[-1] > timedelta(days=1):
            yield row
            row = []
        row.append(day)
    if row:
        yield row
