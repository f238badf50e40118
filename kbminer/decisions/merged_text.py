"""Two texts that were written on the same third: one text that holds the words of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedPart:
    """Lines of a merged text: the same on both sides, changed on one, or two ways that conflict.

    ``ours`` and ``theirs`` differ in a conflict alone.
    """

    kind: Literal["same", "ours", "theirs", "conflict"]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def merge_texts(base: str, ours: str, theirs: str) -> tuple[MergedPart, ...]:
    """Merge two texts line by line.

    Examples
    --------
    >>> parts = merge_texts("a\\nb\\nc", "a\\nB\\nc", "a\\nb\\nc\\nd")
    >>> [part.kind for part in parts], merged_lines(parts)
    (['same', 'ours', 'same', 'theirs'], ['a', 'B', 'c', 'd'])
    """
    lines = base.split("\n")
    sides = ours.split("\n"), theirs.split("\n")
    return tuple(_parts(lines, *sides))


def merged_lines(parts: Sequence[MergedPart]) -> list[str]:
    """Write the merge as lines; where both sides differ, both stand, ours first: no word is lost."""
    lines: list[str] = []
    for part in parts:
        lines += part.ours
        if part.kind == "conflict":
            lines += [line for line in part.theirs if line not in part.ours]
    return lines


def has_conflict(parts: Sequence[MergedPart]) -> bool:
    """Tell whether a person must choose."""
    return any(part.kind == "conflict" for part in parts)


def _parts(base: list[str], ours: list[str], theirs: list[str]) -> Iterator[MergedPart]:
    """Walk from one stretch that all three share to the next; what lies between was changed."""
    at = (0, 0, 0)
    for stretch in (*_shared(base, ours, theirs), (len(base), len(ours), len(theirs), 0)):
        *starts, size = stretch
        yield from _changed(
            tuple(base[at[0] : starts[0]]), tuple(ours[at[1] : starts[1]]), tuple(theirs[at[2] : starts[2]])
        )
        if size:
            same = tuple(base[starts[0] : starts[0] + size])
            yield MergedPart(kind="same", ours=same, theirs=same)
        at = (starts[0] + size, starts[1] + size, starts[2] + size)


def _changed(base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]) -> Iterator[MergedPart]:
    if ours == theirs:
        if ours:
            yield MergedPart(kind="same", ours=ours, theirs=ours)
    elif theirs == base:
        yield MergedPart(kind="ours", ours=ours, theirs=ours)
    elif ours == base:
        yield MergedPart(kind="theirs", ours=theirs, theirs=theirs)
    else:
        yield MergedPart(kind="conflict", ours=ours, theirs=theirs)


def _shared(base: list[str], ours: list[str], theirs: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of lines that stand in all three: where in each, and how many lines."""
    in_ours, in_theirs = _places(base, ours), _places(base, theirs)
    start = 0
    while start < len(base):
        size = 0
        while (
            start + size < len(base)
            and in_ours.get(start + size) == in_ours.get(start, -1) + size
            and in_theirs.get(start + size) == in_theirs.get(start, -1) + size
        ):
            size += 1
        if size:
            yield start, in_ours[start], in_theirs[start], size
        start += size or 1


def _places(base: list[str], side: list[str]) -> dict[int, int]:
    """Where each unchanged line of the base stands on one side."""
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    blocks = matcher.get_matching_blocks()
    return {block.a + i: block.b + i for block in blocks for i in range(block.size)}
