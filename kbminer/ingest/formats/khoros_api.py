"""Khoros (Lithium) communities as their API answers: version 2, and the older one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format
from kbminer.ingest.formats.joining import (
    Export,
    Fact,
    Joined,
    JoiningReader,
    ThreadPart,
    in_order,
    judged_visibility,
)
from kbminer.ingest.formats.json_values import first_of, json_marks, list_of, number_of, part_of, text_of
from kbminer.ingest.timestamps import utc
from kbminer.records import Post, Thread


def pieces(value: dict[str, Any], name: str) -> Iterator[ThreadPart | Fact]:
    """Find messages, wherever they lie in an answer; a topic may hold its replies."""
    value = _bare(value)
    placed = first_of(value, "topic", "thread", "board", "post_time")
    if placed and "subject" in value and "body" in value and value.get("id"):
        topic = _topic(value)
        yield ThreadPart(topic, value, opens=topic == str(value["id"]) or value.get("depth") == 0)
    for each in value.values():
        for inner in each if isinstance(each, list) else [each]:
            if isinstance(inner, dict):
                yield from pieces(inner, name)


def _bare(value: Any) -> Any:
    """The older API's values, each in a box of its own: {"type": "string", "$": "words"}."""
    if isinstance(value, dict):
        return value["$"] if "$" in value else {name: _bare(each) for name, each in value.items()}
    return [_bare(each) for each in value] if isinstance(value, list) else value


def _topic(message: dict[str, Any]) -> str:
    """The topic's number, which is that of the message that opens it."""
    found = part_of(message, "topic", "id") or _number(part_of(message, "topic", "href"))
    older = first_of(part_of(message, "thread") or {}, "href", "@href")
    return str(found or _number(older) or message["id"])


def _number(address: Any) -> str | None:
    found = re.search(r"(?<!\d)(\d++)/?$", address) if isinstance(address, str) else None
    return found.group(1) if found else None


def join(joined: Joined) -> Thread | None:
    """Make a thread of a topic."""
    topic = joined.opening
    url = text_of(topic.get("view_href"))
    whole = url if url and urlsplit(url).netloc else None
    solved = part_of(topic, "conversation", "solved")
    if not isinstance(solved, bool):
        solved = True if any(each.get("is_solution") is True for each in joined.replies) else None
    posts = (_post(topic, asks=True), *in_order(_post(each) for each in joined.replies))
    return Thread(
        id=joined.key,
        source=joined.origin.source_at(urlsplit(whole).hostname if whole else None),
        title=text_of(topic.get("subject")) or "",
        posts=posts,
        url=whole,
        category=text_of(part_of(topic, "board", "title")) or text_of(part_of(topic, "board", "id")),
        tags=tuple(_texts(topic, "labels", "tags")),
        created_at=posts[0].created_at,
        views=number_of(part_of(topic, "metrics", "views")),
        solved=solved,
        closed=topic.get("read_only") is True,
    )


def _texts(topic: dict[str, Any], *names: str) -> Iterator[str]:
    for name in names:
        for each in list_of(topic, name, "items"):
            if text_of(each.get("text")):
                yield str(each["text"])


def _post(message: dict[str, Any], *, asks: bool = False) -> Post:
    solution = message.get("is_solution")
    return Post(
        id=str(message["id"]),
        author=text_of(part_of(message, "author", "login")),
        created_at=utc(message.get("post_time")),
        body=text_of(message.get("body")) or "",
        likes=number_of(part_of(message, "kudos", "sum", "weight")),
        accepted=solution if isinstance(solution, bool) and not asks else None,
        reply_to=text_of(part_of(message, "parent", "id")),
        url=text_of(message.get("view_href")),
        visibility=judged_visibility(message),
    )


_SECOND = json_marks(
    r'"(?:view_href|is_solution|post_time)"\s*:', r'"subject"\s*:',
    r'"(?:topic|board|depth|conversation)"\s*:', r'"(?:login|author)"\s*:',
    sure=0.96, why='messages with "subject" and "post_time"',
)  # fmt: skip


def recognise(document: Document) -> Clue | None:
    """Messages as either version of the API names their fields."""
    return _SECOND(document)


FORMAT = Format(
    name="khoros-api",
    title="Khoros (Lithium) API answers",
    recognise=recognise,
    reader=partial(JoiningReader, Export(pieces=pieces, join=join, things="topics")),
)
