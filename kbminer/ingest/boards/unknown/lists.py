"""Whether what looks like posts are the rows of a list: of threads, of forums, of members."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.post_parts import stands_alone
from kbminer.ingest.boards.unknown.raw_posts import RawPost
from kbminer.ingest.boards.unknown.titles import page_parts

_MOST = 0.6  # of the posts that are rows
_SHORT = 6  # signs; a link of so few is a button or a number
_LONGEST = 200  # signs of a title


def is_list(outline: Outline, posts: Sequence[RawPost]) -> bool:
    """Tell whether most posts are rows: with a link that says more than their words, or each under one."""
    links = [_longest_link(outline, post) for post in posts]
    rows = sum(
        link > max(post.body.length - 1 if post.body else 0, _SHORT) or post.body is None
        for link, post in zip(links, posts, strict=True)
    )
    if rows > _MOST * len(posts):
        return True
    heads = [_head(outline, post) for post in posts]
    return len(posts) > 1 and all(heads) and len(set(heads)) == len(posts)


def _head(outline: Outline, post: RawPost) -> str | None:
    """The first link of a post that has a line to itself and leads to another page that is called so."""
    own = {post.author, *page_parts(outline)}
    for part in post.region.parts:
        for element in range(part, outline.end[part]):
            if outline.tags[element] != "a" or not _SHORT < outline.length(element) <= _LONGEST:
                continue
            words = outline.words(element)
            named = sum(map(str.isalpha, words)) > _SHORT and words not in own
            if named and "#" not in outline.get(element, "href") and stands_alone(outline, element):
                return words
    return None


def _longest_link(outline: Outline, post: RawPost) -> int:
    """The signs of a post's longest link, outside of its words; its author's is none."""
    inside = [range(e, outline.end[e]) for e in post.body.elements] if post.body else []
    return max(
        (
            outline.length(element)
            for part in post.region.parts
            for element in range(part, outline.end[part])
            if outline.tags[element] == "a"
            and element not in post.apart
            and not any(
                element in each for each in inside if outline.length(each.start) > 2 * outline.length(element)
            )
            and outline.words(element) != post.author
        ),
        default=0,
    )
