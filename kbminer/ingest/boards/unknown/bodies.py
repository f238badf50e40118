"""The words of a post: what is left of its region without the author's name and the date, where it varies."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbminer.ingest.boards.unknown.box_names import is_aside, is_named_like_body, keeps_meaning
from kbminer.ingest.boards.unknown.date_marks import own_words
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.regions import Kind

_NO_BODY = frozenset("h1 h2 h3 h4 h5 h6 nav header footer form label thead".split())
_LINKED = 0.7  # of its words in links: a list or a menu
_MOST_OF = 0.75  # of the words of a box in one of its parts: the rest of it says nothing
_BOXES = frozenset("div section article td tr table tbody center dd dl li main".split())
_DEEPEST = 8  # boxes within boxes
_LOOSE = 3  # signs
_OFTEN = 3  # posts with the same words in one place, at least
_SHARE = 0.1  # of the posts
_USUAL = 0.8  # of the posts
_LABELS = 2  # words with a colon in nearly every post
_FIXED_LEAST = 4  # posts; of fewer, the same words in all of them may be what people said

Fixed = tuple[Kind, str]
"""Words of a board's own in the bodies of its posts: where they stand, and what they are."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a post without its author and date: an element, or what is left of one around them."""

    elements: tuple[int, ...]
    parent: int
    kind: tuple[str, Kind]
    length: int
    loose: bool = False


def chunks(
    outline: Outline,
    parts: Sequence[int],
    apart: Sequence[int],
    author: str | None = None,
    places: Container[tuple[str, Kind]] = (),
) -> list[Chunk]:
    """Part a region at the elements that stand apart from the body, into the largest whole pieces.

    A piece that is but the author's name is none, nor is one of links, except at the ``places`` of bodies.
    """
    cuts = sorted(apart)
    found = [chunk for part in parts for chunk in _chunks(outline, part, cuts, places)]
    return [chunk for chunk in found if chunk.loose or outline.words(chunk.elements[0]) != author]


def _chunks(
    outline: Outline, part: int, apart: Sequence[int], places: Container[tuple[str, Kind]]
) -> Iterator[Chunk]:
    waiting = [part]
    while waiting:
        element = waiting.pop()
        if element in apart or not may_be_body(outline, element):
            continue
        inner = outline.children(element)
        if _is_row(outline, element, inner):
            waiting += reversed(inner)
            continue
        if not _holds_any(outline, element, apart):
            place = ("whole", outline.kind(element, 3))
            if _says_much(outline, element) and (
                place in places or _linked_share(outline, element) <= _LINKED
            ):
                yield Chunk((element,), outline.parent[element], place, outline.length(element))
            continue
        waiting += reversed(inner)
        yield from _rest(outline, element, inner, apart)


def _is_row(outline: Outline, element: int, cells: Sequence[int]) -> bool:
    """Whether an element is a row with several cells, each of which says something of its own."""
    return outline.tags[element] == "tr" and sum(outline.length(cell) > 1 for cell in cells) > 1


def _says_much(outline: Outline, element: int) -> bool:
    """Whether an element has words, or a picture where a body stands."""
    if outline.length(element) > 1:
        return True
    named = is_named_like_body(outline.signs[element])
    return named and next(outline.elements[element].iter("img", "iframe", "video"), None) is not None


def _holds_any(outline: Outline, element: int, apart: Sequence[int]) -> bool:
    return bisect_left(apart, outline.end[element]) > bisect_left(apart, element)


def _rest(outline: Outline, element: int, inner: Sequence[int], apart: Sequence[int]) -> Iterator[Chunk]:
    """What is left of an element without those of its parts that hold something apart."""
    own = [c for c in inner if may_be_body(outline, c) and not _holds_any(outline, c, apart)]
    text = len(own_words(outline, element))
    length = text + sum(outline.length(c) for c in own)
    largest = max(own, key=outline.length, default=None)
    if largest is not None and (
        outline.length(largest) >= _MOST_OF * length or is_named_like_body(outline.signs[largest])
    ):
        return  # one part says it all
    if (text > 1 and length > 1) or len(own) > 1:
        yield Chunk(tuple(own), element, ("rest", outline.kind(element, 3)), length, loose=True)


