"""Recognisers of people: greetings, thanks, signatures, mentions, introductions, headings of quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.firms import is_firm
from kbminer.redact.letters import LOWER, UPPER
from kbminer.redact.quote_headers import quoted_people
from kbminer.redact.signatures import OPENER, called_and_signing, is_nobody, not_person
from kbminer.redact.spans import Marks, Span, group_spans, lowered, matches_at, starts_of

_PERSON = rf"[{UPPER}][{LOWER}’'-]+(?:[ ](?:[{UPPER}]\.|[{UPPER}][{LOWER}’'-]+)){{0,2}}"
_IDEOGRAMS = "\u3005\u4e00-\u9fff"
_NO_IDEOGRAM_BEFORE = rf"(?<![{_IDEOGRAMS}])"
# Sought in the lower-case text, which is several times faster than ignoring case; at its beginning and
# behind what ends a sentence or a line.
_GREETING = LatePattern(
    lambda: (
        rf"[ \t>*_]*(?:{alternatives('redact.greetings')})(?P<comma>[ ]?,)?[ ]+"
        rf"(?:(?:{alternatives('redact.titles')})(?:\.[ ]*|[ ]+))?"
    )
)
_SENTENCE_ENDS = LatePattern(r"[.!?\n]")
_GREETED = LatePattern(
    lambda: (
        rf"(?P<private>{not_person()}{_PERSON})"
        rf"(?=[ ]*(?:[,.!:;?\n-]|$)|[ ]+(?:{alternatives('redact.and')}|I)\b)"
    ),
    re.M,
)
_GREETED_BEHIND_COMMA = LatePattern(lambda: rf"(?P<private>{not_person()}{_PERSON})(?=[ ]*(?:[!,:]|$))", re.M)
# One word is a name at the very end alone; a heading may stand below a rule, too.
_SIGNED_BELOW = LatePattern(
    lambda: rf"^--[ ]?\n(?P<private>{not_person()}(?:{_PERSON}(?=\s*\Z)|(?=\S+[ ]){_PERSON}(?=[ ]*$)))", re.M
)
_HERE = LatePattern(
    lambda: (
        rf"\b(?i:{alternatives('redact.introductions_at')})[ ]+(?P<private>{not_person()}{_PERSON})"
        rf"(?=[ ]+(?:{alternatives('redact.introduced_at')}))"
    )
)
# A name of two words, behind which the writer goes on about himself.
_HERE_IN_FULL = LatePattern(
    lambda: (
        rf"\b(?i:{alternatives('redact.introductions_in_full')})[ ]+"
        rf"(?P<private>{not_person()}[{UPPER}][{LOWER}’'-]+[ ](?:[{UPPER}]\.[ ])?"
        rf"{not_person()}[{UPPER}][{LOWER}’'-]+)"
        rf"(?=(?i:{alternatives('redact.introduced_in_full')})(?!\w))"
    )
)
_SAYS_HERE = Marks(lambda: all_words("redact.introduction_at_marks"))
_HONOURED = LatePattern(
    lambda: (
        rf"(?P<private>{not_person()}{_PERSON})(?=[ ](?:{alternatives('redact.titles_behind')})(?!\w))|"
        rf"{_NO_IDEOGRAM_BEFORE}(?P<east>[{_IDEOGRAMS}]{{2,4}})(?<![{''.join(all_words('redact.trades'))}])"
        rf"(?=(?:{alternatives('redact.titles_glued')}))"
    )
)
_SAYS_HONOUR = Marks(
    lambda: (*(f" {title}" for title in all_words("redact.titles_behind")), *all_words("redact.title_marks"))
)
_GREETED_LOOSELY = LatePattern(
    lambda: (
        rf"(?P<private>{not_person()}(?:[A-Z][\w-]{{1,40}}(?=[ ]?,)|[{UPPER}][{LOWER}’'-]{{1,40}}"
        rf"(?=[ ]+(?:{alternatives('redact.sentence_starts')})\b)))"
    ),
    re.M,
)
# The line break behind a greeting was lost, and the name runs into the first word.
_GREETED_GLUED = LatePattern(
    lambda: rf"(?P<private>{not_person()}[{UPPER}][{LOWER}]{{2,15}})(?={OPENER}[ ,'’])"
)
_CALLED_TOO = LatePattern(
    lambda: (
        rf"[ ](?:{alternatives('redact.and')}|&)[ ]+"
        rf"(?P<private>{not_person()}{_PERSON})(?=[ ]*(?:[,.!:;?\n-]|$))"
    ),
    re.M,
)
_THANKED = LatePattern(
    lambda: (
        rf"\b(?i:{alternatives('redact.thanks')})(?i:[ ]+(?:{alternatives('redact.thanks_more')}))?"
        rf",?[ ]+(?P<private>{not_person()}{_PERSON}|[A-Z]{{2}}[A-Z\d_]{{3,}}(?=!)|"
        rf"(?=[\w-]*[a-z]){not_person()}[A-Z][\w-]{{2,20}}(?=[ ]?[!,.](?!\w)))(?=[ ]*(?:[,.!;\n-]|$)|"
        rf"[ ]+(?:(?i:{alternatives('redact.for')}|{alternatives('redact.and')})\b|{OPENER}))"
    ),
    re.M,
)
_THANKS = LatePattern(lambda: alternatives("redact.thanks"))
_INTRODUCED = LatePattern(lambda: rf"\b(?i:{alternatives('redact.introductions')})[ ]+(?P<private>{_PERSON})")
_SAYS_THANKS = Marks(lambda: all_words("redact.thanks_marks"))
_SAYS_NAME = Marks(lambda: all_words("redact.introduction_marks"))
_TITLED = LatePattern(
    lambda: (
        rf"\b(?:{alternatives('redact.written_titles')})\b\.?[ ]+(?P<private>{not_person()}{_PERSON})|"
        rf"\b(?:(?:Dr|Prof)\.[ ]+){{1,4}}(?P<doctor>(?!Dr\b|Prof\b){_PERSON})"
    )
)
_SAYS_TITLE = Marks(
    lambda: (
        "Dr.",
        "Prof.",
        *(re.sub(r"\w\?|[^\w-].*", "", title) for title in all_words("redact.written_titles")),
    )
)
_MENTION = LatePattern(
    r"(?<![\w@/.\\`#…⟩])(?<!\*{3})@(?P<private>[A-Za-z][\w.-]*\w)(?![\w(/@=]|\.\w|[ ]*(?:\|\|)?=[ ])"
)
_NO_MENTION = frozenset(
    """copyright override property media import param params return returns test autowired
    deprecated see author since todo fixme suppresswarnings nullable notnull keyframes include
    charset staticmethod classmethod dataclass interface implementation end selector synthesize
    protocol echo off all everyone here channel component injectable input output brief note warning
    file class public private protected throws link version example font-face supports page rem set
    if for while entity id table column bean service controller angular types babel latest next""".split()
)
_DECLARES = LatePattern(
    r"[ \t]*\n[ \t]*(?:@|def |class |public |private |protected |static |final |void |async |export |"
    r"var |let |const )"
)


@lru_cache(maxsize=4096)
def greeted_people(text: str) -> tuple[Span, ...]:
    """Find people who are greeted, thanked, mentioned, introduced by title or name, or who sign."""
    return tuple(_greeted_people(text))


def _greeted_people(text: str) -> Iterator[Span]:
    lower = lowered(text)
    if len(lower) != len(text):  # a few letters of other alphabets become two
        lower = text
    starts = [0, *(match.end() for match in _SENTENCE_ENDS.finditer(text))]
    greeted = list(matches_at(_GREETING, lower, starts))
    greetings = [match.end() for match in greeted if not match["comma"]]
    commas = [match.end() for match in greeted if match["comma"]]
    found = chain(
        called_and_signing(text, lower, greetings),
        _greeted_or_thanked(text, lower, greetings, matches_at(_GREETED_BEHIND_COMMA, text, commas)),
    )
    for span in group_spans(found):
        yield span
        if another := _CALLED_TOO.match(text, span.end):
            yield Span(*another.span("private"))
    for says, titled in ((_SAYS_TITLE, _TITLED), (_SAYS_HONOUR, _HONOURED)):
        if says.in_text(text):
            yield from (Span(*match.span(match.lastgroup or "")) for match in titled.finditer(text))
    yield from quoted_people(text)
    yield from _mentioned(text)


def _mentioned(text: str) -> Iterator[Span]:
    for match in _MENTION.finditer(text) if "@" in text else ():
        if match["private"].lower() not in _NO_MENTION and not _is_code(text, match):
            yield Span(*match.span("private"))


def _greeted_or_thanked(
    text: str, lower: str, greetings: list[int], behind: Iterator[re.Match[str]]
) -> Iterator[re.Match[str]]:
    found = chain(_behind_greetings(text, greetings), behind)
    if _SAYS_THANKS.in_text(lower):
        found = chain(found, matches_at(_THANKED, text, starts_of(_THANKS, lower)))
    yield from (match for match in found if not _ends_with_nobody(match["private"]))
    if _SAYS_NAME.in_text(lower):
        yield from _INTRODUCED.finditer(text)
    if _SAYS_HERE.in_text(lower):
        yield from _HERE.finditer(text)
        yield from _HERE_IN_FULL.finditer(text)
    if "--" in text:
        yield from _SIGNED_BELOW.finditer(text)


def _behind_greetings(text: str, greetings: list[int]) -> Iterator[re.Match[str]]:
    for end in greetings:
        patterns = (_GREETED, _GREETED_LOOSELY, _GREETED_GLUED)
        yield from filter(None, (pattern.match(text, end) for pattern in patterns))


def _ends_with_nobody(words: str) -> bool:
    return is_nobody(words.removesuffix(" Sir").split()[-1]) or is_firm(words)


def _is_code(text: str, mention: re.Match[str]) -> bool:
    """Whether an @word decorates what the next line declares, or opens a line that is set in as code is."""
    line_start = text.rfind("\n", 0, mention.start()) + 1
    before = text[line_start : mention.start()]
    if before.strip():
        return False
    return before.startswith(("\t", "    ")) or _DECLARES.match(text, mention.end()) is not None
