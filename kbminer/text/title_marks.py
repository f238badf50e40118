"""Marks that people and boards set in a title: "[SOLVED]", "résolu :", "(unsolved)", "[Help]"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from kbminer.languages import all_words, alternatives
from kbminer.text.folding import fold

_BRACKETED = re.compile(r"[\[({【]\s*+([^\])}】]{2,40}?)\s*+[\])}】]")
_STARRED = re.compile(r"(?<![*=#~])[*=#~]{2,}+\s*+([^\W\d_][^*=#~]{1,30}?)\s*+[*=#~]{2,}+")
_APART = re.compile(r"[:|]|\s[-–—]|[-–—]\s|[-–—]{2,}")
_SETS_APART = frozenset("[({【:|-–—*=#~")
_TICKS = ("✅", "✔")


def solved_mark(title: str) -> bool | None:
    """Read whether a title is marked as solved.

    A word of the title is no mark: it must stand in brackets or between stars, or apart at the beginning or
    end, or there alone in capitals. Marks are read in all languages, for boards are spoken in one and used
    in others.

    Returns
    -------
    bool or None
        ``True`` where it is marked as solved, ``False`` as unsolved, ``None`` where it carries no mark.

    Examples
    --------
    >>> [solved_mark(title) for title in ("[RÉSOLU] Mute", "Crash (unsolved)", "Solved games: two ways")]
    [True, False, None]
    """
    if _loudly_marked(title) is not None:
        return True
    if _SETS_APART.isdisjoint(title):
        return None
    parts = {" ".join(fold(part).split()).strip(" !.✓✔✅?") for part in _set_apart(title)}
    if parts & _folded("title_marks.unsolved"):
        return False
    return True if parts & _folded("title_marks.solved") or any(tick in title for tick in _TICKS) else None


def without_marks(title: str) -> str:
    """Take a mark in brackets off the beginning of a title, and one that says solved off either end.

    A title that is nothing but its mark stays.

    >>> without_marks("[Help] Sync  stops (solved)"), without_marks("[SOLVED]")
    ('Sync stops', '[SOLVED]')
    >>> without_marks("Solved: sync stops"), without_marks("Sync stops SOLVED")
    ('sync stops', 'Sync stops')
    """
    bare = _apart_marks().sub("", _bracketed_marks().sub("", title).strip())
    bare = " ".join((_loudly_marked(bare) or bare).split())
    return (bare if bare == " ".join(title.split()) else bare.strip(" -–—:|")) or title.strip()


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
def mark_words(*kinds: Literal["solved", "unsolved", "other", "further"], loud: bool = False) -> str:
    """List the words of some kinds of marks as branches of a regular expression, small or in capitals.

    They are spelt with and without their accents, the longer ones first.
    """
    each = (word for kind in kinds for word in all_words(f"title_marks.{kind}"))
    spelt = {spelling for word in each for spelling in (word.lower(), fold(word))}
    spelt = {word.upper() for word in spelt} if loud else spelt
    return "|".join(map(re.escape, sorted(spelt, key=lambda word: (-len(word), word))))


@cache
def _bracketed_marks() -> re.Pattern[str]:
    every, solved = mark_words("solved", "unsolved", "other"), mark_words("solved")
    return re.compile(
        rf"^\s*+[\[(](?:{every})[\])]\s*+(?:[:-]\s*+)?|(?:(?<!\s)\s++)?[\[(](?:{solved})[\])]\s*+$",
        re.IGNORECASE,
    )


@cache
def _apart_marks() -> re.Pattern[str]:
    solved = mark_words("solved")
    return re.compile(
        rf"^(?:{solved})(?:\s*+[:|!]|\s++[-–—]++(?=\s))\s*+|(?:(?<!\s)\s*+[:|]|(?<!\s)\s++[-–—]++)\s*+(?:{solved})[!.]*+$",
        re.IGNORECASE,
    )


def _loudly_marked(title: str) -> str | None:
    """What is left of a title with a mark in capitals at one end, where the rest is not in capitals."""
    found = _loud_mark().search(title)
    if found is None or _asks_for_it().search(title):
        return None
    rest = title[: found.start()] + title[found.end() :]
    return None if rest.isupper() else rest


@cache
def _loud_mark() -> re.Pattern[str]:
    loud = mark_words("solved", loud=True)
    return re.compile(rf"^(?:{loud})\s++(?=[\w\[(])|(?<!\s)\s++(?:{loud})[!.]*+\s*+$")


@cache
def _asks_for_it() -> re.Pattern[str]:
    """A question, or an end that says no: "How do I get it FIXED", "still not SOLVED"."""
    asks = alternatives("draft.title_asks")
    return re.compile(rf"^(?:{asks})\b|(?<!\w)(?:{mark_words('unsolved')})[!.]*+$", re.IGNORECASE)
