"""phpBB 3: topic pages of prosilver and its many themes, print views, and forum lists.

Custom themes rename everything but the post's anchor ``#pN``, ``.content`` and ``.username``: those decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from kbminer.ingest.boards.addresses import parameter, whole
from kbminer.ingest.boards.board_layout import BoardLayout, posts_of
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import (
    attribute_of,
    count_in,
    last_words,
    number_in,
    numbers_shown,
    words_of,
)
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.paging import Paging, page_numbers, paged
from kbminer.ingest.boards.thread_page import Listed, ThreadPage, listed
from kbminer.ingest.recognised_words import any_of

_POSTS = BoardLayout(
    post="div[id^='p'], article[id^='p'], li[id^='p'], tr[id^='p']",
    is_post=lambda element: bool(re.fullmatch(r"p\d+", attribute_of(element, "id"))),
    author="dl.postprofile .username, dl.postprofile .username-coloured, .postprofile .username, "
    ".postprofile .username-coloured, p.author .username, p.author .username-coloured, .username, "
    ".username-coloured, p.author strong, .postauthor, .author strong",
    date="p.author time[datetime], .author time[datetime], time[datetime], p.author, .postdate, .vtdate, "
    ".post-date, .date, .author",
    body=".postbody .content, .content, .postbody",
    drop=".signature, .notice, .attachbox > dt, .post-buttons, .postsignature",
    staff=".profile-rank img[alt*='dmin'], .profile-rank img[alt*='oderator']",
    accepted=".solved-post, .topic_solved_post, .accepted-answer, .bestanswer",
)
_PRINTED = BoardLayout(
    post="div.post",
    author=".author strong",
    date=".date strong",
    body=".content",
    post_id=lambda element: None,
)
_OWN_LINKS = (
    "link[rel=canonical]",
    "#page-header a[href]",
    ".topic-title a",
    "h2 a",
    "h1 a",
    "a[href*='t=']",
)
"""Where links to the topic itself stand, the surest first."""


def parse(page: Page) -> Iterator[ThreadPage | Listed]:
    """Yield what a phpBB page shows of a topic, or the rows of a forum's list."""
    printed = _is_print(page)
    posts = posts_of(page, _PRINTED if printed else _POSTS)
    thread = _thread_id(page)
    if thread and posts:
        number, of = _paging(page)
        solved = page.first(
            ".topic-solved, .solved_topic, img[alt='Topic is solved'], [title='Topic is solved']"
        )
        yield ThreadPage(
            thread=thread,
            title=_title(page),
            posts=posts,
            number=number,
            of=of,
            view="print" if printed else "full",
            url=_url(page, thread),
            category=_category(page),
            solved=True if solved is not None else None,
            closed=page.first(".topic-locked, a[title='Topic locked'], .button-locked, .fa-lock + span")
            is not None,
        )
    else:
        yield from _rows(page)


def _is_print(page: Page) -> bool:
    return (
        page.first("#page-body > .page-number, div.page-number") is not None
        and page.first("dl.postprofile") is None
    )


def _thread_id(page: Page) -> str | None:
    stated = page.hidden("t") or page.hidden("topic_id")
    if found := stated or _linked_topic(page) or parameter(page.url or "", "t"):
        return found
    pretty = re.search(r"[-/]t(\d+)(?:-\d+)?(?:\.html|/|$)", page.url or page.name)
    return pretty.group(1) if pretty else None


def _linked_topic(page: Page) -> str | None:
    """The topic of the first link that leads to one, or that shows such an address."""
    links = chain.from_iterable(map(page.select, _OWN_LINKS))
    texts = (text for link in links for text in (attribute_of(link, "href"), words_of(link)))
    return next(filter(None, (parameter(text, "t") for text in texts if "topic" in text)), None)


def _paging(page: Page) -> Paging:
    for element in page.select(".pagination, .page-number, .pagenav"):
        active = page.first("li.active, strong.current", element)
        if now := number_in(words_of(active)):
            return paged(now, numbers_shown(page.select("a, li", element)))
        paging = page_numbers(words_of(element))
        if paging.of:
            return paging
    return Paging()


def _title(page: Page) -> str:
    shown = page.text(
        "h2.topic-title, .topic-title, h1.topic-title, #page-header h2, .viewtopic h2 a, h2 a[href*='topic']"
    )
    if shown:
        return shown
    title = page.text("title") or ""
    parts = re.split(rf"\s[•|·]\s| - {any_of('boards.view_topic')} - ", title)
    return parts[-1].strip()


def _category(page: Page) -> str | None:
    return last_words(
        page.select(
            "#nav-breadcrumbs .crumb[data-forum-id], .crumb[data-forum-id], .navlinks a[href*='viewforum']"
        )
    )


def _url(page: Page, thread: str) -> str | None:
    return whole(f"viewtopic.php?t={thread}", page.url) if "viewtopic" in (page.url or "") else page.address


def _rows(page: Page) -> Iterator[Listed]:
    for row in page.select("li.row"):
        link = page.first("a.topictitle", row)
        if link is None:
            continue
        names = attribute_of(row, "class")
        yield from listed(
            parameter(attribute_of(link, "href"), "t"),
            views=count_in(page.text("dd.views", row)),
            pinned=bool(re.search(r"\b(?:sticky|announce|global-announce)\b", names)),
            closed="locked" in names,
            solved=True if page.first("[title='Topic is solved'], .topic-solved", row) is not None else None,
        )


FORMAT = board_format(
    "phpbb",
    "phpBB 3 pages",
    (
        (r"<body[^<>]+id=[\"']phpbb[\"']", 0.97, 'a body with id "phpbb"'),
        (r"section-view(?:topic|forum)", 0.95, "phpBB's page classes"),
        (
            r"phpbb style name|phpbb_alert|prosilver|powered by <a[^<>]*>phpbb",
            0.85,
            "names of phpBB's styles",
        ),
        (
            r"viewtopic\.php\?(?:[^\"']{0,200}&(?:amp;)?)?[tp]=\d+.*class=[\"'](?:postbody|username)",
            0.6,
            "links to viewtopic.php",
        ),
    ),
    parse,
)
