"""phpBB 2: tables without a name; a post is found by its anchor and its ``postbody``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from selectolax.lexbor import LexborNode

from kbminer.ingest.boards.addresses import by_parameter, first_found, linked
from kbminer.ingest.boards.board_layout import clean_body
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.class_marks import visibility_at
from kbminer.ingest.boards.elements import ancestors, attribute_of, last_words, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.paging import first_paging
from kbminer.ingest.boards.thread_page import SeenPost, ThreadPage
from kbminer.ingest.recognised_words import any_of
from kbminer.records import Post

_RULE = "_" * 10  # what stands above a signature
_BREAK_ABOVE = re.compile(r"<br\s{0,3}/?>\s{0,9}\Z")
_LONGEST_BREAK = 17  # signs that such a break may have


def parse(page: Page) -> Iterator[ThreadPage]:
    """Yield what a phpBB 2 page shows of a topic."""
    thread = _thread_id(page)
    posts = tuple(_posts(page))
    if not thread or not posts:
        return
    number, of = first_paging(page, "span.nav, span.gensmall, td.nav")
    yield ThreadPage(
        thread=thread,
        title=page.text("a.maintitle, .maintitle, h1, title") or "",
        posts=posts,
        number=number,
        of=of,
        url=page.address,
        category=last_words(page.select("a.nav[href*='viewforum'], .nav a[href*='viewforum']")),
        closed=page.first("img[src*='reply-locked'], img[src*='locked']") is not None,
    )


def _posts(page: Page) -> Iterator[SeenPost]:
    for anchor in page.select("a[name]"):
        number = attribute_of(anchor, "name")
        row = _around(anchor, "tr")
        body = page.first(".postbody", row) if row is not None and number.isdecimal() else None
        if row is not None and body is not None:
            yield _post(page, number, row, body)


def _post(page: Page, number: str, row: LexborNode, body: LexborNode) -> SeenPost:
    details = " ".join(words_of(each) for each in page.select("td .postdetails", row))
    when = _posted().search(details)
    visibility = visibility_at(page, row, body)
    text = clean_body(page, _around(body, "td") or body, ".postdetails, .gensmall, .name, a[name]")
    post = Post(
        id=number,
        author=page.text(".name b, .name, b", row) or None,
        body=_without_signature(text).strip(),
        visibility=visibility,
    )
    return SeenPost(post=post, when=when.group("when") if when else None)


def _without_signature(body: str) -> str:
    """Cut a body off at the line of underscores above a signature, and at the line breaks before that."""
    end = body.find(_RULE)
    if end < 0:
        return body
    while above := _BREAK_ABOVE.search(body, max(0, end - _LONGEST_BREAK), end):
        end = above.start()
    return body[:end]


@cache
def _posted() -> re.Pattern[str]:
    """The date of a post among its details, and the subject that may follow."""
    return re.compile(
        rf"{any_of('boards.posted')}\s*+:\s*+(?P<when>.{{6,60}}?)\s*+(?:{any_of('boards.post_subject')}\s*+:|$)",
        re.I,
    )


def _around(element: LexborNode, tag: str) -> LexborNode | None:
    return next((up for up in ancestors(element) if up.tag == tag), None)


def _thread_id(page: Page) -> str | None:
    links = (
        *linked(page, "a.maintitle, link[rel=canonical]"),
        *linked(page, "a[href*='viewtopic'], a[href*='mode=reply']"),
    )
    return first_found((page.url or "", *links, page.name), by_parameter("t"))


_POST_CLASSES = "phpBB 2's post classes"  # which boards of other languages have taken over

FORMAT = board_format(
    "phpbb2",
    "phpBB 2 pages",
    (
        (r"viewtopic|phpbb.*class=[\"']postbody[\"'].*class=[\"']postdetails", 0.9, _POST_CLASSES),
        (r"viewtopic|phpbb.*class=[\"']postdetails[\"'].*class=[\"']postbody", 0.9, _POST_CLASSES),
        (r"class=[\"']maintitle[\"'].*viewtopic\.php", 0.75, "phpBB 2's title class"),
    ),
    parse,
)
