"""XenForo 1 and 2: thread pages, with the solution that question threads show twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.ingest.boards.addresses import by_pattern, first_found, linked
from kbminer.ingest.boards.board_layout import BoardLayout, posts_of
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.class_marks import marked_elements
from kbminer.ingest.boards.elements import attribute_of, last_words, number_in, numbers_shown, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.paging import Paging, paged
from kbminer.ingest.boards.thread_page import Listed, ThreadPage
from kbminer.records import strictest
from kbminer.text.title_marks import solved_mark

_TWO = BoardLayout(
    post="article.message--post[data-content^='post-'], article.message[data-content^='post-'], "
    "article.message--post",
    author=".message-name .username, .message-name, .message-userDetails .username",
    date=".message-attribution time.u-dt, time.u-dt, time[datetime]",
    body=".message-body .bbWrapper, article.message-body, .message-body",
    drop=".message-signature, .message-lastEdit, .bbCodeBlock-expandLink, .js-selectToQuoteEnd",
    staff=".userBanner--staff, .username--staff, .username--admin, .username--moderator",
    accepted=".message--solution, .is-solution, .message-cell--vote .is-solution",
    named_by="data-author",
    post_id=lambda element: number_in(attribute_of(element, "data-content") or attribute_of(element, "id")),
)
_ONE = BoardLayout(
    post="li.message[id^='post-']",
    author=".messageUserBlock .username, .userText .username, .username",
    date=".messageMeta .DateTime, abbr.DateTime, span.DateTime, .DateTime",
    body=".messageContent .messageText, blockquote.messageText",
    drop=".signature, .editDate, .quoteExpand, .messageTextEndMarker",
    staff=".userBanner.bannerStaff",
    named_by="data-author",
)


_THREAD = by_pattern(r"threads/(?:[^/]*\.)?(\d+)(?:/|$|\?|\.html|&)")


def parse(page: Page) -> Iterator[ThreadPage | Listed]:
    """Yield what a XenForo page shows of a thread, or the rows of a forum's list."""
    thread = _thread_id(page)
    posts = posts_of(page, _TWO, has_solutions=page.first(".message--solution, .is-solution") is not None)
    posts = posts or posts_of(page, _ONE)
    if not thread or not posts:
        yield from _rows(page)
        return
    number, of = _paging(page)
    yield ThreadPage(
        thread=thread,
        title=_title(page),
        posts=posts,
        number=number,
        of=of,
        url=re.sub(r"/(?:page-\d+|post-\d+)/?$", "/", page.address) if page.address else None,
        category=last_words(page.select(".p-breadcrumbs li a, .breadcrumb .crust a, .breadcrumbs a")),
        tags=tuple(words_of(tag) for tag in page.select(".js-tagList a.tagItem, .tagList a.tag")),
        solved=False if _asks(page) else None,
        closed=page.first(".blockStatus-message--locked, .locked") is not None,
        visibility=strictest(
            visibility
            for element, visibility in marked_elements(page)
            if "blockStatus-message" in attribute_of(element, "class")
        ),
    )


def _asks(page: Page) -> bool:
    """Whether the thread is a question, whose answers are voted on and one of which can be its solution."""
    marks = ".message--solution, .is-solution, .contentVote, .p-title-value .label"
    return page.first(marks) is not None and page.first(".contentVote, .message-cell--vote") is not None


def _thread_id(page: Page) -> str | None:
    if found := re.search(r"data-content-key=[\"']thread-(\d+)", page.html):
        return found.group(1)
    links = linked(page, "link[rel=canonical], .p-title a, a.pageNav-page")
    return first_found((page.url or "", *links, page.name), _THREAD)


def _paging(page: Page) -> Paging:
    box = page.first("nav.pageNavWrapper, .pageNavWrapper, .PageNav")
    if box is None:
        return Paging()
    now = number_in(page.text(".pageNav-page--current, .currentPage", box) or attribute_of(box, "data-page"))
    last = attribute_of(box, "data-last")
    return paged(now, [*numbers_shown(box.css("a")), *([int(last)] if last.isdecimal() else [])])


def _title(page: Page) -> str:
    heading = page.first("h1.p-title-value, .titleBar h1, h1")
    if heading is None:
        return (page.text("title") or "").split(" | ")[0]
    prefix = page.text(".label, .prefix", heading)
    for label in heading.css(".label, .label-append, .prefix"):
        label.decompose()
    title = words_of(heading)
    return f"[{prefix}] {title}" if prefix else title


def _rows(page: Page) -> Iterator[Listed]:
    for row in page.select(".structItem--thread, li.discussionListItem"):
        match = re.search(r"thread-(\d+)", attribute_of(row, "class") + " " + attribute_of(row, "id"))
        if not match:
            continue
        label = page.text(".structItem-title .label, .title .prefix", row)
        names = attribute_of(row, "class")
        yield Listed(
            thread=match.group(1),
            prefix=f"[{label}]" if label else None,
            solved=solved_mark(f"[{label}]") if label else None,
            pinned="sticky" in names,
            closed="locked" in names,
        )


FORMAT = board_format(
    "xenforo",
    "XenForo pages",
    (
        (r"<html[^<>]+id=[\"']XF[\"']|data-template=[\"']thread_view", 0.97, 'an html element with id "XF"'),
        (r"<html[^<>]+id=[\"']XenForo[\"']", 0.97, 'an html element with id "XenForo"'),
        (r"message--post.*bbWrapper", 0.8, "XenForo's messages"),
    ),
    parse,
)
