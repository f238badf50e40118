"""phpBB 3: topic pages of prosilver and its many themes, print views, and forum lists.

Custom themes rename everything but the post's anchor ``#pN``, ``.content`` and ``.username``: those decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.ingest.boards.board_layout import Layout, listed, page_numbers, posts_of
from kbminer.ingest.boards.board_pages import Page, attribute_of, number_in, parameter, whole, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.page_merge import Listed, ThreadPage

_POSTS = Layout(
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
_PRINTED = Layout(
    post="div.post",
    author=".author strong",
    date=".date strong",
    body=".content",
    post_id=lambda element: None,
)
_AUTHOR_LINE = re.compile(r"^(?:.{0,60}?[»]|by\s+\S+\s+[-–»])\s*", re.S)


def parse(page: Page) -> Iterator[ThreadPage | Listed]:
    """Give what a phpBB page shows of a topic, or the rows of a forum's list."""
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
    if found := page.hidden("t") or page.hidden("topic_id"):
        return found
    for selector in (
        "link[rel=canonical]",
        "#page-header a[href]",
        ".topic-title a",
        "h2 a",
        "h1 a",
        "a[href*='t=']",
    ):
        for element in page.select(selector):
            address = attribute_of(element, "href")
            for text in (address, words_of(element)):
                if "topic" in text and (found := parameter(text, "t")):
                    return found
    if page.url and (found := parameter(page.url, "t")):
        return found
    pretty = re.search(r"[-/]t(\d+)(?:-\d+)?(?:\.html|/|$)", page.url or page.name)
    return pretty.group(1) if pretty else None


def _paging(page: Page) -> tuple[int, int | None]:
    for element in page.select(".pagination, .page-number, .pagenav"):
        active = page.first("li.active, strong.current", element)
        linked = [
            int(words) for link in page.select("a, li", element) if (words := words_of(link)).isdecimal()
        ]
        if active is not None and (now := number_in(words_of(active))):
            return int(now), max([*linked, int(now)])
        number, of = page_numbers(words_of(element))
        if of:
            return number, of
    return 1, None


def _title(page: Page) -> str:
    shown = page.text(
        "h2.topic-title, .topic-title, h1.topic-title, #page-header h2, .viewtopic h2 a, h2 a[href*='topic']"
    )
    if shown:
        return shown
    title = page.text("title") or ""
    parts = re.split(r"\s[•|·]\s| - (?:View topic|Afficher le sujet|Thema anzeigen) - ", title)
    return parts[-1].strip()


def _category(page: Page) -> str | None:
    crumbs = page.select(
        "#nav-breadcrumbs .crumb[data-forum-id], .crumb[data-forum-id], .navlinks a[href*='viewforum']"
    )
    return words_of(crumbs[-1]) or None if crumbs else None


def _url(page: Page, thread: str) -> str | None:
    base = page.url
    if not base:
        return None
    return whole(f"viewtopic.php?t={thread}", base) if "viewtopic" in base else base.split("#")[0]


def _rows(page: Page) -> Iterator[Listed]:
    for row in page.select("li.row"):
        link = page.first("a.topictitle", row)
        if link is None:
            continue
        names = attribute_of(row, "class")
        views = number_in((page.text("dd.views", row) or "").replace(",", ""))
        yield from listed(
            parameter(attribute_of(link, "href"), "t"),
            views=int(views) if views else None,
            pinned=bool(re.search(r"\b(?:sticky|announce|global-announce)\b", names)),
            closed="locked" in names,
            solved=True if page.first("[title='Topic is solved'], .topic-solved", row) is not None else None,
        )


FORMAT = board_format(
    "phpbb",
    "phpBB 3 pages",
    (
        (r"<body[^>]+id=[\"']phpbb[\"']", 0.97, 'a body with id "phpbb"'),
        (r"section-view(?:topic|forum)", 0.95, "phpBB's page classes"),
        (r"phpbb style name|phpbb_alert|prosilver|powered by <a[^>]*>phpbb", 0.85, "names of phpBB's styles"),
        (
            r"viewtopic\.php\?(?:[^\"']*&(?:amp;)?)?[tp]=\d+.*class=[\"'](?:postbody|username)",
            0.6,
            "links to viewtopic.php",
        ),
    ),
    parse,
)
