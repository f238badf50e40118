"""The parts of a raw body in which a person speaks: between tags, outside code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.records import BodyFormat

Span = tuple[int, int]

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)?+[^<>]*+>")
_CODE_TAGS = frozenset("pre code script style textarea kbd samp tt".split())
_LINE = re.compile(r"[^\n]+")
_TICKS = re.compile(r"`[^`\n]*`")


def prose_spans(body: str, format: BodyFormat) -> tuple[Span, ...]:
    """Find where prose stands in a body, in order; each span lies within one line of text.

    >>> body = "<p>Run it.</p><pre>a.B()</pre>Then stop."
    >>> [body[start:end] for start, end in prose_spans(body, "html")]
    ['Run it.', 'Then stop.']
    """
    found = _between_tags(body) if format == "html" else _unfenced_lines(body)
    return tuple(found)


def _between_tags(body: str) -> Iterator[Span]:
    depth = at = 0
    for tag in _TAG.finditer(body):
        if not depth and tag.start() > at:
            yield at, tag.start()
        at = tag.end()
        if (tag[2] or "").lower() in _CODE_TAGS:
            depth = max(0, depth - 1) if tag[1] else depth + 1
    if not depth and at < len(body):
        yield at, len(body)


def _unfenced_lines(body: str) -> Iterator[Span]:
    fenced = False
    for line in _LINE.finditer(body):
        if line[0].lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced:
            yield from _outside_ticks(line)


def _outside_ticks(line: re.Match[str]) -> Iterator[Span]:
    at = line.start()
    for code in _TICKS.finditer(line[0]) if "`" in line[0] else ():
        if line.start() + code.start() > at:
            yield at, line.start() + code.start()
        at = line.start() + code.end()
    if at < line.end():
        yield at, line.end()
