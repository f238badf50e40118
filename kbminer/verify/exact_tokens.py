"""What must stand in a cited post letter by letter: code, addresses, identifiers, names, labels, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kbminer.text.blocks import plain
from kbminer.text.code_spans import code_spans
from kbminer.verify.clauses import MeaningWords, meaning_words
from kbminer.verify.program_text import program_text

_ADDRESS = re.compile(r"\b(?:https?|ftp)://[^\s)>\]`]+", re.I)
_BEHIND_ADDRESS = ".,;:!?'\"*"  # signs that end a sentence or a clause, and no address
ARROW = re.compile("[→➔›»>]")
GUILLEMETS = re.compile(r"«\s*+([^«»]{1,64}?)\s*+»")  # quotation marks, and no arrows
_BEFORE_LABEL = re.compile("[|,;:(]")
_BEHIND_LABEL = re.compile(r"[|,;:.()\n]")
_AROUND_LABEL = ' ."“”«»'
_WITH_DIGIT = re.compile(r"[^\W_]++(?:[-.,:/_+#][^\W_]++)*+")
_TOKEN = re.compile(r"\.?\w++(?:\.\w++)*+")
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")  # “e.g”, “i.e.”
_ACRONYM = re.compile(r"\b[A-Z]{2,}s?\b")  # “API” and “APIs” are one name, and so is “api”
_NAME = re.compile(r"(?<=[a-zà-ÿ0-9,\"”»)`] )[A-ZÀ-Ý][\w+#-]+")
_QUOTED = re.compile('["“«]([^"”»“«]{1,64}+)["”»]')
_NAMED_NUMBER = re.compile(r"\b([A-Z][^\W\d_]+) (\d+)\b(?![.,:]\d)")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
# Letters of a file's ending: “.toml”, “.xhtml”. In small letters it may be a host's, too, however long; with
# a capital it is rather the next sentence.
LONGEST_ENDING = 5
_AMBIGUOUS = frozenset({"second", "min", "s", "to"})  # also ordinal, name or preposition


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """What of a sentence must be found again, by kind."""

    verbatim: tuple[str, ...]
    products: tuple[str, ...]
    names: tuple[str, ...]
    numbers: frozenset[str]
    measured: frozenset[tuple[str, str]]
    units: frozenset[str]


@lru_cache(maxsize=4096)
def exact_in(text: str, language: str | None) -> Exact:
    """Find what of a sentence must stand in a cited post as it is.

    >>> found = exact_in("Set `tls` in lumenote.toml to 30 days on port 8080.", "en")
    >>> found.verbatim, sorted(found.numbers), sorted(found.measured)
    (('tls', 'lumenote.toml'), ['30', '8080'], [('30', 'day')])
    """
    known = meaning_words(language)
    code = [text[s + t : e - t].strip() for s, e, t in code_spans(text)]
    bare = _without_code(text)
    addresses = [address.rstrip(_BEHIND_ADDRESS) for address in _ADDRESS.findall(bare)]
    bare = _ADDRESS.sub(" ", bare)
    programs = list(program_text(bare))
    bare = plain(bare)
    identifiers = [*_identifiers(bare), *_with_digits(bare)]
    found = [*code, *addresses, *programs, *(each for each in identifiers if not _may_be_product(each))]
    numbers, measured, units = _quantities(bare, known)
    # “8 GB” and “8GB” are one quantity, and no name.
    named = (each for each in (*_NAME.findall(bare), *_acronyms(bare)) if each.lower() not in known.units)
    return Exact(
        verbatim=tuple(dict.fromkeys(filter(None, found))),
        products=tuple(dict.fromkeys(filter(_may_be_product, identifiers))),
        names=tuple(dict.fromkeys((*named, *map(str.strip, _QUOTED.findall(bare)), *_labels(bare)))),
        numbers=frozenset(numbers),
        measured=frozenset(measured),
        units=frozenset(units),
    )


def named_numbers(text: str, context: str) -> frozenset[str]:
    """Find the numbers of a text, and its words with a digit, that belong to names which the question has.

    Examples
    --------
    >>> sorted(named_numbers("Open 2 files in Fusion 360 on R22.", "Fusion 360 fails, r22 too."))
    ['360', 'r22']
    """
    asked = context.lower()
    numbers = ((match[0], match[2]) for match in _NAMED_NUMBER.finditer(text))
    models = ((word, word) for word in _with_digits(text) if may_be_model(word))
    return frozenset(
        part.lower()
        for name, part in (*numbers, *models)
        if re.search(rf"\b{re.escape(name.lower())}\b", asked)
    )


def counted(text: str, language: str | None) -> frozenset[str]:
    """Find the numbers that a text says in words: "the two fields" counts what a post names one by one.

    >>> sorted(counted("The two fields take 3 digits.", "en"))
    ['2']
    """
    return exact_in(text, language).numbers - digits_in(text)


def _without_code(text: str) -> str:
    parts, at = [], 0
    for start, end, _ in code_spans(text):
        parts.append(text[at:start])
        at = end
    return " \ue000 ".join((*parts, text[at:]))


def _identifiers(bare: str) -> Iterator[str]:
    """Words that are written as programs write them: with an underscore, dot or capital inside."""
    yield from (match[0] for match in _TOKEN.finditer(bare) if _is_identifier(match[0]))


def _is_identifier(token: str) -> bool:
    if _ABBREVIATION.fullmatch(token):
        return False
    if token.startswith(".") or "_" in token.strip("_"):
        return True
    _, dot, ending = token.rpartition(".")
    return bool(dot and (len(ending) <= LONGEST_ENDING or ending.islower())) or any(
        one.islower() and other.isupper() for one, other in pairwise(token)
    )


def _may_be_product(token: str) -> bool:
    """Whether a word with a capital or a digit inside may name a product: it opens with two letters."""
    return token.isalnum() and token[:1].isupper() and token[1:2].isalpha()


def may_be_model(token: str) -> bool:
    """Whether a word with a capital or a digit inside may name a thing: R2200, iPhone."""
    return token.isalnum() and token[:1].isalpha()


def _acronyms(bare: str) -> Iterator[str]:
    yield from (match[0].removesuffix("s") for match in _ACRONYM.finditer(bare))


def _labels(bare: str) -> Iterator[str]:
    """The word before each arrow of a menu path with the word behind it."""
    for one, other in pairwise(ARROW.split(GUILLEMETS.sub(r"\1", bare))):
        before = _BEFORE_LABEL.split(one)[-1].strip(_AROUND_LABEL).split()
        behind = _BEHIND_LABEL.split(other.lstrip(), maxsplit=1)[0].strip(_AROUND_LABEL).split()
        if before and behind:
            yield f"{before[-1]} → {behind[0]}"


def _with_digits(bare: str) -> Iterator[str]:
    """Words that are not numbers alone, and hold a digit: versions, models, codes."""
    for match in _WITH_DIGIT.finditer(bare):
        word = match[0].strip(".,:/-")
        if any(map(str.isdigit, word)) and not _NUMBER.fullmatch(word) and not _is_measure(word):
            yield from (word,) if "-" not in word or word.upper() == word else word.split("-")


def _is_measure(word: str) -> bool:
    return re.fullmatch(r"\d+(?:[.,]\d+)?[^\W\d_]{1,4}", word) is not None


def digits_in(text: str) -> set[str]:
    """Find all numbers of a text, in code and names, too."""
    return set(_NUMBER.findall(text))


def _quantities(bare: str, known: MeaningWords) -> tuple[set[str], set[tuple[str, str]], set[str]]:
    """The numbers, those with their units, and the units without a number."""
    numbers: set[str] = set()
    measured: set[tuple[str, str]] = set()
    units: set[str] = set()
    tokens = re.findall(r"(?<![^\W_])\d+(?:[.,:]\d+)*|[^\W\d_]+|[%°]", bare.lower())
    for place, word in enumerate(tokens):
        number = word if word[0].isdigit() else known.numbers.get(word)
        unit = known.units.get(word)
        if number and (number != "1" or word[0].isdigit()):  # "one" is a pronoun, too
            numbers.add(number)
            follows = known.units.get(tokens[place + 1]) if place + 1 < len(tokens) else None
            if follows:
                measured.add((number, follows))
        if unit and word not in _AMBIGUOUS:
            units.add(unit)
    return numbers, measured, units
