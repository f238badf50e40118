"""Kinds of dates that are one: boxes of posts that are coloured by turns, under names that say no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kbminer.ingest.boards.unknown.date_marks import DateMark
from kbminer.ingest.boards.unknown.outline import FORMATTING, Outline
from kbminer.ingest.boards.unknown.post_kinds import SampledPage
from kbminer.ingest.boards.unknown.regions import Kind

_TURNS = 0.7  # of the neighbouring dates of two kinds that change from one to the other


def alternating(seen: Sequence[SampledPage]) -> dict[Kind, Kind]:
    """Find kinds that differ in one signature and take turns among the children of one parent."""
    turns: Counter[tuple[Kind, Kind]] = Counter()
    both: Counter[tuple[Kind, Kind]] = Counter()
    for page in seen:
        for earlier, later in zip(page.marks, page.marks[1:], strict=False):
            pair = (min(earlier.kind, later.kind), max(earlier.kind, later.kind))
            if pair[0] != pair[1] and _are_siblings(page.outline, earlier, later):
                turns[pair] += 1
        counts = Counter(mark.kind for mark in page.marks)
        for one in counts:
            for other in counts:
                if one < other and _differing(one, other) is not None:
                    both[one, other] += counts[one] + counts[other] - 1
    return {
        other: one
        for (one, other), count in turns.items()
        if count > 1 and count >= _TURNS * both[one, other]
    }


def _differing(one: Kind, other: Kind) -> int | None:
    """The place of the one signature in which two kinds differ; ``None`` where it is not one."""
    places = [at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    return places[0] if len(places) == 1 and len(one) == len(other) else None


def _are_siblings(outline: Outline, one: DateMark, other: DateMark) -> bool:
    """Whether the boxes in which two dates' kinds differ are children of one parent, with one tag."""
    place = _differing(one.kind, other.kind)
    if place is None:
        return False
    boxes = [_box(outline, mark.element, place) for mark in (one, other)]
    tags = {outline.tags[box] for box in boxes}
    return len(tags) == 1 and outline.parent[boxes[0]] == outline.parent[boxes[1]]


def _box(outline: Outline, element: int, height: int) -> int:
    at = element
    while height:
        at = outline.parent[at]
        height -= outline.signs[at] not in FORMATTING
    return at
