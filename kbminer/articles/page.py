"""From the pieces of a page to an :class:`Article`: what all formats of a knowledge base share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple

from kbminer.records import Article, Passage

LONGEST_TITLE = 500  # characters; nobody writes more, as in a forum
_LARGEST_NUMBER = 10**18  # Python writes no number of thousands of digits
LONGEST_PASSAGE = 800  # characters: what a sentence model reads whole, about 200 words


class Piece(NamedTuple):
    """One block of a page: a heading, or text that stands under the last heading."""

    kind: Literal["heading", "text"]
    text: str


def to_article(pieces: Iterable[Piece], facts: Mapping[str, Any], *, id: str, title: str = "") -> Article:
    """Make an article of a page's pieces and of the facts that its format states about it.

    Parameters
    ----------
    pieces : iterable of Piece
        The page's blocks, in order.
    facts : mapping
        In the words of front matter, of Zendesk or of Intercom; all keys are optional and bad values count
        as absent. ``Any``: what YAML, TOML or JSON holds.
    id : str
        What the article is to be called.
    title : str, optional
        Its title where the facts name none; then the first heading is.
    """
    body = list(pieces)
    named = _words(facts, "title", "name") or title
    if not named and body and body[0].kind == "heading":
        named = body[0].text
    return Article(
        id=id,
        title=(named or _from_name(id))[:LONGEST_TITLE],
        passages=tuple(_passages(body, named)),
        url=_address(facts),
        updated_at=_latest(facts),
        language=_language(facts),
        published=not _is_draft(facts),
        labels=_labels(facts),
    )


def when(value: object) -> datetime | None:
    """Read a date as knowledge bases write it: ISO 8601, a day, seconds since 1970; else ``None``.

    >>> when("2024-05-01").isoformat()
    '2024-05-01T00:00:00+00:00'
    """
    try:
        if isinstance(value, bool) or value is None:
            return None
        if isinstance(value, (int, float)):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime(value.year, value.month, value.day, tzinfo=UTC)
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _from_name(name: str) -> str:
    """A title from a file's or an address's last part: "how-to-print" → "How to print"."""
    last = [part for part in name.split("/") if part not in ("", "index", "README")][-1:] or [name]
    words = re.sub(r"[-_+\s]+", " ", re.sub(r"^\d+[-_]", "", last[0])).strip()
    return words[:1].upper() + words[1:]


def _passages(pieces: list[Piece], title: str) -> Iterator[Passage]:
    heading: str | None = None
    held: list[str] = []
    for piece in pieces:
        if piece.kind == "heading" or sum(map(len, held)) + len(piece.text) > LONGEST_PASSAGE:
            if held:
                yield Passage(text="\n".join(held), heading=heading)
            held = []
        if piece.kind == "heading":
            heading = None if piece.text == title else piece.text
        else:
            held.append(piece.text)
    if held:
        yield Passage(text="\n".join(held), heading=heading)


def _words(facts: Mapping[str, Any], *keys: str) -> str:
    found = (facts.get(key) for key in keys)
    told = (v for v in found if isinstance(v, str) or (isinstance(v, int) and abs(v) < _LARGEST_NUMBER))
    return next((" ".join(str(v).split()) for v in told if str(v).strip()), "")


def _address(facts: Mapping[str, Any]) -> str | None:
    """Only web addresses: a link that runs something is no place to send an asker to."""
    keys = ("html_url", "canonical_url", "canonical", "url", "permalink", "link")
    found = (_words(facts, key) for key in keys)
    return next((v for v in found if re.match(r"https?://[^\s<>\"']+$", v)), None)


def _latest(facts: Mapping[str, Any]) -> datetime | None:
    """When the words last changed: an edit's date before any touch's, those before the creation's."""
    keys = ("edited_at", "lastmod", "last_update", "updated", "last_modified", "updated_at", "modified")
    for key in (*keys, "date", "published_at", "created_at"):
        value = facts.get(key)
        if found := when(value.get("date") if isinstance(value, Mapping) else value):
            return found
    return None


def _language(facts: Mapping[str, Any]) -> str | None:
    name = _words(facts, "locale", "lang", "language").lower()
    return re.split(r"[-_]", name)[0] or None


def _is_draft(facts: Mapping[str, Any]) -> bool:
    states = {_words(facts, key).lower() for key in ("state", "status")}
    return (
        facts.get("draft") is True or facts.get("published") is False or bool(states & {"draft", "archived"})
    )


def _labels(facts: Mapping[str, Any]) -> tuple[str, ...]:
    for key in ("label_names", "tags", "labels", "keywords"):
        value = facts.get(key)
        if isinstance(value, str):
            value = value.split(",")
        if isinstance(value, list):
            return tuple(v.strip() for v in value if isinstance(v, str) and v.strip())
    return ()
