"""Slack: a workspace's export, one folder a channel and one file a day, and the answers of its API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue, Format
from kbminer.ingest.formats.chat_reader import Chat, ChatReader, Facts, RawMessage
from kbminer.ingest.formats.chat_threads import ChatMessage
from kbminer.ingest.formats.joining import Fact
from kbminer.ingest.formats.json_values import first_of, json_marks, list_of, part_of, text_of
from kbminer.ingest.formats.slack_markup import to_plain_markdown
from kbminer.ingest.timestamps import from_epoch
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import strictest

_SAYING = frozenset(
    [
        "",
        "tombstone",
        "thread_broadcast",
        "me_message",
        "file_share",
        "bot_message",
        "reply_broadcast",
        "bot_add",
    ]
)
_PRIVATE = re.compile(r"^(?:mpdm-|D[A-Z0-9]{6,}$|G[A-Z0-9]{8,}$)")
"""Folders of conversations between a few: their names begin so in every export."""
_LISTS = ("channels", "groups", "members")
_OTHERWISE = frozenset(["channel", "team"])  # ids, or what a message was shared from
_ABOUT = ("users.json", "channels.json", "groups.json", "dms.json", "mpims.json", "org_users.json")
_WANTED = """
type subtype ts thread_ts text user username bot_id bot_profile user_profile attachments edited
""".split()


def pieces(value: dict[str, Any], name: str) -> Iterator[RawMessage | Fact]:
    """Find messages, people and channels in one object of a file."""
    place = PurePosixPath(name)
    messages = list_of(value, "messages")
    if "ts" in value and value.get("type") == "message":
        yield from _messages(value, place.parent.name or place.stem)
    elif messages:
        channel = text_of(first_of(value, "name", "channel_id", "channel")) or place.stem
        yield from _closed(value, channel)
        for message in messages:
            yield from _messages(message, channel)
    elif listed := [each for kind in _LISTS for each in list_of(value, kind)]:
        for each in listed:
            yield from pieces(each, name)
    elif key := text_of(value.get("id")):
        yield from _about(value, key, of_few=place.name in ("groups.json", "dms.json", "mpims.json"))


def _about(value: dict[str, Any], key: str, *, of_few: bool) -> Iterator[Fact]:
    """What an entry of a list says of a person or a channel."""
    if of_few or not visibility_of(value).is_public:
        yield from (Fact("private", each, True) for each in (key, text_of(value.get("name"))) if each)
    elif isinstance(value.get("profile"), dict):
        yield Fact("user", key, _shown_name(value) or key)
    elif text_of(value.get("name")):
        yield Fact("channel", key, value["name"])


def _closed(value: dict[str, Any], channel: str) -> Iterator[Fact]:
    """Whether messages stand in an object that says that only some read them."""
    if not visibility_of(value).is_public:
        yield Fact("private", channel, True)


def _messages(message: dict[str, Any], channel: str) -> Iterator[RawMessage]:
    thread, time = text_of(message.get("thread_ts")), text_of(message.get("ts")) or ""
    slim = {name: message[name] for name in _WANTED if message.get(name)}
    gone = {"deleted": message.get("subtype") == "tombstone"}
    slim["visibility"] = visibility_of(message, gone, ignoring=_OTHERWISE)
    yield RawMessage(channel, slim, _seconds(time), in_thread=thread is not None and thread != time)
    for reply in (*list_of(message, "slackdump_thread_replies"), *list_of(message, "replies")):
        if "text" in reply:
            yield from _messages({"thread_ts": time, **reply}, channel)


def _seconds(time: str) -> float:
    try:
        return float(time)
    except ValueError:
        return 0.0


def _shown_name(user: dict[str, Any]) -> str | None:
    profile = user.get("profile")
    own = (
        part_of(profile, "display_name"),
        part_of(profile, "real_name"),
        user.get("real_name"),
        user.get("name"),
    )
    return next((each for each in own if text_of(each)), None)


def message(sent: RawMessage, facts: Facts) -> ChatMessage | None:
    """Make a message; changes of the channel say nothing."""
    raw = sent.value
    kind = str(raw.get("subtype") or "")
    if kind not in _SAYING:
        return None
    of_few = ("private", sent.channel) in facts or bool(_PRIVATE.match(sent.channel))
    time, thread = str(raw.get("ts") or ""), text_of(raw.get("thread_ts"))
    user = text_of(raw.get("user"))
    is_bot = kind == "bot_message" or bool(raw.get("bot_id"))
    return ChatMessage(
        id=f"{sent.channel}-{time}",
        author=_author(raw, user, facts),
        at=from_epoch(_seconds(time)),
        body=to_plain_markdown(_words(raw), facts),
        thread=f"{sent.channel}-{thread}" if thread else None,
        is_bot=is_bot,
        category=sent.channel,
        visibility=strictest((raw["visibility"], visibility_of({"private": of_few}))),
    )


def _author(raw: dict[str, Any], user: str | None, facts: Facts) -> str | None:
    profile = part_of(raw, "user_profile")
    named = facts.get(("user", user)) if user else None
    bot = text_of(raw.get("username")) or text_of(part_of(raw, "bot_profile", "name"))
    own = _shown_name({"profile": profile}) if isinstance(profile, dict) else None
    return named or own or bot or user or text_of(raw.get("bot_id"))


def _words(raw: dict[str, Any]) -> str:
    """The text, or that of what is attached: programs often say nothing else."""
    if words := text_of(raw.get("text")):
        return words
    attached = (first_of(each, "text", "fallback") for each in list_of(raw, "attachments"))
    return "\n\n".join(each for each in attached if isinstance(each, str))


_MESSAGES = json_marks(
    r'"type"\s*:\s*"message"', r'"ts"\s*:\s*"\d{9,11}\.\d{3,6}"', sure=0.97, why='messages with "ts"'
)
_PEOPLE = json_marks(
    r'"profile"\s*:\s*\{', r'"(?:real_name|team_id)"', sure=0.93, why="people of a workspace"
)
_CHANNELS = json_marks(r'"id"\s*:\s*"[CDGUW]', sure=0.93, why="its channels")


def recognise(document: Document) -> Clue | None:
    """Messages of a day, or one of the lists beside the channels' folders."""
    if PurePosixPath(document.name).name in _ABOUT:
        return _PEOPLE(document) or _CHANNELS(document)
    return _MESSAGES(document)


FORMAT = Format(
    name="slack",
    title="Slack export",
    recognise=recognise,
    reader=partial(ChatReader, Chat(pieces=pieces, message=message)),
)
