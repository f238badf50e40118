"""Pages and files that describe their questions in schema.org's words: QAPage and DiscussionForumPosting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kbminer.ingest.boards.board_layout import looks_like_html
from kbminer.ingest.boards.board_pages import Page, number_in
from kbminer.ingest.boards.linked_data import items
from kbminer.ingest.boards.page_merge import SeenPost, Stitcher, ThreadPage
from kbminer.ingest.dates import utc
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format
from kbminer.records import Post

_TYPES = ("QAPage", "Question", "DiscussionForumPosting", "SocialMediaPosting")


def recognise(document: Document) -> Clue | None:
    """JSON-LD of a question or a discussion."""
    if not looks_like_html(document.head) or b"ld+json" not in document.head:
        return None
    found = re.search(rb'"@type"\s*:\s*\[?\s*"(QAPage|DiscussionForumPosting)"', document.head)
    return Clue(0.62, f"JSON-LD of a {found.group(1).decode()}") if found else None


def parse(page: Page) -> Iterator[ThreadPage]:
    """Give the discussion that the page describes."""
    for item in items(page):
        entity = item.get("mainEntity") if _is(item, "QAPage") else item
        if isinstance(entity, list):
            entity = entity[0] if entity else None
        if not isinstance(entity, dict) or not _is(entity, *_TYPES):
            continue
        address = entity.get("url") or item.get("url") or page.url or page.name
        address = address if isinstance(address, str) else page.name
        opening = _post(entity, "q", None)
        answers = list(_answers(entity, opening.id))
        says = _is(entity, "Question") or "acceptedAnswer" in entity
        yield ThreadPage(
            thread=number_in(re.sub(r"#.*$", "", address)) or address,
            title=_text(entity.get("name") or entity.get("headline")) or page.text("h1, title") or "",
            posts=tuple(SeenPost(post=post) for post in (opening, *answers)),
            url=address if address.startswith("http") else None,
            solved=any(post.accepted for post in answers) if says else None,
        )
        return


def _answers(entity: dict[str, Any], parent: str) -> Iterator[Post]:
    number = 0
    for key in ("acceptedAnswer", "suggestedAnswer", "comment"):
        given = entity.get(key)
        for answer in given if isinstance(given, list) else [given]:
            if isinstance(answer, dict):
                number += 1
                post = _post(
                    answer, f"{key[0]}{number}", key == "acceptedAnswer" if key != "comment" else None
                )
                yield post
                yield from _answers({"comment": answer.get("comment")}, f"{post.id}.")


def _post(item: dict[str, Any], fallback: str, accepted: bool | None) -> Post:
    body = _text(item.get("text") or item.get("articleBody")) or ""
    author = item.get("author")
    author = author[0] if isinstance(author, list) and author else author
    name = author.get("name") if isinstance(author, dict) else author
    url = item.get("url") if isinstance(item.get("url"), str) else None
    votes = item.get("upvoteCount")
    return Post(
        id=(number_in(url.rsplit("#", 1)[-1]) if url and "#" in url else None) or fallback,
        author=_text(name),
        created_at=utc(item.get("datePublished") or item.get("dateCreated")),
        body=body,
        format="html" if re.search(r"</?\w+[^>]*>", body) else "text",
        likes=votes if isinstance(votes, int) and not isinstance(votes, bool) else None,
        accepted=accepted,
        url=url,
    )


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
    reader=lambda origin: Stitcher(parse, origin),
)
