"""Who is quoted: the words around a name in the captions of quote boxes, in the languages boards speak."""

from __future__ import annotations

import re
from functools import cache

from kbminer.languages import all_words

_MOST_SIGNS = 80  # of a name; longer ones are sentences
_LEAKED = re.compile(r"author=(.+?)(?<!\s)\s++(?:link|date)=")  # a tag that a conversion left half open
_STAMP = re.compile(r"^\(?\d{1,4}[-./]\d.*?\)\s+|^.*\d{1,2}:\d{2}(?::\d{2})?\)?\s+")


def quoted_name(caption: str) -> str | None:
    """Read the name in a quote's caption, in any of the languages that boards speak.

    Returns
    -------
    str or None
        ``None`` where the caption names nobody.

    Examples
    --------
    >>> quoted_name("Ann B. wrote: ↑"), quoted_name("Quote from: Ann on May 3, 2012, 09:12:44 AM")
    ('Ann B.', 'Ann')
    >>> quoted_name("Originally posted by Ann"), quoted_name("Citation :")
    ('Ann', None)
    """
    text = " ".join(caption.replace("\u00a0", " ").split()).strip(' ↑→»«"“”')
    if not text or text.lower().rstrip(": ") in _nameless() or len(text) > 200:
        return None
    if leaked := _LEAKED.match(text):
        return _name(leaked.group(1))
    bare = _opening().sub("", text, count=1)
    if found := _name_before_verb().match(bare):
        return _name(found.group("name"))
    if bare != text:
        return _name(_date().sub("", bare))
    return _name(bare) if len(text) <= 60 else None


def _name(words: str) -> str | None:
    """The words without a time before them; ``None`` where no name is left."""
    name = _STAMP.sub("", words).strip(" :,;*")
    return name if name and name.lower() not in _nameless() and len(name) <= _MOST_SIGNS else None


@cache
def _nameless() -> frozenset[str]:
    return frozenset(all_words("quotes.nameless"))


@cache
def _opening() -> re.Pattern[str]:
    """What stands before a name: "Originally posted by", "Zitat von"."""
    openings = sorted(all_words("quotes.opening"), key=len, reverse=True)
    return re.compile(rf"^(?:{'|'.join(openings)})(?:\s*+:)?\s++(?=\S)", re.I)


@cache
def _name_before_verb() -> re.Pattern[str]:
    """A name and what stands behind it: "wrote", "a écrit"."""
    verbs = "|".join(all_words("quotes.wrote"))
    return re.compile(rf"^(?P<name>.{{1,{_MOST_SIGNS}}}?)[\s\u200e]+(?:{verbs})\s*[:：]?", re.I)


@cache
def _date() -> re.Pattern[str]:
    """What follows a name up to and behind a date."""
    words = "".join(rf"|\b{word}\b" for word in all_words("quotes.before_date"))
    return re.compile(
        rf"(?:(?<!\s)\s++)?(?:[;,|]|»|«{words}|\u2192|:)\s*+.{{0,60}}\d.*+",
        re.I | re.S,
    )
