"""One kind of date tried as that of posts: how far they reach, and whether they have an author and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kbminer.ingest.boards.unknown.authors import author_places
from kbminer.ingest.boards.unknown.bodies import (
    Chunk,
    are_labelled,
    body_of,
    body_places,
    chunks,
    fixed_words,
    inner_path,
)
from kbminer.ingest.boards.unknown.box_names import is_named_like_posts
from kbminer.ingest.boards.unknown.date_marks import DateMark
from kbminer.ingest.boards.unknown.names_in_words import line_words
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.post_parts import PostKind, author_and_apart, repeated_titles
from kbminer.ingest.boards.unknown.regions import (
    Kind,
    Region,
    RegionRule,
    height_over,
    neighbours,
    regions,
    usual_height,
)

_VALID = 0.5  # of the posts of one kind that have words and an author
_NAME = 30  # signs; what stands around a date beyond a name is somebody's words
_SEVERAL = 8  # posts; of fewer, nothing follows from what comes again
_MOST = 0.8  # of the posts
_AGAIN = 1.5  # posts for each of their authors
_MANY = 4  # posts; of fewer, one name may be that of one who talks alone
_SOME_WORDS = 2  # signs that are more than a bullet or a bar

_Part = tuple[Outline, Chunk]
_DatedRegion = tuple[Outline, Region, DateMark]


@dataclass(slots=True)
class SampledPage:
    """One page of the sample."""

    outline: Outline
    marks: list[DateMark]
    by_kind: dict[Kind, list[DateMark]] = field(default_factory=dict)


def tried_kind(
    seen: Sequence[SampledPage], kind: Kind, known: Sequence[PostKind], *, grouped: bool
) -> PostKind | None:
    """A kind of date as that of posts; ``None`` where too few of them have an author and words.

    Parameters
    ----------
    seen : sequence of SampledPage
        All pages that are learned from.
    kind : tuple of str
        The kind of date.
    known : sequence of PostKind
        The kinds of posts that were found before.
    grouped : bool
        Whether posts go on in the neighbours of their boxes.
    """
    pages = [page for page in seen if kind in page.by_kind]
    many = any(len(page.by_kind[kind]) > 1 for page in pages)
    stops = [[] if many else _stops(page, kind, known) for page in pages]
    placed = [
        (page.outline, [mark.element for mark in page.by_kind[kind]], stop)
        for page, stop in zip(pages, stops, strict=True)
    ]
    height = usual_height(placed) or _lone_height(placed)
    before, after = neighbours(placed, height) if grouped else (0, 50)
    found = PostKind(kind, RegionRule(height, grouped, before, after), many=many)
    filled, share = _filled(pages, found, known)
    return filled if share >= _VALID else None


def _lone_height(pages: Sequence[tuple[Outline, list[int], list[int]]]) -> int:
    """How high over its date a post reaches that has no other date beside it on any page.

    It is the nearest box that stands beside others of its kind, or else one that is named like a post, or
    else the nearest with more words than a name and a date.
    """
    found = (_height_of_post(outline, anchors[0]) for outline, anchors, _ in pages)
    heights = Counter(height for height in found if height is not None)
    return heights.most_common(1)[0][0] if heights else 0


def _height_of_post(outline: Outline, date: int) -> int | None:
    """How high over a date the box stands that its post fills, as :func:`_lone_height` says."""
    heights = [(height_over(outline, date, box), box) for box in outline.around(date)]
    least = outline.length(date) + _NAME
    long = [height for height, box in heights if outline.length(box) > least]
    named = [h for h, box in heights if h in long and is_named_like_posts(outline.signs[box])]
    beside = [height for height, box in heights if _has_like(outline, box)]
    return next(iter(beside or named or long), None)


def _has_like(outline: Outline, box: int) -> bool:
    """Whether a box that is named like a post stands beside others of its kind."""
    sign, parent = outline.signs[box], outline.parent[box]
    if parent < 0 or not is_named_like_posts(sign):
        return False
    return sum(outline.signs[child] == sign for child in outline.children(parent)) > 1


def _stops(page: SampledPage, kind: Kind, known: Sequence[PostKind]) -> list[int]:
    """Where a post that stands alone on its page must end: at the dates of the others."""
    stops = {
        mark.element for other in known if not other.comment for mark in page.by_kind.get(other.kind, ())
    }
    if not any(other.many for other in known):
        stops |= {mark.element for other, marks in page.by_kind.items() if other != kind for mark in marks}
    own = {mark.element for mark in page.by_kind[kind]}
    return sorted(stops - own)


def _filled(
    pages: Sequence[SampledPage], kind: PostKind, known: Sequence[PostKind]
) -> tuple[PostKind, float]:
    """Learn the parts of the posts of one kind; how many of them have an author and words."""
    posts = [post for page in pages for post in _placed(page, kind, known)]
    kind = _with_authors(kind, posts)
    found: list[list[_Part]] = []
    names: Counter[str | None] = Counter()
    for outline, region, mark in posts:
        author, apart = author_and_apart(outline, region, mark, kind)
        names[author] += 1
        apart += repeated_titles(outline, region)
        found.append([(outline, chunk) for chunk in chunks(outline, region.parts, apart, author)])
    kind, bodied = _with_bodies(kind, found)
    if _is_label(names) or _is_of_members(names, bodied):
        return kind, 0.0
    named = len(posts) - names[None]
    whole = sum(max((chunk.length for _, chunk in each), default=0) >= _SOME_WORDS for each in found)
    return kind, min(whole, named) / max(len(posts), 1)


def _with_authors(kind: PostKind, posts: Sequence[_DatedRegion]) -> PostKind:
    """Learn where names stand, and which words the lines of dates share."""
    kind = replace(kind, usual_words=line_words([mark.when for _, _, mark in posts]))
    lined = sum(author_and_apart(*post, kind)[0] is not None for post in posts) > _VALID * len(posts)
    places = author_places([(outline, region) for outline, region, _ in posts], lined=lined)
    return replace(kind, authors={place: rank for rank, place in enumerate(places)})


def _with_bodies(kind: PostKind, found: Sequence[Sequence[_Part]]) -> tuple[PostKind, list[_Part]]:
    """Learn where bodies stand and what a board draws in each; the bodies themselves."""
    places = body_places(found)
    bodied: list[_Part] = []
    for parts in filter(None, found):
        body = body_of(parts[0][0], [chunk for _, chunk in parts], places)
        bodied += [(parts[0][0], body)] if body is not None else []
    fixed = fixed_words(bodied)
    return replace(kind, bodies=places, fixed=fixed, inner=inner_path(bodied, fixed)), bodied


def _placed(page: SampledPage, kind: PostKind, known: Sequence[PostKind]) -> Iterator[_DatedRegion]:
    marks = {mark.element: mark for mark in page.by_kind[kind.kind]}
    stops = [] if kind.many else _stops(page, kind.kind, known)
    for region in regions(page.outline, sorted(marks), stops, kind.rule):
        yield page.outline, region, marks[region.anchor]


def _is_of_members(names: Counter[str | None], bodied: Sequence[_Part]) -> bool:
    """Whether what was taken for words is data of members: the same for the same person, or with labels."""
    words = [o.words(e) for o, chunk in bodied if not chunk.loose for e in chunk.elements]
    if len(words) < max(_MANY, _MOST * names.total()):
        return False
    if names.total() >= max(_SEVERAL, _AGAIN * len(names)) and len(set(words)) <= len(names):
        return True
    return are_labelled(words)


def _is_label(names: Counter[str | None]) -> bool:
    """Whether what was taken for names is one word that stands at all posts."""
    known = [count for name, count in names.items() if name is not None]
    return len(known) == 1 and known[0] >= _MANY
