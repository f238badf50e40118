"""Where names that are known stand in a text: of whoever wrote in a thread or is called by name there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick

from kbminer.languages import LatePattern, alternatives
from kbminer.redact.first_pass import finds
from kbminer.redact.name_parts import (
    LEAST_OF_PART,
    ORDINARY,
    capitalised_parts,
    names_alone,
    parts_of,
    parts_that_name,
)
from kbminer.redact.sign_offs import signed_off
from kbminer.redact.signatures import OPENER
from kbminer.redact.spans import Span, lowered

_URL = LatePattern(r"https?://[^\s<>\"'`|]+|www\.[^\s<>\"'`|]+")
# What stands around a name is asked of each find: a pattern for each name took longer to make than to search.
_NOT_BEFORE = LatePattern(r"[\w@.⟩-]")
# Lost white space glues a name to the first word of the next line.
_SPELT = LatePattern(r"(?<![\w.+@/-])([\w.+-]+) at (?:[\w-]+\.)+[a-z]{2,24}(?![\w-])")
_OF_WORD = LatePattern(r"\w")
_ENDS = LatePattern(rf"(?!\w)|(?={OPENER}[ ,'’])")
_CALLS_BEFORE = LatePattern(lambda: rf"(?<!\w)(?i:{alternatives('redact.calls_before')})[ ,@]{{1,2}}\Z")
_CALLS_BEHIND = LatePattern(lambda: rf"['’]s\b|[ ](?:{alternatives('redact.calls_behind')})\b")
_LONGEST_CALL = 40  # signs of what stands before a name that is called
# Characters, chosen by reading what was found in forums, not measured one by one.
_SHORTEST = 3  # a name of fewer is an abbreviation to everybody else
_LONG = 5  # from here on a name is no ordinary word by chance, in whatever case


def named_people(text: str, names: tuple[str, ...]) -> Iterator[Span]:
    """Find the given names, but not inside addresses: there they lead to a page rather than to a person."""
    lower = lowered(text)
    yield from signed_off(text, names)
    sought = _sought_in(lower, names)
    if not sought:
        return
    yield from _addresses_spelt(text, lower, sought)
    addresses = [match.span() for match in _URL.finditer(text)]
    for each in sought:
        for span in _places_of(each, text, lower):
            before = bisect_right(addresses, (span.start, len(text))) - 1
            if before < 0 or addresses[before][1] <= span.start:
                yield span


def _places_of(name: _Sought, text: str, lower: str) -> Iterator[Span]:
    if name.where == "anywhere":
        yield from _as_word(text, lower, name)
    elif name.where == "called":
        yield from _as_called(text, name.lower)


def _addresses_spelt(text: str, lower: str, sought: Sequence[_Sought]) -> Iterator[Span]:
    """Find addresses as archives of mail spell them, "hob at lamp.example", whose box holds a known name.

    Without a name in it the same is a place: "look at lamp.example".
    """
    for match in _SPELT.finditer(lower) if " at " in lower else ():
        box = match[1]
        if any(len(each.lower) >= LEAST_OF_PART and each.lower in box for each in sought):
            yield Span(match.start(), match.end())


class _Sought(NamedTuple):
    """A name as it is looked for, and where: in any case or only as written."""

    lower: str
    written: str | None
    where: Literal["anywhere", "called", "in addresses"]


def _as_word(text: str, lower: str, name: _Sought) -> Iterator[Span]:
    """Where a name stands as a word of its own, with the sign of a mention before it."""
    read = 0
    while (at := lower.find(name.lower, read)) >= 0:
        end = at + len(name.lower)
        start = at - 1 if text[at - 1 : at] == "@" and at > read else at
        stands_alone = not _NOT_BEFORE.match(text[start - 1 : start]) and _ENDS.match(text, end) is not None
        if stands_alone and name.written in (None, text[at:end]):
            yield Span(start, end)
            read = end
        else:
            read = at + 1


def _as_called(text: str, first: str) -> Iterator[Span]:
    """Where somebody is called by a first name in small letters, or said to say something."""
    read = 0
    while (at := text.find(first, read)) >= 0:
        read = end = at + len(first)
        before = text[at - 1 : at]
        is_called = not _OF_WORD.match(text, end) and (
            _CALLS_BEFORE.search(text, max(0, at - _LONGEST_CALL), at) is not None
        )
        stands_free = not _OF_WORD.match(before) and before not in ("/", ".", "-")
        speaks = stands_free and _CALLS_BEHIND.match(text, end) is not None
        if is_called or speaks:
            yield Span(at, end)


def _sought_in(lower: str, names: tuple[str, ...]) -> list[_Sought]:
    """What to seek in a text that holds it at all."""
    sought = _names_sought(names)
    return [sought[number] for number in sorted({find[0] for find in finds(_automaton(names), lower)})]


@lru_cache(maxsize=1024)
def _automaton(names: tuple[str, ...]) -> AhoCorasick:
    return AhoCorasick([each.lower for each in _names_sought(names)])


@lru_cache(maxsize=1024)
def _names_sought(names: tuple[str, ...]) -> tuple[_Sought, ...]:
    """What to seek in a text, the longest first.

    Whole names are matched in any case; parts of them and short ones only as they are written.
    """
    sought = list(filter(_can_be_sought, map(str.strip, names)))
    loose = {name for name in sought if len(name) >= _LONG}
    forms = loose.union(*map(_forms_as_written, sought))
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    found = [_Sought(lowered(form), None if form in loose else form, "anywhere") for form in longest_first]
    firsts = sorted(set(filter(None, map(_first_name, sought))))
    boxes = sorted({part.lower() for part in chain.from_iterable(map(capitalised_parts, sought))})
    found += [_Sought(first, None, "called") for first in firsts]
    return (*found, *(_Sought(box, None, "in addresses") for box in boxes))


def _first_name(name: str) -> str | None:
    """The first of several names, in lower case, by which people call one another carelessly."""
    parts = parts_of(name)
    return parts[0].lower() if len(parts) > 1 and parts[0] in parts_that_name(name) else None


def _can_be_sought(name: str) -> bool:
    return len(name) >= _SHORTEST and name.lower() not in ORDINARY and re.search(r"[^\W\d]", name) is not None


def _forms_as_written(name: str) -> Iterator[str]:
    """The forms of a name that only count as written: a short one, and parts that could name alone."""
    if len(name) < _LONG:
        yield name
    stem = name.rstrip("0123456789_-")  # people drop the digits
    if stem != name and names_alone(stem):
        yield from (stem, stem.capitalize())
    yield from parts_that_name(name)
