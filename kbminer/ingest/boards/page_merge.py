"""Pages into threads: one thread is one thread, under however many addresses and pages it was saved."""

from __future__ import annotations

import pickle
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, timedelta, timezone
from functools import partial
from itertools import groupby

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.thread_merge import (
    SeenPage,
    UsualDates,
    date_separator,
    merged_posts,
    merged_rows,
    merged_thread,
    missing_pages,
)
from kbminer.ingest.boards.thread_page import Listed, Parse, ThreadPage
from kbminer.ingest.dates import DayOrder, order_of
from kbminer.ingest.document import Document
from kbminer.ingest.format import Origin, isolate_errors
from kbminer.ingest.zones import stated_zone
from kbminer.records import Post, Problem, Thread


class PageMerger:
    """Reads the pages of one forum and yields its threads once all pages are seen.

    Pages wait in a temporary database, which stays in memory while small and goes to disk beyond.

    Parameters
    ----------
    parse : callable
        Reads one page.
    origin : Origin
        Where the pages come from.
    """

    def __init__(self, parse: Parse, origin: Origin) -> None:
        self._parse = parse
        self._origin = origin
        self._pages = sqlite3.connect("")
        self._pages.execute("CREATE TABLE page (thread TEXT, seen BLOB)")
        self._listed: dict[str, Listed] = {}
        self._orders: Counter[tuple[str, DayOrder]] = Counter()
        self._halves = 0
        self._hosts: Counter[str] = Counter()
        self._without: list[str] = []
        self._zones: Counter[timedelta] = Counter()
        self._zoneless = 0
        self._unread = 0

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Take one page; its threads come with :meth:`finish`."""
        page = Page.of(document)
        if not page.html.strip():
            return [Problem(where=document.name, what="the page is empty")]
        self.take(page)
        return ()

    def take(self, page: Page) -> None:
        """Parse one page and take what it shows."""
        self.add(page, self._parse(page))

    def add(self, page: Page, parts: Iterable[ThreadPage | Listed]) -> None:
        """Take what one page shows."""
        found = 0
        for part in parts:
            found += 1
            if isinstance(part, Listed):
                self._listed[part.thread] = merged_rows(self._listed.get(part.thread), part)
                continue
            self.take_seen(seen_page(page, part))
        if not found:
            self.take_nothing(page.name)

    def take_seen(self, seen: SeenPage) -> None:
        """Take what one page shows of a thread."""
        self._pages.execute("INSERT INTO page VALUES (?, ?)", (seen.part.thread, pickle.dumps(seen)))
        self._learn(seen)

    def take_nothing(self, name: str) -> None:
        """Count a page that shows no thread."""
        self._without.append(name)

    def _learn(self, seen: SeenPage) -> None:
        if seen.host:
            self._hosts[seen.host] += 1
        for post in seen.part.posts:
            if post.when:
                if seen.zone:
                    self._zones[seen.zone.utcoffset(None) or timedelta()] += 1
                self._halves += post.when.rstrip().lower().endswith(("am", "pm"))
                if order := order_of(post.when):
                    self._orders[date_separator(post.when), order] += 1

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every thread, in the order of their ids, then what was odd about the pages."""
        self._pages.execute("CREATE INDEX by_thread ON page (thread)")
        usual = self._usual()
        rows = self._pages.execute("SELECT thread, seen FROM page ORDER BY length(thread), thread, rowid")
        for _, group in groupby(rows, key=lambda row: row[0]):
            pages = [pickle.loads(seen) for _, seen in group]  # noqa: S301 - our own bytes, from our own database
            yield from isolate_errors(pages[0].where, partial(self._thread, pages, usual))
        yield from self._remarks()
        self._pages.close()

    def _usual(self) -> UsualDates:
        """How most of the forum's dates read, all together and by the sign in them."""
        zone = timezone(self._zones.most_common(1)[0][0]) if self._zones else UTC
        whole: Counter[DayOrder] = Counter()
        for (_, order), count in self._orders.items():
            whole[order] += count
        own: DayOrder = "month first" if self._halves else "day first"
        signs = {sign for sign, _ in self._orders}
        orders = {
            sign: _most(Counter({o: n for (s, o), n in self._orders.items() if s == sign})) for sign in signs
        }
        return UsualDates(_most(whole) if whole else own, zone, orders)

    def _remarks(self) -> Iterator[Problem]:
        if self._without:
            where = self._without[0] + (" and others" if len(self._without) > 1 else "")
            what = f"{len(self._without)} pages hold no thread (lists, profiles, errors)"
            yield Problem(where=where, what=what, lost=False)
        if self._zoneless and not self._zones:
            what = f"{self._zoneless} dates name no zone and were taken as UTC"
            yield Problem(where=self._origin.name, what=what, lost=False)
        if self._unread:
            what = f"the dates of {self._unread} posts can't be read"
            yield Problem(where=self._origin.name, what=what, lost=False)

    def _thread(self, pages: list[SeenPage], usual: UsualDates) -> Iterator[Thread | Problem]:
        pages.sort(key=lambda seen: (seen.part.view != "full", seen.part.number))
        first = pages[0]
        source = self._origin.source_at(self._host(pages))
        key = f"{source}:{first.part.thread}"
        posts = merged_posts(pages, usual)
        if not posts:
            yield Problem(where=first.where, what="the thread's page shows no posts", thread=key)
            return
        self._count_dates(pages, posts)
        if missing := missing_pages(pages):
            yield Problem(where=first.where, what=missing, thread=key, lost=False)
        stated = max(seen.part.stated or 0 for seen in pages)
        if len(posts) < stated and not missing:
            what = f"the thread is cut short: of {stated} posts that it counts, {len(posts)} are there"
            yield Problem(where=first.where, what=what, thread=key, lost=False)
        yield merged_thread(pages, posts, source, self._listed.get(first.part.thread))

    def _count_dates(self, pages: list[SeenPage], posts: Sequence[Post]) -> None:
        """Count the printed dates that were read, and those that were not."""
        shown = [each for seen in pages for each in seen.part.posts]
        exact = {each.post.created_at for each in shown}
        if any(each.when for each in shown):
            self._unread += sum(post.created_at is None for post in posts)
            self._zoneless += sum(post.created_at not in exact for post in posts)

    def _host(self, pages: list[SeenPage]) -> str | None:
        """The host that one of the pages names, or else the one that most pages of the source name."""
        usual = (host for host, _ in self._hosts.most_common(1))
        return next((seen.host for seen in pages if seen.host), None) or next(usual, None)


def seen_page(page: Page, part: ThreadPage) -> SeenPage:
    """Join what a page shows of a thread with what its dates need to be read."""
    now = page.now if _is_relative(part) else None
    printed = any(seen.when for seen in part.posts)  # an exact time needs no zone
    zone = stated_zone(page.html, [seen.post.body for seen in part.posts]) if printed else None
    return SeenPage(page.name, page.host, now, zone, part)


def _most(orders: Counter[DayOrder]) -> DayOrder:
    return max(sorted(orders), key=lambda order: orders[order])


def _is_relative(part: ThreadPage) -> bool:
    """Whether a date of the page can only be read by who knows when the page was made."""
    return any(seen.when and not re.search(r"\d{4}|\d[-/.]\d{1,2}[-/.]\d", seen.when) for seen in part.posts)
