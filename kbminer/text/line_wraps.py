"""Lines that a mail program or an old board broke at a fixed width: they are one paragraph.

Such a break stands where the next word did not fit any more; a break that somebody typed mostly stands
elsewhere. So the width is learned from the lines themselves, and each break judged by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

NARROWEST, WIDEST = 50, 100  # characters of a full line: mail programs and boards break at 60 to 80
LEAST_BREAKS = 2  # that stand where the next word did not fit; one may be chance
NEARLY_ALL = 0.8  # of the breaks; the others end a paragraph without an empty line
_STARTS_ITEM = re.compile(r"\s*(?:[-*+•]\s|\d{1,3}[.)]\s)")


def wrap_width(paragraphs: Iterable[str]) -> int | None:
    """Learn the width at which some paragraphs are broken.

    Returns
    -------
    int or None
        The length of the longest line; ``None`` where the breaks are somebody's own.

    Examples
    --------
    >>> wrap_width(["The lamp in the corner of the room flickers each time that I\\n"
    ...             "switch on the other one, which stands on the shelf above the\\nwindow."])
    60
    """
    pairs = [pair for text in paragraphs if "\n" in text for pair in pairwise(_lines(text))]
    width = max((len(line) for pair in pairs for line in pair), default=0)
    if not NARROWEST <= width <= WIDEST:
        return None
    forced = sum(is_forced(line, after, width) for line, after in pairs)
    return width if forced >= max(LEAST_BREAKS, NEARLY_ALL * len(pairs)) else None


def is_forced(line: str, after: str, width: int) -> bool:
    """Tell whether a line breaks only because the next word did not fit into a width."""
    word = after.split(None, 1)[0] if after.strip() else ""
    return bool(word) and not _STARTS_ITEM.match(after) and len(line) + 1 + len(word) > width


def _lines(text: str) -> Sequence[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
