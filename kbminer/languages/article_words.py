"""The few words that a draft adds to its sources: headings, notes and to-dos."""

from __future__ import annotations

from datetime import datetime

from kbminer.languages.loader import texts


def phrase(language: str | None, name: str, **values: object) -> str:
    """Write one of the draft's own phrases in the forum's language, or in English where there is none.

    Parameters
    ----------
    language
        A language tag such as ``"fr"`` or ``"fr-CA"``.
    name
        A key of ``article.phrases`` in the language files.
    **values
        What stands in the phrase's fields.

    Examples
    --------
    >>> phrase("fr", "resolution"), phrase("tlh", "answered_on", date="2026-11-22")
    ('Résolution', 'Answered on 2026-11-22.')
    """
    return texts("article.phrases", language)[name].format(**values)


def day(date: datetime | None) -> str:
    """Write a date as every language reads it: ``2026-11-22``; "?" where there is none."""
    return date.date().isoformat() if date else "?"
