"""Whether a post is the accepted answer: by the names of its box, a badge in it, or the heading above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.regions import Region
from kbminer.ingest.recognised_words import any_of

_NAMED = re.compile(
    r"(?:^|[-_\s])(?:is-?)?(?:accepted|best|solution|solved|correct|chosen|selected|verified)(?:[-_]?(?:answer|solution|"
    r"reply|comment|post|response))?(?:[-_](?:on|yes|true|mark|icon|badge|checkmark|box|message))?(?:$|\s)|"
    r"(?:answer|solution|reply|post)[-_](?:accepted|solution|solved|best|correct|chosen|selected)(?:$|\s)|"
    r"accepted-?(?:answer|solution)|best-?answer",
    re.I,
)
_NOT = re.compile(
    r"(?:^|[-_\s])(?:un|not-?|no-?|can-?|mark-?|toggle-?|set-?|make-?)(?:as-?)?\w{0,60}$|hidden|button|btn|link",
    re.I,
)
_ALONE = 2  # elements of a box that is drawn around one post
_LONGEST = 40  # signs of a badge or a heading


def accepted_posts(outline: Outline, regions: Sequence[Region]) -> list[bool]:
    """Tell which posts of a page are marked as accepted; none where all are, for that is a button's name.

    The first post asks and is no answer.
    """
    found = [number > 0 and _is_marked(outline, region) for number, region in enumerate(regions)]
    answers = len(found) - 1
    return [False] * len(found) if answers > 2 and sum(found) >= answers else found


def _is_marked(outline: Outline, region: Region) -> bool:
    parts = [range(part, outline.end[part]) for part in region.parts]
    if any(map(_is_named, {outline.classes[element] for part in parts for element in part})):
        return True
    if any(_is_badge(outline, element) for part in parts for element in part):
        return True
    return _is_above(outline, region)


def _is_badge(outline: Outline, element: int) -> bool:
    """Whether an element's words, what a picture stands for, or its role say that an answer is accepted."""
    tag = outline.tags[element]
    if 0 < outline.length(element) <= _LONGEST and tag not in ("a", "p"):
        if is_accepted_badge(outline.words(element)):
            return True
    elif tag == "img":
        return any(is_accepted_badge(outline.get(element, name)) for name in ("alt", "title"))
    return "acceptedAnswer" in outline.get(element, "itemprop")


def _is_above(outline: Outline, region: Region) -> bool:
    """Whether the box around a post is named so, or a heading right before it says it."""
    top = region.parts[0]
    parent = outline.parent[top]
    siblings = outline.children(parent)
    own = siblings[-1] == top or len(siblings) <= _ALONE
    if own and (_is_named(outline.classes[parent]) or "acceptedAnswer" in outline.get(parent, "itemprop")):
        return True
    before = siblings[: siblings.index(top)]
    return (
        bool(before)
        and outline.length(before[-1]) <= _LONGEST
        and is_accepted_badge(outline.words(before[-1]))
    )


@lru_cache(maxsize=16_384)
def _is_named(names: str) -> bool:
    return any(_NAMED.search(name) is not None and _NOT.search(name) is None for name in names.split())


@lru_cache(maxsize=16_384)
def is_accepted_badge(words: str) -> bool:
    """Whether words are a badge or heading of an accepted answer, and no more.

    >>> is_accepted_badge("1 ACCEPTED SOLUTION"), is_accepted_badge("The solution works")
    (True, False)
    """
    bare = re.sub(r"^[\W\d]++|(?<![\W\d])[\W\d]++$", "", words)
    return bool(bare) and _badge().fullmatch(bare) is not None


@cache
def _badge() -> re.Pattern[str]:
    return re.compile(any_of("boards.accepted"), re.I)
