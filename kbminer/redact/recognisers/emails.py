"""E-mail addresses, also those spelt with words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.redact.spans import Span

_FILE = r"(?:png|jpe?g|gif|svg|webp|ico|js|css|html?|txt|md|py|cpp|h|xml|json|zip|gz|exe|dll|so|log)"
_EMAIL = re.compile(
    rf"(?<![\w.+%-])(?!git@)[\w.+%'-]*[\w+-]@(?:[\w-]+\.)+(?!{_FILE}\b)(?:[a-z]{{2,24}}(?![\w@])|"
    rf"(?:com|org|net|edu)(?=\d))",
    re.I,
)
_TOP = (
    r"(?:com|org|net|edu|gov|mil|int|info|biz|io|ai|dev|app|me|co|eu|uk|us|ca|au|nz|ie|za|de|at|ch|li|fr|be|nl|lu|it|"
    r"es|pt|se|no|dk|fi|is|pl|cz|sk|hu|ro|bg|gr|tr|ru|ua|by|lt|lv|ee|si|hr|rs|il|ir|in|pk|cn|jp|kr|tw|hk|sg|my|th|"
    r"vn|id|ph|br|ar|cl|mx|pe|uy|eg)\b"
)
_DOT = r"(?:[ ]?(?:\[dot\]|\(dot\)|\{dot\}|<dot>|_dot_|(?<=[ ])dot(?=[ ]))[ ]?)"
_NO_BOX = (  # what stands before "at" in ordinary sentences
    r"(?!(?:me|us|you|it|is|are|be|was|look(?:ing|ed)?|available|hosted|located|found|here|there|site|website|"
    r"page|wiki|forum|meet|and|or|one|them|online|documentation|docs|files?|code|source|posted|question|"
    r"download(?:s|ed)?|visit|see|live|server|project|repo(?:sitory)?|him|her)[ ]at\b)"
)
_SPELT = re.compile(
    rf"(?<!\S)[\w.+-]+(?:{_DOT}[\w-]+)?[ ]?(?:\[at\]|\(at\)|\{{at\}}|<at>|_at_)[ ]?"
    rf"[\w-]+(?:(?:\.|{_DOT}|[ ]\.[ ])[\w-]+)*?(?:\.|{_DOT}|[ ]\.[ ]){_TOP}|"
    rf"(?<!\S){_NO_BOX}[\w.+-]+(?:{_DOT}[\w-]+)? at [\w-]+(?:{_DOT}[\w-]+)*?{_DOT}{_TOP}|"
    rf"(?<!\S)[\w.+-]+[ ]?@[ ]?[\w-]+(?:{_DOT}[\w-]+)*?{_DOT}{_TOP}|"
    r"(?<!\S)[\w+-]*[._\d][\w.+-]*(?<!\.) at (?!(?:org|com|net|javax?|sun)\.)(?:[\w-]+\.)+[a-z]{2,12}\b|"
    r"(?<!\S)[\w.+-]+ at (?:gmail|yahoo|hotmail|outlook|gmx|protonmail|icloud|aol|web)\.[a-z]{2,3}\b",
    re.I,
)
_AT = re.compile(
    r"[\[({<_]at[\])}>_]|\bat [\w-]+(?:[ ]?[\[({<_]?dot|\.\w)|@[ ]?[\w-]+[ ]?[\[({<_]?dot\b", re.I
)


def emails(text: str) -> Iterator[Span]:
    """Find e-mail addresses, also those spelt with "at" and "dot"."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Span(*match.span())
    if _AT.search(text):
        for match in _SPELT.finditer(text):
            yield Span(*match.span())
