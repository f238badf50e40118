"""Greetings and farewells around what a post says: "Hi Ann,", "Thanks, Ann", "Hope this helps".

They are known by their words, in every language that has a file, and by their place: a greeting opens a
paragraph, a farewell ends one, and nothing but names and signs stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from kbminer.languages import all_words, alternatives

LONGEST_FAREWELL = 120  # characters; what is longer says something
LEAST_LEFT = 2  # words that must be left before a farewell: "Many thanks" is one whole
SHORTEST_DISCLAIMER, FEWEST_DISCLAIMING = 80, 3  # characters, and words of a notice; by reading mails
_NAME = r"(?:⟨[^⟨⟩\n]*⟩|[^\W\d_a-zß-öø-ÿа-яё][\w.'’-]{0,30}+)"
_BETWEEN = re.compile(r"[\s,.!;:)*_–—~-]{1,8}")
_END = r"[\s.!)*_,:;-]{0,8}\Z"
_SIGNED = re.compile(rf"(?:[\s,.!;:)*_–—~-]{{1,8}}+{_NAME}(?:[ ,.]{{1,2}}{_NAME}){{0,3}})?{_END}")
_SIGNED_APART = re.compile(
    rf"(?:\s{{0,4}}[,.!–—~-][\s,.–—~-]{{0,8}}{_NAME}(?:[ ,.]{{1,2}}{_NAME}){{0,3}})?{_END}"
)
_SIGNED_SMALL = re.compile(rf"\s{{0,4}}[,.!–—~-]{{1,3}}\s{{0,4}}[a-z][\w.-]{{1,20}}{_END}")
_MARKED = re.compile(r"(?:[.!?,;)\]…]|\s[–—~-]{1,3}(?=\s))\s{0,8}")
_CAPITAL = re.compile(r"(?<!:)\s(?=[^\W\d_a-zß-öø-ÿа-яё])")
_MOST_FAREWELLS = 4  # in a row: "Thanks in advance, best regards"


def is_disclaimer(paragraph: str) -> bool:
    """Tell whether a paragraph is the notice on confidential mails that firms set under each of them.

    >>> is_disclaimer("This mail is confidential. If you are not the intended recipient, notify the sender.")
    True
    >>> is_disclaimer("The sender field shows the intended recipient.")
    False
    """
    if len(paragraph) < SHORTEST_DISCLAIMER:
        return False
    return len({found.lower() for found in _disclaiming().findall(paragraph)}) >= FEWEST_DISCLAIMING


@lru_cache(maxsize=16_384)  # drafting asks for the same sentences again and again
def without_courtesies(sentence: str, *, opens: bool = False, ends: bool = False) -> str:
    """Cut a greeting off a paragraph's first sentence and a farewell off the end of any.

    Parameters
    ----------
    sentence
        A sentence as inline Markdown.
    opens
        Whether it opens a paragraph.
    ends
        Whether it is the last of its post: then a nickname in small letters may end the farewell, too.

    Returns
    -------
    str
        A piece of the sentence; empty where it was nothing but courtesy.

    Examples
    --------
    >>> without_courtesies("Hi Ann, open the lid.", opens=True)
    'open the lid.'
    >>> without_courtesies("Open the lid. Thanks, Ann"), without_courtesies("Best regards -- Ann")
    ('Open the lid.', '')
    """
    if opens and (greeting := _greeting().match(sentence)):
        sentence = sentence[greeting.end() :]
    lead = len(sentence) - len(sentence.lstrip(" >*_–—~-"))
    if len(sentence) <= LONGEST_FAREWELL and _takes_leave(sentence, lead, small=ends):
        return ""
    for start, apart in _ends_of_clauses(sentence):
        if _takes_leave(sentence, start, apart=apart, small=ends):
            left = sentence[:start].rstrip(" ,;–—-~")
            return left if len(left.split()) >= LEAST_LEFT else sentence
    return sentence


def _ends_of_clauses(sentence: str) -> Iterator[tuple[int, bool]]:
    """Where a farewell may begin near the end, and whether names must stand apart from it there."""
    tail = max(0, len(sentence) - LONGEST_FAREWELL)
    starts = {space.end(): True for space in _CAPITAL.finditer(sentence, tail)}
    starts |= {mark.end(): False for mark in _MARKED.finditer(sentence, tail)}
    yield from sorted(starts.items())


def _takes_leave(sentence: str, start: int, *, apart: bool = False, small: bool = False) -> bool:
    """Whether nothing but farewells and names stands from a place on."""
    for _ in range(_MOST_FAREWELLS):
        said = _farewell().match(sentence, start)
        if said is None:
            return False
        signed = (_SIGNED_APART if apart else _SIGNED).match(sentence, said.end())
        if signed or (small and _SIGNED_SMALL.match(sentence, said.end())):
            return True
        between = _BETWEEN.match(sentence, said.end())
        if between is None:
            return False
        start = between.end()
    return False


@cache
def _disclaiming() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives('redact.disclaimers')})", re.I)


@cache
def _farewell() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(all_words('courtesies.farewells'))})(?!\w)", re.I)


@cache
def _greeting() -> re.Pattern[str]:
    """A greeting before more words: a name or two, or nobody by name, and a comma or an exclamation mark."""
    nobody = "|".join(re.escape(word) for word in sorted(all_words("courtesies.addressed"), key=len)[::-1])
    whom = rf"(?:(?:{nobody})|⟨[^⟨⟩\n]*⟩|@?[^\W\d_][\w.'’-]{{1,24}})"
    known = rf"(?:(?:{nobody})|⟨[^⟨⟩\n]*⟩)"
    greetings = alternatives("redact.greetings")
    to_all = rf"(?:[ ,]{{1,2}}{known}){{0,3}}[ ]?(?:[,!.:]|[–—-]{{1,3}}(?=\s)){{1,4}}"
    to_one = rf"(?:[ ]{whom}){{1,2}}[ ]?,{{1,3}}"
    return re.compile(rf"\s*(?:{greetings})(?:{to_all}|{to_one})\s*(?=\S)", re.I)
