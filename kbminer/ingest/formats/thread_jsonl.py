"""Thread JSONL: one thread a line, the interchange format that kbminer reads and writes."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from kbminer.errors import OutputError
from kbminer.ingest.decode import load_json
from kbminer.ingest.document import LONGEST_LINE, Document, lines_of
from kbminer.ingest.format import ByDocument, Clue, Format, Origin
from kbminer.ingest.timestamps import iso_text, utc
from kbminer.ingest.visibility_marks import known_mark, may_be_marked, visibility_of
from kbminer.records import BodyFormat, Post, Problem, Thread, Visibility
from kbminer.records.visibility import PUBLIC

_FORMATS: dict[object, BodyFormat] = {"html": "html", "markdown": "markdown", "text": "text"}
_POSTS = re.compile(rb'"posts"\s*:\s*\[\s*(?:\{[^{}]*"body"\s*:|\])')


def recognise(document: Document) -> Clue | None:
    """A line that is an object with ``posts`` whose entries have a ``body``."""
    line = document.head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    if line.startswith(b"{") and _POSTS.search(line):
        return Clue(0.95, 'lines of objects with "posts" that have a "body"')
    if not document.head.strip() and document.name.lower().endswith((".jsonl", ".ndjson")):
        return Clue(0.6, "an empty file named .jsonl")
    return None


def read_document(document: Document, origin: Origin) -> Iterator[Thread | Problem]:
    """Yield the threads of one file; a broken line is a problem named by its number."""
    with document.open() as lines:
        for number, line in enumerate(lines_of(lines), 1):
            where = f"{document.name}, line {number}"
            if line is None:
                yield Problem(where=where, what=f"the line is longer than {LONGEST_LINE >> 20} MB")
                continue
            if not line.strip():
                continue
            try:
                yield _thread(load_json(line), origin)
            except (ValueError, TypeError, ArithmeticError, LookupError, RecursionError) as error:
                yield Problem(where=where, what=f"the line is no thread: {error}")


def write_jsonl(threads: Iterable[Thread], path: str | Path) -> int:
    """Write threads as thread JSONL; a name that ends in ``.gz`` is compressed.

    The same threads give the same bytes. The file is there only once it is whole.

    Parameters
    ----------
    threads : iterable of Thread
        In the order in which they are to stand.
    path : str or Path
        The file.

    Returns
    -------
    int
        How many threads were written.

    Raises
    ------
    OutputError
        It can't be written there.
    """
    path = Path(path)
    partial = path.with_name(path.name + ".part")
    count = 0
    try:
        with partial.open("wb") as raw:
            target: IO[bytes] = raw
            if path.suffix == ".gz":
                target = gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0)  # type: ignore[assignment]
            for thread in threads:
                target.write(orjson.dumps(as_json(thread)) + b"\n")
                count += 1
            if target is not raw:
                target.close()
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OutputError(f"can't write {path}: {error.strerror or error}; choose another place") from error
    return count


def as_json(thread: Thread) -> dict[str, Any]:
    """Turn a thread into the object that stands on its line; kbminer's own fields only where set."""
    fields: dict[str, Any] = {
        "id": thread.id,
        "source": thread.source,
        "url": thread.url,
        "title": thread.title,
        "category": thread.category,
        "tags": list(thread.tags),
        "created_at": iso_text(thread.created_at),
        "views": thread.views,
        "language": thread.language,
        "posts": [_post_as_json(post) for post in thread.posts],
        "solved": thread.solved,
    }
    extra = {
        "pinned": thread.pinned,
        "closed": thread.closed,
        "duplicate_of": thread.duplicate_of,
        "visibility": _stated(thread.visibility),
    }
    rated = {} if thread.satisfied is None else {"satisfied": thread.satisfied}
    return fields | {name: value for name, value in extra.items() if value} | rated


def _post_as_json(post: Post) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": post.id,
        "author": post.author,
        "created_at": iso_text(post.created_at),
        "body": post.body,
        "format": post.format,
        "likes": post.likes,
        "staff": post.staff,
        "accepted": post.accepted,
        "reply_to": post.reply_to,
    }
    extra = {"url": post.url, "license": post.license, "visibility": _stated(post.visibility)}
    return fields | {name: value for name, value in extra.items() if value}


def _stated(visibility: Visibility) -> str | None:
    return None if visibility.is_public else str(visibility)


def _visibility(data: dict[str, Any]) -> Visibility:
    """By a line's own marks; what kbminer wrote itself comes back as it was."""
    if not may_be_marked(data):
        return PUBLIC
    if isinstance(written := data.get("visibility"), str):
        own = Visibility.read(written)
        if known_mark(own.mark):
            return own
    return visibility_of(data)


def _thread(data: Any, origin: Origin) -> Thread:
    if not isinstance(data, dict):
        raise TypeError("it is not an object")
    entries = data.get("posts")
    if not isinstance(entries, list) or not entries:
        raise ValueError('it has no "posts"')
    if data.get("id") in (None, ""):
        raise ValueError('it has no "id"')
    return Thread(
        id=str(data["id"]),
        source=_text(data.get("source")) or origin.source,
        title=_text(data.get("title")) or "",
        posts=tuple(_post(entry, number) for number, entry in enumerate(entries, 1)),
        url=_text(data.get("url")),
        category=_text(data.get("category")),
        tags=tuple(str(tag) for tag in data.get("tags") or ()),
        created_at=utc(data.get("created_at")),
        views=_number(data.get("views")),
        language=_text(data.get("language")),
        solved=_truth(data.get("solved")),
        pinned=bool(data.get("pinned")),
        closed=bool(data.get("closed")),
        duplicate_of=_text(data.get("duplicate_of")),
        satisfied=_truth(data.get("satisfied")),
        visibility=_visibility(data),
    )


def _post(data: Any, number: int) -> Post:
    if not isinstance(data, dict):
        raise TypeError(f"its post {number} is not an object")
    get = data.get
    body, own_id, reply_to = get("body"), get("id"), get("reply_to")
    if body is not None and not isinstance(body, str):
        raise TypeError(f'the "body" of its post {number} is no text')
    return Post(
        id=str(own_id) if own_id not in (None, "") else str(number),
        author=_text(get("author")),
        created_at=utc(get("created_at")),
        body=body or "",
        format=_FORMATS.get(get("format"), "html"),
        likes=_number(get("likes")),
        staff=_truth(get("staff")),
        accepted=_truth(get("accepted")),
        reply_to=str(reply_to) if reply_to not in (None, "") else None,
        url=_text(data["url"]) if "url" in data else None,
        license=_text(data["license"]) if "license" in data else None,
        visibility=_visibility(data),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Any) -> int | None:
    if value is None or value.__class__ is int:
        return value  # nearly all
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _truth(value: Any) -> bool | None:
    return value if value is True or value is False else None


FORMAT = Format(
    name="thread-jsonl",
    title="thread JSONL",
    recognise=recognise,
    reader=lambda origin: ByDocument(read_document, origin),
)
