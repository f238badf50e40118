"""Vanilla Forums (Higher Logic): discussion pages, and the answers its questions mark as accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kbminer.ingest.boards.board_layout import Layout, linked_pages, posts_of
from kbminer.ingest.boards.board_pages import Page, attribute_of, number_in, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.page_merge import Listed, SeenPost, ThreadPage

_AUTHOR = ".AuthorWrap .Author a.Username, .Author .Username, .AuthorWrap .Username, .Author a"
_DATE = ".DateCreated time[datetime], .DateCreated time, .DateCreated, time"
_BODY = ".Message.userContent, .userContent, .Message"
_DROP = ".UserSignature, .Signature, .DateUpdated, .Reactions"
_OPENING = Layout(
    post=".ItemDiscussion",
    author=_AUTHOR,
    date=_DATE,
    body=_BODY,
    drop=_DROP,
    post_id=lambda element: f"d{number_in(attribute_of(element, 'id')) or 0}",
)
_COMMENTS = Layout(
    post="li.ItemComment[id^='Comment_'], .ItemComment[id^='Comment_']",
    author=_AUTHOR,
    date=_DATE,
    body=_BODY,
    drop=_DROP,
    accepted=".QnA-Item-Accepted, .ItemComment.Accepted, .QnA-Accepted, .QnA-Tag-Accepted",
    staff=".Role_Administrator, .Role_Moderator",
)


def parse(page: Page) -> Iterator[ThreadPage | Listed]:
    """Give what a Vanilla page shows of a discussion, or the rows of a list."""
    asks = page.first(
        ".QnA-Tag-Accepted, .QnA-Tag-Answered, .QnA-Tag-Question, .QnA-Tag-Unanswered, "
        ".DataBox-AcceptedAnswers"
    )
    posts = (*posts_of(page, _OPENING), *posts_of(page, _COMMENTS, has_solutions=asks is not None))
    accepted = {seen.post.id for seen in posts if seen.post.accepted} | {
        number_in(attribute_of(box, "id")) for box in page.select(".DataBox-AcceptedAnswers [id^='Comment_']")
    }
    thread = _thread_id(page)
    if not thread or not posts:
        yield from _rows(page)
        return
    now = number_in(page.text(".Pager .Highlight"))
    last = linked_pages(page, ".Pager a", _page_of)
    yield ThreadPage(
        thread=thread,
        title=_title(page),
        posts=_once(posts, accepted),
        number=int(now or 1),
        of=max(int(now or 1), last or 1),
        url=re.sub(r"/p\d+/?$", "", page.url.split("#")[0]) if page.url else None,
        category=page.text(".MItem.Category a, .DiscussionMeta .Category a, .Breadcrumbs .CrumbLabel.Last"),
        tags=tuple(words_of(tag) for tag in page.select(".TagCloud a, .InlineTags a")),
        solved=bool(accepted) if asks is not None else None,
        closed=page.first(".Tag-Closed, .Foot.Closed .Closed.Note, .DiscussionClosed") is not None
        and page.first(".SignInOrRegister") is None,
        pinned=page.first(".ItemDiscussion .Tag-Announcement, .PageTitle .Tag-Announcement") is not None,
    )


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


def _page_of(address: str) -> str | None:
    match = re.search(r"(?:^|/)p(\d+)/?$", address)
    return match.group(1) if match else None


def _title(page: Page) -> str:
    return page.text(".PageTitle h1, .Discussion h1, h1") or (page.text("title") or "").rsplit(" — ", 1)[0]


def _rows(page: Page) -> Iterator[Listed]:
    for row in page.select("[id^='Discussion_']"):
        views = number_in(attribute_of(page.first(".ViewCount .Number", row), "title").replace(",", ""))
        names = attribute_of(row, "class")
        if thread := number_in(attribute_of(row, "id")):
            yield Listed(
                thread=thread,
                views=int(views) if views else None,
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
            r"<body[^>]+id=[\"']vanilla_|<body[^>]+class=[\"'][^\"']*\bVanilla\b",
            0.97,
            'a body of class "Vanilla"',
        ),
        (r"gdn\.meta|ItemDiscussion|vanilla_discussion", 0.85, "Vanilla's own names"),
    ),
    parse,
)
