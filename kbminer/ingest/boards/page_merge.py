"""Pages into threads: one thread is one thread, under however many addresses and pages it was saved."""

from __future__ import annotations

import pickle
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.dates import DayOrder, order_of, read_date
from kbminer.ingest.document import Document
from kbminer.ingest.format import Origin, isolate_errors
from kbminer.ingest.solved import title_says_solved
from kbminer.records import Post, Problem, Thread

_MOST_PAGES = 20_000  # a page that claims more is damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPost:
    """A post as one page shows it: ``when`` is its printed date where no exact one is given.

    An empty ``post.id`` means that the page shows none (print views, archives).
    """

    post: Post
    when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """What one page shows of a thread.

    ``view`` tells pages of different cuts apart ("full", "archive", "print", "one post"): page 2 of one is
    not page 2 of another. ``of`` is how many pages there are, where the page says so.
    """

    thread: str
    title: str
    posts: tuple[SeenPost, ...]
    number: int = 1
    of: int | None = None
    view: str = "full"
    url: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    views: int | None = None
    solved: bool | None = None
    pinned: bool = False
    closed: bool = False
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list of threads shows of one: facts that the thread's own pages may lack."""

    thread: str
    prefix: str | None = None
    solved: bool | None = None
    views: int | None = None
    category: str | None = None
    pinned: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page's part with what its dates need to be read."""

    where: str
    host: str | None
    now: datetime | None
    zone: tzinfo | None
    part: ThreadPage


@dataclass(frozen=True, slots=True)
class _Usual:
    """How the forum's dates read where a page alone does not tell."""

    order: DayOrder
    zone: tzinfo


Parse = Callable[[Page], Iterable[ThreadPage | Listed]]


