"""JSON documents as values: one object, a list of them, or one a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from kbminer.ingest.decode import load_json
from kbminer.ingest.document import HEAD, LONGEST_LINE, Document, filled, lines_of
from kbminer.ingest.format import Clue
from kbminer.ingest.formats.json_stream import streamed
from kbminer.records import Problem

_WHOLE = 32 << 20  # bytes of JSON that are parsed at once; of more, a list's entries come in parts
_PART = 500  # entries of such a list that stand together


def json_values(document: Document) -> Iterator[tuple[str, dict[str, Any]] | Problem]:
    """Yield every object of the document with its place; what is broken is a problem and nothing more.

    Lines of objects are read one by one. An object too large to be held comes in parts: each has some entries
    of one of its lists, and what stood before that list.
    """
    with document.open() as stream:
        first = _first_line(stream)
        if (value := _whole_line(first)) is not None:
            yield f"{document.name}, line 1", value
            yield from _lines(lines_of(stream), document.name)
            return
        content = first + filled(stream, _WHOLE)
        if not content.strip():
            yield Problem(where=document.name, what="the file is empty")
        elif len(content) >= _WHOLE:
            yield from _parts(content, stream, document.name)
        else:
            yield from _parsed(content, document.name)


def _first_line(stream: IO[bytes]) -> bytes:
    """The first line that holds something, with what stands before it."""
    line = stream.readline(_WHOLE)
    while line and not line.strip() and len(line) < HEAD:
        line += stream.readline(_WHOLE)
    return line


def _whole_line(line: bytes) -> dict[str, Any] | None:
    """The object that a line is, where it ends on it."""
    if not line.rstrip(b" \t\r").endswith(b"}\n"):
        return None
    try:
        value = load_json(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _lines(
    lines: Iterable[bytes | None], name: str, *, after: int = 1
) -> Iterator[tuple[str, dict[str, Any]] | Problem]:
    for number, line in enumerate(lines, after + 1):
        where = f"{name}, line {number}"
        if line is None:
            yield Problem(where=where, what=f"the line is longer than {LONGEST_LINE >> 20} MB")
        elif line.strip():
            try:
                yield from _objects(load_json(line), where)
            except ValueError as error:
                yield Problem(where=where, what=f"the line is broken JSON: {error}")


def _parsed(content: bytes, name: str) -> Iterator[tuple[str, dict[str, Any]] | Problem]:
    try:
        yield from _objects(load_json(content), name)
    except ValueError as error:
        lines = content.splitlines()
        if len(lines) < 2 or not lines[0].rstrip().endswith(b"}"):
            yield Problem(where=name, what=f"it is broken JSON: {error}")
        else:
            yield from _lines(lines, name, after=0)


def _parts(start: bytes, rest: IO[bytes], name: str) -> Iterator[tuple[str, dict[str, Any]] | Problem]:
    """What is too large to be held, in parts."""
    facts: dict[str, Any] = {}
    waiting: dict[str, list[Any]] = {}
    count = 0
    try:
        for key, value, is_entry in streamed(Document(name, start, rest).open()):
            count += is_entry
            if not is_entry:
                facts[key] = value
            elif key:
                waiting.setdefault(key, []).append(value)
            elif isinstance(value, dict):
                yield f"{name}, entry {count}", value
            if len(waiting.get(key, ())) >= _PART:
                yield f"{name}, up to entry {count}", facts | waiting
                waiting.clear()
    except ValueError as error:
        yield Problem(where=name, what=f"it is broken JSON after entry {count}: {error}")
    if waiting:
        yield f"{name}, up to entry {count}", facts | waiting


def json_marks(*patterns: str, sure: float, why: str) -> Callable[[Document], Clue | None]:
    """Make a recogniser for JSON whose first bytes match every pattern.

    Parameters
    ----------
    *patterns : str
        Regular expressions.
    sure : float
        How sure a match is, 0 to 1.
    why : str
        The mark, in words.
    """
    compiled = [re.compile(pattern.encode(), re.S) for pattern in patterns]

    def recognise(document: Document) -> Clue | None:
        start = document.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if start not in (b"{", b"[") or not all(pattern.search(document.head) for pattern in compiled):
            return None
        return Clue(sure, why)

    return recognise


def text_of(value: Any) -> str | None:
    """Take a value where it is a text with something in it."""
    return value if isinstance(value, str) and value.strip() else None


def number_of(value: Any) -> int | None:
    """Read a value as a whole number, also from a text of digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value)
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}", value.strip()) else None


def first_of(item: dict[str, Any], *names: str) -> Any:
    """Take the first of an object's fields that holds something; ``None`` where none does."""
    return next((item[name] for name in names if item.get(name)), None)


def part_of(value: Any, *path: str) -> Any:
    """Follow a path of keys; ``None`` where it breaks off."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def list_of(value: Any, *path: str) -> list[dict[str, Any]]:
    """List the objects of the list that lies down a path of keys."""
    found = part_of(value, *path) if path else value
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _objects(value: Any, where: str) -> Iterator[tuple[str, dict[str, Any]] | Problem]:
    if isinstance(value, dict):
        yield where, value
    elif isinstance(value, list):
        for number, each in enumerate(value, 1):
            if isinstance(each, dict):
                yield f"{where}, entry {number}", each
    else:
        yield Problem(where=where, what="it is JSON, but no object")
