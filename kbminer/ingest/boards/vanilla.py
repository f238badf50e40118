"""Vanilla Forums (Higher Logic): discussion pages, and the answers its questions mark as accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kbminer.ingest.boards.addresses import by_pattern
from kbminer.ingest.boards.board_layout import BoardLayout, posts_of
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of, count_in, number_in, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.paging import linked_pages, paged
from kbminer.ingest.boards.thread_page import Listed, SeenPost, ThreadPage, listed

_AUTHOR = ".AuthorWrap .Author a.Username, .Author .Username, .AuthorWrap .Username, .Author a"
_DATE = ".DateCreated time[datetime], .DateCreated time, .DateCreated, time"
_BODY = ".Message.userContent, .userContent, .Message"
_DROP = ".UserSignature, .Signature, .DateUpdated, .Reactions"
_OPENING = BoardLayout(
    post=".ItemDiscussion",
    author=_AUTHOR,
    date=_DATE,
    body=_BODY,
    drop=_DROP,
    post_id=lambda element: f"d{number_in(attribute_of(element, 'id')) or 0}",
)
_COMMENTS = BoardLayout(
    post="li.ItemComment[id^='Comment_'], .ItemComment[id^='Comment_']",
    author=_AUTHOR,
    date=_DATE,
    body=_BODY,
    drop=_DROP,
    accepted=".QnA-Item-Accepted, .ItemComment.Accepted, .QnA-Accepted, .QnA-Tag-Accepted",
    staff=".Role_Administrator, .Role_Moderator",
)


_PAGE = by_pattern(r"(?:^|/)p(\d+)/?$")
_ASKS = (
    ".QnA-Tag-Accepted, .QnA-Tag-Answered, .QnA-Tag-Question, .QnA-Tag-Unanswered, .DataBox-AcceptedAnswers"
)


def parse(page: Page) -> Iterator[ThreadPage | Listed]:
    """Yield what a Vanilla page shows of a discussion, or the rows of a list."""
    asks = page.first(_ASKS) is not None
    posts = (*posts_of(page, _OPENING), *posts_of(page, _COMMENTS, has_solutions=asks))
    thread = _thread_id(page)
    if not thread or not posts:
        yield from _rows(page)
        return
    accepted = _accepted(page, posts)
    number, of = paged(number_in(page.text(".Pager .Highlight")), linked_pages(page, ".Pager a", _PAGE))
    yield ThreadPage(
        thread=thread,
        title=_title(page),
        posts=_once(posts, accepted),
        number=number,
        of=of,
        url=re.sub(r"/p\d+/?$", "", page.address) if page.address else None,
        category=page.text(".MItem.Category a, .DiscussionMeta .Category a, .Breadcrumbs .CrumbLabel.Last"),
        tags=tuple(words_of(tag) for tag in page.select(".TagCloud a, .InlineTags a")),
        solved=bool(accepted) if asks else None,
        closed=_is_closed(page),
        pinned=page.first(".ItemDiscussion .Tag-Announcement, .PageTitle .Tag-Announcement") is not None,
    )


def _accepted(page: Page, posts: tuple[SeenPost, ...]) -> set[str | None]:
    """The ids of accepted posts: marked in their places, or shown in the box of accepted answers."""
    boxed = page.select(".DataBox-AcceptedAnswers [id^='Comment_']")
    return {seen.post.id for seen in posts if seen.post.accepted} | {
        number_in(attribute_of(box, "id")) for box in boxed
    }


def _is_closed(page: Page) -> bool:
    """Whether nobody may answer; to a guest a discussion that is open looks the same."""
    shown = page.first(".Tag-Closed, .Foot.Closed .Closed.Note, .DiscussionClosed")
    return shown is not None and page.first(".SignInOrRegister") is None


def _once(posts: tuple[SeenPost, ...], accepted: set[str | None]) -> tuple[SeenPost, ...]:
    """Each post once, where it stands in the discussion and not in the box of accepted answers above."""
    last = {seen.post.id: seen for seen in posts}
    order = list(dict.fromkeys(seen.post.id for seen in reversed(posts)))[::-1]
    found = (last[post_id] for post_id in order)
    return tuple(
        replace(seen, post=replace(seen.post, accepted=True)) if seen.post.id in accepted else seen
        for seen in found
    )


def _thread_id(page: Page) -> str | None:
    for element in page.select("[id^='Discussion_'], [data-discussionid]"):
        if found := attribute_of(element, "data-discussionid") or number_in(attribute_of(element, "id")):
            return found
    match = re.search(r"discussion/(\d+)(?:/|$)", page.url or page.name)
    return match.group(1) if match else None


def _title(page: Page) -> str:
    return page.text(".PageTitle h1, .Discussion h1, h1") or (page.text("title") or "").rsplit(" — ", 1)[0]


def _rows(page: Page) -> Iterator[Listed]:
    for row in page.select("[id^='Discussion_']"):
        names = attribute_of(row, "class")
        yield from listed(
            number_in(attribute_of(row, "id")),
            views=count_in(attribute_of(page.first(".ViewCount .Number", row), "title")),
            category=page.text(".MItem.Category a, .Category a", row),
            solved=True if page.first(".QnA-Tag-Accepted", row) is not None else None,
            pinned="Announcement" in names or page.first(".Tag-Announcement", row) is not None,
            closed=page.first(".Tag-Closed", row) is not None,
        )


FORMAT = board_format(
    "vanilla",
    "Vanilla pages",
    (
        (
            r"<body[^<>]+id=[\"']vanilla_|<body[^<>]+?class=[\"'][^\"'<>]{0,2000}\bVanilla\b",
            0.97,
            'a body of class "Vanilla"',
        ),
        (r"gdn\.meta|ItemDiscussion|vanilla_discussion", 0.85, "Vanilla's own names"),
    ),
    parse,
)
