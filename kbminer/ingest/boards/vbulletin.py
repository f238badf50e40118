"""vBulletin 3, 4 and 5: three generations of pages under one name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from kbminer.ingest.boards.board_layout import Layout, page_numbers, posts_of
from kbminer.ingest.boards.board_pages import Page, attribute_of, number_in, parameter, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.page_merge import Listed, SeenPost, ThreadPage


def _node_id(element: LexborNode) -> str | None:
    return attribute_of(element, "data-node-id") or None


_FIVE = Layout(
    post="li.b-post[data-node-id], .b-comment[data-node-id]",
    author=".author a[data-vbnamecard], .author, [itemprop=author] a, .b-comment__author",
    date=".b-post__timestamp time, time[itemprop=dateCreated], time, .b-post__timestamp",
    body=".js-post__content-text, [itemprop=text], [itemprop=commentText], .js-post__content",
    drop=".post-signature, .b-post__edited, .signature",
    post_id=_node_id,
)
_FOUR = Layout(
    post="li.postcontainer[id^='post_'], li.postbit[id^='post_'], li.postbitlegacy[id^='post_']",
    author=".username strong, .username_container .username, .username",
    date=".posthead .date, .postdate .date, .date",
    body="[id^='post_message_'] blockquote.postcontent, blockquote.postcontent, [id^='post_message_']",
    drop=".signature, .lastedited, .after_content",
    staff=".usertitle[class*='staff']",
)
_THREE = Layout(
    post="table[id^='post'], div[id^='edit']",
    author="a.bigusername, .bigusername, [id^='postmenu_'] a, [id^='postmenu_']",
    date="td.thead",
    body="[id^='post_message_']",
    drop=".smallfont em",
    is_post=lambda element: bool(re.fullmatch(r"(?:post|edit)\d+", attribute_of(element, "id"))),
)


def parse(page: Page) -> Iterator[ThreadPage | Listed]:
    """Give what a vBulletin page shows of a thread, or the rows of a forum's list."""
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
    yield ThreadPage(
        thread=thread,
        title=_title(page, layout),
        posts=_distinct(posts),
        number=number,
        of=of,
        url=(page.url or "").split("#")[0] or None,
        category=_category(page),
        tags=tuple(
            words_of(tag) for tag in page.select(".js-content-tags a, #thread_tags_list a.tag, .taglist a")
        ),
        closed=page.first(
            "img[alt='Closed Thread'], .topic-closed, .js-topic-closed, a[href*='threadclosed']"
        )
        is not None,
    )


def _distinct(posts: tuple[SeenPost, ...]) -> tuple[SeenPost, ...]:
    return tuple({seen.post.id: seen for seen in reversed(posts)}.values())[::-1]


def _thread_id(page: Page) -> str | None:
    for name in ("nodeid", "t", "threadid", "searchthreadid"):
        if found := page.hidden(name):
            return found
    for pattern in (r"\bthreadid\s*=\s*[\"']?(\d+)", r"\bSHOWTHREAD_ID\s*=\s*(\d+)"):
        if match := re.search(pattern, page.html):
            return match.group(1)
    for address in (
        page.url or "",
        *(attribute_of(e, "href") for e in page.select("link[rel=canonical]")),
        page.name,
    ):
        found = parameter(address, "t") or parameter(address, "threadid")
        match = re.search(
            r"(?:showthread\.php[?/](?:t=)?|/threads?/|/t-|/)(\d+)-?[^/]*$", address.split("#")[0]
        )
        if found or match:
            return found or (match.group(1) if match else None)
    return None


def _paging(page: Page) -> tuple[int, int | None]:
    total = number_in(page.text(".pagetotal"))
    if total:
        now = attribute_of(page.first("input[name=page], .js-pagenum"), "value")
        return int(now) if now.isdecimal() else 1, int(total)
    for element in page.select(
        ".pagination .popupctrl, .pagenav td.vbmenu_control, .pagenav .vbmenu_control, .pagenav"
    ):
        number, of = page_numbers(words_of(element))
        if of:
            return number, of
    return 1, None


def _title(page: Page, layout: Layout) -> str:
    if layout is _FIVE:
        headings = [words_of(heading) for heading in page.select("h1.main-title")]
        named = [
            heading
            for heading in headings
            if heading and heading.lower() not in ("announcement", "announcements")
        ]
        if named:
            return named[0]
    prefix = page.text(".threadtitle .prefix, h1 .prefix, #pagetitle .prefix")
    title = page.text(".threadtitle, #pagetitle h1, h1.threadtitle, td.navbar strong, .navbar strong") or ""
    if not title:
        title = re.split(r" - (?:Page|Seite|Página) \d+| - [^-]+$", page.text("title") or "")[0]
    return f"{prefix} {title}" if prefix and prefix not in title else title


def _category(page: Page) -> str | None:
    crumbs = page.select(
        "#breadcrumbs .crumb a, .breadcrumb .navbit a, #breadcrumb .navbit a, span.navbar a, .navbar a"
    )
    names = [words_of(crumb) for crumb in crumbs]
    return next((name for name in reversed(names) if name), None)


def _rows(page: Page) -> Iterator[Listed]:
    for row in page.select("tr.topic-item[data-node-id]"):
        views = number_in((page.text(".views-count", row) or "").replace(",", ""))
        prefix = page.text(".js-topic-prefix, .topic-prefix", row)
        yield Listed(
            thread=attribute_of(row, "data-node-id"),
            prefix=prefix,
            views=int(views) if views else None,
            pinned="sticky" in attribute_of(row, "class"),
            closed="closed" in attribute_of(row, "class"),
        )


FORMAT = board_format(
    "vbulletin",
    "vBulletin pages",
    (
        (r"<meta[^>]+vBulletin \d", 0.97, "vBulletin names itself"),
        (
            r"vbulletin_css|vbulletin_html|e_vb_meta_bburl|vbulletin_global\.js|vbulletin-core|id=[\"']vbulletin",
            0.95,
            "vBulletin's own names",
        ),
        (r"data-node-id=.*b-post\b|b-post\b.*data-node-id=", 0.9, "vBulletin 5's posts"),
        (r"post_message_\d+", 0.7, "vBulletin's message boxes"),
    ),
    parse,
)
