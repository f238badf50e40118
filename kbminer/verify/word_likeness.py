"""Which words of two wordings stand for one another: the same form, another form, or a word used alike."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from kbminer.languages.synonyms import are_synonyms
from kbminer.text.folding import fold
from kbminer.verify.clauses import meaning_words

LEAST_PREFIX = 4  # letters that two forms of one word share at least
# Share of the longer form's letters: "uploaded" and "upload" are forms of one word, "internal" and
# "interrupted" are not.
LEAST_SHARE = 0.75
LEAST_STEM = 3  # letters before an ending: “app” and “apps”
_JOINING = frozenset("-/~")
_PART = re.compile(r"(?<![/~\w])[^\W\d_]{3,}(?![/~\w])")
_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=65_536)
def stands_for(word: str, other: str, language: str | None) -> bool:
    """Tell whether one word may stand for another in a sentence told anew.

    >>> stands_for("uploads", "uploaded", "en"), stands_for("choose", "click", "en")
    (True, True)
    >>> stands_for("phone", "server", "en")
    False
    """
    if word[:1] == "`" or other[:1] == "`":
        return _stands_for_code(word, other, language)
    alike = meaning_words(language).alike
    return bool(alike.get(word, _NONE) & alike.get(other, _NONE)) or same_form(word, other, language)


@lru_cache(maxsize=65_536)
def same_form(word: str, other: str, language: str | None) -> bool:
    """Tell whether two words are one, or two forms of one.

    >>> same_form("uploads", "uploaded", "en"), same_form("clip", "clipping", "en")
    (True, True)
    >>> same_form("public", "private", "en")
    False
    """
    if word == other:
        return True
    if word[:1] == other[:1] == "`":
        inner, outer = sorted((word.strip("`").lower(), other.strip("`").lower()), key=len)
        return _holds_whole(outer, inner)
    if word[:1] == "`" or other[:1] == "`":
        bare, code = (other, word) if word[:1] == "`" else (word, other)
        return _holds_whole(code.lower(), bare) or any(
            _is_form(bare, part, language) for part in _parts(code) if len(bare) >= LEAST_PREFIX
        )
    return _is_form(word, other, language)


def _stands_for_code(word: str, other: str, language: str | None) -> bool:
    if same_form(word, other, language) or word[:1] == other[:1]:
        return same_form(word, other, language)
    bare, code = (other, word) if word[:1] == "`" else (word, other)
    return any(stands_for(bare, part, language) for part in _parts(code) if part.isalpha())


@lru_cache(maxsize=4096)
def _parts(code: str) -> tuple[str, ...]:
    return tuple(_PART.findall(code.lower()))


def _holds_whole(outer: str, inner: str) -> bool:
    at = outer.find(inner) if inner else -1
    before, after = outer[at - 1 : at], outer[at + len(inner) :][:1]
    return at >= 0 and not (_joins(before) or _joins(after))


def _joins(sign: str) -> bool:
    return sign.isalnum() or (sign != "" and sign in _JOINING)


def _is_form(one: str, other: str, language: str | None) -> bool:
    first, second = _stem(one, language), _stem(other, language)
    if first == second:
        return True
    shared = next(
        (n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )
    return shared >= LEAST_PREFIX and shared >= LEAST_SHARE * max(len(first), len(second))


@lru_cache(maxsize=65_536)
def _stem(word: str, language: str | None) -> str:
    """A word without its ending, and without the letter that the ending doubles."""
    for ending in meaning_words(language).endings:
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= LEAST_STEM:
            return fold(bare[:-1] if bare[-1:] == bare[-2:-1] and len(bare) > LEAST_STEM else bare)
    return fold(word)


def found_in(word: str, others: Collection[str], language: str | None) -> bool:
    """Tell whether one of some words may stand for a word."""
    return word in others or any(stands_for(word, other, language) for other in others)


def is_near(word: str, others: Collection[str], language: str | None) -> bool:
    """Tell whether a thesaurus takes one of some words for a word."""
    return word.isalpha() and any(are_synonyms(word, other, language) for other in others if other.isalpha())
