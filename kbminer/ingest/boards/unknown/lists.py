"""Whether what looks like posts are the rows of a list: of threads, of the latest posts, of members."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.raw_posts import RawPost

_MOST = 0.6  # of the posts that are rows
_SHORT = 6  # signs; a link of so few is a button or a number


def is_list(outline: Outline, posts: Sequence[RawPost]) -> bool:
    """Tell whether most posts say less in their own words than in one of their links: a thread's title."""
    rows = sum(_is_row(outline, post) for post in posts)
    return rows > _MOST * len(posts)


def _is_row(outline: Outline, post: RawPost) -> bool:
    if post.body is None:
        return True
    inside = [range(element, outline.end[element]) for element in post.body.elements]
    longest = max(
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
    return longest > max(post.body.length - 1, _SHORT)
