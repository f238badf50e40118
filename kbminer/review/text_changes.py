"""What is different between two texts, word by word, for people to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

ChangeKind = Literal["same", "added", "removed"]
_PIECES = re.compile(r"\s+|\[\^\d+\]|[\w'’-]+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedWords:
    """Words that are the same in both texts, were added, or were removed."""

    change: ChangeKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """A line of the newer text, or one that it lacks; ``number`` counts the stretches of changes from 1."""

    pieces: tuple[ChangedWords, ...]
    number: int = 0


def changed_lines(before: str, after: str, *, around: int = 3) -> tuple[ChangedLine, ...]:
    """Compare two texts line by line, and changed lines word by word.

    Parameters
    ----------
    before, after : str
    around : int, default 3
        Unchanged lines that are kept on both sides of a change.

    Examples
    --------
    >>> [piece.words for piece in changed_lines("Press it.", "Press it twice.")[0].pieces]
    ['Press it', ' twice', '.']
    """
    old, new = before.rstrip("\n").split("\n"), after.rstrip("\n").split("\n")
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    lines: list[ChangedLine] = []
    number = 0
    for tag, i, k, j, m in matcher.get_opcodes():
        if tag == "equal":
            lines += (ChangedLine(pieces=(ChangedWords(change="same", words=line),)) for line in new[j:m])
            continue
        number += 1
        lines += (ChangedLine(pieces=pieces, number=number) for pieces in _pairs(old[i:k], new[j:m]))
    return tuple(_near_changes(lines, around))


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[ChangedWords, ...]]:
    for before, after in zip(old, new, strict=False):
        yield tuple(_words(before, after))
    for gone in filter(None, old[len(new) :]):
        yield (ChangedWords(change="removed", words=gone),)
    for come in filter(None, new[len(old) :]):
        yield (ChangedWords(change="added", words=come),)


def _words(before: str, after: str) -> Iterator[ChangedWords]:
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    for tag, i, k, j, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield ChangedWords(change="same", words="".join(new[j:m]))
            continue
        if k > i:
            yield ChangedWords(change="removed", words="".join(old[i:k]))
        if m > j:
            yield ChangedWords(change="added", words="".join(new[j:m]))


def _near_changes(lines: Sequence[ChangedLine], around: int) -> Iterator[ChangedLine]:
    changed = [i for i, line in enumerate(lines) if line.number]
    near = {i for at in changed for i in range(at - around, at + around + 1)}
    return (line for i, line in enumerate(lines) if i in near)
