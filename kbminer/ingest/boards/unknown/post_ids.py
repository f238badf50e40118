"""What a post is known by: a number of its box, of a link to it or of an anchor, but not its mere place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.regions import Region

_DATA = re.compile(
    r"^data-(?!index|position|level|depth|user|author|parent|votes?|score|time|date)"
    r".*(?:id|key|num\w*|content)$",
    re.I,
)
_LAST_NUMBER = re.compile(r"(?<!\d)(\d++)$")
_USER = re.compile(r"user|author|member|avatar|profile|uid_", re.I)
_LOOKED_AT = 40  # elements of a post
_PLACE = re.compile(r"#[a-z_:-]*(\d+)$", re.I)
_NUMBERED = re.compile(r"^[a-z_:-]*(\d+)$", re.I)


def post_ids(outline: Outline, regions: Sequence[Region], keys: Sequence[object]) -> list[str]:
    """Read the ids of a page's posts, from the first source that has another number for each, or empty ones.

    Numbers that only count the posts of the page are no ids. Posts with one of ``keys`` may be one that is
    shown twice, under one id.
    """
    found = [dict(_sources(outline, region)) for region in regions]
    best, most = ["" for _ in regions], 0
    for name in dict.fromkeys(chain.from_iterable(found)):
        values = [each.get(name, "") for each in found]
        known = sum(map(bool, values))
        if known > most and known >= len(regions) - 1 and _tell_apart(values, keys) and not _counts(values):
            best, most = values, known
    return best


def _tell_apart(values: Sequence[str], keys: Sequence[object]) -> bool:
    """Whether posts of one number are of one key, too."""
    pairs = {pair for pair in zip(values, keys, strict=True) if pair[0]}
    return len(pairs) == len({value for value in values if value})


def _counts(values: Sequence[str]) -> bool:
    """Whether numbers only count the posts of a page."""
    numbers = sorted(map(int, set(filter(None, values))))
    return bool(numbers) and numbers[0] <= 1 and numbers[-1] - numbers[0] <= len(numbers)


def _sources(outline: Outline, region: Region) -> Iterator[tuple[str, str]]:
    """The numbers that a post's elements hold, by where they stand: the first of each counts."""
    seen: set[str] = set()
    for name, value in _all(outline, region):
        if name not in seen:
            seen.add(name)
            yield name, value


def _all(outline: Outline, region: Region) -> Iterator[tuple[str, str]]:
    """The numbers of a region's first elements, and of the box right around it where it is one box."""
    above = list(outline.around(region.parts[0]))[:1] if len(region.parts) == 1 else []
    for part in (*region.parts, *above):
        last = outline.end[part] if part in region.parts else part + 1
        for element in range(part, min(last, part + _LOOKED_AT)):
            yield from _numbers_of(outline, element)


def _numbers_of(outline: Outline, element: int) -> Iterator[tuple[str, str]]:
    """The numbers of one element: at the end of its data, as its id or anchor, behind its link's "#"."""
    node, tag, sign = outline.elements[element], outline.tags[element], outline.signs[element]
    for name, value in node.items():
        named = name[:5] == "data-" and _DATA.match(name)
        if named and (number := _LAST_NUMBER.search(value)):
            yield f"{sign} {name}", number.group(1)
    own = outline.ids[element] or (node.get("name") if tag == "a" else None)
    if own and not _USER.search(own) and (number := _NUMBERED.match(own)):
        yield f"id {own[: number.start(1)]}", number.group(1)
    if tag == "a" and (number := _PLACE.search(node.get("href") or "")):
        yield f"link {sign}", number.group(1)
