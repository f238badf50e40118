"""What a thread is called: the heading that differs from page to page, never the site's own name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kbminer.ingest.boards.unknown.date_marks import own_words
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.regions import Kind

_LONGEST = 300  # signs
_LEAST = 2  # signs that all titles begin or end with
_NAMED = re.compile(
    r"(?:^|[-_\s])(?:title|subject|topic|heading|headline|question)|\.(?:title|subject|headline)$", re.I
)
_PARTS = re.compile(r"(?<!\s)\s++[|·•—–»«›>:/-]+\s++|(?:(?<!\s)\s++)?(?:::|»|›)\s*+")
_BRACKETS = re.compile(r"[\[【(（].{1,30}[\]】)）]")
_LEVELS = {"h1": 4.0, "h2": 3.0, "h3": 2.5, "h4": 2.2}
_BOXES = frozenset("a div span p td strong b".split())
_AT_END = 0.3  # of what stands in a page's title, but not at its beginning, where only one page is there
_HOME = re.compile(r"(?:https?://[^/]+)?(?:\.{0,2}/)*(?:index\.\w+|default\.aspx)?")
_SITE = re.compile(r"(?:^|[-_\s])(?:site|logo|brand|banner)(?:$|[-_\s])", re.I)
_NAMED_LEVEL = 2.0  # of an element that is no heading and is named like a title
_OWN_TITLE = 2.4  # the weight of the page's own title: a heading that has nothing to do with it weighs less


@dataclass(frozen=True, slots=True)
class TitleRule:
    """Where titles stand, the surest place first, and the parts of pages' titles that all pages share."""

    places: tuple[Kind, ...] = ()
    frame: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Place:
    texts: Counter[str] = field(default_factory=Counter)
    in_title: float = 0.0
    level: float = 1.0
    pages: int = 0


def learn_titles(
    outlines: Sequence[Outline], starts: Sequence[int], names: Sequence[str | None]
) -> TitleRule:
    """Learn where the threads' titles stand.

    Parameters
    ----------
    outlines : sequence of Outline
        Pages of threads.
    starts : sequence of int
        For each, the element behind which its first post's words come.
    names : sequence of str or None
        For each, who wrote the first post: a heading that names them is no title.
    """
    frame = _shared_parts([outline.title for outline in outlines])
    places: dict[Kind, _Place] = defaultdict(_Place)
    for outline, start, name in zip(outlines, starts, names, strict=True):
        seen: set[Kind] = set()
        for element in _headings(outline, start):
            kind = outline.place(element)
            if kind in seen or outline.words(element) == name or _says_more(outline, element, frame):
                continue
            seen.add(kind)
            place, words = places[kind], outline.words(element)
            place.texts[words] += 1
            place.pages += 1
            place.in_title += _in_title(words, outline.title, frame)
            place.level = _LEVELS.get(outline.tags[element], _NAMED_LEVEL)
    scores = {kind: _score(place, len(outlines)) for kind, place in places.items()}
    least = _own_weight(outlines, frame)
    ordered = sorted((k for k, score in scores.items() if score > least), key=lambda k: (-scores[k], k))
    return TitleRule(tuple(ordered), frame)


def _headings(outline: Outline, start: int, signs: Container[str] | None = None) -> Iterator[int]:
    """The elements before the first post that may be its thread's title, of some signatures or of any."""
    for element, sign in enumerate(outline.signs[: max(start, 1)]):
        if signs is not None and sign not in signs:
            continue
        if not 2 < outline.length(element) < _LONGEST:
            continue
        tag = outline.tags[element]
        named = tag in _LEVELS or (tag in _BOXES and _is_named(sign))
        if named and not _is_banner(outline, element):
            yield element


def _says_more(outline: Outline, element: int, frame: frozenset[str]) -> bool:
    """Whether a heading holds the page's own title and the site's name beside it."""
    own, words = page_title(outline, frame), outline.words(element)
    return len(own) > _LEAST and own in words and _PARTS.search(words.replace(own, "")) is not None


@lru_cache(maxsize=8192)
def _is_named(sign: str) -> bool:
    return _NAMED.search(sign) is not None


def _is_banner(outline: Outline, element: int) -> bool:
    """Whether a heading leads to the site's first page, or is named for the site: it is the site's name."""
    if _SITE.search(outline.classes[element]):
        return True
    links = list(outline.elements[element].iter("a"))
    return len(links) == 1 and _HOME.fullmatch(links[0].get("href") or "#") is not None


