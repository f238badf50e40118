"""Exact points in time as UTC: ISO 8601 texts, and seconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

_EARLIEST, _LATEST = 315_532_800, 4_102_444_800  # 1980 to 2100: outside of it a number is no post's date


def utc(value: Any) -> datetime | None:
    """Read an ISO 8601 text or a number of seconds (or milliseconds) since 1970 as a UTC datetime.

    A text without a zone is taken as UTC. ``None`` where it is no date.

    >>> utc("2020-09-18T08:56:40-0700").isoformat(), utc(1600444600).isoformat()
    ('2020-09-18T15:56:40+00:00', '2020-09-18T15:56:40+00:00')
    """
    if isinstance(value, str):
        text = value.strip()
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            return from_epoch(float(text)) if text.replace(".", "", 1).isdecimal() and len(text) > 8 else None
        return in_utc(found, UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return from_epoch(float(value))
    return None


def from_epoch(number: float) -> datetime | None:
    """Read seconds or milliseconds since 1970 as a UTC datetime; ``None`` outside 1980 to 2100."""
    seconds = number / 1000 if number > _LATEST else number
    return datetime.fromtimestamp(seconds, UTC) if _EARLIEST <= seconds <= _LATEST else None


def iso_text(time: datetime | None) -> str | None:
    """Write a UTC datetime as ISO 8601 with ``Z``.

    >>> iso_text(datetime(2020, 9, 18, 15, 56, tzinfo=UTC))
    '2020-09-18T15:56:00Z'
    """
    return None if time is None else time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def in_utc(time: datetime, zone: tzinfo) -> datetime | None:
    """Turn a time to UTC, from ``zone`` where it has none of its own; ``None`` outside 1980 to 2100."""
    if time.tzinfo is UTC:
        return time if 1980 <= time.year < 2100 else None
    try:
        found = (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return found if 1980 <= found.year < 2100 else None