def may_be_body(outline: Outline, element: int) -> bool:
    """Whether an element may hold words of a post's author, by its tag and its names."""
    tag = outline.tags[element]
    if tag in _NO_BODY and tag != "form":
        return False
    return not is_aside(outline.classes[element], outline.ids[element])


def _linked_share(outline: Outline, element: int) -> float:
    if outline.length(element) > 400:
        return 0.0
    linked, at = 0, element
    while at < outline.end[element]:
        if outline.tags[at] == "a":
            linked += outline.length(at)
            at = outline.end[at]
        else:
            at += 1
    return linked / max(outline.length(element), 1)


def body_places(found: Sequence[Sequence[tuple[Outline, Chunk]]]) -> tuple[tuple[str, Kind], ...]:
    """Learn where bodies stand: the place whose words are many and differ from post to post comes first."""
    seen: Counter[tuple[tuple[str, Kind], str]] = Counter()
    for post in found:
        seen.update((chunk.kind, _words(outline, chunk)[:200]) for outline, chunk in post)
    weights: Counter[tuple[str, Kind]] = Counter()
    texts: dict[tuple[str, Kind], list[str]] = defaultdict(list)
    for post in found:
        for outline, chunk in post:
            words = _words(outline, chunk)
            texts[chunk.kind].append(words)
            if seen[chunk.kind, words[:200]] > 1 and len(found) > 1:
                continue
            if chunk.loose and _has_one_new(outline, chunk, seen, max(_OFTEN, _SHARE * len(found))):
                continue
            named = is_named_like_body(chunk.kind[1][0])
            weights[chunk.kind] += int(min(chunk.length, 2000) * (1.3 if named else 1.0))
    order = sorted(weights, key=lambda kind: (are_labelled(texts[kind]), -weights[kind]))
    return tuple(order)


def are_labelled(texts: Sequence[str]) -> bool:
    """Tell whether texts of one place are data with labels, such as "Posts: 12 Location: Leeds"."""
    if len(texts) < _OFTEN:
        return False
    labels = Counter(word for text in texts for word in set(text.split()) if word.endswith(":"))
    return sum(count >= _USUAL * len(texts) for count in labels.values()) >= _LABELS


def _has_one_new(
    outline: Outline, chunk: Chunk, seen: Mapping[tuple[tuple[str, Kind], str], int], often: float
) -> bool:
    """Whether all but one part of what is left of a box stand in many posts: signatures, buttons."""
    if len(own_words(outline, chunk.parent)) > _LOOSE:
        return False
    keys = [(("whole", outline.kind(e, 3)), outline.words(e)[:200]) for e in chunk.elements]
    return len(keys) > 1 and sum(seen.get(key, 0) < often for key in keys) == 1


def _words(outline: Outline, chunk: Chunk) -> str:
    if chunk.loose:
        return " ".join(outline.words(element) for element in chunk.elements)
    return outline.words(chunk.elements[0])


def body_of(outline: Outline, found: Sequence[Chunk], places: Sequence[tuple[str, Kind]]) -> Chunk | None:
    """The chunk of a post that stands where bodies stand, the longest where none does."""
    order = {place: rank for rank, place in enumerate(places)}
    best = min(found, key=lambda chunk: (order.get(chunk.kind, len(order)), -chunk.length), default=None)
    return best


def fixed_words(bodies: Sequence[tuple[Outline, Chunk]]) -> frozenset[Fixed]:
    """Learn what stands in nearly every body at one place: buttons and lines that a board draws."""
    if len(bodies) < _FIXED_LEAST:
        return frozenset()
    counts: Counter[Fixed] = Counter()
    for outline, chunk in bodies:
        counts.update({key for element in chunk.elements for _, key in _lines(outline, element)})
    return frozenset(key for key, count in counts.items() if count >= _USUAL * len(bodies))


