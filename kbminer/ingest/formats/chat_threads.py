"""Messages of a chat into threads: by the thread or message that they name, and else by who wrote when."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kbminer.records import BodyFormat, Visibility
from kbminer.records.visibility import PUBLIC

_PAUSE = timedelta(hours=1)
"""After a longer silence in a channel another conversation begins: answers by people at work come sooner."""
_UNANSWERED = timedelta(hours=12)
"""How long a question that nobody answered waits for words that ask nothing: over a night, not over a day."""
_WENT_ON = timedelta(minutes=5)
"""How soon somebody's next message goes on with his last, where a channel has threads."""
_COUNTER_QUESTION = 80  # signs: a longer question by somebody new is a question of his own
_LONGEST = 100  # messages of one talk: in a channel that is never silent the next one is another
_RECENT = 6  # conversations of a channel that may go on at one time
_ASKING = frozenset("?？؟")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One message of a chat.

    ``thread`` is the id of the message that opens its thread, where the chat knows threads; ``whole`` is the
    id of the thread that its channel is as a whole (a post of a forum channel). One that is not public keeps
    its place: what opens with it is not public either.
    """

    id: str
    body: str
    author: str | None = None
    at: datetime | None = None
    format: BodyFormat = "markdown"
    thread: str | None = None
    whole: str | None = None
    reply_to: str | None = None
    is_bot: bool = False
    title: str | None = None
    category: str | None = None
    url: str | None = None
    visibility: Visibility = PUBLIC


@dataclass(slots=True)
class _Conversation:
    key: str
    last: datetime | None
    authors: set[str | None] = field(default_factory=set)
    messages: int = 0


class Conversations:
    """Finds the conversation of each message of one channel, which come in the order of their times.

    Parameters
    ----------
    threaded : bool
        Whether the channel has threads: then a message outside of them opens one of its own.
    openers : frozenset of str
        Messages that open a thread which lies elsewhere.
    """

    def __init__(self, *, threaded: bool, openers: frozenset[str] = frozenset()) -> None:
        self._threaded = threaded
        self._openers = openers
        self._by_message: dict[str, str] = {}
        self._recent: deque[_Conversation] = deque(maxlen=_RECENT)

    def of(self, message: ChatMessage) -> str:
        """Name the conversation of the next message: the id of the message that opened it."""
        named = message.whole or message.thread or self._by_message.get(message.reply_to or "")
        if named is None and message.id not in self._openers and (found := self._continued(message)):
            named = found.key
        key = named or message.id
        self._by_message[message.id] = key
        self._note(key, message)
        return key

    def _note(self, key: str, message: ChatMessage) -> None:
        known = next((each for each in self._recent if each.key == key), None)
        if known is not None:
            self._recent.remove(known)
        current = known or _Conversation(key, None)
        current.last = message.at or current.last
        current.authors.add(message.author)
        current.messages += 1
        self._recent.append(current)

    def _continued(self, message: ChatMessage) -> _Conversation | None:
        if message.at is None or not self._recent:
            return None
        if self._threaded:
            latest = self._recent[-1]
            alone = latest.authors == {message.author}
            return latest if alone and _silence(latest, message) <= _WENT_ON else None
        going_on = [each for each in reversed(self._recent) if each.messages < _LONGEST]
        own = (each for each in going_on if message.author in each.authors)
        if (mine := next(own, None)) and _silence(mine, message) <= _PAUSE:
            return mine
        return going_on[0] if going_on and _answers(going_on[0], message) else None


def _answers(latest: _Conversation, message: ChatMessage) -> bool:
    """Whether words of somebody new to a conversation belong to it."""
    silence = _silence(latest, message)
    asks = not _ASKING.isdisjoint(message.body)
    if len(latest.authors) > 1:
        return silence <= _PAUSE and not asks
    if asks and len(message.body) > _COUNTER_QUESTION:
        return False
    return silence <= _PAUSE or (silence <= _UNANSWERED and not asks)


def _silence(conversation: _Conversation, message: ChatMessage) -> timedelta:
    if message.at is None or conversation.last is None:
        return timedelta.max
    return message.at - conversation.last
