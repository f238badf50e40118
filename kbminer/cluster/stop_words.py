"""The words of a language that name no subject."""

from __future__ import annotations

from functools import cache

from kbminer.languages import FALLBACK, words


@cache
def stop_words(language: str | None) -> frozenset[str]:
    """Read the stop words of a language; of an unknown one the English.

    >>> "der" in stop_words("de"), "the" in stop_words(None)
    (True, True)
    """
    return frozenset(words("cluster.stop_words", language) or words("cluster.stop_words", FALLBACK))
