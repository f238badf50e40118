"""Intercom: conversations with their parts, from the API or an export."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from kbminer.ingest.first_words import first_words
from kbminer.ingest.format import Format
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
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.ingest.yes_or_no import yes_or_no
from kbminer.records import Post, Thread, strictest
from kbminer.text.blocks import plain
from kbminer.text.to_markdown import to_markdown

_PUBLIC = frozenset(["comment", "open", "close", "quick_reply", "snoozed", "unsnoozed"])
"""Kinds of parts whose words the customer sees; those of others (notes, assignments) are the team's own."""
_TEAM = frozenset(["admin", "team", "bot"])
_SOLVED, _OPEN = frozenset(["closed", "resolved"]), frozenset(["open", "snoozed", "submitted", "in_progress"])


def pieces(value: dict[str, Any], name: str) -> Iterator[ThreadPart | Fact]:
    """Find conversations and people in an answer of the API or an exported file."""
    alone = value if "conversation_parts" in value or "source" in value else None
    for conversation in (
        *([alone] if alone else []),
        *list_of(value, "conversations"),
        *list_of(value, "data"),
    ):
        if "source" in conversation or "conversation_parts" in conversation:
            yield ThreadPart(str(conversation.get("id")), conversation, opens=True)
    people = (*list_of(value, "contacts"), *list_of(value, "admins"), *list_of(value, "data"), value)
    for person in people:
        if person.get("type") in ("contact", "user", "lead", "admin") and text_of(person.get("name")):
            yield Fact("person", str(person.get("id")), person["name"])


def join(joined: Joined) -> Thread | None:
    """Make a thread of a conversation; changes of its state are no posts."""
    conversation = joined.opening
    source = part_of(conversation, "source") or {}
    listed = part_of(conversation, "conversation_parts")
    parts = list_of(listed, "conversation_parts") or list_of(listed)
    posts = _posts(conversation, source, parts, joined)
    missing = (number_of(part_of(listed, "total_count")) or 0) - len(parts)
    title = text_of(first_of(conversation, "title", "subject") or source.get("subject"))
    state = str(part_of(conversation, "ticket", "state") or conversation.get("state") or "")
    return Thread(
        id=joined.key,
        source=joined.origin.source,
        title=plain(to_markdown(title)) if title else first_words(posts[0]) if posts else "",
        posts=posts,
        tags=tuple(
            each["name"] for each in list_of(conversation, "tags", "tags") if text_of(each.get("name"))
        ),
        created_at=utc(conversation.get("created_at")),
        solved=yes_or_no(state, _SOLVED, _OPEN),
        closed=state == "closed",
        complete=joined.is_whole("conversation", missing, "parts"),
        satisfied=_satisfied(part_of(conversation, "conversation_rating", "rating")),
    )


def _posts(
    conversation: dict[str, Any], source: dict[str, Any], parts: list[dict[str, Any]], joined: Joined
) -> tuple[Post, ...]:
    """What opens a conversation, unless it is empty and public, and the parts that have words."""
    opening = _post({"created_at": conversation.get("created_at"), **source}, joined, opens=True)
    replies = [_post(part, joined) for part in parts if text_of(part.get("body"))]
    is_there = opening.body.strip() or not opening.visibility.is_public
    return (*([opening] if is_there else []), *in_order(replies))


def _satisfied(stars: Any) -> bool | None:
    """What a rating of one to five says; three says neither."""
    rated = number_of(stars)
    return None if rated is None or rated == 3 else rated > 3


def _post(part: dict[str, Any], joined: Joined, *, opens: bool = False) -> Post:
    author = part_of(part, "author") or {}
    kind = author.get("type")
    name = text_of(author.get("name")) or text_of(joined.fact("person", author.get("id")))
    body = text_of(part.get("body")) or ""
    inner = visibility_of({"internal note": not opens and part.get("part_type") not in _PUBLIC})
    return Post(
        id=str(first_of(part, "id") or f"conversation-{joined.key}"),
        author=name or (f"user{author['id']}" if author.get("id") else None),
        created_at=utc(part.get("created_at")),
        body=body,
        format="html" if "<" in body and ">" in body else "text",
        staff=kind in _TEAM if isinstance(kind, str) else None,
        visibility=strictest((judged_visibility(part), inner)),
    )


FORMAT = Format(
    name="intercom",
    title="Intercom conversations JSON",
    recognise=json_marks(
        r'"(?:conversation_parts|conversation\.list|delivered_as|waiting_since|snoozed_until)"',
        r'"(?:source|part_type|conversations)"\s*:',
        sure=0.96, why='conversations with "conversation_parts"',
    ),
    reader=partial(JoiningReader, Export(pieces=pieces, join=join, things="conversations")),
)  # fmt: skip
