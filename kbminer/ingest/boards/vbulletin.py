"""vBulletin 3, 4 and 5: three generations of pages under one name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from kbminer import languages
from kbminer.ingest.boards.addresses import by_parameter, by_pattern, first_found, linked
from kbminer.ingest.boards.board_layout import BoardLayout, posts_of
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of, count_in, number_in, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.paging import Paging, first_paging
from kbminer.ingest.boards.thread_page import Listed, SeenPost, ThreadPage
from kbminer.ingest.recognised_words import any_of


def _node_id(element: LexborNode) -> str | None:
    return attribute_of(element, "data-node-id") or None


_FIVE = BoardLayout(
    post="li.b-post[data-node-id], .b-comment[data-node-id]",
    author=".author a[data-vbnamecard], .author, [itemprop=author] a, .b-comment__author",
    date=".b-post__timestamp time, time[itemprop=dateCreated], time, .b-post__timestamp",
    body=".js-post__content-text, [itemprop=text], [itemprop=commentText], .js-post__content",
    drop=".post-signature, .b-post__edited, .signature",
    post_id=_node_id,
)
_FOUR = BoardLayout(
    post="li.postcontainer[id^='post_'], li.postbit[id^='post_'], li.postbitlegacy[id^='post_']",
    author=".username strong, .username_container .username, .username",
    date=".posthead .date, .postdate .date, .date",
    body="[id^='post_message_'] blockquote.postcontent, blockquote.postcontent, [id^='post_message_']",
    drop=".signature, .lastedited, .after_content",
    staff=".usertitle[class*='staff']",
)
_THREE = BoardLayout(
    post="table[id^='post'], div[id^='edit']",
    author="a.bigusername, .bigusername, [id^='postmenu_'] a, [id^='postmenu_']",
    date="td.thead",
    body="[id^='post_message_']",
    drop=".smallfont em",
    is_post=lambda element: bool(re.fullmatch(r"(?:post|edit)\d+", attribute_of(element, "id"))),
)


_STATED = (by_pattern(r"\bthreadid\s*=\s*[\"']?(\d+)"), by_pattern(r"\bSHOWTHREAD_ID\s*=\s*(\d+)"))
_IN_ADDRESS = (
    by_parameter("t"),
    by_parameter("threadid"),
    by_pattern(r"(?:showthread\.php[?/](?:t=)?|/threads?/|/t-|/)(\d++)-?[^/]*+$"),
)


def parse(page: Page) -> Iterator[ThreadPage | Listed]:
    """Yield what a vBulletin page shows of a thread, or the rows of a forum's list."""
    for layout in (_FIVE, _FOUR, _THREE):
        if posts := posts_of(page, layout):
            break
    else:
        yield from _rows(page)
        return
    first = page.first("li.js-conversation-starter[data-node-id]") if layout is _FIVE else None
    thread = _node_id(first) if first is not None else _thread_id(page)
    if not thread:
        return
    number, of = _paging(page)
    closed = "img[alt='Closed Thread'], .topic-closed, .js-topic-closed, a[href*='threadclosed']"
    tags = page.select(".js-content-tags a, #thread_tags_list a.tag, .taglist a")
    yield ThreadPage(
        thread=thread,
        title=_title(page, layout),
        posts=_distinct(posts),
        number=number,
        of=of,
        url=page.address,
        category=_category(page),
        tags=tuple(map(words_of, tags)),
        closed=page.first(closed) is not None,
    )


def _distinct(posts: tuple[SeenPost, ...]) -> tuple[SeenPost, ...]:
    return tuple({seen.post.id: seen for seen in reversed(posts)}.values())[::-1]


def _thread_id(page: Page) -> str | None:
    hidden = filter(None, map(page.hidden, ("nodeid", "t", "threadid", "searchthreadid")))
    if found := next(hidden, None) or first_found([page.html], *_STATED):
        return found
    addresses = (page.url or "", *linked(page, "link[rel=canonical]"), page.name)
    return first_found((address.split("#")[0] for address in addresses), *_IN_ADDRESS)


def _paging(page: Page) -> Paging:
    if total := number_in(page.text(".pagetotal")):
        now = attribute_of(page.first("input[name=page], .js-pagenum"), "value")
        return Paging(int(now) if now.isdecimal() else 1, int(total))
    boxes = ".pagination .popupctrl, .pagenav td.vbmenu_control, .pagenav .vbmenu_control, .pagenav"
    return first_paging(page, boxes)


def _title(page: Page, layout: BoardLayout) -> str:
    notices = languages.all_words("boards.announcement")
    headings = (words_of(heading) for heading in page.select("h1.main-title")) if layout is _FIVE else ()
    named = (heading for heading in headings if heading and heading.lower() not in notices)
    return next(named, None) or _older_title(page)


def _older_title(page: Page) -> str:
    prefix = page.text(".threadtitle .prefix, h1 .prefix, #pagetitle .prefix")
    title = page.text(".threadtitle, #pagetitle h1, h1.threadtitle, td.navbar strong, .navbar strong") or ""
    if not title:
        title = re.split(rf" - {any_of('boards.page')} \d+| - [^-]+$", page.text("title") or "")[0]
    return f"{prefix} {title}" if prefix and prefix not in title else title


def _category(page: Page) -> str | None:
    crumbs = page.select(
        "#breadcrumbs .crumb a, .breadcrumb .navbit a, #breadcrumb .navbit a, span.navbar a, .navbar a"
    )
    names = [words_of(crumb) for crumb in crumbs]
    return next((name for name in reversed(names) if name), None)


def _rows(page: Page) -> Iterator[Listed]:
    for row in page.select("tr.topic-item[data-node-id]"):
        yield Listed(
            thread=attribute_of(row, "data-node-id"),
            prefix=page.text(".js-topic-prefix, .topic-prefix", row),
            views=count_in(page.text(".views-count", row)),
            pinned="sticky" in attribute_of(row, "class"),
            closed="closed" in attribute_of(row, "class"),
        )


FORMAT = board_format(
    "vbulletin",
    "vBulletin pages",
    (
        (r"<meta[^<>]+vBulletin \d", 0.97, "vBulletin names itself"),
        (
            r"vbulletin_css|vbulletin_html|e_vb_meta_bburl|vbulletin_global\.js|vbulletin-core|id=[\"']vbulletin",
            0.95,
            "vBulletin's own names",
        ),
        (r"data-node-id=.*b-post\b", 0.9, "vBulletin 5's posts"),
        (r"b-post\b.*data-node-id=", 0.9, "vBulletin 5's posts"),
        (r"post_message_\d+", 0.7, "vBulletin's message boxes"),
    ),
    parse,
)
