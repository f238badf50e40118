"""Invision Community 4 and 5: topic pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.ingest.boards.board_layout import Layout, linked_pages, posts_of
from kbminer.ingest.boards.board_pages import Page, attribute_of, number_in, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.page_merge import ThreadPage

_POSTS = Layout(
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


def parse(page: Page) -> Iterator[ThreadPage]:
    """Give what an Invision page shows of a topic."""
    solves = (
        page.first(".ipsComment_solved, .cBestAnswerIndicator, .ipsEntry--solved, .ipsBadge--solved")
        is not None
    )
    posts = posts_of(page, _POSTS, has_solutions=solves)
    thread = _thread_id(page)
    if not thread or not posts:
        return
    now = number_in(page.text(".ipsPagination_active, .ipsPagination__active"))
    last = attribute_of(page.first(".ipsPagination[data-pages], [data-ipspagination-pages]"), "data-pages")
    linked = linked_pages(page, ".ipsPagination a", _page_of)
    of = max(int(now or 1), linked or 1, int(last) if last.isdecimal() else 1)
    crumbs = page.select(".ipsBreadcrumb li a, .ipsBreadcrumb a")
    yield ThreadPage(
        thread=thread,
        title=page.text("h1.ipsType_pageTitle .ipsType_break, h1.ipsType_pageTitle, .ipsPageHeader h1, h1")
        or "",
        posts=posts,
        number=int(now or 1),
        of=of,
        url=re.sub(r"/page/\d+/?", "/", page.url.split("?")[0].split("#")[0]) if page.url else None,
        category=words_of(crumbs[-1]) or None if crumbs else None,
        tags=tuple(words_of(tag) for tag in page.select(".ipsTags .ipsTag")),
        solved=True if solves else None,
        closed=page.first(".fa-lock + *, .ipsBadge--locked") is not None,
    )


def _thread_id(page: Page) -> str | None:
    addresses = [
        attribute_of(element, "href") for element in page.select("link[rel=canonical], .ipsPagination a")
    ]
    for address in (page.url or "", *addresses, page.name):
        if match := re.search(r"topic/(\d+)-", address) or re.search(r"showtopic=(\d+)", address):
            return match.group(1)
    match = re.search(r"data-(?:topicid|feedid=[\"']topic-)\D{0,3}(\d+)", page.html)
    return match.group(1) if match else None


def _page_of(address: str) -> str | None:
    match = re.search(r"/page/(\d+)|[?&]page=(\d+)", address)
    return (match.group(1) or match.group(2)) if match else None


FORMAT = board_format(
    "invision",
    "Invision pages",
    (
        (r"data-role=[\"']commentContent", 0.95, "Invision's post bodies"),
        (r"ipsComment|ipsType_pageTitle|ips\.setSetting|ipsLayout", 0.85, "Invision's classes"),
    ),
    parse,
)
