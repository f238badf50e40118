"""Reads a folder of pages of unknown software: all of it is looked at before anything is read.

Pages wait in a temporary database. A sample that is spread over the folder shows what its pages have in
common; then each page is read by that.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from hashlib import blake2b

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.page_merge import PageMerger
from kbminer.ingest.boards.thread_page import ThreadPage
from kbminer.ingest.boards.unknown.page_reader import learn
from kbminer.ingest.boards.unknown.page_walk import outline_of
from kbminer.ingest.boards.unknown.stored_pages import (
    Described,
    Reading,
    Shown,
    StoredPage,
    addressed,
    shown_pages,
)
from kbminer.ingest.boards.unknown.verdict import Tally, objections, sureness
from kbminer.ingest.document import Document
from kbminer.ingest.format import Origin, isolate_errors
from kbminer.progress import track
from kbminer.records import Problem, Thread

_SAMPLE = 50  # pages that are learned from; more change nothing


def _undescribed(page: Page) -> ThreadPage | None:
    """Nothing: most pages describe no thread."""
    return None


class FolderReader:
    """Reads one forum's pages once all are seen.

    Parameters
    ----------
    origin : Origin
        Where they come from.
    described : callable
        Asked first for each page, where pages may describe their threads in full.
    """

    def __init__(self, origin: Origin, described: Described = _undescribed) -> None:
        self._origin = origin
        self._described = described
        self._pages = sqlite3.connect("")
        self._pages.execute("CREATE TABLE page (name TEXT, made TEXT, content BLOB)")
        self._count = 0
        self._step = 1
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
        reading = self._learned()
        tally = Tally()
        merger = PageMerger(lambda page: (), self._origin)
        guessed = 0
        pages = track(self._stored(), what="Reading pages", total=self._count, unit="page")
        for shown in shown_pages(pages, reading, count=self._count):
            yield from isolate_errors(shown.name, partial(self._take, shown, merger, tally))
            guessed += shown.guessed
        self._pages.close()
        if found := objections(tally):
            yield self._refusal(tally, found)
            return
        yield from merger.finish()
        if guessed:
            what = f"read by guess, {sureness(tally):.0%} sure: the software of these pages is not known"
            yield Problem(where=self._origin.name, what=what, lost=False)

    def _take(self, shown: Shown, merger: PageMerger, tally: Tally) -> Iterable[Thread | Problem]:
        if shown.problems:
            return shown.problems
        if shown.seen is None:
            tally.add(None, shown.now)
            merger.take_nothing(shown.name)
            return ()
        part = self._under_one_name(shown.seen.part)
        tally.add(part, shown.now)
        merger.take_seen(replace(shown.seen, part=part))
        return ()

    def _under_one_name(self, part: ThreadPage) -> ThreadPage:
        """A page of a thread that another page showed under its number, though its own address names none."""
        key = _opening(part)
        known = self._openings.setdefault(key, part.thread)
        return part if part.thread.isdecimal() else replace(part, thread=known)

    def _learned(self) -> Reading:
        self._step = max(1, self._count // _SAMPLE)
        sample = []
        for stored in self._stored(self._step):
            outline = outline_of((page := stored.page()).html)
            sample.append((addressed(page, outline), outline))
        stated = {page.address for page, _ in sample if page.address}
        reading = Reading(
            learned=None, described=self._described, believes_addresses=len(stated) > 0.3 * len(sample)
        )
        return replace(reading, learned=learn([(reading.address(page), each) for page, each in sample]))

    def _stored(self, step: int = 1) -> Iterator[StoredPage]:
        """Every page, or every so many."""
        rows = self._pages.execute(
            "SELECT rowid, name, made, content FROM page WHERE (rowid - 1) % ? = 0 ORDER BY rowid", (step,)
        )
        for number, name, made, content in rows:
            label = name.decode("utf-8", "surrogateescape")
            yield StoredPage(name=label, made=made, content=content, judged=(number - 1) % self._step == 0)

    def _refusal(self, tally: Tally, found: list[str]) -> Problem:
        what = (
            f"{tally.pages:,} pages were not taken: their software is not known, and what was read from them "
            f"is not to be believed: {'; '.join(found)}. A reader for it can be added: see docs/formats.md"
        )
        return Problem(where=self._origin.name, what=what, warns=True)


def _opening(part: ThreadPage) -> bytes:
    """What is the same on all pages that show a thread's beginning, under whatever address it was saved."""
    first = part.posts[0]
    shown = (part.title, first.post.author, first.when, first.post.created_at, first.post.body)
    return blake2b(repr(shown).encode("utf-8", "replace"), digest_size=12).digest()
