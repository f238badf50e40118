"""The pages of one thread as one record: every post once, and the facts that pages and lists state."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from itertools import chain
from operator import attrgetter
from typing import Any

from kbminer.ingest.boards.thread_page import Listed, SeenPost, ThreadPage
from kbminer.ingest.dates import DayOrder, read_date
from kbminer.records import Post, Thread, strictest
from kbminer.text.title_marks import solved_mark

_MOST_PAGES = 20_000  # a page that claims more is damaged


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page of a thread with what its dates need to be read: when it was made, and its zone."""

    where: str
    host: str | None
    now: datetime | None
    zone: tzinfo | None
    part: ThreadPage


def date_separator(printed: str) -> str:
    """The sign between the numbers of a date; an empty text where it has no three numbers.

    >>> date_separator("am 12.05.2019"), date_separator("3 May 2019")
    ('.', '')
    """
    found = re.search(r"\d{1,2}\s?([-/.])\s?\d{1,2}\s?[-/.]\s?\d{2}", printed)
    return found.group(1) if found else ""


@dataclass(frozen=True, slots=True)
class UsualDates:
    """How the forum's dates read where a page alone does not tell.

    ``orders`` has the order of days and months by the sign between them: a site in two languages writes
    05/12/2019 and 12.05.2019.
    """

    order: DayOrder
    zone: tzinfo
    orders: Mapping[str, DayOrder] = field(default_factory=dict)

    def order_of(self, printed: str) -> DayOrder:
        """The order of a printed date."""
        return self.orders.get(date_separator(printed), self.order)


def merged_posts(pages: Iterable[SeenPage], usual: UsualDates) -> list[Post]:
    """Take every post once, in order, under its own id, or its number where the pages show none."""
    merge = _Merge()
    for seen in pages:
        merge.add([_dated(shown, seen, usual) for shown in seen.part.posts])
    return merge.in_order()


def missing_pages(pages: list[SeenPage]) -> str | None:
    """Say which pages are missing; ``None`` where one view of the thread is complete."""
    wanting: list[str] = []
    for view in sorted({seen.part.view for seen in pages}):
        missing = _missing([seen.part for seen in pages if seen.part.view == view])
        if missing is None and view != "one post":
            return None
        if missing:
            wanting.append(missing)
    if wanting:
        return "the thread is cut short: " + wanting[0]
    return "only single posts of the thread are there"


def merged_thread(pages: list[SeenPage], posts: list[Post], source: str, listed: Listed | None) -> Thread:
    """Join the facts of a thread's pages, the first of which counts, and of the lists that show it.

    Parameters
    ----------
    pages : list of SeenPage
        In the order of their numbers, full views first.
    posts : list of Post
        At least one.
    source : str
        The forum.
    listed : Listed or None
        What lists show of the thread.
    """
    parts = [seen.part for seen in pages]
    facts = listed or Listed(thread=parts[0].thread)
    stated: list[ThreadPage | Listed] = [*parts, facts]
    title = _title(parts, facts.prefix)
    return Thread(
        id=parts[0].thread,
        source=source,
        title=title,
        posts=tuple(posts),
        url=_first(part.url for part in parts),
        category=_first(each.category for each in stated),
        tags=tuple(dict.fromkeys(chain.from_iterable(part.tags for part in parts))),
        created_at=posts[0].created_at,
        views=max(part.views or 0 for part in parts) or facts.views,
        solved=_solved(parts, posts, title, facts),
        pinned=any(map(attrgetter("pinned"), stated)),
        closed=any(map(attrgetter("closed"), stated)),
        visibility=strictest(part.visibility for part in parts),
    )


def merged_rows(known: Listed | None, new: Listed) -> Listed:
    """Join what two rows of lists show of a thread."""
    if known is None:
        return new
    return Listed(
        thread=new.thread,
        prefix=new.prefix or known.prefix,
        solved=new.solved if new.solved is not None else known.solved,
        views=max(new.views or 0, known.views or 0) or None,
        category=new.category or known.category,
        pinned=new.pinned or known.pinned,
        closed=new.closed or known.closed,
    )


