"""Marks that people and boards set in a title: "[SOLVED]", "résolu :", "(unsolved)", "[Help]"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from kbminer.languages import all_words
from kbminer.text.folding import fold

_BRACKETED = re.compile(r"[\[({【]\s*+([^\])}】]{2,40}?)\s*+[\])}】]")
_STARRED = re.compile(r"(?<![*=#~])[*=#~]{2,}+\s*+([^\W\d_][^*=#~]{1,30}?)\s*+[*=#~]{2,}+")
_APART = re.compile(r"[:|]|\s[-–—]|[-–—]\s|[-–—]{2,}")
_SETS_APART = frozenset("[({【:|-–—*=#~")
_TICKS = ("✅", "✔")


def solved_mark(title: str) -> bool | None:
    """Read whether a title is marked as solved.

    A word of the title is no mark: it must stand in brackets or between stars, or apart at the beginning or
    end. Marks are read in all languages, for boards are spoken in one and used in others.

    Returns
    -------
    bool or None
        ``True`` where it is marked as solved, ``False`` as unsolved, ``None`` where it carries no mark.

    Examples
    --------
    >>> [solved_mark(title) for title in ("[RÉSOLU] Mute", "Crash (unsolved)", "Solved games: two ways")]
    [True, False, None]
    """
    if _SETS_APART.isdisjoint(title):
        return None
    parts = {" ".join(fold(part).split()).strip(" !.✓✔✅?") for part in _set_apart(title)}
    if parts & _folded("title_marks.unsolved"):
        return False
    return True if parts & _folded("title_marks.solved") or any(tick in title for tick in _TICKS) else None


def without_marks(title: str) -> str:
    """Take a mark in brackets off the beginning of a title, or one that says solved off its end.

    A title that is nothing but its mark stays.

    >>> without_marks("[Help] Sync  stops (solved)"), without_marks("[SOLVED]")
    ('Sync stops', '[SOLVED]')
    """
    return re.sub(r"\s+", " ", _bracketed_marks().sub("", title)).strip() or title.strip()


def _set_apart(title: str) -> Iterator[str]:
    """The parts of a title that stand in brackets, between stars, or apart at its beginning or end."""
    for pattern in (_BRACKETED, _STARRED):
        yield from (match.group(1) for match in pattern.finditer(title))
    first, *rest = _APART.split(title)
    if rest:
        yield first
        yield rest[-1]


@cache
def _folded(part: str) -> frozenset[str]:
    return frozenset(map(fold, all_words(part)))


@cache
def mark_words(*kinds: Literal["solved", "unsolved", "other", "further"]) -> str:
    """List the words of some kinds of marks as branches of a regular expression, in small letters.

    They are spelt with and without their accents, the longer ones first.
    """
    each = (word for kind in kinds for word in all_words(f"title_marks.{kind}"))
    spelt = {spelling for word in each for spelling in (word.lower(), fold(word))}
    return "|".join(map(re.escape, sorted(spelt, key=lambda word: (-len(word), word))))


@cache
def _bracketed_marks() -> re.Pattern[str]:
    every, solved = mark_words("solved", "unsolved", "other"), mark_words("solved")
    return re.compile(
        rf"^\s*+[\[(](?:{every})[\])]\s*+(?:[:-]\s*+)?|(?:(?<!\s)\s++)?[\[(](?:{solved})[\])]\s*+$",
        re.IGNORECASE,
    )