def _lines(outline: Outline, box: int) -> Iterator[tuple[int, Fixed]]:
    """The runs of text in a box, each with its element, and with its place and its words."""
    at = bisect_left(outline.pieces, outline.first[box], key=lambda piece: piece[1])
    for owner, start, end in outline.pieces[at:]:
        if start >= outline.last[box]:
            break
        yield owner, (outline.kind(owner, 3), outline.text[start:end])


def fixed_parts(outline: Outline, body: Chunk, fixed: frozenset[Fixed]) -> list[int]:
    """The largest parts of a body in which nothing stands but what stands in nearly every one."""
    if not fixed or body.loose:
        return []
    box = body.elements[0]
    lines = list(_lines(outline, box))
    old = {owner for owner, key in lines if key in fixed}
    new = {owner for owner, key in lines if key not in fixed}
    found: list[int] = []
    at = box + 1
    while old and new and at < outline.end[box]:
        inside = range(at, outline.end[at])
        if _any_in(old, inside) and not _any_in(new, inside):
            found.append(at)
            at = outline.end[at]
        else:
            at += 1
    return found


def _any_in(elements: Collection[int], inside: range) -> bool:
    return any(element in inside for element in elements)


def inner_path(bodies: Sequence[tuple[Outline, Chunk]], fixed: frozenset[Fixed]) -> tuple[str, ...]:
    """Learn the way from the places of bodies to the boxes in them that hold what differs in each post."""
    at = [(outline, chunk.elements[0]) for outline, chunk in bodies if not chunk.loose]
    path: list[str] = []
    while at and (sign := _inner_sign(at, fixed)) is not None and len(path) < _DEEPEST:
        path.append(sign)
        at = [(o, child) for o, element in at for child in o.children(element) if o.signs[child] == sign]
    return tuple(path)


def _inner_sign(boxes: Sequence[tuple[Outline, int]], fixed: frozenset[Fixed]) -> str | None:
    """The signature of the one part of most boxes that holds most of what is new in each of them."""
    if any(_has_own_words(outline, box, fixed) for outline, box in boxes):
        return None
    words: dict[str, Counter[str]] = defaultdict(Counter)
    lone: Counter[str] = Counter()
    for outline, box in boxes:
        children = [child for child in outline.children(box) if outline.length(child)]
        signs = Counter(outline.signs[child] for child in children)
        lone.update(outline.signs[child] for child in children if _may_hold_body(outline, child, signs))
        for child in children:
            words[outline.signs[child]][outline.words(child)] += 1
    new = {sign: sum(len(each) for each, n in texts.items() if n == 1) for sign, texts in words.items()}
    best = max(lone, key=lambda sign: (_weight_of(new[sign], sign), sign), default=None)
    if best is None or lone[best] < _USUAL * len(boxes):
        return None
    return best if _weight_of(new[best], best) >= 0.6 * sum(new.values()) or len(words) == 1 else None


def _has_own_words(outline: Outline, box: int, fixed: frozenset[Fixed]) -> bool:
    """Whether words stand in a box itself, which a board doesn't draw there in each."""
    loose = outline.length(box) - sum(map(outline.length, outline.children(box)))
    return loose > _LOOSE and not _are_fixed(outline, box, fixed)


def _may_hold_body(outline: Outline, child: int, signs: Mapping[str, int]) -> bool:
    """Whether a part of a box is a box, the only one of its kind there, and no quotation or code."""
    is_box = outline.tags[child] in _BOXES and not keeps_meaning(outline.classes[child])
    return is_box and signs[outline.signs[child]] == 1


def _are_fixed(outline: Outline, element: int, fixed: frozenset[Fixed]) -> bool:
    return all(key in fixed for owner, key in _lines(outline, element) if owner == element)


def _weight_of(length: int, sign: str) -> float:
    return length * (2.0 if is_named_like_body(sign) else 1.0)
