"""Texts that a regular expression is likely to try in vain: made of what it is made of itself."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import permutations, product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

# One sign of every sort that patterns tell apart.
_SIGNS = "aA0 \n_-.,:;=/*<>[](){}'\"`~#|!?@&%\\+^$é中’«\t\x00"
_COMMON = ("a", "0", " ", "\n", "a ", "-", "A")
_MOST_UNITS = 48
_MOST_ENDS = 8
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}


class Family(NamedTuple):
    """Texts of one form: a beginning, a part as often as there is room, and an end."""

    begin: str
    part: str
    end: str

    def text(self, signs: int) -> str:
        """Make the text of about so many signs."""
        return self.begin + self.part * (signs // len(self.part)) + self.end


def families(pattern: re.Pattern[Any], most: int, seed: int) -> list[Family]:
    """Choose up to ``most`` families of texts for a pattern.

    The parts are runs of every class and literal of the pattern, alone, behind what must stand before them
    or before anything else that repeats, and in pairs; the ends are signs that nothing expects, another line,
    and signs that the pattern knows.
    """
    tree = parser.parse(_as_text(pattern.pattern), pattern.flags & ~re.DEBUG)
    units = _units(tree)
    led = [(begin, part) for begin, part in _led(tree, "") if begin]
    ends = ["", "\x01", "\n\x01", *(unit for unit in units if len(unit) == 1 and not unit.isalnum())][
        :_MOST_ENDS
    ]
    kinds = [
        [Family("", unit, end) for unit, end in product(units, ends)],
        [Family(begin, part, end) for (begin, part), end in product(led, ends)],
        [Family("", begin + part, "") for begin, part in led],
        [Family("", first + second, "\x01") for first, second in permutations(units, 2)],
        [Family(begin, unit, "\x01") for begin, unit in product(dict(led), units)],
    ]
    chance = random.Random(seed)
    distinct = [list(dict.fromkeys(kind)) for kind in kinds]
    chosen = [chance.sample(kind, min(len(kind), max(1, most // len(kinds)))) for kind in distinct]
    return [family for kind in chosen for family in kind]


def _units(tree: Any) -> list[str]:
    found = dict.fromkeys(unit for node in _nodes(tree) for unit in _of_node(*node))
    return [*sorted(found, key=len)[:_MOST_UNITS], *(unit for unit in _COMMON if unit not in found)]


def _led(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """For each thing that may repeat: what must stand before it, and one turn of it."""
    for kind, value in tree:
        if kind in _REPEATS and value[1] > 8:
            yield from ((before, turn) for turn in _examples(value[2], 3))
        for inner in _inner(kind, value):
            yield from _led(inner, before)
        before += next(iter(_example_of(kind, value, 1)), "")


def _as_text(source: str | bytes) -> str:
    return source.decode("latin-1") if isinstance(source, bytes) else source


def _nodes(tree: Any) -> Iterator[tuple[Any, Any]]:
    for kind, value in tree:
        yield kind, value
        for inner in _inner(kind, value):
            yield from _nodes(inner)


def _inner(kind: Any, value: Any) -> list[Any]:
    """List the parts of a pattern that stand inside one of its parts."""
    if kind in _REPEATS:
        return [value[2]]
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    if kind is op.BRANCH:
        return list(value[1])
    return [part for part in value[1:] if part is not None] if kind is op.GROUPREF_EXISTS else []


def _of_node(kind: Any, value: Any) -> list[str]:
    if kind in _REPEATS:
        return _examples(value[2], 4)
    return _example_of(kind, value, 4) if kind in (op.IN, op.LITERAL, op.NOT_LITERAL, op.ANY) else []


def _examples(tree: Any, most: int) -> list[str]:
    """Make up to ``most`` texts that a part may match."""
    made = [""] * most
    for kind, value in tree:
        choices = _example_of(kind, value, most) or [""]
        made = [text + choices[min(i, len(choices) - 1)] for i, text in enumerate(made)]
    return [text for text in dict.fromkeys(made) if text]


def _example_of(kind: Any, value: Any, most: int) -> list[str]:
    if kind in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
        return _signs(kind, value)[:most]
    if kind in _REPEATS:
        return [text * max(value[0], 1) for text in _examples(value[2], most)]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return []
    inner = _inner(kind, value)
    each = 1 if len(inner) > 1 else most
    return [text for part in inner[: max(most, 8)] for text in _examples(part, each)][:most]


def _signs(kind: Any, value: Any) -> list[str]:
    if kind is op.IN:
        return _members(value)
    if kind is op.ANY:
        return ["a", " "]
    return [chr(value)] if kind is op.LITERAL else [sign for sign in _SIGNS if sign != chr(value)]


def _members(items: Any) -> list[str]:
    """List some signs of a class: ordinary ones, those that it names, white space."""
    negated = bool(items) and items[0][0] is op.NEGATE
    held = [sign for sign in _SIGNS if _is_in(sign, items) != negated]
    named = [
        value if kind is op.LITERAL else value[0] for kind, value in items if kind in (op.LITERAL, op.RANGE)
    ]
    return list(dict.fromkeys([*held[:2], *([] if negated else map(chr, named[:3])), *held[2:4]]))


def _is_in(sign: str, items: Any) -> bool:
    return any(
        (kind is op.LITERAL and ord(sign) == value)
        or (kind is op.RANGE and value[0] <= ord(sign) <= value[1])
        or (kind is op.CATEGORY and re.match(_CATEGORIES[value], sign) is not None)
        for kind, value in items
    )
