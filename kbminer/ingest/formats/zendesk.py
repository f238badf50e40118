"""Zendesk: community posts with their comments, and support tickets with theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from html import unescape
from typing import Any

from kbminer.ingest.document import Document
from kbminer.ingest.format import Format, Origin, isolate_errors
from kbminer.ingest.formats.json_values import (
    first_of,
    json_marks,
    json_values,
    list_of,
    number_of,
    part_of,
    text_of,
)
from kbminer.ingest.seen_marks import SeenMarks
from kbminer.ingest.timestamps import utc
from kbminer.ingest.visibility_marks import visibility_of
from kbminer.ingest.yes_or_no import yes_or_no
from kbminer.records import Post, Problem, Thread, Visibility, strictest
from kbminer.web_address import parted

_SOLVED = frozenset(["answered", "closed", "completed", "solved"])  # a solved ticket ends as closed
_RATED = {"good": True, "bad": False}  # "offered" and "unoffered" rate nothing
_OPEN = frozenset(["none", "planned", "not_planned", "new", "open", "pending", "hold"])
_TITLES = ("title", "subject", "raw_subject")
_AT_ONCE = timedelta(seconds=5)  # between a ticket and its first comment
_TEAM = frozenset(["agent", "admin"])


class ZendeskReader:
    """Joins posts or tickets with their comments, users and topics, which come in answers of their own."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._threads: dict[int, dict[str, Any]] = {}
        self._comments: dict[int, dict[int, dict[str, Any]]] = {}
        self._users: dict[int, dict[str, Any]] = {}
        self._topics: dict[int, str] = {}
        self._tickets = SeenMarks(waiting=False)
        self._marks = SeenMarks()  # of community posts, topics and comments

    def feed(self, document: Document) -> Iterable[Thread | Problem]:
        """Take one answer of the API, or one exported ticket."""
        for found in json_values(document):
            if isinstance(found, Problem):
                yield found
            else:
                self._take(found[1], document.name)

    def _take(self, answer: dict[str, Any], name: str) -> None:
        exported = "comments" in answer and ("subject" in answer or "details" in answer)
        for number, thread in _numbered(_threads_of(answer, exported=exported)):
            self._threads[number] = thread
            marks = self._tickets if _is_ticket(thread) else self._marks
            marks.note(("thread", number), thread)
            for comment in list_of(thread, "comments"):
                known = self._comments.setdefault(number, {})
                own = number_of(comment.get("id"))
                known[own or len(known)] = comment
                if own:
                    self._marks.note(("comment", own), comment)
        for number, comment in _numbered(list_of(answer, "comments") if not exported else []):
            self._take_comment(number, comment, name)
        self._users.update(_numbered(list_of(answer, "users")))
        for number, topic in _numbered(list_of(answer, "topics")):
            if text_of(topic.get("name")):
                self._topics[number] = str(topic["name"])
            self._marks.note(("topic", number), topic)

    def _take_comment(self, number: int, comment: dict[str, Any], name: str) -> None:
        """Keep a comment that came apart, under the thread that it names, or else the document's name."""
        home = number_of(first_of(comment, "post_id", "ticket_id")) or _number_in(name)
        if home is not None:
            self._comments.setdefault(home, {})[number] = comment
            self._marks.note(("comment", number), comment)

    def finish(self) -> Iterator[Thread | Problem]:
        """Yield every post or ticket as a thread."""
        for number in sorted(self._threads):
            key = f"{self._origin.source}:{number}"
            yield from isolate_errors(key, partial(self._commented, number), thread=key)

    def _commented(self, number: int) -> Iterator[Thread]:
        comments = [each for _, each in sorted(self._comments.get(number, {}).items())]
        yield self._thread(number, self._threads[number], comments)

    def _thread(self, number: int, thread: dict[str, Any], comments: list[dict[str, Any]]) -> Thread:
        status = str(thread.get("status") or "")
        url = text_of(thread.get("html_url"))
        first = next((each for each in comments[:1] if _is_description(thread, each)), None)
        opening = self._opening(number, thread, first)
        return Thread(
            id=str(number),
            source=self._origin.source_at(parted(url).hostname),
            title=text_of(first_of(thread, *_TITLES)) or "",
            posts=(opening, *map(self._comment, comments[1:] if first else comments)),
            url=url,
            category=self._category(thread),
            tags=tuple(str(tag) for tag in thread.get("tags") or () if isinstance(tag, str)),
            created_at=utc(thread.get("created_at")),
            solved=yes_or_no(status, _SOLVED, _OPEN),
            pinned=bool(thread.get("pinned")),
            closed=bool(thread.get("closed")) or status == "closed",
            satisfied=_RATED.get(str(part_of(thread, "satisfaction_rating", "score"))),
            visibility=self._visibility(number, thread, first),
        )

    def _visibility(self, number: int, thread: dict[str, Any], first: dict[str, Any] | None) -> Visibility:
        """Who may read a post or ticket: by its own marks, its topic's, and those of what opens a ticket."""
        topic = self._marks.of(("topic", number_of(thread.get("topic_id"))))
        own = (self._marks.of(("thread", number)), self._tickets.of(("thread", number)))
        return strictest((*own, visibility_of(first, waiting=not _is_ticket(thread)), topic))

    def _category(self, thread: dict[str, Any]) -> str | None:
        topic = number_of(thread.get("topic_id"))
        return self._topics.get(topic) if topic is not None else text_of(thread.get("type"))

    def _opening(self, number: int, thread: dict[str, Any], first: dict[str, Any] | None) -> Post:
        """What opens a thread: a post's own words, or a ticket's first comment, which is its description."""
        body = text_of(thread.get("details")) or (text_of(first.get("html_body")) if first else None)
        author = number_of(first_of(thread, "author_id", "requester_id", "submitter_id"))
        return Post(
            id=f"p{number}",
            author=self._name(author),
            created_at=utc(thread.get("created_at")),
            body=body or text_of(thread.get("description")) or "",
            format="html" if body else "text",
            likes=number_of(thread.get("vote_sum")),
        )

    def _comment(self, comment: dict[str, Any]) -> Post:
        author = number_of(comment.get("author_id"))
        body, is_html = _body(comment)
        official = comment.get("official")
        role = part_of(self._users.get(author or -1), "role")
        return Post(
            id=str(comment.get("id")),
            author=self._name(author),
            created_at=utc(comment.get("created_at")),
            body=body,
            format="html" if is_html else "text",
            likes=number_of(comment.get("vote_sum")),
            staff=official if isinstance(official, bool) else role in _TEAM if role else None,
            url=text_of(comment.get("html_url")),
            visibility=strictest(
                (visibility_of(comment), self._marks.of(("comment", number_of(comment.get("id")))))
            ),
        )

    def _name(self, number: int | None) -> str | None:
        if number is None or number < 0:  # -1 is somebody who has no account
            return None
        return text_of(part_of(self._users.get(number), "name")) or f"user{number}"


