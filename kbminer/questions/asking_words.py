"""The words by which asking and announcing are known, each kind compiled once over all languages."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from kbminer.languages import all_words

Kind = Literal[
    "asking",
    "announcements",
    "showcases",
    "jobs",
    "polls",
    "rules",
    "adverts",
    "greetings",
    "farewells",
    "notice_titles",
    "notice_openings",
]


def holds(kind: Kind, text: str) -> bool:
    """Whether a word of ``kind`` in any language stands in a text: forums mix them, and so do sentences."""
    return _pattern(kind).search(text.lower()) is not None


def count(kind: Kind, text: str) -> int:
    """How many words of ``kind`` in any language stand in a text."""
    return len(_pattern(kind).findall(text.lower()))


@cache
def opening(kind: Kind) -> re.Pattern[str]:
    """Compile one expression for ``kind`` over all languages, for the start of a line."""
    return re.compile(rf"^\W*(?:{'|'.join(_alternatives(kind))})(?!\w)", re.IGNORECASE)


def _alternatives(kind: Kind) -> list[str]:
    return sorted(all_words(f"questions.{kind}"), key=lambda word: (-len(word), word))


@cache
def _pattern(kind: Kind) -> re.Pattern[str]:
    """Compile one expression over small letters; words that begin alike stand together, which is fast."""
    beginning: dict[str, list[str]] = {}
    for word in _alternatives(kind):
        begins = word[0].isalpha() and word[1:2] not in ("?", "*", "+", "{", "|")
        beginning.setdefault(word[0] if begins else "", []).append(word[1:] if begins else word)
    whole = beginning.pop("", [])
    grouped = [f"{first}(?:{'|'.join(rest)})" for first, rest in beginning.items()]
    return re.compile(rf"(?<!\w)(?:{'|'.join((*whole, *grouped))})(?!\w)")
