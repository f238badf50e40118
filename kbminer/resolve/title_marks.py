"""Marks that people set in a title: "[SOLVED]", "résolu :", "(unsolved)"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kbminer.resolve.cues import CueFile
from kbminer.text.folding import fold

_BRACKETED = re.compile(r"[\[({【]\s*([^\])}】]{2,40}?)\s*[\])}】]")
_APART = re.compile(r"[:|]|\s[-–—]|[-–—]\s|[-–—]{2,}")
_STARRED = re.compile(r"[*=#~]{2,}\s*([^\W\d_][^*=#~]{1,30}?)\s*[*=#~]{2,}")


def title_mark(title: str, cues: Iterable[CueFile]) -> bool | None:
    """Whether the title is marked as solved (``True``), as unsolved (``False``), or not at all.

    >>> from kbminer.resolve.cues import cue_files
    >>> [title_mark(t, cue_files().values()) for t in ("[SOLVED] Mute", "Solved games", "[not solved] Lag")]
    [True, None, False]
    """
    if not any(mark in title for mark in "[(【{:|-–—*=#~"):
        return None
    parts = [m.group(1) for m in _BRACKETED.finditer(title)] + [m.group(1) for m in _STARRED.finditer(title)]
    pieces = _APART.split(title)
    parts += [pieces[0], pieces[-1]] if len(pieces) > 1 else []
    files = tuple(cues)
    solved = _marks(tuple(file.title_solved for file in files))
    unsolved = _marks(tuple(file.title_unsolved for file in files))
    said = [fold(part).strip(" !.✓✔✅?") for part in parts]
    if any(part in unsolved for part in said):
        return False
    return True if any(part in solved for part in said) or "✅" in title or "✔" in title else None


@lru_cache(maxsize=8)
def _marks(texts: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    return frozenset(text for group in texts for text in group)
