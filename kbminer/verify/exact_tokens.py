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
_ARROW = re.compile("[→➔›»>]")
_GUILLEMETS = re.compile(r"«\s*([^«»]{1,64}?)\s*»")  # quotation marks, and no arrows
_BEFORE_LABEL = re.compile("[|,;:(]")
_BEHIND_LABEL = re.compile(r"[|,;:.()\n]")
_AROUND_LABEL = ' ."“”«»'
_WITH_DIGIT = re.compile(r"[^\W_]++(?:[-.,:/_+#][^\W_]++)*+")
_TOKEN = re.compile(r"\.?\w++(?:\.\w++)*+")
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")  # “e.g”, “i.e.”
_ACRONYM = re.compile(r"\b[A-Z]{2,}s?\b")  # “API” and “APIs” are one name, and so is “api”
_ESCAPED = re.compile(r"\\([^\w\s])")
_NAME = re.compile(r"(?<=[a-zà-ÿ0-9,\"”»)`] )[A-ZÀ-Ý][\w+#-]+")
_QUOTED = re.compile('["“«]([^"”»“«]{1,64}+)["”»]')
_NAMED_NUMBER = re.compile(r"\b([A-Z][^\W\d_]+) (\d+)\b(?![.,:]\d)")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SHORTEST_PART = 5  # letters of a name that may be a part of another: shorter ones stand in many words
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


def missing_exact(
    text: str,
    posts: str,
    context: str,
    language: str | None,
    *,
    is_lenient: bool = False,
    given: frozenset[str] = frozenset(),
) -> str | None:
    """Name what a sentence holds that its posts do not.

    Parameters
    ----------
    text
        The sentence.
    posts
        The cited posts' whole Markdown.
    context
        The question, with its title: names may come from there.
    language
        The language of both.
    is_lenient
        Whether words like “DocuSign” and “R2200” may come from the question, too, in large or small letters,
        for posts call their product “it”; and words that are units elsewhere, such as “bit”.
    given
        Words that may stand without a post's: the dates of the posts in small letters, and parts of names.

    Returns
    -------
    str or None
        The kind of what is missing, as a noun, with its words; None where all is there.
    """
    found = _missing_in(text, posts, context, language, is_lenient=is_lenient, given=given)
    return next(found, None)


def named_numbers(text: str, context: str) -> frozenset[str]:
    """Find the numbers of a text, and its words with a digit, that belong to names which the question has.

    Examples
    --------
    >>> sorted(named_numbers("Open 2 files in Fusion 360 on R22.", "Fusion 360 fails, r22 too."))
    ['360', 'r22']
    """
    asked = context.lower()
    numbers = ((match[0], match[2]) for match in _NAMED_NUMBER.finditer(text))
    models = ((word, word) for word in _with_digits(text) if _may_be_model(word))
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
    return exact_in(text, language).numbers - _digits(text)


def _missing_in(
    text: str,
    posts: str,
    context: str,
    language: str | None,
    *,
    is_lenient: bool,
    given: frozenset[str],
) -> Iterator[str]:
    said, told = exact_in(text, language), exact_in(posts, language)
    numbers = said.numbers - told.numbers - _digits(posts) - given
    around = f"{posts}\n{context}"
    among, exactly = (around, False) if is_lenient else (posts, True)
    code = [
        each
        for each in said.verbatim
        if not _stands_in(each, posts, exactly=True)
        and not (is_lenient and _may_be_model(each) and _stands_in(each, around, exactly=False))
    ]
    products = [
        each
        for each in said.products
        if not _stands_in(each, among, exactly=exactly)
        and not (is_lenient and _is_part_of_a_name(each, posts))
    ]
    named = [each for each in said.names if each.lower() not in given]
    names = [
        each
        for each in named
        if not _stands_in(each, around, exactly=False)
        and not (is_lenient and _is_part_of_a_name(each, posts))
    ]
    units = said.units - told.units - (exact_in(context, language).units if is_lenient else frozenset())
    measured = [" ".join(each) for each in said.measured - told.measured]
    yield from (f"code, a path or an identifier (“{each}”)" for each in (*code, *products))
    yield from (f"a name or a label (“{each}”)" for each in names)
    yield from (f"a number (“{each}”)" for each in sorted(numbers))
    yield from (f"a quantity with its unit (“{each}”)" for each in sorted(measured))
    yield from (f"a quantity with its unit (“{each}”)" for each in sorted(units))


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


def _may_be_model(token: str) -> bool:
    """Whether a word with a capital or a digit inside may name a thing: R2200, iPhone."""
    return token.isalnum() and token[:1].isalpha()


def _acronyms(bare: str) -> Iterator[str]:
    yield from (match[0].removesuffix("s") for match in _ACRONYM.finditer(bare))


def _labels(bare: str) -> Iterator[str]:
    """The word before each arrow of a menu path with the word behind it."""
    for one, other in pairwise(_ARROW.split(_GUILLEMETS.sub(r"\1", bare))):
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


def _digits(text: str) -> set[str]:
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


def _is_part_of_a_name(name: str, posts: str) -> bool:
    """Whether a name stands in a longer one, or without its dots: "Google" in "googlespreadsheet"."""
    bare = _bare(name)
    return len(bare) >= _SHORTEST_PART and bare in _bare(posts)


def _bare(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum() or sign.isspace())


def _stands_in(token: str, text: str, *, exactly: bool) -> bool:
    """Whether a token stands in a text without cutting a word or number in two; a plural may be its own."""
    if not token:
        return True
    token, text = _normal(token), _normal(text)
    if not exactly:
        token, text = token.lower(), text.lower()
    singular = token.removesuffix("s")
    if token.endswith("()") and _is_whole_in(token.removesuffix(")"), text):
        return True  # a function is named by its empty brackets, and called with something in them
    return _is_whole_in(token, text) or (singular.isalpha() and _is_whole_in(singular, text))


def _is_whole_in(token: str, text: str) -> bool:
    at = text.find(token)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(token) :].removeprefix("s")[:1]
        if not (before.isalnum() and token[0].isalnum()) and not (after.isalnum() and token[-1].isalnum()):
            return True
        at = text.find(token, at + 1)
    return False


@lru_cache(maxsize=1024)
def _normal(text: str) -> str:
    """White space single, arrows and quotes alike, and marks of emphasis and escapes gone."""
    bare = _ESCAPED.sub(r"\1", text.replace("’", "'").replace("**", ""))
    return " ".join(_ARROW.sub(" → ", _GUILLEMETS.sub(r"\1", bare)).split())
