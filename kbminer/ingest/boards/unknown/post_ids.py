"""What a post is known by: a number of its box, of a link to it or of an anchor, but not its mere place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.regions import Region

_DATA = re.compile(
    r"^data-(?!index|position|level|depth|user|author|parent|votes?|score|time|date)"
    r".*(?:id|key|num\w*|content)$",
    re.I,
)
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
    names = list(dict.fromkeys(name for each in found for name in each))
    best: list[str] = []
    for name in names:
        values = [each.get(name, "") for each in found]
        numbers = {value for value in values if value}
        told = {pair for pair in zip(values, keys, strict=True) if pair[0]}
        known = sum(map(bool, values))
        if known > sum(map(bool, best)) and known >= len(regions) - 1 and len(numbers) == len(told):
            best = best if _counts(sorted(numbers)) else values
    return best or ["" for _ in regions]


def _counts(numbers: Sequence[str]) -> bool:
    values = sorted(map(int, numbers))
    return len(values) > 0 and values[0] <= 1 and values[-1] - values[0] <= len(values)


def _sources(outline: Outline, region: Region) -> Iterator[tuple[str, str]]:
    """The numbers that a post's elements hold, by where they stand: the first of each counts."""
    seen: set[str] = set()
    for name, value in _all(outline, region):
        if name not in seen:
            seen.add(name)
            yield name, value


def _all(outline: Outline, region: Region) -> Iterator[tuple[str, str]]:
    above = list(outline.around(region.parts[0]))[:1] if len(region.parts) == 1 else []
    for part in (*region.parts, *above):
        last = outline.end[part] if part in region.parts else part + 1
        for element in range(part, min(last, part + _LOOKED_AT)):
            node = outline.elements[element]
            for name, value in node.items():
                if (
                    name[:5] == "data-"
                    and _DATA.match(name)
                    and (number := re.search(r"(?<!\d)(\d++)$", value))
                ):
                    yield f"{outline.signs[element]} {name}", number.group(1)
            tag = outline.tags[element]
            own = outline.ids[element] or (node.get("name") if tag == "a" else None)
            if own and not _USER.search(own) and (number := _NUMBERED.match(own)):
                yield f"id {own[: number.start(1)]}", number.group(1)
            if tag == "a" and (number := _PLACE.search(node.get("href") or "")):
                yield f"link {outline.signs[element]}", number.group(1)
