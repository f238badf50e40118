"""MyBB: topic pages, the plain pages of its archive mode, and forum lists, whose prefixes mark the solved."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.ingest.boards.board_layout import Layout, linked_pages, listed, posts_of
from kbminer.ingest.boards.board_pages import Page, ancestors, attribute_of, number_in, parameter, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.page_merge import Listed, ThreadPage
from kbminer.ingest.solved import title_says_solved

_POSTS = Layout(
    post="div.post[id^='post_'], table[id^='post_'], table.tborder[id^='post_']",
    author=".post_author .author_information strong a, .post_author .largetext, .author_information "
    ".largetext, "
    ".author_information strong, .post_author strong, .post_author a[href*='member.php'], .largetext",
    date=".post_head .post_date, .post_date, span.post_date",
    body=".post_body, .post_content .post_body",
    drop=".signature, .post_edit, .edited_post, .post_meta",
)
_ARCHIVED = Layout(
    post="#content > div.post, div.post",
    author=".header .author h2, .header .author, .author",
    date=".dateline",
    body=".message",
    post_id=lambda element: None,
)
_ADDRESS = re.compile(r"thread-(\d+)(?:-page)?(?:-(\d+))?")


def parse(page: Page) -> Iterator[ThreadPage | Listed]:
    """Give what a MyBB page shows of a thread, or the rows of a forum's list."""
    if page.first("div.post > .header .dateline, #fullversion") is not None:
        yield from _archived(page)
        return
    posts = posts_of(page, _POSTS)
    thread = _thread_id(page)
    if thread and posts:
        threaded = page.first("#threaded_list, .threaded_list") is not None or "mode=threaded" in page.name
        number, of = _paging(page, thread)
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
    if found := page.hidden("tid"):
        return found
    for pattern in (
        r"\btid\s*=\s*[\"'](\d+)",
        r"thread\.init\((\d+)\)",
        r"thread_id\s*[:=]\s*[\"']?(\d+)",
        r"(?:printthread|newreply|sendthread)\.php\?tid=(\d+)",  # links to the thread itself
    ):
        if found_in := re.search(pattern, page.html):
            return found_in.group(1)
    for address in (
        page.url or "",
        page.name,
        *(attribute_of(e, "href") for e in page.select("link[rel=canonical]")),
    ):
        if found := parameter(address, "tid"):
            return found
        if match := _ADDRESS.search(address):
            return match.group(1)
    links = page.select("a[href*='tid=']")
    return parameter(attribute_of(links[0], "href"), "tid") if links else None


def _paging(page: Page, thread: str) -> tuple[int, int | None]:
    box = page.first("div.pagination")
    if box is None:
        return 1, None
    now = number_in(page.text(".pagination_current", box)) or "1"
    last = linked_pages(page, ".pagination_page, .pagination_last, .pagination_next", _page_of)
    return int(now), max(int(now), last or 1)


def _page_of(address: str) -> str | None:
    if found := parameter(address, "page"):
        return found
    match = re.search(r"-page-(\d+)", address)
    return match.group(1) if match else None


def _archived(page: Page) -> Iterator[ThreadPage]:
    address = page.first("#fullversion a[href], #infobox a[href]")
    full = attribute_of(address, "href")
    match = _ADDRESS.search(page.url or page.name) or _ADDRESS.search(full)
    thread = parameter(full, "tid") or (match.group(1) if match else None)
    posts = posts_of(page, _ARCHIVED)
    if not thread or not posts:
        return
    bold = page.select(".multipage > strong")
    now = words_of(bold[-1]) if bold else ""
    last = linked_pages(page, ".multipage a", lambda a: m.group(2) if (m := _ADDRESS.search(a)) else None)
    number = int(now) if now and now.isdecimal() else int((match.group(2) if match else None) or 1)
    crumbs = page.select(".navigation a")
    yield ThreadPage(
        thread=thread,
        title=words_of(address) if address is not None else "",
        posts=posts,
        number=number,
        of=max(number, last or 1),
        view="archive",
        url=re.sub(r"[&?;]page=\d+", "", full) if full.startswith("http") else None,
        category=words_of(crumbs[-1]) or None if len(crumbs) > 1 else None,
    )


def _title(page: Page) -> str:
    title = page.text("title")
    return title or page.text(".navigation .active, td.thead strong") or ""


def _category(page: Page) -> str | None:
    crumbs = page.select(".navigation a[href*='forumdisplay'], .navigation a[href*='forum-']")
    return words_of(crumbs[-1]) or None if crumbs else None


def _url(page: Page, thread: str) -> str | None:
    root = re.search(r"rootpath\s*=\s*[\"'](https?://[^\"']+)", page.html)
    if root:
        return f"{root.group(1).rstrip('/')}/showthread.php?tid={thread}"
    return page.url


def _rows(page: Page) -> Iterator[Listed]:
    for subject in page.select("[id^='tid_']"):
        row = next((up for up in ancestors(subject) if up.tag in ("tr", "li")), None)
        around = subject.parent
        prefix = " ".join((around.text(deep=False) if around is not None else "").split())
        cells = row.css("td") if row is not None else []
        names = " ".join(attribute_of(cell, "class") for cell in cells)
        numbers = re.findall(r"\d[\d\s\u00a0,.]*", words_of(cells[-2])) if len(cells) > 2 else []
        views = re.sub(r"\D", "", numbers[-1]) if numbers else ""
        yield from listed(
            number_in(attribute_of(subject, "id")),
            prefix=prefix if prefix and len(prefix) < 40 else None,
            solved=title_says_solved(prefix) if prefix else None,
            views=int(views) if views and len(views) < 10 else None,
            pinned="forumdisplay_sticky" in names,
            closed=row is not None
            and page.first(".lockfolder, .closedfolder, .hotlockfolder", row) is not None,
        )


FORMAT = board_format(
    "mybb",
    "MyBB pages",
    (
        (r"my_post_key|MyBBEditor|mybb_cookie", 0.96, "MyBB's own variables"),
        (
            r"<div id=\"fullversion\">.*class=\"dateline\"|thread-\d+(?:-\d+)?\.html.*class=\"dateline\"",
            0.9,
            "MyBB's archive mode",
        ),
        (r"powered by.{0,40}mybb|mybb\.com", 0.7, "a link to MyBB"),
    ),
    parse,
)
