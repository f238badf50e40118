"""MyBB: topic pages, the plain pages of its archive mode, and forum lists, whose prefixes mark the solved."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from kbminer.ingest.boards.addresses import (
    by_parameter,
    by_pattern,
    first_found,
    linked,
    parameter,
)
from kbminer.ingest.boards.board_layout import BoardLayout, posts_of
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import ancestors, attribute_of, last_words, number_in, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.paging import Paging, linked_pages, paged
from kbminer.ingest.boards.thread_page import Listed, ThreadPage, listed
from kbminer.text.title_marks import solved_mark

_POSTS = BoardLayout(
    post="div.post[id^='post_'], table[id^='post_'], table.tborder[id^='post_']",
    author=".post_author .author_information strong a, .post_author .largetext, .author_information "
    ".largetext, "
    ".author_information strong, .post_author strong, .post_author a[href*='member.php'], .largetext",
    date=".post_head .post_date, .post_date, span.post_date",
    body=".post_body, .post_content .post_body",
    drop=".signature, .post_edit, .edited_post, .post_meta",
)
_ARCHIVED = BoardLayout(
    post="#content > div.post, div.post",
    author=".header .author h2, .header .author, .author",
    date=".dateline",
    body=".message",
    post_id=lambda element: None,
)
_ADDRESS = re.compile(r"thread-(\d+)(?:-page)?(?:-(\d+))?")
_THREAD = by_pattern(r"thread-(\d+)")
_STATED = tuple(
    map(
        by_pattern,
        (
            r"\btid\s*=\s*[\"'](\d+)",
            r"thread\.init\((\d+)\)",
            r"thread_id\s*[:=]\s*[\"']?(\d+)",
            r"(?:printthread|newreply|sendthread)\.php\?tid=(\d+)",  # links to the thread itself
        ),
    )
)


def parse(page: Page) -> Iterator[ThreadPage | Listed]:
    """Yield what a MyBB page shows of a thread, or the rows of a forum's list."""
    if page.first("div.post > .header .dateline, #fullversion") is not None:
        yield from _archived(page)
        return
    posts = posts_of(page, _POSTS)
    thread = _thread_id(page)
    if thread and posts:
        threaded = page.first("#threaded_list, .threaded_list") is not None or "mode=threaded" in page.name
        number, of = _paging(page)
        yield ThreadPage(
            thread=thread,
            title=_title(page),
            posts=posts,
            number=number,
            of=of,
            view="one post" if threaded and len(posts) == 1 else "full",
            url=_url(page, thread),
            category=_category(page),
            closed=page.first(".closed_thread, .closed_reply, .closedthread") is not None,
        )
    else:
        yield from _rows(page)


def _thread_id(page: Page) -> str | None:
    if found := page.hidden("tid") or first_found([page.html], *_STATED):
        return found
    addresses = (page.url or "", page.name, *linked(page, "link[rel=canonical]"))
    if found := first_found(addresses, by_parameter("tid"), _THREAD):
        return found
    links = page.select("a[href*='tid=']")
    return parameter(attribute_of(links[0], "href"), "tid") if links else None


def _paging(page: Page) -> Paging:
    box = page.first("div.pagination")
    if box is None:
        return Paging()
    last = linked_pages(page, ".pagination_page, .pagination_last, .pagination_next", _page_of)
    return paged(number_in(page.text(".pagination_current", box)), last)


def _page_of(address: str) -> str | None:
    return first_found([address], by_parameter("page"), by_pattern(r"-page-(\d+)"))


def _archived(page: Page) -> Iterator[ThreadPage]:
    """The thread of an archive page, which names it in the link to its full form."""
    link = page.first("#fullversion a[href], #infobox a[href]")
    full = attribute_of(link, "href")
    address = _ADDRESS.search(page.url or page.name) or _ADDRESS.search(full)
    thread = parameter(full, "tid") or (address.group(1) if address else None)
    posts = posts_of(page, _ARCHIVED)
    if not thread or not posts:
        return
    number, of = _archive_paging(page, address)
    crumbs = page.select(".navigation a")
    yield ThreadPage(
        thread=thread,
        title=words_of(link),
        posts=posts,
        number=number,
        of=of,
        view="archive",
        url=re.sub(r"[&?;]page=\d+", "", full) if full.startswith("http") else None,
        category=last_words(crumbs[1:]),
    )


def _archive_paging(page: Page, address: re.Match[str] | None) -> Paging:
    bold = last_words(page.select(".multipage > strong"))
    now = bold if bold and bold.isdecimal() else address.group(2) if address else None
    linked_ones = linked_pages(page, ".multipage a", by_pattern(r"thread-\d+(?:-page)?-(\d+)"))
    return paged(now, linked_ones)


def _title(page: Page) -> str:
    title = page.text("title")
    return title or page.text(".navigation .active, td.thead strong") or ""


def _category(page: Page) -> str | None:
    return last_words(page.select(".navigation a[href*='forumdisplay'], .navigation a[href*='forum-']"))


def _url(page: Page, thread: str) -> str | None:
    root = re.search(r"rootpath\s*=\s*[\"'](https?://[^\"']+)", page.html)
    if root:
        return f"{root.group(1).rstrip('/')}/showthread.php?tid={thread}"
    return page.url


def _rows(page: Page) -> Iterator[Listed]:
    for subject in page.select("[id^='tid_']"):
        row = next((up for up in ancestors(subject) if up.tag in ("tr", "li")), None)
        cells = row.css("td") if row is not None else []
        prefix = _prefix(subject)
        yield from listed(
            number_in(attribute_of(subject, "id")),
            prefix=prefix if prefix and len(prefix) < 40 else None,
            solved=solved_mark(prefix) if prefix else None,
            views=_views(cells),
            pinned=any("forumdisplay_sticky" in attribute_of(cell, "class") for cell in cells),
            closed=row is not None
            and page.first(".lockfolder, .closedfolder, .hotlockfolder", row) is not None,
        )


def _prefix(subject: LexborNode) -> str:
    """The words that stand beside a thread's title, which moderators chose."""
    around = subject.parent
    return " ".join(around.text(deep=False).split()) if around is not None else ""


def _views(cells: list[LexborNode]) -> int | None:
    """The count in the last cell but one."""
    shown = re.findall(r"\d[\d\s\u00a0,.]*", words_of(cells[-2])) if len(cells) > 2 else []
    views = re.sub(r"\D", "", shown[-1]) if shown else ""
    return int(views) if views and len(views) < 10 else None


FORMAT = board_format(
    "mybb",
    "MyBB pages",
    (
        (r"my_post_key|MyBBEditor|mybb_cookie", 0.96, "MyBB's own variables"),
        (r"<div id=\"fullversion\">.*class=\"dateline\"", 0.9, "MyBB's archive mode"),
        (r"thread-\d+(?:-\d+)?\.html.*class=\"dateline\"", 0.9, "MyBB's archive mode"),
        (r"powered by.{0,40}mybb|mybb\.com", 0.7, "a link to MyBB"),
    ),
    parse,
)
