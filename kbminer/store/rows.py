"""Records to rows and back: the shape of a thread in the tables, and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import RowMapping

from kbminer.records import Post, Problem, Thread, Visibility, effective_visibility

T = TypeVar("T", Thread, Post, Problem)
Row = dict[str, Any]

# The first character of a digest is the version of this way of digesting: a change of it re-reads threads
# once instead of silently comparing unlike things.
_DIGEST_VERSION = "1"


_NUMBERS = range(-(2**63), 2**63)  # SQLite and PostgreSQL: eight bytes with a sign
_KEYS = frozenset({"id", "source", "reply_to", "duplicate_of", "thread"})  # two of them must stay two


def storable(thread: Thread) -> tuple[Thread, tuple[Problem, ...]]:
    """Return a thread as every database takes it, and say which numbers were left out for that."""
    kept = _storable_record(thread)
    posts = tuple(_storable_record(post) for post in thread.posts)
    pairs: list[tuple[Thread | Post, Thread | Post]] = [
        (thread, kept),
        *zip(thread.posts, posts, strict=True),
    ]
    problems = (
        Problem(
            where=kept.key,
            what=f"a number that no store holds was left out: {name}",
            thread=kept.key,
            lost=False,
        )
        for name in dict.fromkeys(name for old, new in pairs for name in _left_out(old, new))
    )
    return replace(kept, posts=posts), tuple(problems)


def _storable_record(record: T) -> T:
    """Change those fields of a record that no database takes."""
    changed: dict[str, Any] = {}
    for field in fields(record):
        value, escape = getattr(record, field.name), field.name in _KEYS
        new: object = value
        if type(value) is str:
            new = _storable(value, escape=escape)
        elif type(value) is tuple and all(type(each) is str for each in value):
            new = tuple(_storable(each) for each in value)
        elif type(value) is int and value not in _NUMBERS:
            new = None
        if new != value:
            changed[field.name] = new
    return replace(record, **changed) if changed else record


def _left_out(old: Thread | Post, new: Thread | Post) -> list[str]:
    return [f.name for f in fields(old) if getattr(old, f.name) is not None and getattr(new, f.name) is None]


def thread_row(thread: Thread) -> Row:
    """Return the thread's own columns, without its posts and digest."""
    return {
        "key": thread.key,
        "source": thread.source,
        "id": thread.id,
        "title": thread.title,
        "url": thread.url,
        "category": thread.category,
        "tags": json.dumps(thread.tags, ensure_ascii=False),
        "created_at": to_iso(thread.created_at),
        "views": thread.views,
        "language": thread.language,
        "solved": thread.solved,
        "pinned": thread.pinned,
        "closed": thread.closed,
        "duplicate_of": thread.duplicate_of,
        "complete": thread.complete,
        "satisfied": None if thread.satisfied is None else "yes" if thread.satisfied else "no",
        "visibility": _mark(effective_visibility(thread)),
    }


def post_row(thread: str, position: int, post: Post) -> Row:
    """Return one post's columns."""
    return {
        "thread": thread,
        "id": post.id,
        "position": position,
        "author": post.author,
        "created_at": to_iso(post.created_at),
        "body": post.body,
        "format": post.format,
        "likes": post.likes,
        "staff": post.staff,
        "accepted": post.accepted,
        "reply_to": post.reply_to,
        "url": post.url,
        "license": post.license,
        "gone": False,
        "visibility": _mark(post.visibility),
    }


def digest(thread: Row, posts: Sequence[Row]) -> str:
    """Digest what the source said; empty values are ignored, so a new column changes no digest."""
    filled = [{name: value for name, value in row.items() if value not in (None, False, "")} for row in posts]
    whole = {name: value for name, value in thread.items() if value not in (None, False, "")}
    canonical = json.dumps([whole, filled], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return _DIGEST_VERSION + hashlib.blake2b(canonical.encode(), digest_size=15).hexdigest()


def to_thread(row: RowMapping, posts: Sequence[RowMapping]) -> Thread:
    """Build the record from its rows.

    Raises
    ------
    ValueError
        The row lies under another key than its own.
    """
    if row["key"] != f"{row['source']}:{row['id']}":
        raise ValueError(f"the thread {row['source']}:{row['id']} lies under another key")
    return Thread(
        id=row["id"],
        source=row["source"],
        title=row["title"],
        url=row["url"],
        category=row["category"],
        tags=tuple(json.loads(row["tags"])),
        created_at=from_iso(row["created_at"]),
        views=row["views"],
        language=row["language"],
        solved=row["solved"],
        pinned=row["pinned"],
        closed=row["closed"],
        duplicate_of=row["duplicate_of"],
        complete=row["complete"],
        satisfied=None if row["satisfied"] is None else row["satisfied"] == "yes",
        visibility=Visibility.read(row["visibility"]),
        posts=tuple(_to_post(post) for post in posts),
    )


def to_iso(moment: datetime | None) -> str | None:
    """Write a moment as ISO 8601 in UTC; one without a zone is taken as UTC."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat()


def from_iso(text: str | None) -> datetime | None:
    """Read back what :func:`to_iso` wrote."""
    return datetime.fromisoformat(text) if text else None


def _to_post(row: RowMapping) -> Post:
    return Post(
        id=row["id"],
        author=row["author"],
        created_at=from_iso(row["created_at"]),
        body=row["body"],
        format=row["format"],
        likes=row["likes"],
        staff=row["staff"],
        accepted=row["accepted"],
        reply_to=row["reply_to"],
        url=row["url"],
        license=row["license"],
        visibility=Visibility.read(row["visibility"]),
    )


def _mark(visibility: Visibility) -> str | None:
    """What the tables hold of it: nothing where everybody may read."""
    return None if visibility.is_public else str(visibility)


def storable_problem(problem: Problem) -> Problem:
    """Return the problem with a place that every database and terminal takes: file names may be odd bytes."""
    return _storable_record(problem)


def _storable(text: str, *, escape: bool = False) -> str:
    """Replace what no database takes: lone surrogates and NUL characters; in keys write their numbers."""
    return text.encode("utf8", "backslashreplace" if escape else "replace").decode("utf8").replace("\x00", "")
