"""Dates as boards print them, in their many formats and languages."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

from kbminer.ingest.date_words import (
    common_year,
    counted_units,
    counts_back,
    day_then_month,
    days_back,
    fold_date,
    is_afternoon,
    month_number,
    month_then_day,
    time_of_day,
)
from kbminer.ingest.timestamps import in_utc
from kbminer.ingest.zones import own_zone

DayOrder = Literal["day first", "month first"]

_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20|25)\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?!\d)")
_YEAR_NAMED = re.compile(r"(?<!\d)((?:19|20)\d{2})\.?\s+([^\W\d_]{3,})\.?\s+(\d{1,2})(?!\d|:)")

_FULL_YEAR = 4  # digits
_MONTHS_OF = {"year": 12, "month": 1}
_LONGEST = 300  # signs of a text in which a date is looked for; a cell of prose is none


def read_date(
    text: str, *, order: DayOrder = "day first", now: datetime | None = None, zone: tzinfo = UTC
) -> datetime | None:
    """Read a date as a board prints it, in any of some twenty languages.

    Parameters
    ----------
    text : str
        Such as "26-02-2015, 13h46", "Dim 18 Mars 2018, 10:57" or "Yesterday, 05:12 PM".
    order : {"day first", "month first"}
        What 03-04-2015 means.
    now : datetime or None
        When the page was made; without it "yesterday" has no date.
    zone : tzinfo
        Of the times, where they carry none.

    Returns
    -------
    datetime or None
        In UTC; ``None`` where the text is no date.

    Examples
    --------
    >>> read_date("Dim 18 Mars 2018, 10:57").isoformat()
    '2018-03-18T10:57:00+00:00'
    >>> read_date("06-05-2021, 06:48 AM", order="month first").date().isoformat()
    '2021-06-05'
    """
    text = text[:_LONGEST].strip()
    if len(text) >= 16 and text[4:5] == "-" and (exact := _exact(text, zone)):
        return exact
    text = fold_date(text)
    rest, clock = text, (0, 0, 0)
    if time := time_of_day().search(text):
        zone = own_zone(text[time.end() :]) or zone
        rest = (text[: time.start()] + " " + text[time.end() :]).strip()
        clock = _clock(time)
    if (ago := _ago(rest, now)) is not None:
        return ago
    day = _day(rest, order, now.astimezone(zone) if now else None)
    try:
        return in_utc(datetime(*day, *clock), zone) if day else None
    except ValueError:
        return None


def order_of(text: str) -> DayOrder | None:
    """Tell the order of days and months from a date of three numbers; ``None`` where it shows none.

    >>> order_of("26-02-2015"), order_of("02-26-2015"), order_of("02-03-2015")
    ('day first', 'month first', None)
    """
    found = _NUMBERS.search(text[:_LONGEST])
    if not found:
        return None
    first, second = int(found.group(1)), int(found.group(2))
    if first > 12 >= second:
        return "day first"
    return "month first" if second > 12 >= first else None


def _exact(text: str, zone: tzinfo) -> datetime | None:
    bare = text.removesuffix(" UTC").removesuffix(" GMT")
    try:
        return in_utc(datetime.fromisoformat(bare), UTC if bare != text else zone)
    except ValueError:
        return None


def _clock(time: re.Match[str]) -> tuple[int, int, int]:
    hour = int(time["hour"])
    if (afternoon := is_afternoon(time)) is not None:
        hour = hour % 12 + (12 if afternoon else 0)
    return (hour, int(time["minute"]), int(time["second"] or 0))


def _day(text: str, order: DayOrder, now: datetime | None) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.search(text):
        return (_year(found.group(1)), int(found.group(2)), int(found.group(3)))
    if found := _NUMBERS.search(text):
        first, second = int(found.group(1)), int(found.group(2))
        day_first = first > 12 or (second <= 12 and order == "day first")
        day, month = (first, second) if day_first else (second, first)
        return (_year(found.group(3)), month, day)
    return _named(text, now) or _relative(text, now)


def _named(text: str, now: datetime | None) -> tuple[int, int, int] | None:
    """A day with a month's name; forms with a year of four digits first: "#1 - Jan 12th, 2012"."""
    found = list(_named_days(text))
    whole = next((each for each in found if each[0] and len(each[0]) == _FULL_YEAR), None)
    best = whole or next(iter(found), None)
    return _with_year(*best, now) if best else None


def _named_days(text: str) -> Iterator[tuple[str | None, int, int]]:
    """What may be a day, as its year, month and day, in the order of likelihood."""
    for found in day_then_month().finditer(text):
        if month := month_number(found.group(2)):
            yield found.group(3) or found.group(4), month, int(found.group(1))
    for found in _YEAR_NAMED.finditer(text):
        if month := month_number(found.group(2)):
            yield found.group(1), month, int(found.group(3))
    for found in month_then_day().finditer(text):
        if month := month_number(found.group(1)):
            yield found.group(3), month, int(found.group(2))


def _with_year(year: str | None, month: int, day: int, now: datetime | None) -> tuple[int, int, int] | None:
    if year:
        return (_year(year), month, day)
    if now is None:
        return None
    return (now.year if (month, day) <= (now.month, now.day) else now.year - 1, month, day)


def _relative(text: str, now: datetime | None) -> tuple[int, int, int] | None:
    if now is None or (back := days_back(text)) is None:
        return None
    day = now - timedelta(days=back)
    return (day.year, day.month, day.day)


def _ago(text: str, now: datetime | None) -> datetime | None:
    """The time that a text counts back to: "4 years 6 months ago"."""
    if now is None or not counts_back().search(text) or not (counts := counted_units(text)):
        return None
    months = sum(count * _MONTHS_OF[unit] for count, unit in counts if unit in _MONTHS_OF)
    rest = {f"{unit}s": count for count, unit in counts if unit not in _MONTHS_OF}
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    if year < 1:
        return None
    day = min(now.day, monthrange(year, month + 1)[1])
    return in_utc(now.replace(year=year, month=month + 1, day=day) - timedelta(**rest), UTC)


def _year(digits: str) -> int:
    year = int(digits)
    return common_year(year) if year > 99 else year + (2000 if year < 70 else 1900)
