"""Repeated blocks of a page, each with an author, a date and words: what a post looks like on any board.

Nothing here knows a forum software. Blocks of one kind share a tag and their lasting classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from selectolax.lexbor import LexborNode

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of
from kbminer.ingest.recognised_words import any_of

BLOCKS = (
    "article, li, section, tr, table, div[id], div[class], dl[class], "
    "[itemtype*='Comment'], [itemtype*='Answer']"
)
"""Which elements can be a post's box."""

_MOST_ALIKE = 500  # blocks of one kind; no page shows so many posts
_MOST_BESIDE = 50  # kinds under one parent that are compared with each other
_CHANGING = re.compile(
    r"\d|^(?:odd|even|alt|first|last|bg1|bg2|row[12]|trow[12]|windowbg2?|active|new|unread|op)$", re.I
)


def families(page: Page) -> dict[str, list[LexborNode]]:
    """Group a page's blocks by kind, the outer ones first; lone ones only where they are named like posts."""
    kinds: dict[str, list[LexborNode]] = {}
    classes: dict[str, frozenset[str]] = {}
    blocks = page.select(BLOCKS)
    for element in blocks:
        names = [name for name in attribute_of(element, "class").split() if not _CHANGING.search(name)]
        shape = _shape(element, names)
        kinds.setdefault(shape, []).append(element)
        classes[shape] = frozenset(names)
    return {
        shape: elements
        for shape, elements in _joined(kinds, classes, blocks).items()
        if (len(elements) > 1 or is_named_like_posts(shape)) and len(elements) <= _MOST_ALIKE
    }


def is_named_like_posts(shape: str) -> bool:
    """Tell whether a kind of block is named for what people write: post, message, reply and the like."""
    return bool(_named_like_posts().search(shape))


@cache
def _named_like_posts() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|[-_\s.#]){any_of('boards.post_names')}"
        r"(?:s|row|item|bit|body|block|wrapper|container|\d+)?(?:$|[-_\s.#])",
        re.I,
    )


def _shape(element: LexborNode, names: list[str]) -> str:
    """The name of an element's kind: its tag with its lasting classes, or else with its numbered id."""
    if names:
        return f"{element.tag}.{'.'.join(sorted(names))}"
    identity = re.sub(r"\d+.*$", "#", attribute_of(element, "id"))
    return f"{element.tag}#{identity}" if identity.endswith("#") else element.tag or ""


def _joined(
    kinds: Mapping[str, list[LexborNode]], classes: Mapping[str, frozenset[str]], blocks: list[LexborNode]
) -> Mapping[str, list[LexborNode]]:
    """Join kinds that stand side by side and share most classes: an opening and a solution are posts too."""
    leader = _leaders(kinds, classes)
    if all(shape == own for shape, own in leader.items()):
        return kinds
    order = {element.mem_id: place for place, element in enumerate(blocks)}
    joined: dict[str, list[LexborNode]] = {}
    for shape, elements in kinds.items():
        joined.setdefault(leader[shape], []).extend(elements)
    return {
        shape: sorted(elements, key=lambda element: order[element.mem_id])
        for shape, elements in joined.items()
    }


def _leaders(
    kinds: Mapping[str, list[LexborNode]], classes: Mapping[str, frozenset[str]]
) -> Mapping[str, str]:
    """For each kind, the first of those that it is joined with: itself where it is joined with none."""
    leader = {shape: shape for shape in kinds}
    for shapes in _beside(kinds, classes):
        for number, shape in enumerate(shapes):
            alike = (other for other in shapes[:number] if _are_alike(classes[shape], classes[other]))
            if (first := next(alike, None)) is not None:
                leader[shape] = leader[first]
    return leader


def _beside(
    kinds: Mapping[str, list[LexborNode]], classes: Mapping[str, frozenset[str]]
) -> Iterator[list[str]]:
    """The kinds with classes that stand under one parent with the same tag."""
    places: dict[tuple[str | None, int], list[str]] = {}
    for shape, elements in kinds.items():
        if classes[shape]:
            for place in {(e.tag, e.parent.mem_id) for e in elements if e.parent is not None}:
                places.setdefault(place, []).append(shape)
    for shapes in places.values():
        yield shapes[:_MOST_BESIDE]


def _are_alike(classes: frozenset[str], others: frozenset[str]) -> bool:
    return len(classes & others) * 2 >= min(len(classes), len(others))
