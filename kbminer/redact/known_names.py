"""Names that are known: whoever wrote in a thread or is called by name there, wherever they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kbminer.languages import LatePattern, alternatives
from kbminer.redact.letters import LOWER, UPPER
from kbminer.redact.recognisers.people import greeted_people
from kbminer.redact.sign_offs import signed_off
from kbminer.redact.signatures import OPENER, could_be_name
from kbminer.redact.spans import Span, lowered

_URL = LatePattern(r"https?://[^\s<>\"'`|]+|www\.[^\s<>\"'`|]+")
_PARTS = LatePattern(r"[\s._-]+|(?<=[a-z])(?=[A-Z])")
# What stands around a name is asked of each find: a pattern for each name took longer to make than to search.
_NOT_BEFORE = LatePattern(r"[\w@.⟩-]")
# Lost white space glues a name to the first word of the next line.
_SPELT = LatePattern(r"(?<![\w.+@/-])([\w.+-]+) at (?:[\w-]+\.)+[a-z]{2,24}(?![\w-])")
_OF_WORD = LatePattern(r"\w")
_ENDS = LatePattern(rf"(?!\w)|(?={OPENER}[ ,'’])")
_CALLS_BEFORE = LatePattern(lambda: rf"(?<!\w)(?i:{alternatives('redact.calls_before')})[ ,@]{{1,2}}\Z")
_CALLS_BEHIND = LatePattern(lambda: rf"['’]s\b|[ ](?:{alternatives('redact.calls_behind')})\b")
_LONGEST_CALL = 40  # signs of what stands before a name that is called
_CAPITALISED = rf"[{UPPER}][{LOWER}’'-]{{2,}}"
_NAME_WORD = LatePattern(rf"(?<![\w-]){_CAPITALISED}(?!\w)")
_BEHIND_NAME = rf"(?<=[a-z][ ])%s[ ]({_CAPITALISED})(?=[ ]?[,.;:)(<]|[ ][a-z]|['’]s\b|[ ]*\n)"
_NICKNAME = LatePattern(rf"{_CAPITALISED}(?:[A-Z][a-z]+)?|[A-Z][A-Z][a-z]{{3,}}")
_ORDINARY = frozenset(
    """admin administrator anonymous author bot bug code data default developer discobot error forum
    game guest
    help info linux mac mail member moderator name new none null post root server staff support system team
    test tester the unknown update user username web windows android apple google microsoft the you and for
    not but all can will may mark grant rich art bill chase drew faith grace hope joy june april august
    max min sky iris summer dawn rose jack frank miles page rob sue pat ray guy king long young white black
    green brown gray grey rest will smart wise stone wood field house hill rock river light night day moon
    sun star storm fire ice snow rain wind water earth tree leaf bird cat dog fox wolf bear lion tiger dragon
    ghost shadow spirit ninja pirate wizard master hero player gamer noob newbie pro expert guru geek nerd
    hacker coder programmer engineer doctor professor teacher student learner pixel vector matrix mesh node
    scene shader sprite texture engine editor builder maker creator designer artist core base main root urho
    slicer dev debug demo sample example object class function module script plugin package version build
    release source binary library python java ruby perl delta alpha beta gamma omega sigma zero one two three
    first last next prev back front left right top bottom center middle inner outer upper lower high low
    random silent simple free open public private local global static dynamic virtual real true false yes
    thanks thank please sorry hello world question answer solved issue problem solution""".split()
)


# Characters, chosen by reading what was found in forums, not measured one by one.
_SHORTEST = 3  # a name of fewer is an abbreviation to everybody else
_LONG = 5  # from here on a name is no ordinary word by chance, in whatever case
_LEAST_OF_PART = 4


def names_called(texts: Sequence[str], title: str = "") -> frozenset[str]:
    """Find the names by which people are greeted or sign in a thread: they may be called so anywhere in it.

    A word that the thread uses as a word, too, is none of them: in its title, in lower case, behind an
    article or a preposition, before a version or a bracket.

    Parameters
    ----------
    texts : sequence of str
        The thread's posts as Markdown.
    title : str, default ""
        The thread's title.

    Examples
    --------
    >>> sorted(names_called(["Hi Anna, the lamp is dark.", "Anna Berger, try a bulb."]))
    ['Anna']
    """
    called: set[str] = set()
    rest: list[str] = []
    for text in texts:
        names, others = _parted(text)
        called |= names
        rest += others
    topic = title.lower()
    possible = {name for name in called if _could_be_called_so(name, topic)}
    unnamed = "\n".join(rest) if possible else ""
    names = {name for name in possible if not _is_word_in(name, unnamed)}
    return frozenset(names | _family_names(names, unnamed, topic))


def _parted(text: str) -> tuple[set[str], list[str]]:
    """The names by which a text greets, thanks and signs, and the pieces around these places."""
    names: set[str] = set()
    around: list[str] = []
    at = 0
    for span in greeted_people(text):
        names.update(_names_in(text[span.start : span.end]))
        around.append(text[at : span.start])
        at = max(at, span.end)
    return names, [*around, text[at:]]


def _could_be_called_so(word: str, topic: str) -> bool:
    return word.lower() not in _ORDINARY and word.lower() not in topic and could_be_name(word)


def _family_names(names: set[str], text: str, topic: str) -> set[str]:
    """What stands behind the names in the middle of sentences, where it is no word of the text."""
    met = [name for name in names if f"{name} " in text]
    found = {word for name in met for word in _compiled(_BEHIND_NAME % re.escape(name)).findall(text)}
    possible = {word for word in found - names if _could_be_called_so(word, topic)}
    return {word for word in possible if not _is_word_in(word, text)}


def _names_in(called: str) -> list[str]:
    return [called] if _NICKNAME.fullmatch(called) else _NAME_WORD.findall(called)


def _is_word_in(name: str, text: str) -> bool:
    """Whether the text writes a name somewhere as it would any word."""
    if name not in text and name.lower() not in text:
        return False
    lower, itself = re.escape(name.lower()), re.escape(name)
    as_word = (
        rf"(?<![\w.@/-]){lower}(?![\w@]|\.\w)|(?<!\w){itself}(?=[(_:\\/]|\.\w|[ ]v?\d(?!\.[A-Z]))|"
        rf"\b(?:[Tt]he|[Aa]n?|[Mm]y|[Yy]?[Oo]ur|[Ii]ts|[Ii]n|[Ii]nto|[Oo]n|[Vv]ia|[Uu]s(?:e[sd]?|ing))"
        rf"[ ]{itself}\b"
    )
    return _compiled(as_word).search(text) is not None


def named_people(text: str, names: tuple[str, ...]) -> Iterator[Span]:
    """Find the given names, but not inside addresses: there they lead to a page rather than to a person."""
    lower = lowered(text)
    yield from signed_off(text, names)
    sought = [each for each in _names_sought(names) if each.lower in lower]
    if not sought:
        return
    yield from _addresses_spelt(text, lower, sought)
    addresses = [match.span() for match in _URL.finditer(text)]
    for each in sought:
        for span in _as_word(text, lower, each) if each.whole else _as_called(text, each.lower):
            before = bisect_right(addresses, (span.start, len(text))) - 1
            if before < 0 or addresses[before][1] <= span.start:
                yield span


def _addresses_spelt(text: str, lower: str, sought: Sequence[_Sought]) -> Iterator[Span]:
    """Find addresses as archives of mail spell them, "hob at lamp.example", whose box holds a known name.

    Without a name in it the same is a place: "look at lamp.example".
    """
    for match in _SPELT.finditer(lower) if " at " in lower else ():
        box = match[1]
        if any(each.whole and len(each.lower) >= _LEAST_OF_PART and each.lower in box for each in sought):
            yield Span(match.start(), match.end())


class _Sought(NamedTuple):
    """A name as it is looked for: in any case or as written, by itself or where somebody is called by it."""

    lower: str
    written: str | None
    whole: bool


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


@lru_cache(maxsize=1024)
def _names_sought(names: tuple[str, ...]) -> tuple[_Sought, ...]:
    """What to seek in a text, the longest first.

    Whole names are matched in any case; parts of them and short ones only as they are written.
    """
    sought = [name for name in map(str.strip, names) if _can_be_sought(name)]
    loose = {name for name in sought if len(name) >= _LONG}
    exact = {form for name in sought for form in _forms_as_written(name)}
    forms = [(name, "i") for name in loose] + [(name, "-i") for name in exact - loose]
    forms.sort(key=lambda form: (-len(form[0]), form))
    found = [_Sought(lowered(name), None if flag == "i" else name, whole=True) for name, flag in forms]
    firsts = sorted({first for name in sought if (first := _first_name(name))})
    return (*found, *(_Sought(first, None, whole=False) for first in firsts))


def _first_name(name: str) -> str | None:
    """The first of several names, in lower case, by which people call one another carelessly."""
    parts = _PARTS.split(name)
    first = parts[0]
    is_name = len(parts) > 1 and first[:1].isupper() and _names_alone(first)
    return first.lower() if is_name else None


def _can_be_sought(name: str) -> bool:
    return (
        len(name) >= _SHORTEST and name.lower() not in _ORDINARY and re.search(r"[^\W\d]", name) is not None
    )


def _forms_as_written(name: str) -> Iterator[str]:
    """The forms of a name that only count as written: a short one, and parts that could name alone."""
    if len(name) < _LONG:
        yield name
    stem = name.rstrip("0123456789_-")  # people drop the digits
    if stem != name and _names_alone(stem):
        yield from (stem, stem.capitalize())
    yield from (part for part in _PARTS.split(name) if part[:1].isupper() and _names_alone(part))


def _names_alone(part: str) -> bool:
    return len(part) >= _LEAST_OF_PART and part.isalpha() and part.lower() not in _ORDINARY


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile once what many threads share: the same people write in them."""
    return re.compile(pattern)
