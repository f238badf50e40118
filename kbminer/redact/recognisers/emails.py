"""E-mail addresses, also those spelt with words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.spans import Marks, Span, lowered

_FILE = r"(?:png|jpe?g|gif|svg|webp|ico|js|css|html?|txt|md|py|cpp|h|xml|json|zip|gz|exe|dll|so|log)"
# What stands before the "@" is read backwards from there: forwards it would be read once from each sign.
_AT_HOST = LatePattern(
    rf"(?<=[\w+-])@(?:[\w-]+\.)+(?!{_FILE}\b)(?:(?:[a-z]{{2,24}}|[^\W\d_a-z]{{2,12}})(?![\w@])|"
    rf"(?:com|org|net|edu)(?=\d))",
    re.I,
)
_TOP = (
    r"(?:com|org|net|edu|gov|mil|int|info|biz|io|ai|dev|app|me|co|eu|uk|us|ca|au|nz|ie|za|de|at|ch|li|fr|be|nl|lu|it|"
    r"es|pt|se|no|dk|fi|is|pl|cz|sk|hu|ro|bg|gr|tr|ru|ua|by|lt|lv|ee|si|hr|rs|il|ir|in|pk|cn|jp|kr|tw|hk|sg|my|th|"
    r"vn|id|ph|br|ar|cl|mx|pe|uy|eg)\b"
)


@cache
def _says_at() -> str:
    return "|".join(word for word in all_words("redact.spelt_at") if word != "at")  # which is a word, too


@cache
def _dot() -> str:
    return rf"(?:[ ]?(?:[\[({{<](?:{alternatives('redact.spelt_dot')})[\])}}>]|_dot_|(?<=[ ])dot(?=[ ]))[ ]?)"


@cache
def _said_dot() -> str:
    dot = alternatives("redact.spelt_dot")
    return rf"(?:\.|[ ](?:{dot})[ ]|[ ]?[\[({{<](?:{dot})[\])}}>][ ]?)"


_NO_BOX = (  # what stands before "at" in ordinary sentences
    r"(?!(?:me|us|you|it|is|are|be|was|look(?:ing|ed)?|available|hosted|located|found|here|there|site|website|"
    r"page|wiki|forum|meet|and|or|one|them|online|documentation|docs|files?|code|source|posted|question|"
    r"download(?:s|ed)?|visit|see|live|server|project|repo(?:sitory)?|him|her)[ ]at\b)"
)
_BOX = r"(?:(?!_dot_|_at_)[\w.+-])++"
_LABEL = r"(?:(?!_dot_|_at_)[\w-])++"
_SPELT = LatePattern(
    lambda: (
        rf"(?<!\S){_BOX}(?:{_dot()}{_LABEL})?[ ]?"
        rf"(?:[\[({{<](?:{alternatives('redact.spelt_at')})[\])}}>]|_at_)[ ]?"
        rf"{_LABEL}(?:(?:\.|{_dot()}|[ ]\.[ ]){_LABEL})*?(?:\.|{_dot()}|[ ]\.[ ]){_TOP}|"
        rf"(?<!\S){_NO_BOX}{_BOX}(?:{_dot()}{_LABEL})? at {_LABEL}(?:{_dot()}{_LABEL})*?{_dot()}{_TOP}|"
        rf"(?<!\S){_BOX}[ ]?@[ ]?{_LABEL}(?:{_dot()}{_LABEL})*?{_dot()}{_TOP}|"
        rf"(?<!\S){_BOX}(?:{_said_dot()}{_LABEL})?[ ](?:{_says_at()})[ ]{_LABEL}"
        rf"(?:{_said_dot()}{_LABEL}){{0,4}}?{_said_dot()}{_TOP}|"
        rf"(?<!\S)(?=[\w+-]*[._\d])(?![\d.]+[ ])[\w.+-]++(?<!\.)[ ]@[ ](?:[\w-]+\.)+{_TOP}|"
        r"(?<!\S)(?=[\w+-]*[._\d])[\w.+-]++(?<!\.) at "
        r"(?!(?:org|com|net|javax?|sun)\.)(?:[\w-]+\.)+[a-z]{2,12}\b|"
        # Mail archives write "Ann <ann at hob.example>" and "[mailto:ann at hob.example]".
        r"(?:(?<=<)|(?<=mailto:))[\w.+-]++ at (?:[\w-]+\.)+[a-z]{2,12}(?=[>\]])|"
        r"(?<!\S)[\w.+-]++ at (?:gmail|yahoo|hotmail|outlook|gmx|protonmail|icloud|aol|web)\.[a-z]{2,3}\b"
    ),
    re.I,
)
_ENCODED = LatePattern(
    r"(?<![\w.+-])[\w.+-]{1,64}%40[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[a-z]{2,12}(?!\w)", re.I
)
# In lower case; a spelt address holds one of these.
_AT = LatePattern(lambda: rf"[\[({{<_](?:{alternatives('redact.spelt_at')})[\])}}>_]")
_SAYS_SPELT = Marks(lambda: all_words("redact.spelt_marks"))
_AT_NAME = LatePattern(r"at (?<!\w...)[\w-]+(?:[ ]?[\[({<_]?dot|\.\w)")
_AT_DOT = LatePattern(r"@[ ]?[\w-]+[ ]?[\[({<_]?dot\b")


# An office's address to which a reader is sent is the answer, and published; a mailbox at a provider is not.
_NOBODY = LatePattern(r"(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|mailer-daemon)@", re.I)
_ROLE = LatePattern(lambda: rf"(?:{alternatives('redact.role_accounts')})(?:[._+-]\w{{1,20}})?@", re.I)
_PROVIDER = LatePattern(
    r"@(?:g(?:oogle)?mail|gmx|yahoo|hotmail|outlook|live|msn|icloud|me|mac|aol|proton(?:mail)?|web|t-online|mail|"
    r"yandex|qq|163|126|orange|free|laposte|libero|wp|o2|zoho)\.",
    re.I,
)
_SENTENCE = LatePattern(r"[.!?\n](?=\s)|\n")
_DIRECTS = LatePattern(lambda: rf"\b(?:{alternatives('redact.directs_to')})\b", re.I)
_TELLS = LatePattern(lambda: rf"(?<![\w'’])(?:{alternatives('redact.tells_of')})(?![\w])", re.I)
_REACH = 120  # characters before an address that say what it is given for


def emails(text: str) -> Iterator[Span]:
    """Find e-mail addresses, also those spelt with "at" and "dot"; where a reader is sent to stays."""
    if "@" in text:
        yield from _addresses(text)
    if "%40" in text:
        yield from (Span(*match.span()) for match in _ENCODED.finditer(text))
    if _is_spelt(lowered(text)):
        for match in _SPELT.finditer(text):
            yield Span(*match.span())


def _is_spelt(lower: str) -> bool:
    return (
        _AT.search(lower) is not None
        or _SAYS_SPELT.in_text(lower)
        or _AT_NAME.search(lower) is not None
        or " @ " in lower
        or ("@" in lower and "dot" in lower and _AT_DOT.search(lower) is not None)
    )


def _addresses(text: str) -> Iterator[Span]:
    read = 0
    for host in _AT_HOST.finditer(text):
        at = host.start()
        start = at
        while start > read and _is_of_box(text[start - 1]):
            start -= 1
        if start and text[start - 1] != "'" and _is_of_box(text[start - 1]):  # the end of the address before
            start = text.find("'", start, at) + 1 or at
        if start < at and text[start:at].lower() != "git":
            read = host.end()
            if not _is_where_to_write(text, start, read):
                yield Span(start, read)


def _is_of_box(sign: str) -> bool:
    return sign.isalnum() or sign in "_.+%'-"


def _is_where_to_write(text: str, start: int, end: int) -> bool:
    """Tell whether a sentence sends its reader to an office's address."""
    address = text[start:end]
    if _NOBODY.match(address):
        return True
    if _ROLE.match(address) is None or _PROVIDER.search(address):
        return False
    before = _SENTENCE.split(text[max(0, start - _REACH) : start])[-1]
    return _DIRECTS.search(before) is not None and _TELLS.search(before) is None
