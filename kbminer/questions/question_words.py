"""The words by which asking and telling are known, by language, compiled once from ``words.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Literal

Kind = Literal["asks", "tells", "shows", "jobs", "polls", "rules", "greetings", "farewells"]


@cache
def pattern(kind: Kind) -> re.Pattern[str]:
    """Give one expression for ``kind`` over all languages: forums mix them, and so do sentences."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(_alternatives(kind))})(?!\w)", re.IGNORECASE)


@cache
def opening(kind: Kind) -> re.Pattern[str]:
    """Like :func:`pattern`, but only at the start of a line."""
    return re.compile(rf"^\W*(?:{'|'.join(_alternatives(kind))})(?!\w)", re.IGNORECASE)


def _alternatives(kind: Kind) -> list[str]:
    source = resources.files("kbminer.questions").joinpath("words.toml").read_text(encoding="utf8")
    languages = tomllib.loads(source)
    found = {word for words in languages.values() for word in words.get(kind, [])}
    return sorted(found, key=lambda word: (-len(word), word))
