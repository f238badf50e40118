"""What most forum software shares: posts in boxes, each with an author, a date and a body.

A board's own module says by CSS selectors where these stand; see :class:`Layout`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from kbminer.ingest.boards.board_pages import (
    Page,
    alternatives,
    ancestors,
    attribute_of,
    inner_html,
    number_in,
    words_of,
)
from kbminer.ingest.boards.page_merge import Listed, SeenPost, ThreadPage
from kbminer.ingest.dates import from_epoch, utc
from kbminer.records import Post

_RELATIVE = re.compile(r'(\s(?:href|src|data-src)=")(?![a-z][a-z+.-]*:|#)([^"]+)', re.I)
_DATED = re.compile(r"\d[:h.]\d\d|\d{4}|\d[-/.]\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where a board's pages keep a post's parts, as CSS selectors; the first that finds something counts.

    ``date`` may find a ``time`` or any element whose text is a date. ``drop`` names what inside the body
    is not the author's. ``named_by`` is an attribute of the post's element that holds its author, for where
    ``author`` finds none; ``post_id`` reads the id from the post's element.
    """

    post: str
    author: str
    date: str
    body: str
    drop: str = ""
    staff: str = ""
    likes: str = ""
    accepted: str = ""
    named_by: str = ""
    is_post: Callable[[LexborNode], bool] = lambda element: True
    post_id: Callable[[LexborNode], str | None] = lambda element: number_in(attribute_of(element, "id"))


def posts_of(page: Page, layout: Layout, *, has_solutions: bool = False) -> tuple[SeenPost, ...]:
    """Every post that the page shows, in its order.

    Args:
        page: the page.
        layout: where things stand.
        has_solutions: whether this thread can mark an accepted post, so that its absence says something.
    """
    found = []
    solutions = page.select(layout.accepted) if layout.accepted else []
    team = page.select(layout.staff) if layout.staff else []
    for element in page.select(layout.post):
        if not layout.is_post(element) or (body := page.first(layout.body, element)) is None:
            continue
        author = page.text(layout.author, element) or attribute_of(element, layout.named_by).strip()
        exact, when = _exact_date(element), None
        if exact is None:
            exact, when = date_of(_date_element(page, layout.date, element))
        accepted = _holds(element, solutions)
        likes = page.text(layout.likes, element) if layout.likes else None
        post = Post(
            id=layout.post_id(element) or "",
            author=author or None,
            created_at=exact,
            body=clean_body(page, body, layout.drop),
            likes=int(number) if likes and (number := number_in(likes.replace(",", ""))) else None,
            staff=True if _holds(element, team) else None,
            accepted=accepted if accepted or has_solutions else None,
        )
        found.append(SeenPost(post=post, when=when))
    return tuple(found)


def clean_body(page: Page, body: LexborNode, drop: str) -> str:
    """The body's HTML without what is not the author's."""
    if drop:
        for element in page.select(drop, body):
            if element.mem_id != body.mem_id:
                element.decompose()
    content = inner_html(body)
    if page.url is None or page.is_mirrored:
        return content  # the names of a mirror's files are no addresses
    base = page.url
    return _RELATIVE.sub(
        lambda found: found.group(1) + escape(urljoin(base, unescape(found.group(2)))), content
    )


def looks_like_html(head: bytes) -> bool:
    """Whether bytes look like an HTML page."""
    start = head[:2048].lower().lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return (start.startswith(b"<") and not start.startswith((b"<?xml version", b"<rss", b"<feed"))) or (
        b"<html" in start or b"<!doctype html" in start
    )


def page_numbers(text: str | None) -> tuple[int, int | None]:
    """The page and how many there are, from words such as "Page 2 of 7" or "2 / 7" in any language.

    >>> page_numbers("59 posts • Page 2 of 7"), page_numbers(None)
    ((2, 7), (1, None))
    """
    found = re.search(r"(\d+)\s*(?:of|sur|von|de|di|van|z|ze|из|av|af|/|do)\s*(\d+)", text or "", re.I)
    if not found:
        return (1, None)
    number, of = int(found.group(1)), int(found.group(2))
    return (number, of) if number <= of else (1, None)


def linked_pages(page: Page, selector: str, number: Callable[[str], str | None]) -> int | None:
    """The highest page that the selected links lead to; ``None`` without any."""
    found = (number(attribute_of(link, "href")) for link in page.select(selector))
    numbers = [int(each) for each in found if each and each.isdecimal()]
    return max(numbers, default=None)


def listed(thread: str | None, **facts: Any) -> Iterator[Listed]:
    """A row of a thread list, where it names a thread."""
    if thread:
        yield Listed(thread=thread, **facts)


def _holds(element: LexborNode, marks: list[LexborNode]) -> bool:
    """Whether one of the marks is the element or stands inside it."""
    own = element.mem_id
    return any(mark.mem_id == own or any(up.mem_id == own for up in ancestors(mark)) for mark in marks)


def _date_element(page: Page, selector: str, element: LexborNode) -> LexborNode | None:
    dated = fallback = None
    for alternative in alternatives(selector):
        for found in page.select(alternative, element):
            if _exact_date(found):
                return found
            if words := words_of(found):
                if dated is None and _DATED.search(words):
                    dated = found
                fallback = fallback or found
    return dated or fallback


def date_of(element: LexborNode | None) -> tuple[datetime | None, str | None]:
    """The exact time that an element carries, or else the date that it prints."""
    exact = _exact_date(element)
    return (exact, None) if exact else (None, _date_text(element))


def _exact_date(element: LexborNode | None) -> datetime | None:
    if element is None:
        return None
    for attribute in ("data-time", "data-timestamp", "data-node-publishdate", "datetime"):
        value = attribute_of(element, attribute)
        if not value or (attribute == "datetime" and not _has_zone(value)):
            continue
        found = from_epoch(float(value)) if value.isdecimal() else utc(value)
        if found:
            return found
    return None


def _has_zone(value: str) -> bool:
    return bool(re.search(r"(?:Z|[+-]\d{2}:?\d{2})$", value))


def _date_text(element: LexborNode | None) -> str | None:
    """The printed date; a relative one ("Yesterday") carries the exact one as its title."""
    if element is None:
        return None
    if value := attribute_of(element, "datetime"):
        return value
    for titled in (element, *element.css("[title]")):
        title = attribute_of(titled, "title")
        if len(title) < 60 and re.search(r"\d{1,2}.*\d{4}|\d{4}.*\d{1,2}", title):
            return title
    words = " ".join(element.text(deep=False, separator=" ").split()).strip(" »•|-–,")
    return words if re.search(r"\d[:h.]\d\d", words) else words_of(element)


__all__ = [
    "Layout",
    "ThreadPage",
    "clean_body",
    "linked_pages",
    "listed",
    "page_numbers",
    "posts_of",
]
