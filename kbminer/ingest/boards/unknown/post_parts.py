"""The posts of one kind, and what in them is not their words: the author's name, a title said again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kbminer.ingest.boards.unknown.authors import author_of
from kbminer.ingest.boards.unknown.bodies import Fixed
from kbminer.ingest.boards.unknown.date_marks import DateMark
from kbminer.ingest.boards.unknown.names_in_words import named_in_line
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.regions import Kind, Region, RegionRule
from kbminer.ingest.boards.unknown.titles import page_parts

_LINE = 160  # signs of a line in which a name and a date stand together
_INLINE = frozenset("a abbr b big cite code em font i kbd mark q s small span strong sub sup tt u".split())
_TITLE = 8  # letters of a title that is known again where it is said once more
_LONGEST_TITLE = 300  # signs of a line that may be one
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_REPLY = re.compile(r"^\s*\w{2,3}\s*[:：]\s*", re.I)


@dataclass(frozen=True, slots=True)
class PostKind:
    """Posts whose dates are of one kind: how far they reach, and where in them names and words stand."""

    kind: Kind
    rule: RegionRule
    authors: Mapping[Kind, int] = field(default_factory=dict)
    usual_words: frozenset[str] = frozenset()
    bodies: tuple[tuple[str, Kind], ...] = ()
    inner: tuple[str, ...] = ()
    fixed: frozenset[Fixed] = frozenset()
    many: bool = False
    comment: bool = False


def author_and_apart(
    outline: Outline, region: Region, mark: DateMark, kind: PostKind, comments: Sequence[int] = ()
) -> tuple[str | None, list[int]]:
    """Who wrote a post, and the elements that are no part of its body."""
    apart = [mark.element] if mark.when or mark.exact else []
    named = author_of(outline, region, kind.authors, comments)
    if named is not None:
        apart.append(named.element)
        return named.name, apart
    line = mark.when
    for up in (mark.element, *outline.around(mark.element)):
        if up < min(region.parts) or outline.length(up) > _LINE or _has_heading(outline, up):
            break
        if name := named_in_line(outline.words(up), kind.usual_words):
            return name, apart
    return named_in_line(line, kind.usual_words), apart


def _has_heading(outline: Outline, element: int) -> bool:
    return any(outline.tags[at] in _HEADINGS for at in range(element, outline.end[element]))


def repeated_titles(outline: Outline, region: Region) -> list[int]:
    """What in a post only says again how its thread is called, or that somebody replied to it."""
    title = _letters(outline.title)
    parts = [part for part in page_parts(outline) if len(part) >= _TITLE]
    letters = [_letters(part) for part in parts]
    return [
        element
        for part in region.parts
        for element in range(part, outline.end[part])
        if 0 < outline.length(element) < _LONGEST_TITLE
        and (
            _heads_again(outline, element, title, letters)
            if outline.tags[element] in _HEADINGS
            else _is_one_of(outline, element, parts) and stands_alone(outline, element)
        )
    ]


def _heads_again(outline: Outline, heading: int, title: str, parts: Sequence[str]) -> bool:
    """Whether a heading holds nothing, a part of the page's title, or what a part of that is within."""
    words = _letters(_REPLY.sub("", outline.words(heading)))
    return not words or words in title or any(part in words for part in parts)


def _is_one_of(outline: Outline, element: int, parts: Sequence[str]) -> bool:
    length = outline.length(element)
    return any(length == len(part) and outline.words(element) == part for part in parts)


def stands_alone(outline: Outline, element: int) -> bool:
    """Tell whether an element has a line to itself, and is no part of a sentence."""
    words, at = outline.words(element), element
    while (up := outline.parent[at]) >= 0 and outline.words(up) == words:
        at = up
    if outline.tags[at] not in _INLINE:
        return True
    node = outline.elements[at]
    before, after = node.getprevious(), node.getnext()
    text = (before.tail if before is not None else node.getparent().text) or ""
    beside = [each.tag for each in (before, after) if each is not None]
    return not f"{text}{node.tail or ''}".strip() and not any(tag in _INLINE for tag in beside)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
