"""Numbered lists whose lines run together: "1.Open the lid2.Close it", "1) Save 2) Send"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kbminer.forum.prose_spans import prose_spans
from kbminer.records import BodyFormat

_MARKER = re.compile(
    r"(?<![\d.,/\\$#&=_+(\"-])(?=\d{1,2}(?P<sign>[.)]))(?P<number>\d{1,2})[.)](?P<gap> ?)"
    r"(?=[\"“'(\[`*]?[^\W\d_])(?![a-z]{1,4}\b)"
)
_ENDS = ".:!?)"
_BULLET = re.compile(r"[•▪●‣](?=\s?\w)")
_STEP = re.compile(r"(?P<word>[A-Z][a-zà-öø-ÿ]{2,11}) ?#?(?P<number>\d{1,2})(?= ?[:.)])")
_LOOK_BACK = 200  # characters in which something must stand for a place to be amid a line
_LEAST_BULLETS = 2
_WORD_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_]++$")


def run_together(body: str, format: BodyFormat) -> Iterator[tuple[int, str]]:
    """Find where the lines of lists run together: places, and what is missing there.

    >>> list(run_together("Do this: 1.Open the lid2.Close it", "text"))
    [(9, '\\n'), (11, ' '), (23, '\\n'), (25, ' ')]
    """
    numbered = any(f"1{sign}" in body and f"2{sign}" in body for sign in ".):")
    bulleted = _BULLET.search(body)
    for start, end in prose_spans(body, format) if numbered or bulleted else ():
        if numbered:
            yield from _numbered(body, start, end)
            yield from _stepped(body, start, end)
        if bulleted:
            yield from _bulleted(body, start, end)


def _bulleted(body: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    bullets = list(_BULLET.finditer(body, start, end))
    if len(bullets) >= _LEAST_BULLETS:
        yield from ((each.start(), "\n") for each in bullets if _is_amid_line(body, start, each.start()))


def _numbered(body: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for row in _rows(list(_MARKER.finditer(body, start, end))):
        if not _is_list(body, start, row):
            continue
        for marker in row:
            if _is_amid_line(body, start, marker.start()):
                yield marker.start(), "\n"
            if not marker["gap"]:
                yield marker.start("gap"), " "


def _is_amid_line(body: str, start: int, at: int) -> bool:
    """Whether something stands before a place, and it is no sign of a heading or a quotation."""
    before = body[max(start, at - _LOOK_BACK) : at]
    line = before.rpartition("\n")[2]
    return bool(before.strip()) and (not line.strip() or bool(line.strip(" \t#*>_")))


def _stepped(body: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """ "Step 1: open itStep 2: close it": a word that counts, and is glued at least once."""
    for row in _rows(list(_STEP.finditer(body, start, end))):
        before = [body[each.start() - 1] if each.start() > start else " " for each in row]
        if _parts_steps(before[0]) and _are_glued(before[1:]):
            yield from ((each.start(), "\n") for each in row if _is_amid_line(body, start, each.start()))


def _parts_steps(sign: str) -> bool:
    return sign.isspace() or sign in _ENDS


def _are_glued(before: list[str]) -> bool:
    """Whether steps follow letters, ends of sentences or spaces, and one of them no space."""
    return not all(map(str.isspace, before)) and all(sign.islower() or _parts_steps(sign) for sign in before)


def _rows(markers: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Markers that count up from one with the same sign or word, two or more."""
    row: list[re.Match[str]] = []
    for marker in markers:
        if row and (int(marker["number"]), marker[1]) == (int(row[-1]["number"]) + 1, row[-1][1]):
            row.append(marker)
        elif marker["number"] == "1":
            if len(row) > 1:
                yield row
            row = [marker]
    if len(row) > 1:
        yield row


def _is_list(body: str, start: int, row: list[re.Match[str]]) -> bool:
    """Whether markers are a list's and not the numbers of files, versions or figures."""
    before = [body[max(start, each.start() - 24) : each.start()] for each in row]
    words = [word[0] for text in before if (word := _WORD_BEFORE.search(text.rstrip(" ")))]
    if before[0][-1:].isalpha() or len(set(words)) < len(words):
        return False  # "fig1.Lid fig2.Base", "see fig 1. Then fig 2. Here"
    apart = all(b.start() - a.end() > 2 for a, b in pairwise(row))
    spaced_but_glued = row[0]["gap"] and any(text[-1:].isalpha() for text in before)
    return apart and (all(map(_leads_a_capital, row)) or bool(spaced_but_glued))


def _leads_a_capital(marker: re.Match[str]) -> bool:
    return marker.string[marker.end() :].lstrip("\"“'([`*")[:1].isupper()
