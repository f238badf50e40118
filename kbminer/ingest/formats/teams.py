"""Microsoft Teams: channels as the Graph API answers, or as an account's own export holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format
from kbminer.ingest.formats.chat_reader import Chat, ChatReader, Facts, RawMessage
from kbminer.ingest.formats.chat_threads import ChatMessage
from kbminer.ingest.formats.joining import Fact
from kbminer.ingest.formats.json_values import first_of, json_marks, list_of, part_of, text_of
from kbminer.ingest.timestamps import utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import strictest

_CHANNEL = re.compile(r"@thread\.(?:tacv2|skype)")
"""The end of a channel's address; a chat between a few ends otherwise."""


def pieces(value: dict[str, Any], name: str) -> Iterator[RawMessage | Fact]:
    """Find messages with their replies, in an answer of the API or an exported account."""
    if "createdDateTime" in value and "body" in value:
        yield from _messages(value, None)
    for raw in (*list_of(value, "value"), *list_of(value, "messages"), value):
        if "body" in raw and raw is not value:
            yield from _messages(raw, None)
        elif (key := text_of(raw.get("id"))) and not visibility_of(raw).is_public:
            yield Fact("private", key, True)
    for conversation in list_of(value, "conversations"):
        for raw in list_of(conversation, "MessageList"):
            yield _exported(raw, conversation)


def _messages(raw: dict[str, Any], parent: dict[str, Any] | None) -> Iterator[RawMessage]:
    channel = part_of(raw, "channelIdentity", "channelId") or part_of(parent, "channelIdentity", "channelId")
    root = text_of(raw.get("replyToId")) or (text_of(parent.get("id")) if parent else None)
    sender = raw.get("from")
    body = part_of(raw, "body") or {}
    slim = {
        "id": raw.get("id"), "root": root, "type": raw.get("messageType"), "time": raw.get("createdDateTime"),
        "title": raw.get("subject"), "content": body.get("content"),
        "html": body.get("contentType") != "text", "url": raw.get("webUrl"),
        "name": text_of(part_of(sender, "user", "displayName")) or part_of(sender, "application",
        "displayName"),
        "bot": isinstance(part_of(sender, "application"), dict),
        "visibility": visibility_of(raw, {"private": bool(raw.get("chatId")) and not channel}),
    }  # fmt: skip
    yield _placed(str(channel or "channel"), slim)
    for reply in list_of(raw, "replies"):
        yield from _messages(reply, raw)


def _exported(raw: dict[str, Any], conversation: dict[str, Any]) -> RawMessage:
    place = text_of(raw.get("conversationid")) or text_of(conversation.get("id")) or ""
    channel, _, root = place.partition(";messageid=")
    kind = str(raw.get("messagetype") or "")
    slim = {
        "id": raw.get("id"), "root": root if root and root != raw.get("id") else None,
        "type": "message" if kind.lower() in ("text", "richtext", "richtext/html") else kind,
        "time": first_of(raw, "originalarrivaltime", "composetime"), "content": raw.get("content"),
        "title": part_of(raw, "properties", "subject"),
        "html": kind.lower() != "text", "name": text_of(raw.get("displayName")), "bot": False, "url": None,
        "over": text_of(conversation.get("displayName")),
        "visibility": visibility_of(raw, {
            "private": not _CHANNEL.search(channel), "deleted": part_of(raw, "properties", "deletetime"),
        }),
    }  # fmt: skip
    return _placed(channel, slim)


def _placed(channel: str, slim: dict[str, Any]) -> RawMessage:
    at = utc(slim["time"])
    return RawMessage(channel, slim, at.timestamp() if at else 0.0, in_thread=True)


def message(sent: RawMessage, facts: Facts) -> ChatMessage | None:
    """Make a message."""
    raw = sent.value
    if raw["type"] != "message":
        return None
    identity = str(raw["id"])
    return ChatMessage(
        id=identity,
        author=text_of(raw["name"]),
        at=utc(raw["time"]),
        body=text_of(raw["content"]) or "",
        format="html" if raw["html"] else "text",
        thread=raw["root"] or identity,
        is_bot=raw["bot"],
        title=text_of(raw["title"]),
        category=raw.get("over"),
        url=text_of(raw["url"]),
        visibility=strictest(
            (raw["visibility"], visibility_of({"private": ("private", sent.channel) in facts}))
        ),
    )


_ANSWERS = json_marks(
    r'"createdDateTime"\s*:', r'"messageType"\s*:\s*"\w', r'"(?:replyToId|channelIdentity|chatId)"',
    sure=0.97, why='messages with "createdDateTime"',
)  # fmt: skip
_CHANNELS = json_marks(
    r'"membershipType"\s*:', r'"displayName"\s*:', sure=0.95, why='channels with "membershipType"'
)
_ACCOUNT = json_marks(
    r'"MessageList"\s*:', r'"conversations"\s*:', sure=0.96, why='conversations with "MessageList"'
)


def recognise(document: Document) -> Clue | None:
    """Answers of the API, messages or channels, or an exported account."""
    return _ANSWERS(document) or _ACCOUNT(document) or _CHANNELS(document)


FORMAT = Format(
    name="teams",
    title="Microsoft Teams messages JSON",
    recognise=recognise,
    reader=partial(ChatReader, Chat(pieces=pieces, message=message)),
)