@dataclass(slots=True)
class _Merge:
    """Posts by their ids, and those without one by what tells them apart."""

    named: dict[str, Post] = field(default_factory=dict)
    nameless: dict[tuple[object, ...], Post] = field(default_factory=dict)

    def add(self, posts: list[Post]) -> None:
        """Take the posts of one page."""
        here: Counter[tuple[object, ...]] = Counter()
        own: dict[str, Post] = {}
        for post in posts:
            if not post.id:
                self.nameless.setdefault(_told_apart(post, here), post)
                continue
            twice = own.pop(post.id, None)  # a solution shown on top stands again in its place
            shown = replace(post, accepted=True) if twice and twice.accepted else post
            own[post.id] = _as_strict_as(shown, twice)
        for post in own.values():
            known = self.named.get(post.id)
            if known is None or (known.created_at is None and post.created_at is not None):
                self.named[post.id] = _as_strict_as(post, known)
            else:
                shown = replace(known, accepted=True) if post.accepted else known
                self.named[post.id] = _as_strict_as(shown, post)

    def in_order(self) -> list[Post]:
        """All posts, by id where ids are numbers; the nameless ones by date where all have one."""
        posts = list(self.named.values())
        if posts and all(post.id.isdecimal() for post in posts):
            posts.sort(key=lambda post: int(post.id))
        added = self._nameless_apart(posts)
        posts += added
        if self.named and added and all(post.created_at for post in posts):
            posts.sort(key=lambda post: post.created_at or datetime.min.replace(tzinfo=UTC))
        return posts

    def _nameless_apart(self, posts: list[Post]) -> list[Post]:
        """The posts without an id that none of those with one is, numbered."""
        counts: Counter[tuple[object, ...]] = Counter()
        there = {_told_apart(post, counts) for post in posts}
        others = [post for key, post in self.nameless.items() if key not in there]
        prefix = "n" if self.named else ""
        return [replace(post, id=f"{prefix}{number}") for number, post in enumerate(others, 1)]


def _as_strict_as(post: Post, other: Post | None) -> Post:
    """The post, withheld where another page, or another place of its page, says so."""
    if other is None or other.visibility == post.visibility:
        return post
    return replace(post, visibility=strictest((post.visibility, other.visibility)))


def _told_apart(post: Post, counts: Counter[tuple[object, ...]]) -> tuple[object, ...]:
    """What a post without an id is known by: author and date, and which of several of one minute it is."""
    key = (post.author, post.created_at or post.body)
    counts[key] += 1
    return (*key, counts[key])


def _dated(shown: SeenPost, seen: SeenPage, usual: UsualDates) -> Post:
    if shown.post.created_at is not None or not shown.when:
        return shown.post
    when = read_date(shown.when, order=usual.order_of(shown.when), now=seen.now, zone=seen.zone or usual.zone)
    return replace(shown.post, created_at=when)


def _missing(parts: list[ThreadPage]) -> str | None:
    """Which pages of one view are missing, in words; ``None`` where none is."""
    last = max(part.number for part in parts)
    of = min(max(part.of or last for part in parts), _MOST_PAGES)
    missing = sorted(set(range(1, of + 1)) - {part.number for part in parts})
    shown = ", ".join(map(str, missing[:5])) + (" …" if len(missing) > 5 else "")
    if len(missing) == 1:
        return f"page {shown} of {of} is missing"
    return f"pages {shown} of {of} are missing" if missing else None


def _title(parts: list[ThreadPage], prefix: str | None) -> str:
    """The first title that a page shows, behind the prefix that a list shows beside it."""
    title = _first(part.title for part in parts) or ""
    return f"{prefix} {title}" if prefix and prefix.lower() not in title.lower() else title


def _first(values: Iterable[Any]) -> Any:
    return next(filter(None, values), None)


def _solved(parts: list[ThreadPage], posts: list[Post], title: str, facts: Listed) -> bool | None:
    """What the forum declares: an accepted post, a mark on the thread, or its moderators' prefix."""
    if facts.solved or any(post.accepted for post in posts) or any(part.solved for part in parts):
        return True
    if (said := solved_mark(title)) is not None:
        return said
    return next((part.solved for part in parts if part.solved is not None), None)
