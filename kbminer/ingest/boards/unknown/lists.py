"""Whether what looks like posts are the rows of a list: of threads, of forums, of members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kbminer.ingest.boards.unknown.date_marks import is_date
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.post_parts import stands_alone
from kbminer.ingest.boards.unknown.raw_posts import RawPost
from kbminer.ingest.boards.unknown.titles import page_parts
from kbminer.web_address import parted

_MOST = 0.6  # of the posts that are rows
_HEADED = 0.8  # of the posts that stand under links of their own
_DATED = 80  # signs of a line that tells who wrote last and when
_SHORT = 6  # signs; a link of so few is a button or a number
_LONGEST = 200  # signs of a title


def is_list(outline: Outline, posts: Sequence[RawPost]) -> bool:
    """Tell whether most posts are rows: with a link that says more than their words, or each under one."""
    host = _own_host(outline)
    rows = sum(_is_row(outline, post, host) for post in posts)
    if rows > _MOST * len(posts):
        return True
    heads = [head for post in posts if (head := _head(outline, post, host))]
    return len(heads) > 1 and len(heads) >= _HEADED * len(posts) and len(set(heads)) == len(heads)


def _is_row(outline: Outline, post: RawPost, host: str | None) -> bool:
    """Whether a post says less than a link in it, or nothing but who else wrote and when."""
    if post.body is None:
        return True
    words = " ".join(outline.words(element) for element in post.body.elements)
    if len(words) <= _DATED and is_date(words) and not post.body.loose:
        return True
    return _longest_link(outline, post, host) > max(post.body.length - 1, _SHORT)


def _head(outline: Outline, post: RawPost, host: str | None) -> str | None:
    """The first link of a post with a line to itself that leads to another page of the site, called so."""
    own = {post.author, *page_parts(outline)}
    for part in post.region.parts:
        for element in range(part, outline.end[part]):
            if outline.tags[element] != "a" or not _SHORT < outline.length(element) <= _LONGEST:
                continue
            words = outline.words(element)
            named = sum(map(str.isalpha, words)) > _SHORT and words not in own
            own_page = "#" not in outline.get(element, "href") and not _leads_away(outline, element, host)
            if named and own_page and stands_alone(outline, element):
                return words
    return None


def _longest_link(outline: Outline, post: RawPost, host: str | None) -> int:
    """The signs of a post's longest link within the site, outside of its words; its author's is none."""
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
            and not _leads_away(outline, element, host)
        ),
        default=0,
    )


def _leads_away(outline: Outline, link: int, host: str | None) -> bool:
    """Whether a link leads to another site: the rows of lists lead to pages of their own."""
    address = outline.get(link, "href")
    return address.startswith(("http:", "https:", "//")) and parted(address).hostname != host


def _own_host(outline: Outline) -> str | None:
    """The host that a page names as its own, or else the one that most of its links lead to."""
    for name in ("canonical", "og:url"):
        if host := parted(outline.links.get(name)).hostname:
            return host
    links = (parted(outline.get(at, "href")).hostname for at, tag in enumerate(outline.tags) if tag == "a")
    return next((host for host, _ in Counter(links).most_common(1)), None)
