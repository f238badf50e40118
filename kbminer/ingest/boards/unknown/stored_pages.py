"""The pages of a folder read by what was learned of it: one by one, or many side by side on all cores."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.page_merge import seen_page
from kbminer.ingest.boards.thread_merge import SeenPage
from kbminer.ingest.boards.thread_page import ThreadPage
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.page_reader import Learned, read_page
from kbminer.ingest.boards.unknown.page_walk import outline_of
from kbminer.ingest.decode import decode
from kbminer.ingest.format import isolate_errors
from kbminer.records import Problem

_WORTH_WORKERS = 1_500  # pages; fewer are read before further processes have begun
_TOGETHER = 40  # pages that one process is given at once: some two megabytes
_STATED = ("canonical", "og:url")

Described = Callable[[Page], ThreadPage | None]
"""Reads what a page says of its thread itself; ``None`` where that is not all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A page as it waits: its name, when it was made, its packed content, whether its dates are judged."""

    name: str
    made: str | None
    content: bytes
    judged: bool = False

    def page(self) -> Page:
        """Unpack it."""
        made = datetime.fromisoformat(self.made) if self.made else None
        return Page(self.name, decode(zlib.decompress(self.content)), made=made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the pages of a folder are read: what was learned, what they describe, and what names them."""

    learned: Learned | None
    described: Described
    believes_addresses: bool

    def address(self, page: Page) -> str:
        """A page's address, or its name where pages state none, or all the same."""
        return (page.address if self.believes_addresses else None) or page.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one page shows: a part of a thread, or nothing.

    ``problems`` say what broke its reading; ``now`` is when it was made, where its dates are judged.
    """

    name: str
    seen: SeenPage | None = None
    guessed: bool = False
    now: datetime | None = None
    problems: tuple[Problem, ...] = ()


def shown_pages(pages: Iterable[StoredPage], reading: Reading, *, count: int) -> Iterator[Shown]:
    """Read pages in their order; where there are many, in a process for each core."""
    if count < _WORTH_WORKERS:
        yield from (shown_page(each, reading) for each in pages)
        return
    from joblib import Parallel, cpu_count, delayed  # noqa: PLC0415 - only large folders need it

    waiting = iter(pages)
    batches = iter(lambda: list(islice(waiting, _TOGETHER)), [])
    with Parallel(n_jobs=-1) as workers:
        while some := list(islice(batches, 8 * cpu_count())):
            for batch in workers(delayed(_shown)(each, reading) for each in some):
                yield from batch


def _shown(batch: Sequence[StoredPage], reading: Reading) -> list[Shown]:
    return [shown_page(each, reading) for each in batch]


def shown_page(stored: StoredPage, reading: Reading) -> Shown:
    """Read one page; what breaks its reading spoils it alone."""
    found: list[Shown] = []

    def read() -> Iterator[Problem]:
        found.append(_read(stored, reading))
        return iter(())

    problems = tuple(each for each in isolate_errors(stored.name, partial(read)) if isinstance(each, Problem))
    return found[0] if found else Shown(name=stored.name, problems=problems)


def _read(stored: StoredPage, reading: Reading) -> Shown:
    page = stored.page()
    part = reading.described(page)
    guessed = False
    if reading.learned is not None and (part is None or _lacks_posts(part)):
        outline = outline_of(page.html, reading.learned.frame)
        shown = read_page(addressed(page, outline), outline, reading.learned, reading.address(page))
        guessed = shown is not None
        part = _fuller(part, shown)
    return Shown(
        name=page.name,
        seen=seen_page(page, part) if part is not None else None,
        guessed=guessed,
        now=(page.now or datetime.now(UTC)) if stored.judged else None,
    )


def _lacks_posts(part: ThreadPage) -> bool:
    """Whether a description holds fewer posts than it counts, or only the first."""
    return len(part.posts) < (part.stated or 2)


def _fuller(described: ThreadPage | None, shown: ThreadPage | None) -> ThreadPage | None:
    """Of what a page describes and what it shows, that with more posts, under the described title."""
    if described is None or shown is None or len(described.posts) >= len(shown.posts):
        return described or shown
    return replace(shown, title=described.title or shown.title, stated=described.stated)


def addressed(page: Page, outline: Outline) -> Page:
    """Return the page the address that it states."""
    stated = (outline.links.get(name, "") for name in _STATED)
    address = next((each for each in stated if each.startswith(("http://", "https://"))), None)
    if address and not page.is_mirrored:
        page.url = address
    elif not page.is_mirrored:
        page.url = None
    return page
