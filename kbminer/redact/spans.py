"""A private place in a text, and what a recogniser is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """``text[start:end]`` is private."""

    start: int
    end: int


Recogniser = Callable[[str], Iterable[Span]]


def group_spans(matches: Iterable[object], group: str = "private") -> Iterator[Span]:
    """Give the span of one named group for each match of a regular expression."""
    for match in matches:
        start, end = match.span(group)  # type: ignore[attr-defined]
        if start >= 0:
            yield Span(start, end)


def words_before(text: str, start: int, reach: int = 40) -> str:
    """Give what stands before ``start`` on the same line, at most ``reach`` characters, in lower case."""
    line = text[max(0, start - reach) : start]
    return line.rsplit("\n", 1)[-1].lower()
