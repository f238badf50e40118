"""Names in words: a short text that is one, and lines that hold one, such as "Submitted by ann on Monday"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from kbminer.ingest.boards.unknown.date_marks import is_date
from kbminer.ingest.date_words import fold_date
from kbminer.ingest.recognised_words import any_of, whole_words
from kbminer.languages import all_groups, all_words

_LONGEST = 50  # signs of a name
_MOST_WORDS = 5
_BRACKETS = re.compile(r"(?:(?<!\s)\s++)?[(\[]([^()\[\]]{1,40})[)\]]$")
_NUMBER = re.compile(r"(?:[#№]|nr?\.?|no\.)\s?\d+|\d+[.)]")  # a post's number before a name
_COUNTED = re.compile(r"^\W?\d+[.):]\s+")
_BARS = re.compile(r"\s[-–—|·•»]\s|:\s")
_EDGES = " \t»«•|·–—:,;-\u200e\u200f@"


@lru_cache(maxsize=16_384)
def bare_name(text: str) -> str | None:
    """The name that a short text is, without words that lead to it; ``None`` where it is none."""
    name = _bare(leading_by().sub("", text))
    if not name or len(name) > _LONGEST or name.count(" ") >= _MOST_WORDS or not re.search(r"[^\W_]", name):
        return None
    if re.fullmatch(r"[\d\W]*", name) and not name.isdecimal():
        return None
    return None if is_date(name) else name


def _bare(name: str) -> str:
    name = name.strip(_EDGES)
    bracket = _BRACKETS.search(name)
    if bracket and unverified().fullmatch(bracket.group(1)):
        name = name[: bracket.start()]
    return name.strip(_EDGES)


def named_in_line(line: str, usual: Iterable[str] = ()) -> str | None:
    """Find the name in a line that holds a date: "Submitted by ann (not verified) on Mon, 23/03/2015".

    Parameters
    ----------
    line : str
        With the date.
    usual : iterable of str
        Words that the forum's lines of this kind share, in small letters.

    Examples
    --------
    >>> named_in_line("Submitted by ann (not verified) on Mon, 23/03/2015 - 21:36")
    'ann'
    """
    common = frozenset(usual)
    led = _by_name().search(line)
    if led is None:
        if beside := _beside_date(line):
            return beside
        if not common:
            return _before_wrote(line)
    words = _words_of_name(line[led.end() :] if led else line, common, is_led=led is not None)
    if any(fold_date(word.strip(_EDGES)) in _date_names() for word in words):
        return None
    return bare_name(" ".join(words)) if words else None


def _words_of_name(rest: str, common: frozenset[str], *, is_led: bool) -> list[str]:
    """The words from the first that can begin a name to the last before a date or what joins the two."""
    words = rest.split()
    first = _first_of_name(rest, words, common, is_led=is_led)
    name: list[str] = []
    for word in words[first:]:
        if name and (_is_no_name(word, common) or _begins_date(rest, word)):
            break
        name.append(word)
        behind = rest[rest.find(word) + len(word) :]
        if word.endswith(",") and _begins_date(rest, behind.split(" ")[-1]):
            break
    return name


def _first_of_name(rest: str, words: Sequence[str], common: frozenset[str], *, is_led: bool) -> int:
    """The place of the first word that can begin a name; behind a "by" there is none from a date on."""
    for place, word in enumerate(words):
        if _is_no_name(word, common) or _NUMBER.fullmatch(_bare_word(word)):
            continue
        if not _begins_date(rest, word):
            return place
        if is_led:
            break
    return len(words)


def _is_no_name(word: str, common: frozenset[str]) -> bool:
    """Whether a word only joins a name and a date, or is one that the forum's lines share."""
    bare = _bare_word(word)
    return not bare or bare in common or _connects().fullmatch(bare) is not None


def _bare_word(word: str) -> str:
    return word.strip(_EDGES + "()").casefold()


def _beside_date(line: str) -> str | None:
    """The one part of a line, between its bars and dashes, that is neither a date nor a number."""
    parts = [part for each in _BARS.split(line) if (part := each.strip(_EDGES))]
    others = [part for part in parts if not is_date(part) and not _NUMBER.fullmatch(part.casefold())]
    return bare_name(_COUNTED.sub("", others[0])) if len(others) == 1 and len(parts) > 1 else None


@cache
def _date_names() -> frozenset[str]:
    """Names of months and days, which a line's words are taken for before names of people."""
    months = (name for names in all_groups("dates.months").values() for name in names)
    return frozenset(map(fold_date, (*months, *all_words("questions.series_words"))))


def _before_wrote(line: str) -> str | None:
    found = _wrote_after().search(line)
    return bare_name(line[: found.start()]) if found else None


def _begins_date(line: str, word: str) -> bool:
    if not re.search(r"\d", word):
        return False
    at = line.find(word)
    return is_date(line[at:]) and not is_date(line[at + len(word) :])


def line_words(lines: Sequence[str]) -> frozenset[str]:
    """The words that nearly all of the forum's lines of one kind share, in small letters."""
    if len(lines) < 4:
        return frozenset()
    counts = Counter(word for line in lines for word in set(map(_bare_word, line.split())))
    return frozenset(word for word, count in counts.items() if word and count >= 0.9 * len(lines))


@cache
def _by_name() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s){whole_words('boards.by')}\s*+(?::\s*+)?(?=\S)", re.I)


@cache
def _connects() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('boards.connects')}|[-–—|»·•,:])", re.I)


@cache
def _wrote_after() -> re.Pattern[str]:
    return re.compile(rf"(?<!\s)\s++{whole_words('boards.connects', 'boards.wrote')}(?=\s|:|$)", re.I)


@cache
def leading_by() -> re.Pattern[str]:
    """Words that lead to an author's name."""
    wrote, posted = any_of("boards.wrote"), any_of("boards.posted")
    return re.compile(rf"^(?:(?:{wrote}|{posted})\s+)?{any_of('boards.by')}\s*:?\s+", re.I)


@cache
def unverified() -> re.Pattern[str]:
    """Words behind the name of somebody who has no account: "not verified"."""
    return re.compile(any_of("boards.unverified"), re.I)
