"""Freshdesk and Freshservice: tickets with their conversations, from the API or the account export."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from kbminer.ingest.document import Document
from kbminer.ingest.first_words import first_words
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
from kbminer.ingest.formats.json_values import first_of, json_marks, list_of, part_of, text_of
from kbminer.ingest.timestamps import utc
from kbminer.ingest.yes_or_no import yes_or_no
from kbminer.records import Post, Thread

_NEITHER = 100  # the rating of who is neither happy nor unhappy
_OPEN, _SOLVED = frozenset([2, 3, 6, 7]), frozenset([4, 5])  # open, pending, waiting; resolved, closed


def pieces(value: dict[str, Any], name: str) -> Iterator[ThreadPart | Fact]:
    """Find tickets, conversations and people in an answer of the API or an exported file."""
    yield from _parts(value)
    yield from _facts(value)


def _parts(value: dict[str, Any]) -> Iterator[ThreadPart]:
    """The tickets with their replies, and replies that name their ticket."""
    for ticket in _tickets(value):
        key = str(first_of(ticket, "display_id", "id"))
        yield ThreadPart(key, ticket, opens=True)
        for replies in ("conversations", "helpdesk_notes", "notes"):
            for reply in list_of(ticket, replies):
                yield ThreadPart(key, part_of(reply, "helpdesk_note") or reply)
    for reply in (value, *list_of(value, "conversations")):
        if "ticket_id" in reply and ("body" in reply or "body_text" in reply):
            yield ThreadPart(str(reply["ticket_id"]), reply)


def _facts(value: dict[str, Any]) -> Iterator[Fact]:
    """The ratings of tickets, and a person's name."""
    for rating in (value, *list_of(value, "satisfaction_ratings")):
        answer = part_of(rating, "ratings", "default_question")
        if answer is not None and rating.get("ticket_id") is not None:
            yield Fact("rating", str(rating["ticket_id"]), answer)
    person = part_of(value, "contact") or part_of(value, "user") or value
    if text_of(person.get("name")) and ("email" in person or "mobile" in person):
        for number in {value.get("id"), person.get("id")} - {None}:
            yield Fact("person", str(number), person["name"])


def _tickets(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    alone = (value, part_of(value, "helpdesk_ticket"), part_of(value, "ticket"))
    for ticket in (*alone, *list_of(value, "tickets"), *list_of(value, "results")):
        if isinstance(ticket, dict) and "subject" in ticket and first_of(ticket, "id", "display_id"):
            yield ticket


def join(joined: Joined) -> Thread | None:
    """Make a thread of a ticket."""
    ticket = joined.opening
    opening = _opening(ticket, joined)
    replies = [_reply(each, ticket, joined) for each in joined.replies]
    posts = (*([opening] if opening.body else []), *in_order(replies))
    status = ticket.get("status")
    return Thread(
        id=joined.key,
        source=joined.origin.source,
        title=text_of(ticket.get("subject")) or (first_words(posts[0]) if posts else ""),
        posts=posts,
        category=text_of(first_of(ticket, "type", "ticket_type", "category")),
        tags=tuple(tag for tag in ticket.get("tags") or () if isinstance(tag, str)),
        created_at=utc(ticket.get("created_at")),
        solved=yes_or_no(status, _SOLVED, _OPEN),
        closed=status == 5,
        satisfied=_satisfied(joined.fact("rating", joined.key)),
    )


def _satisfied(rated: Any) -> bool | None:
    """What a rating says: from 101 happy, 100 neither, negative unhappy."""
    if not isinstance(rated, int) or isinstance(rated, bool) or rated == _NEITHER:
        return None
    return rated > 0


def _opening(ticket: dict[str, Any], joined: Joined) -> Post:
    html = text_of(first_of(ticket, "description_html", "description"))
    plain = text_of(ticket.get("description_text"))
    return Post(
        id=f"ticket-{joined.key}",
        author=_name(ticket.get("requester_id"), ticket, joined),
        created_at=utc(ticket.get("created_at")),
        body=html or plain or "",
        format="html" if html and html != plain else "text",
        staff=False,
    )


def _reply(reply: dict[str, Any], ticket: dict[str, Any], joined: Joined) -> Post:
    html = text_of(first_of(reply, "body_html", "body"))
    incoming = reply.get("incoming")
    return Post(
        id=str(reply.get("id")),
        author=_name(reply.get("user_id"), ticket, joined),
        created_at=utc(reply.get("created_at")),
        body=html or text_of(reply.get("body_text")) or "",
        format="html" if html else "text",
        staff=not incoming if isinstance(incoming, bool) else None,
        visibility=judged_visibility(reply),
    )


def _name(number: Any, ticket: dict[str, Any], joined: Joined) -> str | None:
    """The name of a person; who has none in the export is called by the number."""
    if number is None:
        return text_of(part_of(ticket, "requester", "name")) or text_of(ticket.get("requester_name"))
    if number == first_of(ticket, "requester_id"):
        own = text_of(part_of(ticket, "requester", "name")) or text_of(ticket.get("requester_name"))
        if own:
            return own
    return text_of(joined.fact("person", number)) or f"user{number}"


_TICKETS = json_marks(
    r'"subject"\s*:',
    r'"(?:description_text|responder_id|helpdesk_ticket|helpdesk_notes|fr_escalated|cc_emails)"\s*:',
    r'"requester_id"\s*:',
    sure=0.96, why='tickets with "responder_id" or "description_text"',
)  # fmt: skip
_CONVERSATIONS = json_marks(
    r'"incoming"\s*:\s*(?:true|false)', r'"private"\s*:\s*(?:true|false)', r'"body(?:_text)?"\s*:',
    sure=0.95, why='conversations with "incoming" and "private"',
)  # fmt: skip


def recognise(document: Document) -> Clue | None:
    """Tickets, or the conversations of one."""
    return _TICKETS(document) or _CONVERSATIONS(document)


FORMAT = Format(
    name="freshdesk",
    title="Freshdesk tickets JSON",
    recognise=recognise,
    reader=partial(JoiningReader, Export(pieces=pieces, join=join, things="tickets")),
)
