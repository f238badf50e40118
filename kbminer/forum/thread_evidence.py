"""What one thread tells about its forum, by itself: dates, places that may be lost line breaks, last lines.

It is small and plain, so that it can be kept: a nightly run reads only new and changed threads for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kbminer.forum.endings import Ends, ends_of
from kbminer.forum.false_dates import DatedPost
from kbminer.forum.joints import Joint, joints_of
from kbminer.forum.list_runs import run_together
from kbminer.records import BodyFormat, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadEvidence:
    """What one thread tells.

    ``opened`` is when it was opened; ``dated`` holds of each dated post its place, date and author;
    ``joints`` and ``lists`` name the post and its format first; ``authors`` are its posts', ``ends`` what
    these end with.
    """

    key: str
    source: str
    id: str
    posts: int
    opened: datetime | None
    dated: tuple[tuple[int, datetime, str | None], ...]
    joints: tuple[tuple[str, BodyFormat, Joint], ...]
    lists: tuple[tuple[str, BodyFormat, int, str], ...]
    authors: tuple[str | None, ...] = ()
    ends: tuple[Ends, ...] = ()

    def dated_posts(self) -> Iterator[DatedPost]:
        """Yield the posts that have a date, each with the time at which the thread was opened."""
        for place, at, author in self.dated:
            yield DatedPost(at, self.id, author, self.opened if place else None)


def evidence_of(thread: Thread) -> ThreadEvidence:
    """Read what a thread tells about its forum."""
    people = frozenset(part for post in thread.posts for part in (post.author or "").split())
    opened = thread.created_at or (thread.posts[0].created_at if thread.posts else None)
    return ThreadEvidence(
        key=thread.key,
        source=thread.source,
        id=thread.id,
        posts=len(thread.posts),
        opened=opened,
        dated=tuple(_dated(thread)),
        joints=tuple(_joints(thread, people)),
        lists=tuple(_lists(thread)),
        authors=tuple(post.author for post in thread.posts),
        ends=tuple(filter(None, map(ends_of, thread.posts))),
    )


def _dated(thread: Thread) -> Iterator[tuple[int, datetime, str | None]]:
    for place, post in enumerate(thread.posts):
        if post.created_at:
            yield place, post.created_at, post.author


def _joints(thread: Thread, people: frozenset[str]) -> Iterator[tuple[str, BodyFormat, Joint]]:
    for post in thread.posts:
        yield from ((post.id, post.format, joint) for joint in joints_of(post.body, post.format, people))


def _lists(thread: Thread) -> Iterator[tuple[str, BodyFormat, int, str]]:
    for post in thread.posts:
        yield from ((post.id, post.format, *place) for place in run_together(post.body, post.format))
