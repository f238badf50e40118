"""Reads a folder of pages of unknown software: all of it is looked at before anything is read.

Pages wait in a temporary database. A sample that is spread over the folder shows what its pages have in
common; then each page is read by that.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.page_merge import PageMerger
from kbminer.ingest.boards.thread_page import ThreadPage
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.page_reader import Learned, learn, read_page
from kbminer.ingest.boards.unknown.page_walk import outline_of
from kbminer.ingest.boards.unknown.verdict import Tally, objections, sureness
from kbminer.ingest.decode import decode
from kbminer.ingest.document import Document
from kbminer.ingest.format import Origin, isolate_errors
from kbminer.records import Problem, Thread

_SAMPLE = 50  # pages that are learned from; more change nothing
_STATED = ("canonical", "og:url")

Described = Callable[[Page], ThreadPage | None]
"""Reads what a page says of its thread itself; ``None`` where that is not all."""


class FolderReader:
    """Reads one forum's pages once all are seen.

    Parameters
    ----------
    origin : Origin
        Where they come from.
    described : callable
        Asked first for each page, where pages may describe their threads in full.
    """

    def __init__(self, origin: Origin, described: Described = lambda page: None) -> None:
        self._origin = origin
        self._described = described
        self._pages = sqlite3.connect("")
        self._pages.execute("CREATE TABLE page (name TEXT, made TEXT, content BLOB)")
        self._count = 0
        self._guessed = 0
        self._step = 1
        self._believes_addresses = True
        self._openings: dict[bytes, str] = {}  # of threads, with the thread that each began first

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Take one page; threads come with :meth:`finish`."""
        content = document.read()
        if not content.strip():
            return [Problem(where=document.name, what="the page is empty")]
        made = document.made.isoformat() if document.made else None
        name = document.name.encode("utf-8", "surrogateescape")
        self._pages.execute("INSERT INTO page VALUES (?, ?, ?)", (name, made, zlib.compress(content, 1)))
        self._count += 1
        return ()

    def finish(self) -> Iterator[Thread | Problem]:
        """Learn from a sample, read every page, and yield the threads if the reading is to be believed."""
        learned = self._learned()
        tally = Tally()
        merger = PageMerger(lambda page: (), self._origin)
        for page in self._stored():
            yield from isolate_errors(page.name, partial(self._read, page, learned, merger, tally))
        self._pages.close()
        if found := objections(tally):
            yield self._refusal(tally, found)
            return
        yield from merger.finish()
        if self._guessed:
            what = f"read by guess, {sureness(tally):.0%} sure: the software of these pages is not known"
            yield Problem(where=self._origin.name, what=what, lost=False)

    def _read(
        self, page: Page, learned: Learned | None, merger: PageMerger, tally: Tally
    ) -> Iterator[Thread | Problem]:
        part = self._described(page)
        if learned is not None and (part is None or _lacks_posts(part)):
            outline = outline_of(page.html, learned.frame)
            shown = read_page(_addressed(page, outline), outline, learned, self._address(page))
            self._guessed += shown is not None
            part = _fuller(part, shown)
        if part is not None:
            part = self._under_one_name(part)
        looks = tally.pages % self._step == 0
        tally.add(part, (page.now or datetime.now(UTC)) if looks else None)
        merger.add(page, [] if part is None else [part])
        return iter(())

    def _under_one_name(self, part: ThreadPage) -> ThreadPage:
        """A page of a thread that another page showed under its number, though its own address names none."""
        key = _opening(part)
        known = self._openings.setdefault(key, part.thread)
        return part if part.thread.isdecimal() else replace(part, thread=known)

    def _learned(self) -> Learned | None:
        self._step = max(1, self._count // _SAMPLE)
        sample = []
        for page in self._stored(self._step):
            outline = outline_of(page.html)
            sample.append((_addressed(page, outline), outline))
        stated = {page.address for page, _ in sample if page.address}
        self._believes_addresses = len(stated) > 0.3 * len(sample)
        return learn([(self._address(page), outline) for page, outline in sample])

    def _address(self, page: Page) -> str:
        """A page's address, or its name where pages state none, or all the same."""
        return (page.address if self._believes_addresses else None) or page.name

    def _stored(self, step: int = 1) -> Iterator[Page]:
        rows = self._pages.execute(
            "SELECT name, made, content FROM page WHERE rowid % ? = 1 OR ? = 1 ORDER BY rowid", (step, step)
        )
        for name, made, content in rows:
            text = decode(zlib.decompress(content))
            when = datetime.fromisoformat(made) if made else None
            yield Page(name.decode("utf-8", "surrogateescape"), text, made=when)

    def _refusal(self, tally: Tally, found: list[str]) -> Problem:
        what = (
            f"{tally.pages:,} pages were not taken: their software is not known, and what was read from them "
            f"is not to be believed: {'; '.join(found)}. A reader for it can be added: see docs/formats.md"
        )
        return Problem(where=self._origin.name, what=what, warns=True)


def _lacks_posts(part: ThreadPage) -> bool:
    """Whether a description holds fewer posts than it counts, or only the first."""
    return len(part.posts) < (part.stated or 2)


def _fuller(described: ThreadPage | None, shown: ThreadPage | None) -> ThreadPage | None:
    """Of what a page describes and what it shows, that with more posts, under the described title."""
    if described is None or shown is None or len(described.posts) >= len(shown.posts):
        return described or shown
    return replace(shown, title=described.title or shown.title, stated=described.stated)


def _opening(part: ThreadPage) -> bytes:
    """What is the same on all pages that show a thread's beginning, under whatever address it was saved."""
    first = part.posts[0]
    shown = (part.title, first.post.author, first.when, first.post.created_at, first.post.body)
    return blake2b(repr(shown).encode("utf-8", "replace"), digest_size=12).digest()


def _addressed(page: Page, outline: Outline) -> Page:
    """The page with the address that it states."""
    stated = (outline.links.get(name, "") for name in _STATED)
    address = next((each for each in stated if each.startswith(("http://", "https://"))), None)
    if address and not page.is_mirrored:
        page.url = address
    elif not page.is_mirrored:
        page.url = None
    return page
