"""A private place in a text, and what a recogniser is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from kbminer.languages import LatePattern
from kbminer.redact.first_pass import LONGEST_SIGN, number_later, number_of, words_in


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


def matches_at(
    pattern: re.Pattern[str] | LatePattern, text: str, starts: Iterable[int]
) -> Iterator[re.Match[str]]:
    """Give the matches of a pattern that begin at some places of a text."""
    yield from filter(None, (pattern.match(text, start) for start in starts))


BEYOND = r"\u2e80-\uffdc"
"""Signs of the scripts of China, Japan and Korea, inside of a class; between their words stands no space."""
BEGINS = rf"(?:\b|(?<=[{BEYOND}]))"
"""Where a word may begin in any script."""

_PLAIN = LatePattern(r"[\w ]+")
_LAST_LETTERS = LatePattern(r"(?<![\\\w])\w{3,}\Z")


class Marks:
    """Words of which a text must hold one before it is worth a slower look.

    All such words of the package are sought together (:mod:`kbminer.redact.first_pass`): whoever asks next
    for other words of the same text is answered by that.

    Parameters
    ----------
    words : iterable of str, or callable that gives one
        In lower case, where the text is given so; those that hold another are needless and left out. Those
        of languages are asked for when the first text is looked at.
    """

    def __init__(self, words: Iterable[str] | Callable[[], Iterable[str]]) -> None:
        self._words = words
        number_later(lambda: self._numbers)

    @cached_property
    def _least(self) -> list[str]:
        given = set(self._words() if callable(self._words) else self._words)
        return sorted(word for word in given if not any(o in word for o in given - {word}))

    @cached_property
    def _signs(self) -> tuple[str, ...]:
        return tuple(word for word in self._least if len(word) <= LONGEST_SIGN)

    @cached_property
    def _numbers(self) -> frozenset[int]:
        return frozenset(number_of(word) for word in self._least if len(word) > LONGEST_SIGN)

    def in_text(self, text: str) -> bool:
        """Tell whether a text holds one of the words."""
        for sign in self._signs:
            if sign in text:
                return True
        return not self._numbers.isdisjoint(words_in(text))


class Phrases:
    """Patterns of many languages, each looked for only where its first letters stand in the text.

    Parameters
    ----------
    patterns : callable
        Gives them, for text in lower case, when the first text is looked at.
    """

    def __init__(self, patterns: Callable[[], Iterable[str]]) -> None:
        self._patterns = patterns
        number_later(lambda: self._known)

    @cached_property
    def _by_letters(self) -> list[tuple[str, LatePattern]]:
        return [(letters_of(each), LatePattern(partial(str, each), re.M)) for each in self._patterns()]

    @cached_property
    def _known(self) -> tuple[tuple[int, LatePattern], ...]:
        found = self._by_letters
        return tuple((number_of(letters), p) for letters, p in found if len(letters) > LONGEST_SIGN)

    @cached_property
    def _short(self) -> tuple[tuple[str, LatePattern], ...]:
        return tuple((letters, p) for letters, p in self._by_letters if len(letters) <= LONGEST_SIGN)

    def finditer(self, lower: str) -> Iterator[re.Match[str]]:
        """Find all of them in a text in lower case, in no order."""
        held = words_in(lower)
        for number, pattern in self._known:
            if number in held:
                yield from pattern.finditer(lower)
        for letters, pattern in self._short:
            if letters in lower:
                yield from pattern.finditer(lower)

    def fullmatch(self, lower: str) -> bool:
        """Tell whether one of them is all of a text in lower case."""
        return any(pattern.fullmatch(lower) for _, pattern in self._known)


def letters_of(pattern: str) -> str:
    """Give what every match of a pattern begins or ends with, as far as plain letters tell."""
    rest = pattern.removeprefix(r"\b")
    plain = _PLAIN.match(rest)
    first = plain[0] if plain else ""
    if plain and rest[plain.end() : plain.end() + 1] in ("?", "*", "{"):
        first = first[:-1]
    if len(first) > LONGEST_SIGN or "|" in rest.rpartition(")")[2]:
        return first
    last = _LAST_LETTERS.search(rest)
    return last[0] if last else first


@lru_cache(maxsize=16)
def lowered(text: str) -> str:
    """Give a text in lower case, sign by sign, so that places in it are those of the text."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(sign if len(sign.lower()) > 1 else sign.lower() for sign in text)


def starts_of(pattern: re.Pattern[str] | LatePattern, text: str) -> Iterator[int]:
    """Give each place where a pattern begins, also within what it found before.

    A pattern that ignores case, or begins with what must not stand before it, is tried at every sign of a
    text. Tried only where its first words stand in the text in lower case, it costs a tenth.
    """
    at = 0
    while match := pattern.search(text, at):
        yield match.start()
        at = match.start() + 1


@lru_cache(maxsize=16)
def longest_word(text: str) -> int:
    """Tell how long the longest run without white space is: keys and tokens are long."""
    return max(map(len, text.split()), default=0)


def words_before(text: str, start: int, reach: int = 40) -> str:
    """Give what stands before ``start`` on the same line, at most ``reach`` characters, in lower case."""
    line = text[max(0, start - reach) : start]
    return line.rsplit("\n", 1)[-1].lower()
