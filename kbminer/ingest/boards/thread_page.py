"""What one page shows of a thread, or of a list of threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kbminer.ingest.boards.board_pages import Page
from kbminer.records import Post, Visibility
from kbminer.records.visibility import PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPost:
    """A post as one page shows it: ``when`` is its printed date where no exact one is there.

    An empty ``post.id`` means that the page shows none (print views, archives).
    """

    post: Post
    when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """What one page shows of a thread.

    ``view`` tells pages of different cuts apart ("full", "archive", "print", "one post"): page 2 of one is
    not page 2 of another. ``of`` is how many pages there are, and ``stated`` how many posts the thread has,
    where the page says so.
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
    stated: int | None = None
    visibility: Visibility = PUBLIC


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


Parse = Callable[[Page], Iterable[ThreadPage | Listed]]
"""Reads one page."""


def listed(thread: str | None, **facts: Any) -> Iterator[Listed]:
    """Yield a row of a thread list, where it names a thread."""
    if thread:
        yield Listed(thread=thread, **facts)
