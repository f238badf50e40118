"""Words of the same meaning, of languages for which a thesaurus is carried.

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


@cache
def _thesaurus(code: str | None) -> Mapping[str, str]:
    """The lines of a language's thesaurus by their words; of most languages none."""
    file = files("kbminer.languages") / "thesaurus" / f"{code}.txt.gz"
    if code is None or not file.is_file():
        return {}
    text = gzip.decompress(file.read_bytes()).decode()
    return {line.partition("\t")[0].removesuffix(_LIGHT): line for line in text.split("\n")}


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
