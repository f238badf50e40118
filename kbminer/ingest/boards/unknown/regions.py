"""From the dates of posts to the posts themselves: how far the elements around a date belong to it.

After the anchor trees of Song et al., "Automatic extraction of web data records containing user-generated
content", CIKM 2010: a post's date is the part of it that is surely there, once, and is easily known. Where
the parts of a post stand beside one another, a post is a group of neighbours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kbminer.ingest.boards.unknown.outline import FORMATTING, Outline

Kind = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionRule:
    """How far posts whose dates are of one kind reach.

    Attributes
    ----------
    height : int
        How many elements above the date the post's own box stands; 0 where that is not known.
    grouped : bool
        Whether a post goes on in the neighbours of that box.
    before, after : int
        How many neighbours before and behind the box belong to it, at most.
    """

    height: int = 0
    grouped: bool = False
    before: int = 0
    after: int = 50


@dataclass(frozen=True, slots=True)
class Region:
    """A post's part of a page: its date's element, and the neighbouring elements that it takes up."""

    anchor: int
    parts: tuple[int, ...]


def tops(outline: Outline, anchors: Sequence[int], stops: Sequence[int]) -> list[int]:
    """For each anchor, the highest element around it that holds no other anchor and no stop."""
    others = sorted({*anchors, *stops})
    return [_top(outline, anchor, others) for anchor in anchors]


def _top(outline: Outline, anchor: int, others: Sequence[int]) -> int:
    top, up = anchor, outline.parent[anchor]
    while up > 0 and _held(outline, up, others) - _inside(outline, anchor, others) <= 0:
        top, up = up, outline.parent[up]
    return top


def _held(outline: Outline, element: int, others: Sequence[int]) -> int:
    return bisect_left(others, outline.end[element]) - bisect_left(others, element)


def _inside(outline: Outline, anchor: int, others: Sequence[int]) -> int:
    return max(_held(outline, anchor, others), 0)


def height_over(outline: Outline, anchor: int, top: int) -> int:
    """Count the boxes from an anchor up to an element around it."""
    height = 0
    while anchor != top:
        anchor = outline.parent[anchor]
        height += outline.signs[anchor] not in FORMATTING
    return height


def at_height(outline: Outline, anchor: int, height: int, top: int) -> int:
    """The element so many boxes above an anchor, but not above ``top``."""
    at = anchor
    while height and at != top:
        at = outline.parent[at]
        height -= outline.signs[at] not in FORMATTING
    return at


def usual_height(pages: Sequence[tuple[Outline, list[int], list[int]]]) -> int:
    """How high over their dates the boxes of posts stand on most pages; 0 where no page tells.

    The first and the last post of a page may seem to reach higher than they do, up to the page's frame, and
    count only where there are no others.
    """
    inner: Counter[int] = Counter()
    edges: Counter[int] = Counter()
    for outline, anchors, stops in pages:
        if len(anchors) + len(stops) < 2:
            continue
        heights = [
            height_over(outline, a, top)
            for a, top in zip(anchors, tops(outline, anchors, stops), strict=True)
        ]
        inner.update(heights[1:-1])
        edges.update((heights[0], heights[-1]))
    found = inner or edges
    if not found:
        return 0
    most = max(found.values())
    return min(height for height, count in found.items() if count >= 0.6 * most)


def regions(outline: Outline, anchors: Sequence[int], stops: Sequence[int], rule: RegionRule) -> list[Region]:
    """The posts of a page by the dates of one kind, in order."""
    highest = tops(outline, anchors, stops)
    if rule.height:
        boxes = [at_height(outline, a, rule.height, top) for a, top in zip(anchors, highest, strict=True)]
    else:
        boxes = highest
    barriers = sorted({*anchors, *stops})
    found = []
    for anchor, box in zip(anchors, boxes, strict=True):
        cut_short = rule.height and height_over(outline, anchor, box) < rule.height
        if rule.grouped or cut_short:
            found.append(Region(anchor, _group(outline, box, barriers, rule)))
        else:
            found.append(Region(anchor, (box,)))
    return found


def _group(outline: Outline, box: int, barriers: Sequence[int], rule: RegionRule) -> tuple[int, ...]:
    """A box with its neighbours, up to those of the next post."""
    parent = outline.parent[box]
    if parent < 0:
        return (box,)
    siblings = outline.children(parent)
    own = siblings.index(box)
    held = [_held(outline, sibling, barriers) > 0 for sibling in siblings]
    after = next((at for at in range(own + 1, len(siblings)) if held[at]), None)
    end = len(siblings) if after is None else max(own + 1, after - rule.before)
    end = min(end, own + 1 + rule.after) if rule.grouped else end
    start = own
    while start > max(0, own - rule.before) and not held[start - 1]:
        start -= 1
    return tuple(siblings[start:end])


def neighbours(pages: Sequence[tuple[Outline, list[int], list[int]]], height: int) -> tuple[int, int]:
    """How many neighbours before and behind their box belong to posts on most pages.

    Where posts are made of neighbours, those between two dates belong to the one before or to the one after.
    What stands before the first date, and again before each of the others, begins a post.
    """
    counts: Counter[tuple[int, int]] = Counter()
    for outline, anchors, stops in pages:
        highest = tops(outline, anchors, stops)
        boxes = [at_height(outline, a, height, top) for a, top in zip(anchors, highest, strict=True)]
        parents = Counter(outline.parent[box] for box in boxes)
        parent, count = parents.most_common(1)[0] if parents else (-1, 0)
        if count >= 2 and parent >= 0:
            children = outline.children(parent)
            own = [children.index(box) for box in boxes if outline.parent[box] == parent]
            gaps = [later - earlier - 1 for earlier, later in pairwise(own)]
            before = _common_lead([_shape(outline, child) for child in children], own, min(gaps))
            counts[before, max(gaps) - before] += len(own)
    return counts.most_common(1)[0][0] if counts else (0, 50)


def _shape(outline: Outline, element: int) -> tuple[str, ...]:
    """What a neighbour looks like: its signature and those of its children."""
    return (outline.signs[element], *(outline.signs[child] for child in outline.children(element)[:4]))


def _common_lead(shapes: Sequence[tuple[str, ...]], own: Sequence[int], gap: int) -> int:
    lead = 0
    for step in range(1, min(own[0], gap) + 1):
        if len({shapes[at - step] for at in own}) != 1:
            break
        lead = step
    return lead if lead < gap or own[-1] == len(shapes) - 1 else 0
