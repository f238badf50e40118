"""What is delivered: one briefing in every form, under a name that is the same at every try."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A briefing ready to be sent.

    ``key`` is the same at each try, so that a receiver knows a second one. ``heading`` names forum and days,
    ``folder`` is the report's, where the drafts lie.
    """

    number: int
    key: str
    heading: str
    headline: str
    page: str
    text: str
    data: bytes
    folder: Path
