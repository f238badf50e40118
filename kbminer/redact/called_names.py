"""Names by which the people of a thread are called, wherever one of its texts says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick

from kbminer.languages import LatePattern
from kbminer.redact.first_pass import finds
from kbminer.redact.letters import LOWER, UPPER
from kbminer.redact.name_parts import ORDINARY
from kbminer.redact.recognisers.people import greeted_people
from kbminer.redact.signatures import could_be_name

_CAPITALISED = rf"[{UPPER}][{LOWER}’'-]{{2,}}"
_NAME_WORD = LatePattern(rf"(?<![\w-]){_CAPITALISED}(?!\w)")
_IN_SENTENCE = LatePattern(r"[a-z][ ]")
_BEHIND_NAME = LatePattern(rf"[ ]({_CAPITALISED})(?=[ ]?[,.;:)(<]|[ ][a-z]|['’]s\b|[ ]*\n)")
# A thread uses as a word, too, what it writes in small letters, before a bracket, a version or more of code,
# or behind an article or a preposition.
_NOT_BEFORE_SMALL = LatePattern(r"[\w.@/-]")
_NOT_BEHIND_SMALL = LatePattern(r"[\w@]|\.\w")
_BEHIND_WORD = LatePattern(r"[(_:\\/]|\.\w|[ ]v?\d(?!\.[A-Z])")
_LEADS_TO_WORD = LatePattern(
    r"\b(?:[Tt]he|[Aa]n?|[Mm]y|[Yy]?[Oo]ur|[Ii]ts|[Ii]n|[Ii]nto|[Oo]n|[Vv]ia|[Uu]s(?:e[sd]?|ing))[ ]\Z"
)
_LONGEST_LEAD = 6  # signs: "Using" and a space
_OF_WORD = LatePattern(r"\w")
_EDGE = LatePattern(r"\b")
_NICKNAME = LatePattern(rf"{_CAPITALISED}(?:[A-Z][a-z]+)?|[A-Z][A-Z][a-z]{{3,}}")


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
    names = possible - _words_among(possible, unnamed)
    behind = {name for name in _behind_names(names, unnamed) - names if _could_be_called_so(name, topic)}
    return frozenset(names | behind - _words_among(behind, unnamed))


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


def _names_in(called: str) -> list[str]:
    return [called] if _NICKNAME.fullmatch(called) else _NAME_WORD.findall(called)


def _could_be_called_so(word: str, topic: str) -> bool:
    return word.lower() not in ORDINARY and word.lower() not in topic and could_be_name(word)


def _behind_names(names: set[str], text: str) -> set[str]:
    """What stands behind names in the middle of sentences."""
    found = (
        _BEHIND_NAME.match(text, end)
        for start, end in _finds(names, text)
        if _IN_SENTENCE.match(text[max(0, start - 2) : start])
    )
    return {match[1] for match in found if match}


def _words_among(names: set[str], text: str) -> set[str]:
    """Those of the names that the text writes somewhere as it would any word."""
    small: dict[str, set[str]] = {}
    for name in names:
        small.setdefault(name.lower(), set()).add(name)
    words: set[str] = set()
    for start, end in _finds(names | small.keys(), text):
        found = text[start:end]
        if found in small and _stands_small(text, start, end):
            words |= small[found]
        if found in names and _stands_as_word(text, start, end):
            words.add(found)
    return words


def _finds(words: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    """Find words in one pass: one by one, many names in a long thread take the square of its length."""
    sought = sorted(words)
    if sought and text:
        for _, start, end in finds(AhoCorasick(sought), text):
            yield start, end


def _stands_small(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    return not _NOT_BEFORE_SMALL.match(before) and not _NOT_BEHIND_SMALL.match(text, end)


def _stands_as_word(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    if not _OF_WORD.match(before) and _BEHIND_WORD.match(text, end):
        return True
    return _LEADS_TO_WORD.search(text, max(0, start - _LONGEST_LEAD), start) is not None and (
        _EDGE.match(text, end) is not None
    )