def _in_title(words: str, title: str, frame: frozenset[str]) -> float:
    """How much a heading has to do with the page's title: 1 where it is a part of it that is its own."""
    if words in frame:
        return 0.0
    own = re.sub(r"\W+", " ", words).strip().casefold()
    whole = re.sub(r"\W+", " ", title).strip().casefold()
    if own and own in whole:
        return 1.0 if whole.startswith(own) or frame else _AT_END
    return 0.0


def _score(place: _Place, pages: int) -> float:
    varied = len(place.texts) / place.pages
    if place.pages >= 4 and (len(place.texts) == 1 or place.texts.most_common(1)[0][1] > 0.5 * place.pages):
        return 0.0
    return (place.pages / pages) * varied * place.level * (0.3 + place.in_title / place.pages)


def _own_weight(outlines: Sequence[Outline], frame: frozenset[str]) -> float:
    """What pages' own titles weigh beside headings: nothing where they do not differ."""
    own = [page_title(outline, frame) for outline in outlines]
    different = len(set(own))
    if not all(own) or (len(own) > 3 and different < 0.3 * len(own)):
        return 0.0
    return _OWN_TITLE * 0.3 if len(own) == 1 else _OWN_TITLE * different / len(own)


def _shared_parts(titles: Sequence[str]) -> frozenset[str]:
    """The parts of titles, between bars and dashes, that most of the different ones have: the site's name."""
    different = set(titles)
    if len(different) < 2:
        return frozenset()
    counts = Counter(part for title in different for part in {p.strip() for p in _PARTS.split(title)})
    shared = {part for part, count in counts.items() if part and count > max(1, 0.5 * len(different))}
    ends = (_common(list(different)), _common([title[::-1] for title in different])[::-1])
    whole = (
        re.sub(r"(?<!\w)\w*+$", "", ends[0]),
        re.sub(r"^\w*", "", ends[1]),
    )  # no title begins within a word
    bare = (end.strip(" |·•—–»«›>:/-") for end in whole)
    return frozenset(shared | {end for end in bare if len(end) > _LEAST})


def _common(texts: Sequence[str]) -> str:
    """What texts have in common at their beginning, sign by sign."""
    first, last = min(texts), max(texts)
    at = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:at]


def title_of(outline: Outline, rule: TitleRule, start: int) -> str:
    """Read the title of the thread that a page shows."""
    best: tuple[tuple[int, float], str] | None = None
    for element in _headings(outline, start, {place[0] for place in rule.places}):
        kind, words = outline.place(element), outline.words(element)
        if kind in rule.places and words not in rule.frame:
            rank = (rule.places.index(kind), -_in_title(words, outline.title, rule.frame))
            if best is None or rank < best[0]:
                best = (rank, _without_label(outline, element) or _with_prefix(outline, element))
    return best[1] if best else page_title(outline, rule.frame, start)


def _without_label(outline: Outline, element: int) -> str | None:
    """A heading's own words, where they are a part of the page's title and a badge stands behind them."""
    own, words = own_words(outline, element), outline.words(element)
    behind = own and own != words and words.startswith(own)
    return own if behind and own in page_parts(outline) else None


def page_parts(outline: Outline) -> list[str]:
    """The parts of a page's own title, between bars and dashes."""
    title = outline.title or outline.links.get("og:title", "")
    return [part.strip() for part in _PARTS.split(title) if part.strip()]


def _with_prefix(outline: Outline, element: int) -> str:
    """A title with the prefix in brackets that stands before it in its heading, such as "[Solved]"."""
    words = outline.words(element)
    for up in outline.around(element):
        if outline.tags[up] in _LEVELS:
            whole = outline.words(up)
            before = whole.removesuffix(words).strip()
            return whole if whole.endswith(words) and _BRACKETS.fullmatch(before) else words
    return words


def page_title(outline: Outline, frame: frozenset[str], start: int = 0) -> str:
    """Read a title from the page's own, or from what it says of itself, without the site's name.

    Where that is known, what is left counts as a whole if it stands so on the page. Where it is not, the part
    counts that stands nearest before ``start`` on the page: the trail to a thread ends with its title.
    """
    title = outline.title or outline.links.get("og:title", "")
    for end in sorted(frame, key=len, reverse=True):
        if title != end:
            title = re.sub(
                rf"^{re.escape(end)}\s*[|·•—–»«›>:/-]\s*|(?<!\s)\s*+[|·•—–»«›>:/-]\s*+{re.escape(end)}$",
                "",
                title,
            )
    before = outline.text[: outline.first[start]] if start else ""
    if frame and title.strip() in before:
        return title.strip()  # a dash of its own parts no title that stands as a whole on the page
    parts = [part.strip() for part in _PARTS.split(title) if part.strip()]
    if not frame:
        return max(parts, key=before.rfind, default="")
    return max((part for part in parts if part not in frame), key=len, default="")
