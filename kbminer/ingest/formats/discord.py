"""Discord: channels and threads as DiscordChatExporter writes them in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from kbminer.ingest.format import Format
from kbminer.ingest.formats.chat_reader import Chat, ChatReader, Facts, RawMessage
from kbminer.ingest.formats.chat_threads import ChatMessage
from kbminer.ingest.formats.joining import Fact
from kbminer.ingest.formats.json_values import first_of, json_marks, list_of, part_of, text_of
from kbminer.ingest.timestamps import utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import strictest

_SAYING = frozenset(["default", "reply", "0", "19", "threadstartermessage", "21"])
_THREADS = frozenset(["guildpublicthread", "guildnewsthread", "publicthread", "newsthread", "10", "11"])
_PRIVATE = frozenset(
    "guildprivatethread privatethread directtextchat directgrouptextchat dm groupdm 1 3 12".split()
)


def pieces(value: dict[str, Any], name: str) -> Iterator[RawMessage | Fact]:
    """Find the messages of one channel or thread."""
    channel = part_of(value, "channel") or {}
    key = str(channel.get("id") or name)
    kind = str(channel.get("type") or "").lower()
    about = {
        "channel": key, "name": text_of(channel.get("name")), "guild": part_of(value, "guild", "id"),
        "over": text_of(channel.get("category")), "kind": kind,
    }  # fmt: skip
    opens = key if kind in _THREADS else None
    closed = visibility_of(channel, part_of(value, "guild"), {"private": kind in _PRIVATE})
    for raw in list_of(value, "messages"):
        at = utc(raw.get("timestamp"))
        slim = {**_slim(raw), "about": about, "visibility": strictest((closed, visibility_of(raw)))}
        yield RawMessage(key, slim, at.timestamp() if at else 0.0, opens=opens)


def _slim(raw: dict[str, Any]) -> dict[str, Any]:
    author = part_of(raw, "author") or {}
    return {
        "id": raw.get("id"), "type": raw.get("type"), "timestamp": raw.get("timestamp"),
        "content": text_of(raw.get("content")) or _embedded(raw), "name": first_of(author, "nickname",
        "name"),
        "bot": author.get("isBot") is True, "reply_to": part_of(raw, "reference", "messageId"),
    }  # fmt: skip


def _embedded(raw: dict[str, Any]) -> str:
    """What a program shows in a box, where it says nothing else."""
    shown = (first_of(each, "description", "title") for each in list_of(raw, "embeds"))
    return "\n\n".join(each for each in shown if isinstance(each, str))


def message(sent: RawMessage, facts: Facts) -> ChatMessage | None:
    """Make a message."""
    raw, about = sent.value, sent.value["about"]
    if str(raw.get("type") or "default").lower() not in _SAYING:
        return None
    whole = about["channel"] if about["kind"] in _THREADS else None
    identity = str(raw.get("id"))
    return ChatMessage(
        id=identity,
        author=text_of(raw.get("name")),
        at=utc(raw.get("timestamp")),
        body=raw.get("content") or "",
        whole=whole,
        reply_to=text_of(raw.get("reply_to")),
        is_bot=raw.get("bot") is True,
        title=about["name"] if whole else None,
        category=about["over"] if whole else about["name"],
        url=_address(about, identity),
        visibility=raw["visibility"],
    )


def _address(about: dict[str, Any], message: str) -> str | None:
    guild, channel = about["guild"], about["channel"]
    if not guild or not channel.isdigit():
        return None
    return f"https://discord.com/channels/{guild}/{channel}/{message}"


FORMAT = Format(
    name="discord",
    title="Discord export (JSON)",
    recognise=json_marks(
        r'"guild"\s*:\s*\{', r'"channel"\s*:\s*\{', r'"(?:messages|dateRange|exportedAt)"\s*:',
        sure=0.97, why='a channel of a "guild"',
    ),
    reader=partial(ChatReader, Chat(pieces=pieces, message=message)),
)  # fmt: skip
