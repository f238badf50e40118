"""Pages and files that describe their questions in schema.org's words: QAPage and DiscussionForumPosting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kbminer.ingest.boards.board_layout import looks_like_html
from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import number_in
from kbminer.ingest.boards.linked_data import items
from kbminer.ingest.boards.thread_page import SeenPost, ThreadPage
from kbminer.ingest.boards.unknown.folder_reader import FolderReader
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format
from kbminer.ingest.timestamps import utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import Post

_TYPES = ("QAPage", "Question", "DiscussionForumPosting", "SocialMediaPosting")


def recognise(document: Document) -> Clue | None:
    """JSON-LD of a question or a discussion."""
    if not looks_like_html(document.head) or b"ld+json" not in document.head:
        return None
    found = re.search(rb'"@type"\s*+:\s*+(?:\[\s*+)?"(QAPage|DiscussionForumPosting)"', document.head)
    return Clue(0.62, f"JSON-LD of a {found.group(1).decode()}") if found else None


def described(page: Page) -> ThreadPage | None:
    """Read the discussion that the page describes, the first if there are several."""
    found = ((item, entity) for item in items(page) if (entity := _discussion(item)) is not None)
    for item, entity in found:
        address = entity.get("url") or item.get("url") or page.url or page.name
        return _thread_page(page, entity, address if isinstance(address, str) else page.name)
    return None


def _discussion(item: dict[str, Any]) -> dict[str, Any] | None:
    """The question or posting that an item is, or is the page of."""
    entity = _first(item.get("mainEntity")) if _is(item, "QAPage") else item
    return entity if isinstance(entity, dict) and _is(entity, *_TYPES) else None


def _thread_page(page: Page, entity: dict[str, Any], address: str) -> ThreadPage:
    opening = _post(entity, "q", None)
    answers = list(_answers(entity, opening.id))
    asks = _is(entity, "Question") or "acceptedAnswer" in entity
    return ThreadPage(
        thread=number_in(address.partition("#")[0]) or address,
        title=_text(entity.get("name") or entity.get("headline")) or page.text("h1, title") or "",
        posts=tuple(SeenPost(post=post) for post in (opening, *answers)),
        url=address if address.startswith("http") else None,
        solved=any(post.accepted for post in answers) if asks else None,
        stated=_stated(entity),
    )


def _stated(entity: dict[str, Any]) -> int | None:
    """How many posts the thread has by the counts that the page states."""
    counts = [entity.get(name) for name in ("answerCount", "commentCount")]
    for counter in _listed(entity.get("interactionStatistic")):
        kind = counter.get("interactionType")
        kind = kind.get("@type") if isinstance(kind, dict) else kind
        if str(kind).rsplit("/", 1)[-1] in ("CommentAction", "ReplyAction", "AnswerAction"):
            counts.append(counter.get("userInteractionCount"))
    numbers = [int(count) for count in map(str, counts) if count.isdecimal()]
    return 1 + max(numbers) if numbers else None


def _answers(entity: dict[str, Any], parent: str) -> Iterator[Post]:
    """All answers and comments, each before the comments on it."""
    number = 0
    for key in ("acceptedAnswer", "suggestedAnswer", "comment"):
        accepted = key == "acceptedAnswer" if key != "comment" else None
        for answer in _listed(entity.get(key)):
            number += 1
            post = _post(answer, f"{key[0]}{number}", accepted)
            yield post
            yield from _answers({"comment": answer.get("comment")}, f"{post.id}.")


def _post(item: dict[str, Any], fallback: str, accepted: bool | None) -> Post:
    body = _text(item.get("text") or item.get("articleBody")) or ""
    url = item["url"] if isinstance(item.get("url"), str) else None
    votes = item.get("upvoteCount")
    return Post(
        id=_place(url) or fallback,
        author=_author(item),
        created_at=_date(item),
        body=body,
        format="html" if re.search(r"</?\w++[^<>]*+>", body) else "text",
        likes=votes if isinstance(votes, int) and not isinstance(votes, bool) else None,
        accepted=accepted,
        url=url,
        visibility=visibility_of(item),
    )


def _date(item: dict[str, Any]) -> datetime | None:
    """When the item was made; the beginning of computers' time stands where a plugin knew no date."""
    found = utc(item.get("datePublished") or item.get("dateCreated"))
    return found if found is not None and found.timestamp() != 0 else None


def _place(url: str | None) -> str | None:
    """The number of the place on a page that an address leads to."""
    return number_in(url.rsplit("#", 1)[-1]) if url and "#" in url else None


def _author(item: dict[str, Any]) -> str | None:
    author = _first(item.get("author"))
    return _text(author.get("name") if isinstance(author, dict) else author)


def _first(value: Any) -> Any:
    return next(iter(value), None) if isinstance(value, list) else value


def _listed(value: Any) -> list[dict[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _is(item: dict[str, Any], *names: str) -> bool:
    kind = item.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return any(str(each).rsplit("/", 1)[-1] in names for each in kinds)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


FORMAT = Format(
    name="schema-org",
    title="schema.org questions and discussions",
    recognise=recognise,
    reader=lambda origin: FolderReader(origin, described),
)
