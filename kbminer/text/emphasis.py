"""Signs of emphasis in a line of Markdown, taken off its words."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

_OPENING = re.compile(r"(?<![\w*_])(?:\*\*|__|\*|_|~~)(?=\S)")
_MAY_HOLD = re.compile(r"[*_]|~~")
_DEEPEST = 8  # emphasis within emphasis; what goes deeper is no writing


def without_emphasis(text: str) -> str:
    """Take off the signs around what is emphasised, also within emphasis; other signs stay.

    >>> without_emphasis("**Do _not_ set** a_b or 2 * 3")
    'Do not set a_b or 2 * 3'
    """
    if not _MAY_HOLD.search(text):
        return text
    return "\n".join(map(_bare_line, text.split("\n")))


def _bare_line(line: str) -> str:
    for _ in range(_DEEPEST):
        bare = _outer_off(line)
        if bare == line:
            break
        line = bare
    return line


def _outer_off(line: str) -> str:
    """Take off the outermost signs; where each sign can end is looked for once, not from each beginning."""
    ends: dict[str, list[int]] = {}
    parts: list[str] = []
    read = at = 0
    while opening := _OPENING.search(line, at):
        at = opening.start() + 1
        sign = opening.group()
        for each in (sign, sign[0]) if sign in ("**", "__") else (sign,):
            if each not in ends:
                ends[each] = [match.start() for match in _closing(each).finditer(line)]
            first = opening.start() + len(each)
            following = bisect_left(ends[each], first + 1)
            if following < len(ends[each]):
                end = ends[each][following]
                parts += [line[read : opening.start()], line[first:end]]
                read = at = end + len(each)
                break
    return "".join([*parts, line[read:]]) if parts else line


@cache
def _closing(sign: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\S)(?={re.escape(sign)}(?![\w*_]))")