class Stitcher:
    """Reads the pages of one forum and gives its threads once all pages are seen.

    Parts wait in a temporary database, which stays in memory while small and goes to disk beyond.
    """

    def __init__(self, parse: Parse, origin: Origin) -> None:
        self._parse = parse
        self._origin = origin
        self._parts = sqlite3.connect("")
        self._parts.execute("CREATE TABLE part (thread TEXT, seen BLOB)")
        self._listed: dict[str, Listed] = {}
        self._orders: Counter[DayOrder] = Counter()
        self._halves = 0
        self._hosts: Counter[str] = Counter()
        self._without: list[str] = []
        self._zones: Counter[timedelta] = Counter()
        self._zoneless = 0

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Take one page; its threads come with :meth:`finish`."""
        page = Page.of(document)
        if not page.html.strip():
            return [Problem(where=document.name, what="the page is empty")]
        self.take(page)
        return ()

    def take(self, page: Page) -> None:
        """Take one parsed page."""
        found = 0
        for part in self._parse(page):
            found += 1
            if isinstance(part, Listed):
                self._listed[part.thread] = _joined(self._listed.get(part.thread), part)
                continue
            now = page.now if _is_relative(part) else None
            seen = _Seen(page.name, page.host, now, page.zone, part)
            self._parts.execute("INSERT INTO part VALUES (?, ?)", (part.thread, pickle.dumps(seen)))
            self._learn(seen)
        if not found:
            self._without.append(page.name)

    def _learn(self, seen: _Seen) -> None:
        if seen.host:
            self._hosts[seen.host] += 1
        for post in seen.part.posts:
            if post.when:
                self._zoneless += 1
                if seen.zone:
                    self._zones[seen.zone.utcoffset(None) or timedelta()] += 1
                self._halves += post.when.rstrip().lower().endswith(("am", "pm"))
                if order := order_of(post.when):
                    self._orders[order] += 1

    def finish(self) -> Iterator[Thread | Problem]:
        """Give every thread, in the order of their ids, then what was odd about the pages."""
        self._parts.execute("CREATE INDEX by_thread ON part (thread)")
        usual = _Usual(self._order(), timezone(self._zones.most_common(1)[0][0]) if self._zones else UTC)
        cursor = self._parts.execute("SELECT thread, seen FROM part ORDER BY length(thread), thread, rowid")
        group: list[_Seen] = []
        for thread, blob in cursor:
            seen: _Seen = pickle.loads(blob)  # noqa: S301 - our own bytes, from our own private database
            if group and group[0].part.thread != thread:
                yield from self._spared(group, usual)
                group = []
            group.append(seen)
        if group:
            yield from self._spared(group, usual)
        yield from self._remarks()
        self._parts.close()

    def _order(self) -> DayOrder:
        if self._orders:
            return max(sorted(self._orders), key=lambda order: self._orders[order])
        return "month first" if self._halves else "day first"

    def _remarks(self) -> Iterator[Problem]:
        if self._without:
            where = self._without[0] + (" and others" if len(self._without) > 1 else "")
            what = f"{len(self._without)} pages hold no thread (lists, profiles, errors)"
            yield Problem(where=where, what=what, lost=False)
        if self._zoneless and not self._zones:
            what = f"{self._zoneless} dates name no zone and were taken as UTC"
            yield Problem(where=self._origin.name, what=what, lost=False)

    def _spared(self, group: list[_Seen], usual: _Usual) -> Iterator[Thread | Problem]:
        return isolate_errors(group[0].where, lambda: self._thread(group, usual))

    def _thread(self, group: list[_Seen], usual: _Usual) -> Iterator[Thread | Problem]:
        group.sort(key=lambda seen: (seen.part.view != "full", seen.part.number))
        first = group[0]
        host = next((seen.host for seen in group if seen.host), None)
        host = host or next((host for host, _ in self._hosts.most_common(1)), None)
        source = self._origin.source if self._origin.base_url else host or self._origin.name
        key = f"{source}:{first.part.thread}"
        posts = _merged(group, usual)
        if not posts:
            yield Problem(where=first.where, what="the thread's page shows no posts", thread=key)
            return
        if missing := _missing(group):
            yield Problem(where=first.where, what=missing, thread=key, lost=False)
        yield _assembled(group, posts, source, self._listed.get(first.part.thread))


def _is_relative(part: ThreadPage) -> bool:
    """Whether a date of the page can only be read by who knows when the page was made."""
    return any(seen.when and not re.search(r"\d{4}|\d[-/.]\d{1,2}[-/.]\d", seen.when) for seen in part.posts)


def _joined(known: Listed | None, new: Listed) -> Listed:
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


def _merged(group: list[_Seen], usual: _Usual) -> list[Post]:
    """Every post once, in order, under its own id, or its number where the pages show none."""
    named: dict[str, Post] = {}
    nameless: dict[tuple[object, ...], Post] = {}
    for seen in group:
        here: Counter[tuple[object, ...]] = Counter()
        own: dict[str, Post] = {}
        for shown in seen.part.posts:
            post = _dated(shown, seen, usual)
            if not post.id:
                nameless.setdefault(_told_apart(post, here), post)
                continue
            if (twice := own.pop(post.id, None)) and twice.accepted:
                post = replace(post, accepted=True)  # a solution shown on top stands again in its place
            own[post.id] = post
        for post in own.values():
            known = named.get(post.id)
            if known is None or (known.created_at is None and post.created_at is not None):
                named[post.id] = post
            elif post.accepted:
                named[post.id] = replace(known, accepted=True)
    posts = list(named.values())
    if posts and all(post.id.isdecimal() for post in posts):
        posts.sort(key=lambda post: int(post.id))
    counts: Counter[tuple[object, ...]] = Counter()
    there = {_told_apart(post, counts) for post in posts}
    number = 0
    for key, post in nameless.items():
        if key not in there:
            number += 1
            posts.append(replace(post, id=f"n{number}" if named else str(number)))
    if named and number and all(post.created_at for post in posts):
        posts.sort(key=lambda post: post.created_at or datetime.min.replace(tzinfo=UTC))
    return posts


def _told_apart(post: Post, counts: Counter[tuple[object, ...]]) -> tuple[object, ...]:
    """What a post without an id is known by: author and date, and which of several of one minute it is."""
    key = (post.author, post.created_at or post.body)
    counts[key] += 1
    return (*key, counts[key])


def _dated(shown: SeenPost, seen: _Seen, usual: _Usual) -> Post:
    if shown.post.created_at is not None or not shown.when:
        return shown.post
    when = read_date(shown.when, order=usual.order, now=seen.now, zone=seen.zone or usual.zone)
    return replace(shown.post, created_at=when)


def _missing(group: list[_Seen]) -> str | None:
    """What to say where no view of the thread is complete."""
    wanting: list[str] = []
    for view in sorted({seen.part.view for seen in group}):
        parts = [seen.part for seen in group if seen.part.view == view]
        of = max(part.of or max(each.number for each in parts) for part in parts)
        of = min(of, _MOST_PAGES)
        missing = sorted(set(range(1, of + 1)) - {part.number for part in parts})
        if not missing and view != "one post":
            return None
        if missing:
            shown = ", ".join(map(str, missing[:5])) + (" …" if len(missing) > 5 else "")
            wanting.append(
                f"page {shown} of {of} is missing"
                if len(missing) == 1
                else f"pages {shown} of {of} are missing"
            )
    return (
        "the thread is cut short: " + wanting[0] if wanting else "only single posts of the thread are there"
    )


def _assembled(group: list[_Seen], posts: list[Post], source: str, listed: Listed | None) -> Thread:
    parts = [seen.part for seen in group]
    first = parts[0]
    title = next((part.title for part in parts if part.title), "")
    prefix = listed.prefix if listed else None
    if prefix and prefix.lower() not in title.lower():
        title = f"{prefix} {title}"
    solved = _solved(parts, posts, title, listed)
    category = next((part.category for part in parts if part.category), listed.category if listed else None)
    return Thread(
        id=first.thread,
        source=source,
        title=title,
        posts=tuple(posts),
        url=next((part.url for part in parts if part.url), None),
        category=category,
        tags=tuple(dict.fromkeys(tag for part in parts for tag in part.tags)),
        created_at=posts[0].created_at,
        views=max((part.views or 0 for part in parts), default=0) or (listed.views if listed else None),
        solved=solved,
        pinned=any(part.pinned for part in parts) or bool(listed and listed.pinned),
        closed=any(part.closed for part in parts) or bool(listed and listed.closed),
        duplicate_of=next((part.duplicate_of for part in parts if part.duplicate_of), None),
    )


def _solved(parts: list[ThreadPage], posts: list[Post], title: str, listed: Listed | None) -> bool | None:
    """What the forum declares: an accepted post, a mark on the thread, or its moderators' prefix."""
    if any(post.accepted for post in posts) or any(part.solved for part in parts):
        return True
    if listed and listed.solved:
        return True
    if (said := title_says_solved(title)) is not None:
        return said
    return next((part.solved for part in parts if part.solved is not None), None)
