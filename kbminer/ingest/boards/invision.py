"""Invision Community 4 and 5: topic pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.ingest.boards.addresses import by_pattern, first_found, linked
from kbminer.ingest.boards.board_layout import BoardLayout, posts_of
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of, last_words, number_in, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.paging import Paging, linked_pages, paged
from kbminer.ingest.boards.thread_page import ThreadPage

_POSTS = BoardLayout(
    post="article.ipsComment[id^='elComment_'], article[id^='elComment_'], article.ipsEntry, "
    "[data-commentid]",
    author="aside .cAuthorPane_author a, .cAuthorPane_author, .ipsEntry__username a, .ipsEntry__username, "
    ".ipsComment_author a.ipsType_break, .ipsUsername",
    date=".ipsType_reset time[datetime], .ipsComment_meta time[datetime], time[datetime], time",
    body="[data-role='commentContent']",
    drop="[data-role='memberSignature'], .ipsItemStatus, .ipsEdited, [data-excludequote]",
    staff=".cAuthorGroupIcon[alt*='dmin'], .ipsComment_authorBadge[class*='staff']",
    accepted=".ipsComment_solved, .cBestAnswerIndicator, .ipsEntry--solved",
    post_id=lambda element: (
        number_in(attribute_of(element, "id")) or attribute_of(element, "data-commentid") or None
    ),
)


_SOLVED = ".ipsComment_solved, .cBestAnswerIndicator, .ipsEntry--solved, .ipsBadge--solved"


def parse(page: Page) -> Iterator[ThreadPage]:
    """Yield what an Invision page shows of a topic."""
    solves = page.first(_SOLVED) is not None
    posts = posts_of(page, _POSTS, has_solutions=solves)
    thread = _thread_id(page)
    if not thread or not posts:
        return
    number, of = _paging(page)
    title = page.text("h1.ipsType_pageTitle .ipsType_break, h1.ipsType_pageTitle, .ipsPageHeader h1, h1")
    yield ThreadPage(
        thread=thread,
        title=title or "",
        posts=posts,
        number=number,
        of=of,
        url=re.sub(r"/page/\d+/?", "/", page.address.split("?")[0]) if page.address else None,
        category=last_words(page.select(".ipsBreadcrumb li a, .ipsBreadcrumb a")),
        tags=tuple(words_of(tag) for tag in page.select(".ipsTags .ipsTag")),
        solved=True if solves else None,
        closed=page.first(".fa-lock + *, .ipsBadge--locked") is not None,
    )


def _paging(page: Page) -> Paging:
    now = number_in(page.text(".ipsPagination_active, .ipsPagination__active"))
    last = attribute_of(page.first(".ipsPagination[data-pages], [data-ipspagination-pages]"), "data-pages")
    linked_ones = linked_pages(page, ".ipsPagination a", by_pattern(r"/page/(\d+)|[?&]page=(\d+)"))
    return paged(now, [*linked_ones, *([int(last)] if last.isdecimal() else [])])


def _thread_id(page: Page) -> str | None:
    links = linked(page, "link[rel=canonical], .ipsPagination a")
    ways = by_pattern(r"topic/(\d+)-"), by_pattern(r"showtopic=(\d+)")
    stated = by_pattern(r"data-(?:topicid|feedid=[\"']topic-)\D{0,3}(\d+)")
    return first_found((page.url or "", *links, page.name), *ways) or stated(page.html)


FORMAT = board_format(
    "invision",
    "Invision pages",
    (
        (r"data-role=[\"']commentContent", 0.95, "Invision's post bodies"),
        (r"ipsComment|ipsType_pageTitle|ips\.setSetting|ipsLayout", 0.85, "Invision's classes"),
    ),
    parse,
)
