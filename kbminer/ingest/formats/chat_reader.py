"""Exports of chats: their messages wait by channel, and are then joined into threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from kbminer.ingest.document import Document
from kbminer.ingest.first_words import first_words
from kbminer.ingest.format import Origin, isolate_errors
from kbminer.ingest.formats.chat_threads import ChatMessage, Conversations
from kbminer.ingest.formats.joining import Fact
from kbminer.ingest.formats.json_values import json_values
from kbminer.ingest.repeated_posts import RepeatedPosts
from kbminer.ingest.waiting import Waiting
from kbminer.records import Post, Problem, Thread, Visibility, strictest
from kbminer.records.visibility import PUBLIC

Facts = Mapping[tuple[str, str], Any]


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A raw message of a channel, with its place in time; ``in_thread`` where it replies inside a thread."""

    channel: str
    value: dict[str, Any]
    order: float
    in_thread: bool = False
    opens: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """How the exports of one chat are read.

    Attributes
    ----------
    pieces : callable
        Finds messages and facts in one object of a document of that name.
    message : callable
        Makes a message of a raw one; ``None`` where it says nothing.
    values : callable
        Takes the objects out of a document.
    """

    pieces: Callable[[dict[str, Any], str], Iterable[RawMessage | Fact]]
    message: Callable[[RawMessage, Facts], ChatMessage | None]
    values: Callable[[Document], Iterable[tuple[str, dict[str, Any]] | Problem]] = json_values


class ChatReader:
    """Reads the export of a chat; names of people and channels may come after what they said."""

    def __init__(self, chat: Chat, origin: Origin) -> None:
        self._chat = chat
        self._origin = origin
        self._waiting = Waiting()
        self._facts: dict[tuple[str, str], Any] = {}
        self._threaded: set[str] = set()
        self._openers: set[str] = set()
        self._repeated = RepeatedPosts()
        self._left_out: Counter[str] = Counter()
        self._marks: dict[str, Visibility] = {}

    def feed(self, document: Document) -> Iterator[Thread | Problem]:
        """Take the messages of one document."""
        for found in self._chat.values(document):
            if isinstance(found, Problem):
                yield found
            else:
                yield from isolate_errors(found[0], partial(self._take, found[1], document.name))

    def _take(self, value: dict[str, Any], name: str) -> Iterable[Problem]:
        for piece in self._chat.pieces(value, name):
            if isinstance(piece, Fact):
                self._facts[piece.kind, piece.key] = piece.value
                continue
            self._waiting.add(piece.channel, piece, order=piece.order)
            if piece.in_thread:
                self._threaded.add(piece.channel)
            if piece.opens:
                self._openers.add(piece.opens)
        return ()

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every conversation as a thread; at the end what was left out."""
        threads = Waiting()
        for channel in self._waiting.names():
            yield from isolate_errors(channel, partial(self._joined, channel, threads))
        for key, messages in threads.groups():
            where = f"{self._origin.source}:{key}"
            yield from isolate_errors(where, partial(self._thread, key, messages), thread=where)
        for reason, count in sorted((+self._left_out).items()):
            yield Problem(where=self._origin.name, what=f"left out: {reason} ({count})", lost=False)

    def _joined(self, channel: str, threads: Waiting) -> Iterable[Problem]:
        """Let each message of a channel wait in its conversation."""
        conversations = Conversations(threaded=channel in self._threaded, openers=frozenset(self._openers))
        seen: set[str] = set()
        for raw in self._waiting.items(channel):
            message = self._chat.message(raw, self._facts)
            if message is None or not (message.body.strip() or not message.visibility.is_public):
                continue
            if not message.visibility.is_public:
                known = self._marks.get(message.id, PUBLIC)
                self._marks[message.id] = strictest((message.visibility, known))
            if message.id not in seen:
                seen.add(message.id)
                self._repeated.note(message.author, message.body, is_bot=message.is_bot)
                threads.add(conversations.of(message), message)
        return ()

    def _thread(self, key: str, messages: list[ChatMessage]) -> Iterator[Thread]:
        messages = [self._as_strict_as_its_copies(each) for each in messages]
        kept = [each for each in messages if not (each.visibility.is_public and self._is_repeated(each))]
        self._left_out["posts of bots that repeat word for word"] += len(messages) - len(kept)
        if all(each.is_bot for each in kept):
            self._left_out["messages of bots that nobody answered"] += len(kept)
            return
        posts = tuple(_post(each) for each in kept)
        first = messages[0]
        yield Thread(
            id=key,
            source=self._origin.source,
            title=next((each.title for each in messages if each.title), None) or first_words(posts[0]),
            posts=posts,
            url=first.url,
            category=first.category,
            created_at=posts[0].created_at,
        )

    def _as_strict_as_its_copies(self, message: ChatMessage) -> ChatMessage:
        found = self._marks.get(message.id, PUBLIC)
        return message if found.is_public else replace(message, visibility=found)

    def _is_repeated(self, message: ChatMessage) -> bool:
        return self._repeated.is_repeated(message.author, message.body, is_bot=message.is_bot)


def _post(message: ChatMessage) -> Post:
    return Post(
        id=message.id,
        author=message.author,
        created_at=message.at,
        body=message.body,
        format=message.format,
        reply_to=message.reply_to,
        url=message.url,
        visibility=message.visibility,
    )
