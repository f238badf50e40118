"""Time zones: the one that a page states for its times, and the one that a time carries itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from html import unescape
from itertools import chain

from kbminer import languages
from kbminer.ingest.recognised_words import any_of, in_small_letters

_TAG = re.compile(r"<[^<>]*>")
_LARGEST_OFFSET = timedelta(hours=24)  # what Python's zones may have


def stated_zone(html: str, apart: Iterable[str] = ()) -> timezone | None:
    """Find the zone that a page states for its times, such as "All times are UTC-06:00".

    Parameters
    ----------
    html : str
        The page.
    apart : iterable of str
        HTML in it that states nothing for the page: what people wrote.

    Examples
    --------
    >>> stated_zone("<p>All times are <span>GMT -5</span>.</p>")
    datetime.timezone(datetime.timedelta(days=-1, seconds=68400))
    >>> stated_zone("<p>My time zone is UTC-5.</p>", ["<p>My time zone is UTC-5.</p>"])
    """
    nearby = (html[max(0, near - 250) : near + 63].lower() for near in _named_zones(html))
    stated = filter(None, map(_stated().search, nearby))  # a slow search, of a few words only
    first = next(stated, None)
    if first is None:
        return None
    written = [_words(each).lower() for each in apart if "GMT" in each or "UTC" in each]
    unwritten = (each for each in chain((first,), stated) if not _is_within(written, _words(each[0])))
    found = next(unwritten, None)
    if not found:
        return None
    offset = _offset(found.group(1)) + timedelta(hours=1 if found.group(2) else 0)
    return timezone(offset) if abs(offset) < _LARGEST_OFFSET else None


def own_zone(after: str) -> tzinfo | None:
    """Read the zone that a time carries, from what stands after it, as in "09:12:44 +0200".

    >>> own_zone(" +0200"), own_zone(" in May")
    (datetime.timezone(datetime.timedelta(seconds=7200)), None)
    """
    found = re.match(r"\s*(?:(?:gmt|utc)\s*)?([+-])(\d{2}):?(\d{2})(?!\d)", after)
    if not found:
        return UTC if re.match(r"\s*(?:gmt|utc|z)\b(?!\s*[+-])", after) else None
    offset = timedelta(hours=int(found.group(2)), minutes=int(found.group(3)))
    return timezone(offset if found.group(1) == "+" else -offset) if offset < timedelta(hours=15) else None


def _named_zones(html: str) -> list[int]:
    """Where a page names the zone that others are counted from; a pattern takes longer to find them."""
    found: list[int] = []
    for name in ("GMT", "UTC"):
        at = html.find(name)
        while at >= 0:
            found.append(at)
            at = html.find(name, at + 1)
    return sorted(found)


def _is_within(texts: Iterable[str], words: str) -> bool:
    return any(words in text for text in texts)


def _words(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


@cache
def _stated() -> re.Pattern[str]:
    """The words that state a zone, and behind them, perhaps in other elements, its offset and summer time.

    All in small letters: where their case does not matter a search takes four times as long.
    """
    hours = "|".join(map(re.escape, languages.all_groups("dates.units")["hour"]))
    pattern = (
        rf"{any_of('dates.zone_stated')}[^<]{{0,30}}?(?:<[^>]{{0,80}}>[^<]{{0,10}}){{0,3}}?"
        rf"(?:GMT|UTC)(?:\s*([+\-−–]\s*\d{{1,2}}(?:[:.]?\d{{2}})?))?(?:\s*(?:{hours})\b)?"
        rf"(\s*\[\s*{any_of('dates.summer_time')}[^\]]*\])?"
    )
    return re.compile(in_small_letters(pattern))


def _offset(stated: str | None) -> timedelta:
    """The offset of words such as "+1", "-05:30" or "+0100"."""
    if not stated:
        return timedelta()
    sign = 1 if stated.strip()[0] == "+" else -1
    digits = re.findall(r"\d+", stated)
    hours, minutes = int(digits[0][:2]), int(digits[1]) if len(digits) > 1 else int(digits[0][2:] or 0)
    return sign * timedelta(hours=hours, minutes=minutes)
