"""Marks that people set in a title: "[SOLVED]", "résolu :", "(unsolved)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kbminer.resolve.cues import LanguageCues
from kbminer.text.folding import fold

_BRACKETED = re.compile(r"[\[({【]\s*([^\])}】]{2,40}?)\s*[\])}】]")
_APART = re.compile(r"[:|]|\s[-–—]|[-–—]\s|[-–—]{2,}")
_STARRED = re.compile(r"[*=#~]{2,}\s*([^\W\d_][^*=#~]{1,30}?)\s*[*=#~]{2,}")


def title_mark(title: str, cues: Iterable[LanguageCues]) -> bool | None:
    """Whether the title is marked as solved (``True``), as unsolved (``False``), or not at all.

    >>> from kbminer.resolve.cues import cues_by_language
    >>> known = cues_by_language().values()
    >>> [title_mark(title, known) for title in ("[SOLVED] Mute", "Solved games", "[not solved] Lag")]
    [True, None, False]
    """
    if not any(mark in title for mark in "[(【{:|-–—*=#~"):
        return None
    known = tuple(cues)
    solved = _marks(tuple(each.title_solved for each in known))
    unsolved = _marks(tuple(each.title_unsolved for each in known))
    parts = {fold(part).strip(" !.✓✔✅?") for part in _set_apart(title)}
    if parts & unsolved:
        return False
    return True if parts & solved or "✅" in title or "✔" in title else None


def _set_apart(title: str) -> Iterator[str]:
    """The parts of a title that stand in brackets, between stars, or apart at its beginning or end."""
    for pattern in (_BRACKETED, _STARRED):
        yield from (match.group(1) for match in pattern.finditer(title))
    first, *rest = _APART.split(title)
    if rest:
        yield first
        yield rest[-1]


@lru_cache(maxsize=8)
def _marks(texts: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    return frozenset(text for group in texts for text in group)
