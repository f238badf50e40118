"""The words by which asking and announcing are known, each kind compiled once over all languages."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from kbminer.languages import all_words

Kind = Literal["asking", "announcements", "showcases", "jobs", "polls", "rules", "greetings", "farewells"]


@cache
def pattern(kind: Kind) -> re.Pattern[str]:
    """Compile one expression for ``kind`` over all languages: forums mix them, and so do sentences."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(_alternatives(kind))})(?!\w)", re.IGNORECASE)


@cache
def opening(kind: Kind) -> re.Pattern[str]:
    """Compile the same as :func:`pattern`, but only for the start of a line."""
    return re.compile(rf"^\W*(?:{'|'.join(_alternatives(kind))})(?!\w)", re.IGNORECASE)


def _alternatives(kind: Kind) -> list[str]:
    return sorted(all_words(f"questions.{kind}"), key=lambda word: (-len(word), word))
