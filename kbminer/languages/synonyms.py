"""Words, and which of them mean the same, of languages for which a thesaurus is carried.

English has WordNet's synsets (Princeton University, see ``thesaurus/LICENSE.txt``), made smaller by
``scripts/build_thesaurus.py``.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from kbminer.languages.loader import code_of, words

LEAST_LEFT = 3  # letters of a word without its ending
_LIGHT = "*"


def is_word(word: str, language: str | None) -> bool:
    """Tell whether a word in small letters is one of the language's words, as a dictionary writes it.

    >>> is_word("lizard", "en"), is_word("miller", "en"), is_word("matloff", "en"), is_word("lizard", "de")
    (True, True, False, False)
    """
    code = code_of(language)
    return word in _thesaurus(code) or word in _other_words(code)


@cache
def _thesaurus(code: str | None) -> Mapping[str, str]:
    """The lines of a language's thesaurus by their words; of most languages none."""
    lines = _lines(f"{code}.txt.gz") if code else ()
    return {line.partition("\t")[0].removesuffix(_LIGHT): line for line in lines}


@cache
def _other_words(code: str | None) -> frozenset[str]:
    """The words of a language that its thesaurus leaves out: they are like no other."""
    return frozenset(_lines(f"{code}.words.txt.gz") if code else ())


def _lines(name: str) -> list[str]:
    file = files("kbminer.languages") / "thesaurus" / name
    return gzip.decompress(file.read_bytes()).decode().split("\n") if file.is_file() else []


def are_synonyms(word: str, other: str, language: str | None) -> bool:
    """Tell whether a thesaurus takes two words, in any of their forms, for one another.

    >>> are_synonyms("permitted", "allows", "en"), are_synonyms("raise", "increases", "en")
    (True, True)
    >>> are_synonyms("upload", "download", "en"), are_synonyms("phone", "tablet", "en")
    (False, False)
    """
    (one, wide), (two, wider) = _meanings(word, language), _meanings(other, language)
    return not (one.isdisjoint(two) and one.isdisjoint(wider) and two.isdisjoint(wide))


def is_light(word: str, language: str | None) -> bool:
    """Tell whether a word is a verb of so many senses that it says little by itself: "shows", "brings"."""
    return _line(word, language).partition("\t")[0].endswith(_LIGHT)


@lru_cache(maxsize=65_536)
def _meanings(word: str, language: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """The synsets of a word, and those a step broader."""
    _, own, wide = (*_line(word, language).split("\t"), "", "")[:3]
    return frozenset(own.split()), frozenset(wide.split())


@lru_cache(maxsize=65_536)
def _line(word: str, language: str | None) -> str:
    """The thesaurus's line of a word, or of the first word that it may be a form of."""
    known = _thesaurus(code_of(language))
    return next((known[form] for form in _forms(word, language) if form in known), "")


def _forms(word: str, language: str | None) -> Iterator[str]:
    """A word, and what it may be a form of: "stopped", "stopp", "stoppe", "stoppy", "stop"."""
    yield word
    for ending in words("verify.endings", language):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= LEAST_LEFT:
            yield from (bare, f"{bare}e", f"{bare}y")
            if bare[-1] == bare[-2]:
                yield bare[:-1]
