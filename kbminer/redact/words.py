"""A text cut into the words that are judged one by one, with what each word tells by itself.

A word ends at white space and at the signs that stand between a name and its value, so that ``PASS=x`` is
two; in the scripts of China and Japan, which write no spaces, each sign is one. A placeholder stays whole.
"""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from kbminer.languages import LatePattern, all_words
from kbminer.redact.firms import is_firm

_UNSPACED = r"\u2e80-\u9fff\uf900-\uffdc"
_BETWEEN = r"\s=:,;|()<>\"'`“”«»\[\]{}/\\@：（）「」⟨⟩"
_WORD = LatePattern(rf"⟨[^⟨⟩\n]{{2,20}}⟩|[{_UNSPACED}](?<![{_BETWEEN}])|[^{_BETWEEN}{_UNSPACED}]+")
_EDGES = "-–—_.;!?*~„‘’‹›，。；！？『』"
_BEHIND = _EDGES.replace("-", "").replace("_", "")  # a password or an initial may end so
_REPEATED = LatePattern(r"(.)\1+")
_PLACES_OF_ACCOUNTS = frozenset({"⟨user⟩", "⟨e-mail⟩", "⟨host⟩", "⟨password⟩"})
_LONGEST = 64  # signs; longer ones are data, or known by their form
_SHORTEST_FIRM = 3  # signs
_LONG = 9  # signs; from here on lengths count in steps

MARKING = (
    "user_names host_words logins shared_accounts order_owners orders order_numbers number_of passwords "
    "password_for says_password phone_words identity_numbers numbers closings greetings thanks licence_keys "
    "api_keys one_time_codes vehicle_numbers calls_before calls_behind written_titles titles introductions "
    "token_kinds licences address_words version_words units other_numbers commerce"
).split()
"""The lists of the language files whose words say what stands near them."""

_ANNOUNCING = frozenset(
    "user_names host_words logins shared_accounts passwords one_time_codes api_keys calls_before".split()
)
_CALLING = frozenset("greetings thanks calls_before written_titles titles introductions".split())


class Look(NamedTuple):
    """What a word tells by itself."""

    lower: str
    shape: str
    signs: str  # whether it holds digits, capitals, small letters, other signs
    length: int
    script: str
    known: str  # as whose name it is known
    marks: tuple[str, ...]  # the lists that hold it
    kind: str  # small letters, a capital before them, mixed signs, or what is never judged
    announces: bool  # whether an account, a password or a machine may follow
    calls: bool  # whether somebody may be called behind it


class Word(NamedTuple):
    """``text[start:end]`` is a word."""

    start: int
    end: int
    look: Look


def cut(text: str) -> list[Word]:
    """Cut a text into its words, without the signs that end a sentence.

    >>> [word.look.lower for word in cut("Ask Ann: PASS=Tr33house!")]
    ['ask', 'ann', 'pass', 'tr33house']
    """
    found: list[Word] = []
    for match in _WORD.finditer(text):
        start, end, look = _trimmed(match[0])
        if look is not None:
            found.append(Word(match.start() + start, match.start() + end, look))
    return found


@lru_cache(maxsize=1 << 16)
def _trimmed(raw: str) -> tuple[int, int, Look | None]:
    """Where a word begins and ends within what was cut, and its look."""
    end = len(raw.rstrip(_BEHIND))
    start = len(raw) - len(raw.lstrip(_EDGES))
    return start, end, look_of(raw[start:end]) if start < end else None


def look_of(word: str) -> Look:
    """Tell what a word tells by itself."""
    if word[0] == "⟨":
        return Look(word, word, "-", 0, "-", "-", (word,), "none", word in _PLACES_OF_ACCOUNTS, False)
    lower = word.lower()
    digits, capitals = any(map(str.isdigit, word)), any(map(str.isupper, word))
    small, others = any(map(str.islower, word)), not word.isalnum()
    marks = tuple(part for part in MARKING if _of_part(part).fullmatch(lower)) if len(lower) < 24 else ()
    signs = f"{digits:d}{capitals:d}{small:d}{others:d}"
    length = len(word) if len(word) < _LONG else 9 if len(word) < 12 else 12 if len(word) < 20 else 20
    return Look(
        lower=lower,
        shape=_REPEATED.sub(r"\1+", "".join(map(_sign, word[:40])))[:12],
        signs=signs,
        length=length,
        script=_script(word),
        known=_known_as(lower),
        marks=marks,
        kind=_kind(word, signs),
        announces=not _ANNOUNCING.isdisjoint(marks),
        calls=not _CALLING.isdisjoint(marks),
    )


def _kind(word: str, signs: str) -> str:
    if len(word) > _LONGEST or (len(word) < 2 and word.isascii()):
        return "none"
    if signs == "0010":
        return "small"
    return "name" if signs[0] == "0" and word[0].isupper() and not word.isupper() else "mixed"


def _sign(sign: str) -> str:
    return "9" if sign.isdigit() else sign if not sign.isalpha() else "X" if sign.isupper() else "x"


def _script(word: str) -> str:
    """The block of the first letter: Latin, Greek, Cyrillic and so on."""
    first = next(filter(str.isalpha, word), "")
    return "-" if not first else "l" if ord(first) < 0x250 else f"{ord(first) >> 8:x}"


@cache
def _of_part(part: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(sorted(all_words(f'redact.{part}')))})", re.I)


def _known_as(lower: str) -> str:
    whose = "".join(flag for flag, names in people_names().items() if lower in names)
    return whose + "B" * (len(lower) >= _SHORTEST_FIRM and is_firm(lower)) or "-"


@cache
def people_names() -> dict[str, frozenset[str]]:
    """First names, family names, and those of them that are words, too."""
    kept = gzip.decompress(files("kbminer.redact").joinpath("people_names.txt.gz").read_bytes()).decode()
    rows = (line.split("\t", 1) for line in kept.splitlines() if line[1:2] == "\t")
    return {flag: frozenset(names.split(" ")) for flag, names in rows}
