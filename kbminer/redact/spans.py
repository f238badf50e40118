"""A private place in a text, and what a recogniser is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
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


_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u3040-\uffef]")  # Greek to Hangul, but no quotation marks


_PLAIN = re.compile(r"[\w ]+")
_LAST_LETTERS = re.compile(r"(?<![\\\w])\w{3,}\Z")


class Marks:
    """Words of which a text must hold one before it is worth a slower look.

    Parameters
    ----------
    words : iterable of str
        In lower case; those that hold another are needless and left out.
    """

    def __init__(self, words: Iterable[str]) -> None:
        given = set(words)
        least = sorted(word for word in given if not any(o in word for o in given - {word}))
        self._others = tuple(word for word in least if _OTHER_SCRIPT.match(word))
        self._latin = tuple(word for word in least if word not in self._others)

    def in_text(self, lower: str) -> bool:
        """Tell whether a text in lower case holds one of the words."""
        for word in self._latin:  # a loop takes half of what any() does
            if word in lower:
                return True
        if lower.isascii() or _OTHER_SCRIPT.search(lower) is None:
            return False
        return any(word in lower for word in self._others)


class Phrases:
    """Patterns of many languages, each looked for only where its first letters stand in the text.

    Parameters
    ----------
    patterns : iterable of str
        For text in lower case.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        found = [(_letters_of(pattern), re.compile(pattern, re.M)) for pattern in patterns]
        self._known = tuple((letters, pattern) for letters, pattern in found if len(letters) > 1)
        self._others = tuple(pattern for letters, pattern in found if len(letters) < 2)

    def finditer(self, lower: str) -> Iterator[re.Match[str]]:
        """Find all of them in a text in lower case, in no order."""
        for letters, pattern in self._known:
            if letters in lower:
                yield from pattern.finditer(lower)
        for pattern in self._others:
            yield from pattern.finditer(lower)

    def fullmatch(self, lower: str) -> bool:
        """Tell whether one of them is all of a text in lower case."""
        return any(pattern.fullmatch(lower) for _, pattern in self._known)


def _letters_of(pattern: str) -> str:
    """What every match of a pattern begins or ends with, as far as plain letters tell."""
    rest = pattern.removeprefix(r"\b")
    plain = _PLAIN.match(rest)
    if plain is None:
        last = None if "|" in rest.rpartition(")")[2] else _LAST_LETTERS.search(rest)
        return last[0] if last else ""
    return plain[0][:-1] if rest[plain.end() : plain.end() + 1] in ("?", "*", "{") else plain[0]


@lru_cache(maxsize=16)
def lowered(text: str) -> str:
    """Give a text in lower case, sign by sign, so that places in it are those of the text."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(sign if len(sign.lower()) > 1 else sign.lower() for sign in text)


@lru_cache(maxsize=16)
def longest_word(text: str) -> int:
    """Tell how long the longest run without white space is: keys and tokens are long."""
    return max(map(len, text.split()), default=0)


def words_before(text: str, start: int, reach: int = 40) -> str:
    """Give what stands before ``start`` on the same line, at most ``reach`` characters, in lower case."""
    line = text[max(0, start - reach) : start]
    return line.rsplit("\n", 1)[-1].lower()
