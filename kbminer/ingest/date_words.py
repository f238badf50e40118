"""The words of dates in all languages, folded as dates are before they are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from kbminer import languages
from kbminer.ingest.recognised_words import any_of

_MONTHS = "january february march april may june july august september october november december".split()
_LAST_COMMON = 2100  # a year beyond it is one of another calendar
_BACK = {"today": 0, "yesterday": 1}  # days
_PARTS = re.compile(r"[\s,.;:]+")
_UNSPACED = "\u1100"  # from here on scripts set no spaces, or their letters were taken apart by folding
_LETTERS = str.maketrans({"ı": "i", "년": "-", "월": "-"})  # which taking accents away would not do


def fold_date(text: str) -> str:
    """Fold to small letters without accents, so that "Août" and "aout" are one month.

    >>> fold_date("Le 12  AOÛT")
    'le 12 aout'
    """
    text = " ".join(text.lower().split())
    if text.isascii():
        return text
    text = _in_common_months(text)
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(sign for sign in text if not unicodedata.combining(sign) and sign not in "\u200e\u200f")


@lru_cache(maxsize=4096)
def month_number(word: str) -> int | None:
    """Number the month that a folded word or its beginning names; ``None`` where that is not one month only.

    >>> month_number("aout"), month_number("octob"), month_number("ma")
    (8, 10, None)
    """
    months = _folded("dates.months")
    exact = {month for month, names in months.items() if word in names}
    begun = {month for month, names in months.items() if any(name.startswith(word) for name in names)}
    found = exact or begun
    return _MONTHS.index(found.pop()) + 1 if len(found) == 1 else None


def days_back(text: str) -> int | None:
    """Count the days from the one that a folded text names to today.

    >>> days_back("gestern, 10:15"), days_back("i dag"), days_back("friday")
    (1, 0, None)
    """
    words = " ".join(["", *_PARTS.split(text), ""])
    for day, names in _folded("dates.days").items():
        if any(f" {name} " in words for name in names):
            return _BACK[day]
    return None


@cache
def counts_back() -> re.Pattern[str]:
    """Find words by which a date counts back from now."""
    return re.compile(_either(map(fold_date, languages.all_words("dates.ago"))))


def counted_units(text: str) -> list[tuple[int, str]]:
    """Read the numbers of a folded text that stand with units of time, in order.

    >>> counted_units("4 years 6 months ago"), counted_units("3 天前"), counted_units("8 posts")
    ([(4, 'year'), (6, 'month')], [(3, 'day')], [])
    """
    pattern, units = _counted()
    found = pattern.findall(text)
    return [(int(number) if number.isdigit() else 1, units[word]) for number, word in found]


@cache
def _counted() -> tuple[re.Pattern[str], dict[str, str]]:
    """Find a number, as digits or as a word for one, with a unit; and which unit each word means."""
    units = {name: unit for unit, names in _folded("dates.units").items() for name in names}
    one = any_of("dates.one")
    return re.compile(rf"(?<![\d/.-])(?<![^\W\d_])(\d{{1,3}}|{one}(?=\s))\s*({_either(units)})"), units


def _either(words: Iterable[str]) -> str:
    """Any of some folded words, the longer ones first: whole words where a script has spaces between them."""
    ordered = sorted(words, key=len, reverse=True)
    spaced = "|".join(re.escape(word) for word in ordered if word[-1] < _UNSPACED)
    unspaced = "|".join(re.escape(word) for word in ordered if word[-1] >= _UNSPACED or word[0] >= _UNSPACED)
    return rf"(?:{unspaced}|(?<![^\W\d_])(?:{spaced})(?![^\W\d_]))"


@cache
def time_of_day() -> re.Pattern[str]:
    """Find a time: ``hour``, ``minute``, ``second``, and the half of the day before or behind it."""
    named = any_of("dates.after_times")
    early, late = _half("dates.before_noon"), _half("dates.after_noon")
    hours, minutes = ("|".join(map(fold_date, signs)) for signs in ("h点點時时시:", "分분"))
    return re.compile(
        rf"(?:(?:(?P<early>{early})|(?P<late>{late}))\s*+)?(?<![\d/.-])(?P<hour>\d{{1,2}})"
        rf"(?:\s?(?:{hours})|(?<=\d)\.(?=\d\d(?:\s*{named}|$)))\s?(?P<minute>\d{{2}})"
        rf"(?:[:.](?P<second>\d{{2}}))?(?:\s?(?:{minutes}))?(?:\.\d+)?"
        rf"(?:\s*(?:(?P<half>[ap])\.?\s?m\.?(?![a-z])|(?P<early_behind>{early})|(?P<late_behind>{late})))?",
        re.I,
    )


def is_afternoon(time: re.Match[str]) -> bool | None:
    """Tell the half of the day that stands with a time; ``None`` where none does."""
    if time["half"]:
        return time["half"].lower() == "p"
    if time["late"] or time["late_behind"]:
        return True
    return False if time["early"] or time["early_behind"] else None


def _half(part: str) -> str:
    return _either(map(fold_date, languages.all_words(part)))


@cache
def day_then_month() -> re.Pattern[str]:
    """Find a day, a word that may be a month, and a year of four or of two digits."""
    of = rf"(?:\s+{any_of('dates.of')})?"
    return re.compile(
        rf"(?<!\d)(\d{{1,2}})(?:{_ordinals()}|\.)?{of}[\s/-]+([^\W\d_]{{3,}})\.?,?{of}"
        r"(?:[\s/-]*(\d{4})|[\s/'’-]+(\d{2})(?!\d|:))?"
    )


@cache
def month_then_day() -> re.Pattern[str]:
    """Find a word that may be a month, a day, and a year."""
    return re.compile(
        rf"(?<![^\W\d_])([^\W\d_]{{3,}}+)\.?\s+(\d{{1,2}})(?:{_ordinals()})?(?!\d|:)(?:,?\s+(\d{{4}}))?"
    )


def common_year(year: int) -> int:
    """Read a year of a calendar that is ahead of the common one.

    >>> common_year(2554), common_year(2011)
    (2011, 2011)
    """
    if year <= _LAST_COMMON:
        return year
    return next((year - ahead for ahead in _years_ahead() if year - ahead <= _LAST_COMMON), year)


def _in_common_months(text: str) -> str:
    """The text with months that no word can be, such as "มิ.ย.", and short years behind them, in English."""
    return _odd_months()[0].sub(_in_english, text)


def _in_english(found: re.Match[str]) -> str:
    month, ahead = _odd_months()[1][found[1]]
    year = f" {2000 + int(found[2]) + 500 - ahead}" if found[2] and ahead else f" {found[2] or ''}"
    return f" {month}{year}"


@cache
def _odd_months() -> tuple[re.Pattern[str], dict[str, tuple[str, int]]]:
    """Names of months that hold other signs than letters or count other years, with what they mean."""
    found: dict[str, tuple[str, int]] = {}
    for code in languages.codes():
        ahead = languages.number("dates.years_ahead", code) or 0
        for month, names in languages.groups("dates.months", code).items():
            odd = (name for name in names if ahead or not re.fullmatch(r"[^\W\d_]+", name))
            found.update(dict.fromkeys(odd, (month, ahead)))
    either = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    return re.compile(rf"({either})(?:\s*(\d{{2}})(?![\d:.]))?"), found


@cache
def _years_ahead() -> tuple[int, ...]:
    found = (languages.number("dates.years_ahead", code) for code in languages.codes())
    return tuple(ahead for ahead in found if ahead)


def _ordinals() -> str:
    return "|".join(fold_date(ending) for ending in languages.all_words("dates.ordinals"))


@cache
def _folded(part: str) -> dict[str, frozenset[str]]:
    groups = languages.all_groups(part)
    return {key: frozenset(map(fold_date, entries)) for key, entries in groups.items()}
