"""The signs by which each word of a text is judged private or not: its own, and those of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import mmh3

from kbminer.redact.words import Look, Word

REACH = 6
"""Words before a word in which what announces it is looked for."""

_BEHIND = 3
_NOTHING = Look("·", "·", "-", 0, "-", "-", (), "none", False, False)
BITS = 18
"""Signs are hashed to 2 to this many places; some hundred thousand differ in what is learned from."""


def places(words: Sequence[Word], text: str) -> Iterator[tuple[int, list[int]]]:
    """Give, for each word that could be private, its number and the places of its signs.

    Most words of a text need no look: those of small letters where nothing close announces them, those with a
    capital that are nobody's known name and stand behind no greeting or thanks, and those with other signs
    where nothing at all is announced.

    Parameters
    ----------
    words : sequence of Word
        What :func:`kbminer.redact.words.cut` gave for the text.
    text : str
    """
    announced = called = marked = -REACH - 1
    for number, word in enumerate(words):
        look = word.look
        if look.kind == "small":
            near = number - announced <= REACH
        elif look.kind == "name":
            near = "F" in look.known or "L" in look.known or number - max(announced, called) <= REACH
        else:
            near = look.kind == "mixed" and number - marked <= REACH
        if near:
            yield number, [place(sign) for sign in _signs(words, number, text)]
        if look.marks:
            announced = number if look.announces else announced
            called = number if look.calls else called
            marked = number


@lru_cache(maxsize=1 << 17)
def place(sign: str) -> int:
    """Give the place of a sign among the weights."""
    return int(mmh3.hash(sign, signed=False)) & ((1 << BITS) - 1)


def _signs(words: Sequence[Word], at: int, text: str) -> list[str]:
    word = words[at]
    look = word.look
    before = text[words[at - 1].end if at else 0 : word.start]
    behind = text[word.end : words[at + 1].start if at + 1 < len(words) else len(text)]
    begins = at == 0 or "\n" in before or any(sign in ".!?" for sign in before)
    ends = at + 1 == len(words) or "\n" in behind
    case = f"{look.shape[:2]}{begins:d}"
    return [
        *_own(look),
        f"b{_gap(before)}",
        f"a{_gap(behind)}",
        f"b{_gap(before)}{look.signs}",
        f"a{_gap(behind)}{look.signs}",
        f"e{begins:d}{ends:d}",
        f"c{case}{look.known}",
        f"c{case}{ends:d}",
        *_beside(words, at, case),
        *_announced(words, at, text),
    ]


@lru_cache(maxsize=1 << 14)
def _own(look: Look) -> tuple[str, ...]:
    return (
        "",  # stands for every word
        f"s{look.shape}",
        f"g{look.signs}",
        f"n{look.length}",
        f"g{look.signs}n{look.length}",
        f"k{look.known}",
        f"t{look.script}",
        f"p{look.lower[:3]}",
        f"q{look.lower[-3:]}",
        f"w{look.lower[:40]}",
        *(f"I{mark}" for mark in look.marks),
    )


def _beside(words: Sequence[Word], at: int, case: str) -> Iterator[str]:
    """The words around, by themselves and in pairs."""
    look = words[at].look
    last, next_ = _look(words, at - 1), _look(words, at + 1)
    for step in (-3, -2, -1, 1, 2):
        near = _look(words, at + step)
        yield f"{step}{near.lower[:40]}"
        if step > -3:
            yield f"{step}k{near.known}"
            yield f"{step}s{near.shape}"
            yield f"{step}p{near.lower[:4]}"
            yield f"{step}g{look.signs}{near.lower[:4]}"
    yield f"={_look(words, at - 2).lower[:40]} {last.lower[:40]}"
    yield f"~{last.lower[:40]} {next_.lower[:40]}"
    yield f"^{last.lower[:40]} {case}{look.known}"


def _announced(words: Sequence[Word], at: int, text: str) -> Iterator[str]:
    """What the words before, and a few behind, say of what stands near them."""
    look = words[at].look
    for side, reach in ((-1, REACH), (1, _BEHIND)):
        seen: set[str] = set()
        for away in range(1, reach + 1):
            other = at + side * away
            if not 0 <= other < len(words):
                break
            for mark in words[other].look.marks:
                if mark not in seen:
                    seen.add(mark)
                    yield f"{side}{mark}"
                    yield f"{side}{mark}{min(away, 4)}"
                    yield f"{side}{mark}{look.signs}"
                    yield f"{side}{mark}{look.shape[:6]}"


def _look(words: Sequence[Word], at: int) -> Look:
    return words[at].look if 0 <= at < len(words) else _NOTHING


def _gap(signs: str) -> str:
    """What stands between two words, shortened."""
    plain = " ".join(signs.replace("\n", " | ").split()) + " " * signs.endswith(" ")
    return plain if len(plain) <= 4 else plain[:2] + plain[-2:]
