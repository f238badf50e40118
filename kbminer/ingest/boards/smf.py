"""Simple Machines Forum 1.1, 2.0 and 2.1: topic pages, print pages and board lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from kbminer.ingest.boards.addresses import by_parameter, by_pattern, first_found, linked
from kbminer.ingest.boards.board_layout import BoardLayout, posts_of
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of, last_words, number_in, numbers_shown
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.paging import Paging, paged
from kbminer.ingest.boards.thread_page import Listed, ThreadPage
from kbminer.ingest.recognised_words import any_of

_PAGE = re.compile(r"(?:topic[=,]|[-_/]t|topic/)(\d+)(?:\.(?:msg)?(\d+|new|0))?")


def _message_id(element: LexborNode) -> str | None:
    own = re.fullmatch(r"msg_?(\d+)", attribute_of(element, "id"))
    if own:
        return own.group(1)
    body = element.css_first("[id^='msg_']")
    subject = element.css_first("[id^='subject_']")
    return number_in(attribute_of(body, "id")) or number_in(attribute_of(subject, "id"))


_POSTS = BoardLayout(
    post="#forumposts > form > div[id^='msg'], #quickModForm > div, div.post_wrapper, .windowbg "
    ".post_wrapper",
    author=".poster h4 a, .poster h4, .poster b a, .poster a",
    date=".postinfo .smalltext, .postinfo a.smalltext, .keyinfo .smalltext, .keyinfo .page_number + "
    ".smalltext, .keyinfo",
    body=".post .inner, .inner[id^='msg_'], [id^='msg_'], .post",
    drop=".signature, .modified, .smalltext.modified, .attachments, .moderatorbar",
    staff=".poster .membergroup[class*='admin']",
    likes="[id$='_likes'] .like_count, .like_count",
    post_id=_message_id,
)
_OLDEST = BoardLayout(
    post="#bodyarea td.windowbg, #bodyarea td.windowbg2, td.windowbg, td.windowbg2",
    author="td b a[href*='action=profile'], b a[href*='profile'], td > b",
    date="td .smalltext, .smalltext",
    body=".post, div.post",
    drop=".signature, .modified",
    post_id=_message_id,
)


def parse(page: Page) -> Iterator[ThreadPage | Listed]:
    """Yield what an SMF page shows of a topic, or the rows of a board's list."""
    thread = _thread_id(page)
    posts = posts_of(page, _POSTS) or posts_of(page, _OLDEST)
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
        url=page.address,
        category=_category(page),
        views=_views(page),
        solved=True if page.first("img[src*='solved'], .topic_solved, .solved") is not None else None,
        closed=page.first("img[src*='locked'], .main_icons.lock, [class*='locked']") is not None,
    )


def _thread_id(page: Page) -> str | None:
    if found := page.hidden("topic"):
        return found.split(".")[0]
    if match := re.search(r"(?:smf_topic_id|iTopicId|current_topic)\D{1,6}(\d+)", page.html):
        return match.group(1)
    addresses = (
        page.url or "",
        *linked(page, "link[rel=canonical], #top_subject a, .nextlinks a"),
        *linked(page, "#quickModForm[action], form[name=quickModForm]", "action"),
        *linked(page, "a[href*='action=printpage'], a[href*='prev_next']"),
        page.name,
    )
    return first_found(addresses, by_parameter("topic"), by_pattern(r"topic[,=](\d+)"))


def _paging(page: Page) -> Paging:
    box = page.first(".pagelinks, .pagesection .pagelinks, .middletext")
    if box is None:
        return Paging()
    return paged(page.text(".current_page, strong, b", box), numbers_shown(box.css("a")))


def _category(page: Page) -> str | None:
    crumbs = page.select(
        ".navigate_section li a, #linktree li a, .nav a[href*='board'], a.nav[href*='board']"
    )
    return last_words([crumb for crumb in crumbs if "board" in attribute_of(crumb, "href")])


def _title(page: Page) -> str:
    shown = page.text("#top_subject, h2.display_title, #forumposts h3.catbg #top_subject")
    if shown:
        shown = re.sub(rf"(?:(?<!\s)\s++)?\({any_of('boards.views')}\s.*+", "", shown)
        return re.sub(rf"^{any_of('boards.topic')}\s*:\s+", "", shown)
    return page.text("title") or ""


def _views(page: Page) -> int | None:
    words = page.text("#top_subject, #forumposts h3, .display_info, td.catbg") or ""
    match = re.search(rf"\({any_of('boards.views')}\D{{0,20}}([\d.,\s]+)", words)
    digits = re.sub(r"\D", "", match.group(1)) if match else ""
    return int(digits) if digits else None


def _rows(page: Page) -> Iterator[Listed]:
    for subject in page.select("[id^='msg_'] a[href*='topic'], .message_index_title a[href*='topic']"):
        match = _PAGE.search(attribute_of(subject, "href"))
        if match:
            yield Listed(thread=match.group(1))


FORMAT = board_format(
    "smf",
    "SMF pages",
    (
        (r"smf_(?:theme_url|scripturl|session_id|iso_case_folding|charset)", 0.96, "SMF's own variables"),
        (r"powered by SMF|simplemachines\.org", 0.85, "SMF names itself"),
        (r"id=[\"']top_subject", 0.75, "SMF's page parts"),
        (r"post_wrapper.*keyinfo", 0.75, "SMF's page parts"),
    ),
    parse,
)
