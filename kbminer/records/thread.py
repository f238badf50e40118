"""Threads and posts as the forum gave them, and what spoiled one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kbminer.records.visibility import PUBLIC, Visibility

BodyFormat = Literal["html", "markdown", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What one person wrote at one time, as the forum gave it.

    ``None`` means that the forum does not say. ``body`` is kept exactly as it came, in ``format``;
    :func:`kbminer.text.to_markdown.to_markdown` gives it as Markdown. ``visibility`` is who may read it; what
    only some may never leaves the store (:func:`kbminer.records.public_part`).
    """

    id: str
    author: str | None = None
    created_at: datetime | None = None
    body: str = ""
    format: BodyFormat = "html"
    likes: int | None = None
    staff: bool | None = None
    accepted: bool | None = None
    reply_to: str | None = None
    url: str | None = None
    license: str | None = None
    visibility: Visibility = PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A question and what was said to it: the first post asks, the others reply, in order.

    ``solved`` and each post's ``accepted`` are the forum's own words, ``None`` where it has no way to
    say so. ``duplicate_of`` is the URL or id of the thread that the forum itself names as the original.
    ``complete`` is false where the source holds only a part of the thread's posts, ``satisfied`` is what the
    asker said of the help where it was rated. ``visibility`` is who may
    read the thread at all, whatever its posts say.
    """

    id: str
    source: str
    title: str
    posts: tuple[Post, ...]
    url: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    created_at: datetime | None = None
    views: int | None = None
    language: str | None = None
    solved: bool | None = None
    pinned: bool = False
    closed: bool = False
    duplicate_of: str | None = None
    complete: bool = True
    satisfied: bool | None = None
    visibility: Visibility = PUBLIC

    @property
    def key(self) -> str:
        """The thread's name in every later stage: unique across sources."""
        return f"{self.source}:{self.id}"

    @property
    def asker(self) -> str | None:
        """The author of the first post, where the forum names one."""
        return self.posts[0].author if self.posts else None

    @property
    def replies(self) -> tuple[Post, ...]:
        """Every post but the first."""
        return self.posts[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadSummary:
    """A thread without what was said in it: what a list of threads shows.

    ``closed`` is the source's own word that nobody can or need reply: closed, locked, archived, read-only;
    ``is_duplicate`` its own word that the thread asks what another one asks. ``asker_returned`` tells whether
    whoever asked wrote again; ``None`` where fewer than two replies, or the writers, are known.
    """

    key: str
    title: str
    url: str | None = None
    category: str | None = None
    created_at: datetime | None = None
    views: int | None = None
    replies: int = 0
    closed: bool = False
    is_duplicate: bool = False
    asker_returned: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in the input that spoiled or damaged one thread.

    ``where`` is the file, page or line; ``lost`` tells whether the thread is missing because of it
    (``False``: it went through, damaged as described). ``warns`` marks what a reader of the report must know
    before anything else: that a whole source was read badly or not at all.
    """

    where: str
    what: str
    thread: str | None = None
    lost: bool = True
    warns: bool = False
