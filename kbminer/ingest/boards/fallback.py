"""A format of pages: its own reader first; the generic one fills in where a theme has renamed things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kbminer.ingest.boards.board_layout import looks_like_html
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.generic import read_thread
from kbminer.ingest.boards.page_merge import PageMerger
from kbminer.ingest.boards.thread_page import Listed, Parse, SeenPost, ThreadPage
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format, Origin
from kbminer.ingest.recognised_words import in_small_letters

_SURE = 0.5  # below this the generic reader is not believed over a software's own "no thread here"
_FEW = 0.5  # with authors or dates on fewer posts than this share, a theme has renamed them


def with_fallback(parse: Parse) -> Parse:
    """Make a parser that asks the generic reader for what ``parse`` misses on a page.

    Where ``parse`` finds neither posts nor a list, the generic reader's thread is taken if it is sure enough;
    where most posts lack their author or their date, those that the generic reader sees are filled in.
    """

    def parsed(page: Page) -> Iterator[ThreadPage | Listed]:
        found = list(parse(page))
        if not found:
            yield from read_thread(page, least=_SURE)
        for part in found:
            yield _filled(page, part) if isinstance(part, ThreadPage) and _lacks(part) else part

    return parsed


def board_format(name: str, title: str, marks: tuple[tuple[str, float, str], ...], parse: Parse) -> Format:
    """Make a format of HTML pages, which are merged into threads.

    Parameters
    ----------
    name : str
        As ``--format`` takes it.
    title : str
        As people call it.
    marks : tuple of (str, float, str)
        Regular expressions (on the first bytes, case ignored) with the confidence that each gives and the
        words for it; the surest that matches counts. ``.*`` parts what is to be found in this order: each
        part is searched for behind the one before it, once.
    parse : callable
        Reads one page.
    """
    surest = sorted(marks, key=lambda mark: -mark[1])
    clues = [(tuple(map(_compiled, mark.split(".*"))), Clue(sure, why)) for mark, sure, why in surest]

    def recognise(document: Document) -> Clue | None:
        if not looks_like_html(document.head):
            return None
        head = document.head.lower()  # a pattern that minds no case takes many times as long
        return next((clue for parts, clue in clues if _stand_in_order(parts, head)), None)

    def reader(origin: Origin) -> PageMerger:
        return PageMerger(with_fallback(parse), origin)

    return Format(name=name, title=title, recognise=recognise, reader=reader)


def _compiled(mark: str) -> re.Pattern[bytes]:
    return re.compile(in_small_letters(mark).encode(), re.S)


def _stand_in_order(parts: Iterable[re.Pattern[bytes]], head: bytes) -> bool:
    at = 0
    for part in parts:
        found = part.search(head, at)
        if found is None:
            return False
        at = found.end()
    return True


def _lacks(part: ThreadPage) -> bool:
    named = sum(seen.post.author is not None for seen in part.posts)
    dated = sum(seen.post.created_at is not None or seen.when is not None for seen in part.posts)
    return min(named, dated) < _FEW * len(part.posts)


def _filled(page: Page, part: ThreadPage) -> ThreadPage:
    others = [seen for other in read_thread(Page(page.name, page.html)) for seen in other.posts]
    by_id = {seen.post.id: seen for seen in others if seen.post.id}
    in_place = others if len(others) == len(part.posts) else []
    posts = tuple(
        _joined(seen, by_id.get(seen.post.id) or (in_place[number] if in_place else None))
        for number, seen in enumerate(part.posts)
    )
    return replace(part, posts=posts)


def _joined(seen: SeenPost, other: SeenPost | None) -> SeenPost:
    if other is None:
        return seen
    post = replace(seen.post, author=seen.post.author or other.post.author)
    if post.created_at or seen.when:
        return SeenPost(post=post, when=seen.when)
    return SeenPost(post=replace(post, created_at=other.post.created_at), when=other.when)
