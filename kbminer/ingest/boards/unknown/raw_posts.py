"""The posts of one page by its folder's layout: where each stands, who wrote it, which part is its words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbminer.ingest.boards.unknown.authors import author_of
from kbminer.ingest.boards.unknown.bodies import Chunk, body_of, chunks, fixed_parts
from kbminer.ingest.boards.unknown.date_marks import DateMark, date_marks
from kbminer.ingest.boards.unknown.layout import Layout
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.post_parts import PostKind, author_and_apart, repeated_titles
from kbminer.ingest.boards.unknown.regions import Kind, Region, regions


@dataclass(frozen=True, slots=True)
class RawPost:
    """A post as found on a page: its region, date, author's name and body."""

    kind: PostKind
    region: Region
    mark: DateMark
    author: str | None
    body: Chunk | None
    apart: tuple[int, ...] = ()


def raw_posts(outline: Outline, layout: Layout) -> list[RawPost]:
    """Find the posts of a page, in its order."""
    by_kind = _marks_by_kind(outline, layout)
    tops = [mark.element for kind in layout.kinds if not kind.comment for mark in by_kind[kind.kind]]
    found: list[RawPost] = []
    comments: list[int] = []
    for kind in reversed(layout.kinds):
        for region, mark in _placed(outline, kind, by_kind[kind.kind], tops):
            found.append(_raw_post(outline, kind, region, mark, comments))
            if kind.comment:
                comments += region.parts
    return sorted(found, key=lambda post: post.region.anchor)


def _marks_by_kind(outline: Outline, layout: Layout) -> dict[Kind, list[DateMark]]:
    """The dates of a page by what they mean, without those of the site's frame."""
    by_kind: dict[Kind, list[DateMark]] = defaultdict(list)
    for mark in date_marks(outline, layout.signs):
        if (mark.kind, mark.when) not in layout.frame or mark.exact:
            by_kind[layout.meant(mark.kind)].append(mark)
    return by_kind


def _placed(
    outline: Outline, kind: PostKind, dates: Sequence[DateMark], tops: Sequence[int]
) -> Iterator[tuple[Region, DateMark]]:
    """The regions of the posts of one kind with their dates, those that show none included."""
    marks = {mark.element: mark for mark in dates}
    stops = [] if kind.many else sorted(set(tops) - set(marks))
    placed = regions(outline, sorted(marks), stops, kind.rule) if marks else []
    yield from ((region, marks[region.anchor]) for region in placed)
    if kind.comment or kind.rule.grouped:
        return
    for region in _dateless(outline, placed, tops):
        if author_of(outline, region, kind.authors) is not None:
            yield region, DateMark(region.anchor, "", None, kind.kind, False)


def _raw_post(
    outline: Outline, kind: PostKind, region: Region, mark: DateMark, comments: Sequence[int]
) -> RawPost:
    """The post of a region; ``comments`` are boxes in it that hold posts of their own."""
    author, apart = author_and_apart(outline, region, mark, kind, comments)
    others = {*apart, *comments}
    apart = sorted(others | {*repeated_titles(outline, region)})
    parts = chunks(outline, region.parts, apart, author, kind.bodies[:1])
    if not parts:  # who asks with the title alone
        apart = sorted(others)
        parts = chunks(outline, region.parts, apart, author, kind.bodies[:1])
    body = body_of(outline, parts, kind.bodies)
    apart += fixed_parts(outline, body, kind.fixed) if body else []
    return RawPost(kind, region, mark, author, body, tuple(sorted(apart)))


def _dateless(outline: Outline, placed: Sequence[Region], anchors: Sequence[int]) -> list[Region]:
    """The boxes beside those of posts that look the same and show no date."""
    boxes = {region.parts[0] for region in placed}
    signs = {outline.signs[box] for box in boxes if re.search(r"[.#]", outline.signs[box])}
    return [
        Region(child, (child,))
        for parent in {outline.parent[box] for box in boxes}
        for child in outline.children(parent)
        if child not in boxes
        and outline.signs[child] in signs
        and not any(outline.holds(child, anchor) for anchor in anchors)
    ]