def _threads_of(answer: dict[str, Any], *, exported: bool) -> list[dict[str, Any]]:
    """The posts or tickets of an answer: listed, alone, or the whole document where it is an exported one."""
    alone = [answer[key] for key in ("post", "ticket") if isinstance(answer.get(key), dict)]
    found = (*list_of(answer, "posts"), *list_of(answer, "tickets"), *alone, *([answer] if exported else []))
    return [each for each in found if first_of(each, *_TITLES, "details", "description")]


def _numbered(items: list[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    for item in items:
        if (number := number_of(item.get("id"))) is not None:
            yield number, item


def _is_ticket(thread: dict[str, Any]) -> bool:
    return "subject" in thread or "requester_id" in thread


def _is_description(thread: dict[str, Any], first: dict[str, Any]) -> bool:
    """Whether a ticket's first comment is its description: by its words, or by who wrote it when."""
    if not _is_ticket(thread):
        return False
    described = _words(thread.get("description"))
    if described and described in {_words(first.get(name)) for name in ("plain_body", "body", "html_body")}:
        return True
    opened, written = utc(thread.get("created_at")), utc(first.get("created_at"))
    askers = {thread.get(name) for name in ("requester_id", "submitter_id", "author_id")} - {None}
    at_once = opened is not None and written is not None and abs(written - opened) <= _AT_ONCE
    return at_once and first.get("author_id") in askers


def _words(text: Any) -> tuple[str, ...]:
    """The words of a text or of HTML."""
    plain = re.sub(r"<[^<>]*>", " ", unescape(text)) if isinstance(text, str) else ""
    return tuple(re.findall(r"\w+", plain))


def _body(comment: dict[str, Any]) -> tuple[str, bool]:
    html = text_of(comment.get("html_body"))
    if html:
        return html, True
    plain = text_of(comment.get("plain_body"))
    body = text_of(comment.get("body")) or ""
    return (plain, False) if plain else (body, "<" in body and ">" in body)


def _number_in(name: str) -> int | None:
    digits = "".join(sign if sign.isdigit() else " " for sign in name).split()
    return int(digits[-1]) if digits else None


FORMAT = Format(
    name="zendesk",
    title="Zendesk posts or tickets JSON",
    recognise=json_marks(
        r'"(?:posts|tickets|comments|topics|post|ticket|details|requester_id)"\s*:',
        r'"(?:author_id|requester_id|vote_sum|html_url|submitter_id)"\s*:', r'"(?:created_at)"\s*:',
        sure=0.9, why='posts or tickets with "author_id" or "requester_id"',
    ),
    reader=ZendeskReader,
)  # fmt: skip
