"""The site's frame: boxes that say the same on every page, such as menus. They are passed over unread."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.regions import Kind

_LEAST = 6  # elements of a box that is worth passing over
_PAGES = 5  # pages that must show it
_SHARE = 0.5  # of the sample that must show it


def frame_of(outlines: Sequence[Outline]) -> frozenset[Kind]:
    """Find the kinds of boxes that stand once on most pages and say the same wherever they stand.

    Parameters
    ----------
    outlines : sequence of Outline
        Of different threads.
    """
    pages: Counter[Kind] = Counter()
    words: dict[Kind, set[str]] = defaultdict(set)
    for outline in outlines:
        here: Counter[Kind] = Counter()
        for element in range(1, len(outline.elements)):
            kind = outline.kind(element, 3)
            here[kind] += 1
            if outline.end[element] - element < _LEAST:
                words[kind] |= {"", " "}  # too small to be worth it
            elif len(words[kind]) < 2:
                words[kind].add(outline.words(element))
        for kind, count in here.items():
            pages[kind] += 1
            if count > 1:
                words[kind] |= {"", " "}  # comes more than once: no part of the frame
    least = max(_PAGES, _SHARE * len(outlines))
    return frozenset(kind for kind, count in pages.items() if count >= least and len(words[kind]) == 1)
