"""One page by what was learned of its folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.thread_page import ThreadPage
from kbminer.ingest.boards.unknown.frame import frame_of
from kbminer.ingest.boards.unknown.layout import Layout, learn_layout
from kbminer.ingest.boards.unknown.lists import is_list
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.page_posts import posts_of
from kbminer.ingest.boards.unknown.raw_posts import RawPost, raw_posts
from kbminer.ingest.boards.unknown.regions import Kind
from kbminer.ingest.boards.unknown.thread_ids import (
    AddressRule,
    learn_addresses,
    lone_rules,
    page_number,
    thread_id,
)
from kbminer.ingest.boards.unknown.titles import TitleRule, learn_titles, title_of

_LISTED = 0.5  # of the pages with one kind of posts, on which these are the rows of a list


@dataclass(frozen=True, slots=True)
class Learned:
    """All that was learned of a folder: the layout of posts, where titles stand, what addresses tell."""

    layout: Layout
    frame: frozenset[Kind] = frozenset()
    titles: TitleRule = field(default_factory=TitleRule)
    addresses: tuple[AddressRule, ...] = ()


def learn(pages: Sequence[tuple[str, Outline]]) -> Learned | None:
    """Learn from pages of one forum, each with its address; ``None`` where none of them shows posts."""
    outlines = [outline for _, outline in pages]
    layout = _without_lists(outlines, learn_layout(outlines))
    if layout is None:
        return None
    shown = [(address, outline, posts) for address, outline in pages if (posts := raw_posts(outline, layout))]
    if not shown:
        return None
    starts = [_words_start(outline, posts) for _, outline, posts in shown]
    titles = learn_titles(
        [outline for _, outline, _ in shown], starts, [posts[0].author for _, _, posts in shown]
    )
    named = [
        (address, title_of(outline, titles, start))
        for (address, outline, _), start in zip(shown, starts, strict=True)
    ]
    several = len({address for address, _ in named}) > 1
    frame = frame_of([outline for _, outline, _ in shown])
    return Learned(layout, frame, titles, learn_addresses(named) if several else lone_rules(named[0][0]))


def _without_lists(outlines: Sequence[Outline], layout: Layout | None) -> Layout | None:
    """The layout without the kinds of posts that are rows of lists on most pages, if others remain."""
    if layout is None or len(layout.kinds) < 2:
        return layout
    shown: Counter[Kind] = Counter()
    listed: Counter[Kind] = Counter()
    for outline in outlines:
        for kind, posts in _by_kind(raw_posts(outline, layout)):
            shown[kind] += 1
            listed[kind] += is_list(outline, posts)
    kinds = tuple(kind for kind in layout.kinds if listed[kind.kind] <= _LISTED * shown[kind.kind])
    return replace(layout, kinds=kinds) if kinds and not all(kind.comment for kind in kinds) else layout


def _by_kind(posts: Sequence[RawPost]) -> Iterator[tuple[Kind, list[RawPost]]]:
    for kind in dict.fromkeys(post.kind.kind for post in posts):
        yield kind, [post for post in posts if post.kind.kind == kind]


def _words_start(outline: Outline, posts: Sequence[RawPost]) -> int:
    """The element where the words of the first post begin: its title stands before them."""
    body = posts[0].body
    return body.elements[0] if body is not None and body.elements else posts[0].region.anchor


def read_page(
    page: Page, outline: Outline, learned: Learned, address: str | None = None
) -> ThreadPage | None:
    """Read what a page shows of a thread; ``None`` where it shows none.

    ``address`` names the page among those of its forum; by default its own address, or else its name.
    """
    raw = [post for post in raw_posts(outline, learned.layout) if post.body is not None]
    if not raw or all(post.kind.comment for post in raw) or is_list(outline, raw):
        return None
    title = title_of(outline, learned.titles, _words_start(outline, raw))
    address = address or page.address or page.name
    return ThreadPage(
        thread=thread_id(learned.addresses, address),
        title=title,
        posts=posts_of(outline, raw),
        number=page_number(address),
        url=page.address,
        category=_category(outline),
    )


def _category(outline: Outline) -> str | None:
    """The last link of the trail that leads to the page."""
    for element, sign in enumerate(outline.signs):
        if "breadcrumb" in sign.lower() or "navlinks" in sign.lower():
            links = [
                at
                for at in range(element, outline.end[element])
                if outline.tags[at] == "a" and outline.length(at)
            ]
            if links:
                return outline.words(links[-1])
    return None
