"""Help Scout: conversations of a mailbox with their threads, which are single messages there."""

from __future__ import annotations

import re
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
from kbminer.records import Post, Thread, Visibility, strictest

_PUBLIC = frozenset(["customer", "message", "chat", "phone", "reply", "beaconchat"])
"""Kinds of messages that the customer wrote or got; a note or a forward to others is none."""
_CHANGES = frozenset(["lineitem"])
_SOLVED, _OPEN = frozenset(["closed"]), frozenset(["active", "pending", "open"])


def pieces(value: dict[str, Any], name: str) -> Iterator[ThreadPart | Fact]:
    """Find conversations and messages in an answer of the API or an exported file."""
    alone = [value] if "subject" in value else []
    listed = (
        *list_of(value, "_embedded", "conversations"),
        *list_of(value, "conversations"),
        *list_of(value, "items"),
    )
    for conversation in (*alone, *listed):
        key = str(first_of(conversation, "id", "number"))
        yield ThreadPart(key, conversation, opens=True)
        for message in (*list_of(conversation, "_embedded", "threads"), *list_of(conversation, "threads")):
            yield ThreadPart(key, message)
    if not alone:
        of = _conversation_in(text_of(part_of(value, "_links", "self", "href")) or name)
        for message in (*list_of(value, "_embedded", "threads"), *list_of(value, "threads")):
            if of:
                yield ThreadPart(of, message)


def _conversation_in(place: str) -> str | None:
    named = re.search(r"conversations?[/_-](\d+)", place)
    return named.group(1) if named else next(iter(re.findall(r"\d+", place)[-1:]), None)


def join(joined: Joined) -> Thread | None:
    """Make a thread of a conversation; changes of its state are no posts."""
    conversation = joined.opening
    status = conversation.get("status")
    posts = in_order(_post(each) for each in joined.replies if _says_something(each))
    counted = number_of(conversation.get("threads")) if not joined.replies else None
    if counted and not posts:
        joined.left_out["conversations whose messages do not lie in this source"] += 1
        return None
    return Thread(
        id=joined.key,
        source=joined.origin.source,
        title=text_of(conversation.get("subject")) or (first_words(posts[0]) if posts else ""),
        posts=posts,
        category=text_of(part_of(conversation, "mailbox", "name")),
        tags=tuple(_tags(conversation)),
        created_at=utc(conversation.get("createdAt")),
        solved=yes_or_no(status, _SOLVED, _OPEN),
        closed=status == "closed",
        visibility=visibility_of({"draft": conversation.get("state") == "draft"}),
    )


def _tags(conversation: dict[str, Any]) -> Iterator[str]:
    for tag in conversation.get("tags") or ():
        name = (
            tag if isinstance(tag, str) else first_of(tag, "tag", "name") if isinstance(tag, dict) else None
        )
        if text_of(name):
            yield str(name)


def _says_something(message: dict[str, Any]) -> bool:
    kind = str(message.get("type") or "").lower()
    return kind not in _CHANGES and text_of(message.get("body")) is not None


def _visibility(message: dict[str, Any]) -> Visibility:
    """Who may read a message: none but kinds that the customer wrote or got, once they are sent."""
    kind = str(message.get("type") or "").lower()
    inner = {
        "internal note": kind not in _PUBLIC,
        "draft": message.get("state") not in (None, "published"),
    }
    return strictest((judged_visibility(message), visibility_of(inner)))


def _post(message: dict[str, Any]) -> Post:
    author = first_of(message, "createdBy", "customer") or {}
    name = " ".join(
        filter(None, (text_of(author.get(part)) for part in _NAMES if author.get(part) != "unknown"))
    )
    kind = author.get("type")
    return Post(
        id=str(message.get("id")),
        author=name or (f"user{author['id']}" if author.get("id") else None),
        created_at=utc(message.get("createdAt")),
        body=text_of(message.get("body")) or "",
        staff=kind in ("user", "team") if isinstance(kind, str) else None,
        visibility=_visibility(message),
    )


_NAMES = ("first", "last", "firstName", "lastName")

FORMAT = Format(
    name="help-scout",
    title="Help Scout conversations JSON",
    recognise=json_marks(
        r'"(?:mailboxId|primaryCustomer|folderId|assignedTo|actionType|openedAt)"\s*:|"threads"\s*:\s*\[',
        r'"createdBy"\s*:', r'"createdAt"\s*:',
        r'"type"\s*:\s*"(?:customer|message|note|email|chat|phone|lineitem)"',
        sure=0.95, why='conversations with "createdBy" and kinds of messages',
    ),
    reader=partial(JoiningReader, Export(pieces=pieces, join=join, things="conversations")),
)  # fmt: skip
