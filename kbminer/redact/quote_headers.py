"""People whom the heading of a quotation names, or an address behind their name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.redact.signatures import NOT_PERSON, could_be_name, is_nobody
from kbminer.redact.spans import Span

_FULL = r"[A-ZÀ-ÖØ-ÞŠŽ][a-zß-öø-ÿšž’'-]+[ ](?:[A-Z]\.?[ ])?(?:[A-ZÀ-ÖØ-ÞŠŽ][\w’'-]+[ ])?[A-ZÀ-ÖØ-ÞŠŽ][\w’'-]+"
_TWO_WORDS = r"[A-ZÀ-ÖØ-ÞŠŽ][a-zß-öø-ÿšž’'-]+(?:[ ][A-ZÀ-ÖØ-ÞŠŽ][a-zß-öø-ÿšž’'-]+)?"
_POSTED_BY = re.compile(
    r"\b(?:[Oo]riginally [Pp]osted [Bb]y|(?P<sent>[Ss]ent by)|[Qq]uote from:?)[ ]+\*{0,2}"
    r"(?P<private>[\w.-]{2,24}(?<!\.)(?:[ ][A-Z][\w-]+)?)"
    r"(?=\*{0,2}[ ]*(?:\([^\s()]+@|(?(sent)(?!)|(?:\([Pp]ost|\\?\n))|View [Pp]ost|on \w+ \d))"
)
_WROTE = re.compile(r"wrote[ ]?:(?P<bold>\*\*)?")
# Titles of forums and threads stand in the headings of quotations, too, but in bold behind other words.
_WRITER = re.compile(
    rf"(?:^|\n)[ \t>]*(?P<bold>\*\*)?(?P<writer>{_TWO_WORDS}|[\w.-]{{2,24}})[ ](?:<[^<>\n]{{3,60}}>[ ]?)?\Z|"
    rf"(?:[.!?]\s?|[AP]M,?[ ]|\d,?[ ]|[AP]M,|\d,)"
    rf"(?P<behind>[A-Z][\w-]{{2,24}}|{_FULL})[ ](?:<[^<>\n]{{3,60}}>[ ]?)?\Z"
)
_ADDRESSED = re.compile(r"[<(\[;](?:mailto:)?[\w.+-]+@[\w-]+\.[\w.-]+[>)\]&]")
_OWNER = re.compile(rf"(?<![\w,.&'’-])(?P<private>{NOT_PERSON}{_FULL})[ ]?(?:&lt)?\Z")
_CAPITAL_BEFORE = re.compile(r"[A-Z][\w'’&-]*[ ](?!.)", re.S)
_NO_WRITER = frozenset(
    """he she it we they you i who someone somebody one user users also just then already have has had
    been previously originally below above that this which what as actually really first never not
    later once documentation docs manual author op poster again always only even and or but so
    people guy person my our his her their its upstream development technologies software inc ltd
    corp authority project forums mailing list code script file output log both all others
    everybody everyone anybody anyone ever""".split()
)


def quoted_people(text: str) -> Iterator[Span]:
    """Find who is named by the heading of a quotation, or before an address."""
    if "osted " in text or "ent by" in text or "uote from" in text:
        yield from filter(None, (_named(m, "private") for m in _POSTED_BY.finditer(text)))
    if "wrote" in text:
        for wrote in _WROTE.finditer(text):
            match = _WRITER.search(text[: wrote.start()], max(0, wrote.start() - 120))
            if match and (match["bold"] is None) == (wrote["bold"] is None):
                span = _named(match, "writer" if match["writer"] else "behind")
                yield from [span] if span else []
    if "@" in text:
        for address in _ADDRESSED.finditer(text):
            before = text[: address.start()]
            owner = _OWNER.search(before, max(0, len(before) - 80))
            span = _named(owner, "private") if owner else None
            if span and not _CAPITAL_BEFORE.search(text, max(0, span.start - 30), span.start):
                yield span


def _named(match: re.Match[str], group: str) -> Span | None:
    """Give the words of a group without greetings before them, where they can name one who writes."""
    start, end = match.span(group)
    words = match[group].split()
    while len(words) > 1 and is_nobody(words[0]):  # "Hi Anna wrote:" lost its line break
        start += len(words.pop(0)) + 1
    named = could_be_name(" ".join(words)) and words[-1].lower() not in _NO_WRITER
    return Span(start, end) if named else None
