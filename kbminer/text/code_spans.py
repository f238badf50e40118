"""Where inline code stands in a line of Markdown: as many ticks close it as opened it.

A pattern with a back reference tries each run of ticks against every later one; this reads them once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

_TICKS = re.compile(r"`++")


class CodeSpan(NamedTuple):
    """Where inline code begins and ends, ticks included, and how many ticks stand on each side."""

    start: int
    end: int
    ticks: int


def code_spans(text: str) -> Iterator[CodeSpan]:
    r"""Find the inline code of a text, in order; an escaped tick opens none.

    >>> [(span.start, span.end) for span in code_spans(r"a `b` and \` and ``d`e``")]
    [(2, 5), (17, 24)]
    """
    runs = [match.span() for match in _TICKS.finditer(text)]
    waiting: defaultdict[int, list[int]] = defaultdict(list)  # by length, the last first
    for start, end in reversed(runs):
        waiting[end - start].append(start)
    read = 0
    for start, end in runs:
        if start < read:
            continue
        opens = start + _is_escaped(text, start, read)
        closing = waiting[end - opens]
        while closing and closing[-1] < end:
            closing.pop()
        if closing and opens < end:
            read = closing[-1] + end - opens
            yield CodeSpan(opens, read, end - opens)


def _is_escaped(text: str, at: int, since: int) -> bool:
    """Whether an odd number of backslashes stands before a place."""
    first = at
    while first > since and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1
