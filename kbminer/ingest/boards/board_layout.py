"""What most forum software shares: posts in boxes, each with an author, a date and a body.

A board's own module says by CSS selectors where these stand; see :class:`BoardLayout`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape

from selectolax.lexbor import LexborNode

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.class_marks import visibility_at
from kbminer.ingest.boards.elements import (
    attribute_of,
    count_in,
    ids_around,
    inner_html,
    number_in,
    selectors_of,
    words_of,
)
from kbminer.ingest.boards.thread_page import SeenPost
from kbminer.ingest.timestamps import from_epoch, utc
from kbminer.records import Post
from kbminer.web_address import joined

_RELATIVE = re.compile(r'(\s(?:href|src|data-src)=")(?![a-z][a-z+.-]*:|#)([^"]+)', re.I)
_DATED = re.compile(r"\d[:h.]\d\d|\d{4}|\d[-/.]\d")
_EXACT = ("data-time", "data-timestamp", "data-node-publishdate", "datetime")  # attributes that hold a time


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLayout:
    """Where a board's pages keep a post's parts, as CSS selectors; the first that finds something counts.

    Attributes
    ----------
    post, author, body : str
        The post's box, and its parts inside.
    date : str
        A ``time``, or any element whose text is a date.
    drop : str
        What inside the body is not the author's.
    staff, likes, accepted : str
        Marks of the team and of an accepted post, and the count of likes.
    named_by : str
        An attribute of the post's box that holds its author, for where ``author`` finds none.
    is_post : callable
        Whether an element that ``post`` found is one.
    post_id : callable
        Reads the id from the post's box.
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


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where the marks stand that a page carries: the ids of each and of all around it."""

    accepted: list[frozenset[int]]
    staff: list[frozenset[int]]


def posts_of(page: Page, layout: BoardLayout, *, has_solutions: bool = False) -> tuple[SeenPost, ...]:
    """Read every post that the page shows, in its order.

    Parameters
    ----------
    page : Page
        The page.
    layout : BoardLayout
        Where things stand.
    has_solutions : bool
        Whether this thread can mark an accepted post, so that its absence says something.
    """
    marks = _Marks(
        list(map(ids_around, page.select(layout.accepted))) if layout.accepted else [],
        list(map(ids_around, page.select(layout.staff))) if layout.staff else [],
    )
    found = (
        _post(page, layout, element, marks, has_solutions=has_solutions)
        for element in page.select(layout.post)
        if layout.is_post(element)
    )
    return tuple(seen for seen in found if seen is not None)


def _post(
    page: Page, layout: BoardLayout, element: LexborNode, marks: _Marks, *, has_solutions: bool
) -> SeenPost | None:
    body = page.first(layout.body, element)
    if body is None:
        return None
    author = page.text(layout.author, element) or attribute_of(element, layout.named_by).strip()
    exact, when = _exact_date(element), None
    if exact is None:
        exact, when = date_of(_date_element(page, layout.date, element))
    accepted = _holds(element, marks.accepted)
    visibility = visibility_at(page, element, body)
    post = Post(
        id=layout.post_id(element) or "",
        author=author or None,
        created_at=exact,
        body=clean_body(page, body, layout.drop),
        likes=count_in(page.text(layout.likes, element)) if layout.likes else None,
        staff=True if _holds(element, marks.staff) else None,
        accepted=accepted if accepted or has_solutions else None,
        visibility=visibility,
    )
    return SeenPost(post=post, when=when)


def clean_body(page: Page, body: LexborNode, drop: str) -> str:
    """Take a body's HTML without what is not the author's; addresses are made whole where they can be."""
    if drop:
        for element in page.select(drop, body):
            if element.mem_id != body.mem_id:
                element.decompose()
    content = inner_html(body)
    if page.url is None or page.is_mirrored:
        return content  # the names of a mirror's files are no addresses
    base = page.url
    return _RELATIVE.sub(
        lambda found: found.group(1) + escape(joined(base, unescape(found.group(2)))), content
    )


def looks_like_html(head: bytes) -> bool:
    """Tell whether bytes look like an HTML page."""
    start = head[:2048].lower().lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return (start.startswith(b"<") and not start.startswith((b"<?xml version", b"<rss", b"<feed"))) or (
        b"<html" in start or b"<!doctype html" in start
    )


def _holds(element: LexborNode, marks: list[frozenset[int]]) -> bool:
    """Whether one of the marks is the element or stands inside it."""
    return any(element.mem_id in around for around in marks)


def _date_element(page: Page, selector: str, element: LexborNode) -> LexborNode | None:
    dated = fallback = None
    for alternative in selectors_of(selector):
        for found in page.select(alternative, element):
            if _exact_date(found):
                return found
            if words := words_of(found):
                if dated is None and _DATED.search(words):
                    dated = found
                fallback = fallback or found
    return dated or fallback


def date_of(element: LexborNode | None) -> tuple[datetime | None, str | None]:
    """Read the exact time that an element carries, or else the date that it prints."""
    exact = _exact_date(element)
    return (exact, None) if exact else (None, _date_text(element))


def _exact_date(element: LexborNode | None) -> datetime | None:
    if element is None:
        return None
    attributes = element.attributes
    for attribute in _EXACT:
        value = attributes.get(attribute)
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
        if len(title) < 60 and re.search(r"\d.{0,60}\d{4}|\d{4}.{0,60}\d", title):
            return title
    words = " ".join(element.text(deep=False, separator=" ").split()).strip(" »•|-–,")
    return words if re.search(r"\d[:h.]\d\d", words) else words_of(element)
