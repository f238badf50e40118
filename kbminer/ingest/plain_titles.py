"""Threads with plain words in their titles and tags, whatever their source escaped or hid there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kbminer.records import Problem, Thread
from kbminer.text.plain_signs import plain_signs


def with_plain_titles(items: Iterable[Thread | Problem]) -> Iterator[Thread | Problem]:
    """Yield the threads with titles, categories and tags as a reader is to see them; problems pass."""
    for item in items:
        yield _plain(item) if isinstance(item, Thread) else item


def _plain(thread: Thread) -> Thread:
    words = "".join((thread.title, thread.category or "", *thread.tags))
    if words.isascii() and "&" not in words:
        return thread
    tags = tuple(dict.fromkeys(filter(None, map(plain_signs, thread.tags))))
    category = plain_signs(thread.category) if thread.category else thread.category
    return replace(thread, title=plain_signs(thread.title), category=category, tags=tags)
