"""NodeBB pages, as its server sends them: posts marked by ``component`` attributes in every theme."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.ingest.boards.board_layout import BoardLayout, posts_of
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of, last_words, number_in, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.paging import Paging, paged
from kbminer.ingest.boards.thread_page import Listed, ThreadPage
from kbminer.ingest.visibility_marks import visibility_of

_POSTS = BoardLayout(
    post="[component='post'][data-pid]",
    author="[itemprop=author] [itemprop=name], a[component='user/username'], a[data-username], a[data-uid]",
    date=".timeago[title], [component='post/timestamp'] [title], time[datetime]",
    body="[component='post/content'], [itemprop=text]",
    drop="[component='post/signature'], .post-signature",
    likes="[component='post/vote-count']",
    accepted=".topic-answer, .isSolved, [component='post/answered']",
    named_by="data-username",
    post_id=lambda element: attribute_of(element, "data-pid") or None,
)


def parse(page: Page) -> Iterator[ThreadPage | Listed]:
    """Yield what a NodeBB page shows of a topic, or the rows of a category."""
    posts = posts_of(page, _POSTS)
    thread = _thread_id(page)
    if not thread or not posts:
        yield from _rows(page)
        return
    number, of = _paging(page)
    crumbs = page.select("[component='breadcrumb/current'], .breadcrumb li a, .breadcrumb a")
    solved = any(seen.post.accepted for seen in posts) or _badge(page, "answered")
    yield ThreadPage(
        thread=thread,
        title=page.text("[component='topic/title'], h1") or page.text("title") or "",
        posts=posts,
        number=number,
        of=of,
        url=re.sub(r"/\d+$", "", page.address.split("?")[0]) if page.address else None,
        category=last_words(crumbs[:-1]),
        tags=tuple(dict.fromkeys(words_of(tag) for tag in page.select("[component='topic/tags'] .tag"))),
        solved=True if solved else None,
        pinned=_badge(page, "pinned"),
        closed=_badge(page, "locked"),
        visibility=visibility_of(
            {"deleted": _badge(page, "deleted/message"), "scheduled": _badge(page, "scheduled")}
        ),
    )


def _thread_id(page: Page) -> str | None:
    box = page.first("[component='topic'][data-tid]")
    if found := attribute_of(box, "data-tid"):
        return found
    match = re.search(r"/topic/(\d+)(?:/|$)", page.url or page.name)
    return match.group(1) if match else None


def _paging(page: Page) -> Paging:
    box = page.first("[component='pagination'], .pagination-container")
    if box is None:
        return Paging()
    shown = [attribute_of(each, "data-page") for each in page.select("[data-page]", box)]
    now = number_in(page.text(".page.active, li.active", box))
    return paged(now, [int(each) for each in shown if each.isdecimal()])


def _badge(page: Page, name: str) -> bool:
    """Whether the topic carries a badge; a hidden one is there for the script alone."""
    found = page.select(f"[component='topic/{name}']")
    return any("hidden" not in attribute_of(badge, "class").split() for badge in found)


def _rows(page: Page) -> Iterator[Listed]:
    for row in page.select("[component='category/topic'][data-tid]"):
        names = attribute_of(row, "class").split()
        yield Listed(
            thread=attribute_of(row, "data-tid"),
            pinned="pinned" in names,
            closed="locked" in names,
        )


FORMAT = board_format(
    "nodebb-html",
    "NodeBB pages",
    (
        (
            r"component=[\"']post[\"'][^<>]{0,400}data-pid=|data-pid=[^<>]{0,400}component=[\"']post[\"']",
            0.95,
            "NodeBB's posts",
        ),
        (r"component=[\"'](?:category/topic|topic)[\"']", 0.9, "NodeBB's lists"),
    ),
    parse,
)
