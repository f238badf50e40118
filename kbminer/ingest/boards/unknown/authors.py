"""Who wrote a post: the short words that change from post to post, come back, and stand where names stand."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from kbminer.ingest.boards.unknown.names_in_words import bare_name, leading_by, unverified
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.boards.unknown.regions import Kind, Region
from kbminer.ingest.recognised_words import any_of

_LONGEST = 50  # signs of a name
_LOOKED_AT = 400  # elements of one post; the name stands before them
_LEAST = 1.0  # a place of less weight is no author's by itself
_SOME = 8  # posts; of fewer, variety says nothing
_NEARLY = 0.9  # of the posts
_AGREE = 0.9  # of the posts in which two places say the same
_COUNT = re.compile(r"^\d+(?=\s)")


@dataclass(frozen=True, slots=True)
class Named:
    """An element that may name the author, its place, and how much it looks like one by itself."""

    element: int
    name: str
    kind: Kind
    weight: float


@dataclass(slots=True)
class _Place:
    """What was seen at one place over all posts that were looked at."""

    names: Counter[str] = field(default_factory=Counter)
    weight: float = 0.0
    posts: int = 0


def author_places(posts: Sequence[tuple[Outline, Region]], *, lined: bool = False) -> tuple[Kind, ...]:
    """Learn where authors are named, the surest place first.

    A place with no mark of its own is one, too, where it says the same as the surest in nearly all posts:
    there stand the names of those who have no page of their own.

    Parameters
    ----------
    posts : sequence of (Outline, Region)
        From as many pages as there are.
    lined : bool
        Whether names stand in the lines of the dates, so that no other place needs to be guessed.
    """
    places: dict[Kind, _Place] = defaultdict(_Place)
    shown: list[dict[Kind, str]] = []
    for outline, region in posts:
        first: dict[Kind, str] = {}
        for named in candidates(outline, region):
            if named.kind not in first:
                first[named.kind] = named.name
                place = places[named.kind]
                place.names[named.name] += 1
                place.weight += named.weight
                place.posts += 1
        shown.append(first)
    scores = {kind: _score(place, len(posts)) for kind, place in places.items()}
    chosen = [kind for kind, score in scores.items() if score > 0]
    chosen.sort(key=lambda kind: (-scores[kind], kind))
    if not chosen and not lined:
        chosen = _by_variety(places, len(posts))
    agreeing = [*_agreeing(chosen[0], shown), *_named_alike(chosen[0], places)] if chosen else ()
    return tuple(dict.fromkeys([*chosen, *agreeing]))


def _named_alike(surest: Kind, places: Iterable[Kind]) -> list[Kind]:
    """The places in the same boxes whose elements have the class of the surest one, but are no links."""
    name = surest[0].partition(".")[2]
    return sorted(k for k in places if name and k[1:] == surest[1:] and k[0].partition(".")[2] == name)


def _agreeing(surest: Kind, shown: Sequence[dict[Kind, str]]) -> list[Kind]:
    """The other places that say what the surest says, nearly wherever both are there."""
    both: Counter[Kind] = Counter()
    same: Counter[Kind] = Counter()
    for first in shown:
        if name := first.get(surest):
            others = {kind: other for kind, other in first.items() if kind != surest}
            both.update(others.keys())
            same.update(kind for kind, other in others.items() if other == name)
    return sorted(kind for kind in same if same[kind] >= 2 and same[kind] >= _AGREE * both[kind])


def _by_variety(places: Mapping[Kind, _Place], posts: int) -> list[Kind]:
    """Where no name of a class tells: the place at nearly all posts whose words are many and come back."""
    varied = {
        kind: len(place.names)
        for kind, place in places.items()
        if posts >= _SOME and place.posts >= _NEARLY * posts and 2 < len(place.names) < 0.8 * place.posts
    }
    return [max(varied, key=lambda kind: (varied[kind], kind))] if varied else []


def _score(place: _Place, posts: int) -> float:
    weight = place.weight / place.posts
    names = {_COUNT.sub("", name) for name in place.names}
    if weight < _LEAST or (len(names) == 1 and place.posts > 3):
        return 0.0  # a word that stands at every post, or is counted there, names nobody
    varied = min(1.0, len(place.names) / (0.03 * place.posts + 1))
    return weight * math.sqrt(place.posts / posts) * varied


def candidates(outline: Outline, region: Region) -> Iterator[Named]:
    """Yield the elements of a post that may name its author, in order."""
    for part, element in _short(outline, region):
        if _says_one_thing(outline, element) and (name := bare_name(outline.words(element))):
            yield Named(element, name, outline.place(element), _weight(outline, element, part))


def _short(outline: Outline, region: Region) -> Iterator[tuple[int, int]]:
    """The elements of a post with few words, each with the part that it stands in."""
    for part in region.parts:
        for element in range(part, min(outline.end[part], part + _LOOKED_AT)):
            if 0 < outline.length(element) <= _LONGEST + 20:
                yield part, element


def author_of(
    outline: Outline, region: Region, places: Mapping[Kind, int], comments: Sequence[int] = ()
) -> Named | None:
    """Find who wrote a post, at the surest place that it has outside of the comments on it."""
    best: Named | None = None
    least = len(places)
    signs = {place[0] for place in places}
    for _, element in _short(outline, region):
        if outline.signs[element] not in signs:
            continue
        rank = places.get(outline.place(element), least)
        if rank >= least or any(outline.holds(comment, element) for comment in comments):
            continue
        if _says_one_thing(outline, element) and (name := bare_name(outline.words(element))):
            best, least = Named(element, name, outline.place(element), 0.0), rank
    return best


def _says_one_thing(outline: Outline, element: int) -> bool:
    """Whether an element's words stand in one place of it, but for a "by" before them."""
    whole = outline.words(element)
    for inner in range(element + 1, outline.end[element]):
        words = outline.words(inner) if outline.length(inner) else whole
        if words != whole:
            rest = leading_by().sub("", whole.replace(words, " ", 1).strip() + " ").strip()
            return not re.search(r"\w", rest) or bool(unverified().fullmatch(rest.strip("()[] ")))
    return True


