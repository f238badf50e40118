"""People whom the heading of a quotation names, or an address behind their name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.letters import LOWER, UPPER
from kbminer.redact.signatures import could_be_name, is_nobody, not_person
from kbminer.redact.spans import Marks, Span

_FULL = rf"[{UPPER}][{LOWER}’'-]+[ ](?:[A-Z]\.?[ ])?(?:[{UPPER}][\w’'-]+[ ])?[{UPPER}][\w’'-]+"
_TWO_WORDS = rf"[{UPPER}][{LOWER}’'-]+(?:[ ][{UPPER}][{LOWER}’'-]+)?"
_POSTED_BY = LatePattern(
    r"\b(?:[Oo]riginally [Pp]osted [Bb]y|(?P<sent>[Ss]ent by)|[Qq]uote from:?)[ ]+\*{0,2}"
    r"(?P<private>[\w.-]{2,24}(?<!\.)(?:[ ][A-Z][\w-]+)?)"
    r"(?=\*{0,2}[ ]*(?:\([^\s()]+@|(?(sent)(?!)|(?:\([Pp]ost|\\?\n))|View [Pp]ost|on \w+ \d))"
)
_SENT_FROM = LatePattern(rf"\b[Ss]ent from (?P<private>{_TWO_WORDS})(?=['’]s\b)")
# As mail and git write down who sent, wrote and looked over: a name or a nickname before the address.
_FIELD = LatePattern(
    r"^[ \t>]*(?:author|committer|from|to|cc|(?:[a-z]{3,12}-){1,2}by)[ ]?:[ ]{0,8}"
    r"(?P<private>[^\W\d_][\w.'’-]{1,30}(?:[ ][\w.'’-]{1,30}){0,3})[ ](?=<[^<>\s@]{1,64}@)",
    re.I | re.M,
)
_WROTE = LatePattern(r"wrote[ ]?:(?P<bold>\*\*)?")


@cache
def _verbs() -> str:
    return alternatives("quotes.wrote")


# "Am 6.11.2023 schrieb Anna Berg:" and the like: the date goes before the verb, who wrote behind it.
_WRITTEN_BY = LatePattern(
    lambda: (
        rf"^[ >]*+[^\n:]{{0,40}}\d[^\n]{{0,30}}\b(?:{_verbs()})[ ](?P<private>{_TWO_WORDS})"
        r"(?=[ ]?(?:<[^<>\n]{3,60}>)?[ ]?:)|"
        rf"^[ >]*+[^\n:]{{0,40}}\d[^\n]{{0,20}}[,)][ ](?P<before>{_TWO_WORDS})(?=[ ](?:{_verbs()})[ ]?:)|"
        rf"^[ >]*+(?P<alone>{_FULL})(?=[ ](?:{_verbs()})[ ]?:[ ]*\n[ ]*>)"
    ),
    re.M,
)
_SAYS_WROTE = Marks(
    lambda: (word for word in all_words("quotes.wrote") if len(word) > 4 and word.replace(" ", "").isalpha())
)
# Titles of forums and threads stand in the headings of quotations, too, but in bold behind other words.
_WRITER = LatePattern(
    rf"(?:^|\n)[ \t>]*(?P<bold>\*\*)?(?P<writer>{_TWO_WORDS}|[\w.-]{{2,24}})[ ](?:<[^<>\n]{{3,60}}>[ ]?)?\Z|"
    rf"(?:[.!?]\s?|[AP]M,?[ ]|\d,?[ ]|[AP]M,|\d,)"
    rf"(?P<behind>[A-Z][\w-]{{2,24}}|{_FULL})[ ](?:<[^<>\n]{{3,60}}>[ ]?)?\Z"
)
_ADDRESSED = LatePattern(r"[<(\[;](?:mailto:)?[\w.+-]+@[\w-]+\.[\w.-]+[>)\]&]")
_OWNER = LatePattern(lambda: rf"(?<![\w,.&'’-])(?P<private>{not_person()}{_FULL})[ ]?(?:&lt)?\Z")
_CAPITAL_BEFORE = LatePattern(r"[A-Z][\w'’&-]{0,30}[ ](?!.)", re.S)
_NO_WRITER = frozenset(
    """he she it we they you i who someone somebody one user users also just then already have has had
    been previously originally below above that this which what as actually really first never not
    later once documentation docs manual author op poster again always only even and or but so
    people guy person my our his her their its upstream development technologies software inc ltd
    corp authority project forums mailing list code script file output log both all others
    everybody everyone anybody anyone ever""".split()
)


# Characters that are read before what names somebody; longer headings, names and words are rare (not
# measured).
_HEADING = 120
_NAME_REACH = 80
_WORD_REACH = 30


def quoted_people(text: str) -> Iterator[Span]:
    """Find who is named by the heading of a quotation, or before an address."""
    if "osted " in text or "ent by" in text or "uote from" in text:
        yield from filter(None, (_named(m, "private") for m in _POSTED_BY.finditer(text)))
    if "ent from " in text:
        yield from filter(None, (_named(m, "private") for m in _SENT_FROM.finditer(text)))
    if "wrote" in text:
        yield from filter(None, (_writer(text, wrote) for wrote in _WROTE.finditer(text)))
    if ":" in text and _SAYS_WROTE.in_text(text):
        found = _WRITTEN_BY.finditer(text)
        yield from filter(None, (_named(m, m.lastgroup or "private") for m in found))
    if "@" in text:
        yield from filter(None, (_owner(text, address.start()) for address in _ADDRESSED.finditer(text)))
        if "<" in text:
            yield from (Span(*match.span("private")) for match in _FIELD.finditer(text))


def _writer(text: str, wrote: re.Match[str]) -> Span | None:
    """Who stands before "wrote:", in bold where that is."""
    match = _WRITER.search(text, max(0, wrote.start() - _HEADING), wrote.start())
    if match is None or (match["bold"] is None) != (wrote["bold"] is None):
        return None
    return _named(match, "writer" if match["writer"] else "behind")


def _owner(text: str, address: int) -> Span | None:
    """Whose full name stands before an e-mail address, if it is no part of a longer one."""
    match = _OWNER.search(text, max(0, address - _NAME_REACH), address)
    span = _named(match, "private") if match else None
    if span is None or _CAPITAL_BEFORE.search(text, max(0, span.start - _WORD_REACH), span.start):
        return None
    return span


def _named(match: re.Match[str], group: str) -> Span | None:
    """The words of a group without greetings before them, where they can name one who writes."""
    start, end = match.span(group)
    words = match[group].split()
    while len(words) > 1 and is_nobody(words[0]):  # "Hi Anna wrote:" lost its line break
        start += len(words.pop(0)) + 1
    named = could_be_name(" ".join(words)) and words[-1].lower() not in _NO_WRITER
    return Span(start, end) if named else None
