"""The map as what is drawn: dots for questions, circles for groups, labels that don't cover each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from unicodedata import east_asian_width

from kbminer.records import Group, RunResult, Suggestion
from kbminer.records.question_map import MAP_HEIGHT, MAP_WIDTH

MOST_DOTS = 8_000
"""As many as can be told apart in a picture of this size; with more, those in one place become one."""
MOST_SPOTS = 200
"""Suggestions drawn as circles, those that most people ask; the dots of the others are there all the same."""
MOST_LABELS = 24
"""More hide what they name."""
_LETTER = 19  # units: 15 pixels where the picture is 960 wide
_LONGEST = 34  # signs of a label
_WIDE = 0.62  # of its height, the width of a letter; a sign of Chinese or Japanese is as wide as high

Anchor = Literal["start", "end", "middle"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A group as a circle; ``kind`` names its colour."""

    group: str
    title: str
    x: int
    y: int
    radius: int
    threads: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A group's title beside its circle."""

    group: str
    words: str
    x: int
    y: int
    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPicture:
    """All that is drawn: ``dots`` are pairs of a colour and the path of its dots; largest circles first."""

    questions: int
    dots: tuple[tuple[str, str], ...]
    spots: tuple[Spot, ...]
    labels: tuple[Label, ...]


def map_picture(
    found: RunResult, kind_of: Callable[[Suggestion], str], *, most_spots: int = MOST_SPOTS
) -> MapPicture | None:
    """Draw where the questions of a run lie; ``None`` where no run has laid them out.

    Parameters
    ----------
    found : RunResult
        Without anything private: titles are shown.
    kind_of : callable
        Gives the colour of a suggestion.
    most_spots : int, optional
        How many suggestions are drawn as circles.
    """
    laid = found.question_map
    if not laid.threads:
        return None
    places = dict(zip(laid.threads, zip(laid.x, laid.y, strict=True), strict=True))
    solved = {r.thread for r in found.resolutions if r.is_solved}
    dots: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for thread, place in places.items():
        dots["solved" if thread in solved else "unsolved"].append(place)
    sized = sorted(found.ranked, key=lambda each: (-_askers(each), each.group.id))[:most_spots]
    drawn = (_spot(each.group, places, _askers(each), kind_of(each)) for each in sized)
    spots = tuple(spot for spot in drawn if spot)
    return MapPicture(
        questions=len(places),
        dots=tuple((kind, dots_path(dots[kind])) for kind in sorted(dots, reverse=True)),
        spots=spots,
        labels=tuple(placed_labels(spots)),
    )


def dots_path(places: Iterable[tuple[int, int]], most: int = MOST_DOTS) -> str:
    """Write dots as one path, each but the first from the one before: a few bytes a dot.

    >>> dots_path([(5, 2), (3, 2), (4, 1), (3, 2)])
    'M4 1h0m-1 1h0m2 0h0'
    """
    known, cell = set(places), 1
    while len(known) > most:
        cell += 1
        known = set({(x // cell, y // cell): (x, y) for x, y in sorted(known)}.values())
    rows = sorted(known, key=lambda place: (place[1], place[0]))
    steps = (f"m{x - a} {y - b}h0" for (a, b), (x, y) in pairwise(rows))
    return "".join((f"M{rows[0][0]} {rows[0][1]}h0", *steps)) if rows else ""


def placed_labels(spots: Sequence[Spot]) -> Iterator[Label]:
    """Yield circles their labels where these cover no other; the largest come first."""
    boxes: list[Box] = []
    for spot in spots:
        words = shortened(spot.title)
        width = _width(words)
        label = next((each for each in _beside(spot, words) if _has_room(_box(each, width), boxes)), None)
        if label is None:
            continue
        boxes.append(_box(label, width))
        yield label
        if len(boxes) == MOST_LABELS:
            return


def shortened(title: str) -> str:
    """Cut a title to what a label holds, at a word.

    >>> shortened("How can I rebuild the tiles of an offline map?")
    'How can I rebuild the tiles of…'
    """
    words = " ".join(title.split())
    if len(words) <= _LONGEST:
        return words
    cut = words[: _LONGEST - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[_LONGEST // 2 :] else cut}…"


def _spot(group: Group, places: dict[str, tuple[int, int]], askers: int, kind: str) -> Spot | None:
    """Draw a group where half of its members lie on either side, so that a stray does not move it."""
    found = [places[key] for key in group.members if key in places]
    if not found:
        return None
    middle = len(found) // 2
    return Spot(
        group=group.id,
        title=group.title,
        x=sorted(x for x, _ in found)[middle],
        y=sorted(y for _, y in found)[middle],
        radius=round(min(4 + 2.2 * askers**0.5, 30)),
        threads=len(group.members),
        kind=kind,
    )


def _askers(suggestion: Suggestion) -> int:
    """How many people ask it."""
    askers = (int(reason.value) for reason in suggestion.reasons if reason.name == "askers")
    return next(askers, len(suggestion.group.members))


def _beside(spot: Spot, words: str) -> Iterator[Label]:
    """Right of the circle, left of it, above and below."""
    gap = spot.radius + 4
    level = spot.y + round(0.35 * _LETTER)
    yield Label(group=spot.group, words=words, x=spot.x + gap, y=level, anchor="start")
    yield Label(group=spot.group, words=words, x=spot.x - gap, y=level, anchor="end")
    yield Label(group=spot.group, words=words, x=spot.x, y=spot.y - gap, anchor="middle")
    yield Label(group=spot.group, words=words, x=spot.x, y=spot.y + gap + _LETTER, anchor="middle")


def _has_room(box: Box, boxes: Iterable[Box]) -> bool:
    left, top, right, bottom = box
    if left < 0 or top < 0 or right > MAP_WIDTH or bottom > MAP_HEIGHT:
        return False
    return not any(left < r and right > b and top < d and bottom > t for b, t, r, d in boxes)


def _box(label: Label, width: float) -> Box:
    """What a label covers, with half a line of air around it."""
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    air = _LETTER / 2
    return left - air, label.y - _LETTER - air, left + width + air, label.y + air


def _width(words: str) -> float:
    return _LETTER * sum(1.0 if east_asian_width(sign) in "WF" else _WIDE for sign in words)
