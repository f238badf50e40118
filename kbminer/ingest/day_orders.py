"""Whether a column of dates writes the day or the month first: told by all of its dates together."""

from __future__ import annotations

import re

from kbminer.ingest.dates import DayOrder

_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?!\d)")
_HALF = re.compile(r"\d\s*[ap]\.?m", re.I)


class DayOrders:
    """Learns the order of days and months from the dates of one column.

    A number above 12 tells it. Where no date has one, the rows do: exports stand in the order of time, so the
    reading under which they go back and forth less is the right one.

    Examples
    --------
    >>> orders = DayOrders()
    >>> for date in ("3/4/2024 8:30", "3/5/2024 9:00", "4/1/2024 10:00"):
    ...     orders.note(date)
    >>> orders.usual
    'month first'
    """

    def __init__(self) -> None:
        self._told = {"day first": 0, "month first": 0}
        self._turns = {"day first": 0, "month first": 0}
        self._last: dict[str, tuple[int, int, int]] = {}
        self._directions: dict[str, int] = {}
        self._halves = 0

    def note(self, text: str) -> None:
        """Take a date of the column."""
        found = _NUMBERS.search(text)
        if not found:
            return
        first, sign, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
        self._halves += bool(sign == "/" and _HALF.search(text))
        if sign == "." or first > 12 >= second:
            self._told["day first"] += 1
        elif second > 12 >= first:
            self._told["month first"] += 1
        else:
            self._follow("day first", (year, second, first))
            self._follow("month first", (year, first, second))

    def _follow(self, order: str, day: tuple[int, int, int]) -> None:
        """Count how often the days change their direction under one reading."""
        last = self._last.get(order)
        if last is not None and last != day:
            direction = 1 if day > last else -1
            self._turns[order] += self._directions.get(order, direction) != direction
            self._directions[order] = direction
        self._last[order] = day

    @property
    def usual(self) -> DayOrder:
        """The order that the column has."""
        for counts, fewer in ((self._told, False), (self._turns, True)):
            if counts["day first"] != counts["month first"]:
                more = counts["day first"] > counts["month first"]
                return "day first" if more != fewer else "month first"
        return "month first" if self._halves else "day first"
