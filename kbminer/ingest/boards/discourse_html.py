"""Discourse as search engines see it: the pages without script ("crawler view"), with or without JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kbminer.ingest.boards.addresses import by_pattern, first_found, linked, parameter, whole
from kbminer.ingest.boards.board_layout import BoardLayout, posts_of
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of, number_in, words_of
from kbminer.ingest.boards.fallback import board_format
from kbminer.ingest.boards.linked_data import items
from kbminer.ingest.boards.paging import Paging
from kbminer.ingest.boards.thread_page import SeenPost, ThreadPage

_POSTS = BoardLayout(
    post="div.crawler-post, .topic-body.crawler-post",
    author=".creator [itemprop=name], .creator a, .creator span",
    date="time.post-time, time[itemprop=datePublished], time[datetime], meta[itemprop=datePublished]",
    body="div.post[itemprop=articleBody], div.post[itemprop=text], div.post",
    drop=".post-likes",
    likes=".post-likes",
    post_id=lambda element: _number(attribute_of(element, "id")),
)
_RENDERED = BoardLayout(  # a page that a browser saved, after its script had run
    post="article[data-post-id]",
    author=".names .username a, .names a[data-user-card], .names a, .names span",
    date=".post-date [data-time], [data-time], time[datetime]",
    body=".cooked",
    drop=".cooked-selection-barrier, .post-menu-area",
    accepted=".accepted-answer, article.accepted-answer, .accepted-text",
    post_id=lambda element: _number(attribute_of(element, "id")),
)


_TOPIC = by_pattern(r"/t/(?:(?=\d*+[^/?#\d])[^/?#]*+/)?(\d++)(?:/\d+)?(?:[/?.#]|$)")
_PAGE_SIZE = 20  # posts; what the view for crawlers shows at once


def parse(page: Page) -> Iterator[ThreadPage]:
    """Yield what a crawler page shows of a topic; lists and profiles hold nothing."""
    thread = _topic(page)
    answer = _accepted_number(page)
    shown = posts_of(page, _POSTS) or posts_of(page, _RENDERED)
    posts = tuple(_accepted(seen, answer) for seen in shown)
    if not thread or not posts:
        return
    number, of = _paging(page, posts)
    category = ".category-name, .topic-category .badge-category-name, .topic-category .badge-category__name"
    tags = page.select(".discourse-tag, .topic-category .tag")
    yield ThreadPage(
        thread=thread,
        title=page.text("#topic-title h1 a, #topic-title h1, h1 a, h1, title") or "",
        posts=posts,
        number=number,
        of=of,
        url=_url(page),
        category=page.text(f".topic-category {category}"),
        tags=tuple(dict.fromkeys(map(words_of, tags))),
        solved=True if answer is not None or any(seen.post.accepted for seen in posts) else None,
    )


def _paging(page: Page, posts: tuple[SeenPost, ...]) -> Paging:
    """The page by the number of its first post; a link says whether another follows."""
    numbers = [int(seen.post.id) for seen in posts if seen.post.id.isdecimal()]
    number = (min(numbers) - 1) // _PAGE_SIZE + 1 if numbers else 1
    follows = page.first("a[rel=next], link[rel=next]") is not None
    return Paging(number, number + 1 if follows else number)


def _number(identity: str) -> str | None:
    return number_in(identity) if re.fullmatch(r"post_\d+", identity) else None


def _topic(page: Page) -> str | None:
    addresses = (page.url or "", *linked(page, "#topic-title a[href], link[rel=canonical]"), page.name)
    return first_found(("/" + address for address in addresses), _TOPIC)


def _url(page: Page) -> str | None:
    if page.url:
        return page.url.split("?")[0]
    link = page.first("#topic-title h1 a")
    return whole(attribute_of(link, "href"), None)


def _accepted_number(page: Page) -> str | None:
    """The number of the accepted post, from the question that the page describes in JSON-LD."""
    for item in items(page):
        question = item.get("mainEntity") if item.get("@type") == "QAPage" else None
        answer = question.get("acceptedAnswer") if isinstance(question, dict) else None
        if isinstance(answer, list):
            answer = answer[0] if answer else None
        if isinstance(answer, dict) and isinstance(answer.get("url"), str):
            return parameter(answer["url"], "post_number") or number_in(answer["url"])
    return None


def _accepted(seen: SeenPost, answer: str | None) -> SeenPost:
    if answer is None:
        return seen
    return replace(seen, post=replace(seen.post, accepted=seen.post.id == answer))


FORMAT = board_format(
    "discourse-html",
    "Discourse pages",
    (
        (r"crawler-post", 0.97, "Discourse's posts for crawlers"),
        (
            r"<article(?=[^<>]+data-post-id=)[^<>]+\bid=[\"']post_\d",
            0.9,
            "Discourse's posts as a browser shows them",
        ),
        (
            r"<meta[^<>]{1,400}generator[^<>]{1,400}Discourse|content=[\"']Discourse \d",
            0.8,
            "Discourse names itself",
        ),
        (r"discourse[-_](?:details|local-dates|tag|presence)", 0.55, "names of Discourse's parts"),
    ),
    parse,
)
