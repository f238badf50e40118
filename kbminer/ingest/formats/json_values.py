"""JSON documents as values: one object, a list of them, or one a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from kbminer.ingest.decode import load_json
from kbminer.ingest.document import Document
from kbminer.ingest.format import Clue
from kbminer.records import Problem


def json_values(document: Document) -> Iterator[tuple[str, dict[str, Any]] | Problem]:
    """Yield every object of the document with its place; what is broken is a problem and nothing more."""
    content = document.read()
    if not content.strip():
        yield Problem(where=document.name, what="the file is empty")
        return
    try:
        yield from _objects(load_json(content), document.name)
        return
    except ValueError as error:
        lines = content.splitlines()
        if len(lines) < 2 or not lines[0].rstrip().endswith(b"}"):
            yield Problem(where=document.name, what=f"it is broken JSON: {error}")
            return
    for number, line in enumerate(lines, 1):
        if line.strip():
            where = f"{document.name}, line {number}"
            try:
                yield from _objects(load_json(line), where)
            except ValueError as error:
                yield Problem(where=where, what=f"the line is broken JSON: {error}")


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