def _weight(outline: Outline, element: int, part: int) -> float:
    node = outline.elements[element]
    weight = 0.0
    if "author" in (node.get("itemprop") or "") or "author" in (node.get("rel") or ""):
        weight += 6.0
    up, steps = element, 0
    if outline.tags[element] == "a" and is_profile(node.get("href") or ""):
        weight += 4.0 + max(0.0, _named_like_author(outline.classes[element]))
        up, steps = outline.parent[element], 1  # whatever it is called, it leads to somebody
    while up >= part and steps < 3:
        weight += _named_like_author(outline.classes[up] or outline.get(up, "itemprop")) / (1 + steps)
        up, steps = outline.parent[up], steps + 1
    return weight


@lru_cache(maxsize=16_384)
def is_profile(address: str) -> bool:
    """Whether an address leads to a person's page."""
    return _profile().search(address) is not None and _account().search(address) is None


@lru_cache(maxsize=16_384)
def _named_like_author(names: str) -> float:
    """What a box's classes say: one that names an author counts more than others that name their rank."""
    found = {_mark_of(name) for name in names.split()}
    return 3.0 if 3.0 in found else min(found, default=0.0)


@lru_cache(maxsize=16_384)
def _mark_of(name: str) -> float:
    if _rank().search(name):
        return -6.0
    return 3.0 if _author_mark().search(name) else 0.0


@cache
def _author_mark() -> re.Pattern[str]:
    return re.compile(any_of("boards.author_names"), re.I)


@cache
def _rank() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|[-_\s]|user|author|poster|member){any_of('boards.rank_names')}(?:$|[-_\s])", re.I
    )


@cache
def _profile() -> re.Pattern[str]:
    """The addresses of people's profiles."""
    return re.compile(
        rf"/{any_of('boards.profile_names')}(?:[/.?=-]|$)|[?&;]"
        r"(?:u|uid|user|author|user_?id|showuser|id_member)=|"
        r"(?:profile|member|userinfo|viewprofilepage)",
        re.I,
    )


@cache
def _account() -> re.Pattern[str]:
    """The addresses where one signs in or joins."""
    return re.compile(any_of("boards.account_names"), re.I)
