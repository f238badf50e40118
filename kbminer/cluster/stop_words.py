"""The words of a language that name no subject."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def stop_words(language: str | None) -> frozenset[str]:
    """Give the stop words of a language by its ISO 639-1 code; of an unknown one the English.

    >>> "der" in stop_words("de"), "the" in stop_words(None)
    (True, True)
    """
    lists = _lists()
    return lists.get((language or "en").split("-")[0].lower(), lists["en"])


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = files("kbminer.cluster").joinpath("stop_words.toml").read_text(encoding="utf-8")
    return {language: frozenset(words.split()) for language, words in tomllib.loads(text).items()}
