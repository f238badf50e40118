"""Licence, serial and activation numbers, by their shape or by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.recognisers.secret_values import (
    VALUE,
    secret_values,
    verbs_between,
    verbs_in_small_letters,
)
from kbminer.redact.spans import BEGINS, Marks, Span, group_spans, lowered

_GROUPED = LatePattern(r"-(?<=[A-Z0-9]{4}.)[A-Z0-9]{4}")
_LICENCE = LatePattern(
    r"(?<![\w-])(?=[A-Z0-9-]{0,48}[A-Z])(?=[A-Z0-9-]{0,48}\d)[A-Z0-9]{5}(?:-[A-Z0-9]{5}){3,5}(?![\w-])|"
    r"(?<![\w-])(?=[0-9A-Z-]{0,48}[G-Z])(?=[A-Z0-9-]{0,48}\d)[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3,7}(?![\w-])"
)
_NAMED_LICENCE = LatePattern(
    lambda: (
        rf"\b(?:{alternatives('redact.licences')})"
        r"[ -]?(?:key|number|code|no\.?|nr\.?|nummer|"
        rf"schl[üu]ssel|code)?(?:[ ]*+[:=#]++|[ ]++(?:{verbs_between()})\b[ :]*+)[ ]*+" + VALUE % "6,"
    ),
    re.I,
)
# What stands before a key, in lower case; the key itself is in capitals and figures.
_CALLED_KEY = LatePattern(
    lambda: (
        rf"{BEGINS}(?:{alternatives('redact.licence_keys')})"
        rf"(?:,?[ ]*+{verbs_in_small_letters()})?[ :：=#]*+[\"'“‘«„(]?\Z"
    )
)
_REACH = 60  # characters before a key that name it
_MAY_BE_KEY = LatePattern(r"[A-Z0-9]{4}[A-Z0-9-]{6,75}")
_LIKE_KEY = LatePattern(
    r"(?=[A-Z0-9-]{0,60}\d)[A-Z0-9]{4,10}(?:-[A-Z0-9]{3,10}){2,7}(?![A-Za-z0-9_-])|"
    r"(?=\d{0,10}[A-Z])(?=(?:[A-Z]{0,10}\d){3})[A-Z0-9]{10,40}(?![A-Za-z0-9_-])"
)
_SERIAL = LatePattern(
    r"\b(?i:serial(?: (?:number|no\.?|nr\.?|is))?)[ :#]{1,2}"
    r"(?P<private>(?=[A-Z\d]{0,20}[A-Z])(?=[A-Z\d]{0,20}\d)[A-Z\d]{8,20})\b"
)
_OF_SOFTWARE = LatePattern(r"(?:[AL]?GPL|MIT|BSD|Apache|MPL|CC|EUPL|Unlicense)\b", re.I)
_IN_CERTIFICATE = LatePattern(r"/[A-Z]{1,2}=")  # the serial number of whom it certifies
_SAYS_LICENCE = Marks(lambda: all_words("redact.licence_marks"))


def licences(text: str) -> Iterator[Span]:
    """Find licence, serial and activation numbers, by their shape or by name."""
    if _GROUPED.search(text):
        for match in _LICENCE.finditer(text):
            yield Span(*match.span())
    lower = lowered(text)
    yield from _called_keys(text, lower)
    if not _SAYS_LICENCE.in_text(lower):
        return
    for span in secret_values(_NAMED_LICENCE, text):
        value = text[span.start : span.end]
        if not _IN_CERTIFICATE.search(text, *span) and not _OF_SOFTWARE.match(value):
            yield span
    yield from group_spans(_SERIAL.finditer(text))


def _called_keys(text: str, lower: str) -> Iterator[Span]:
    """Find what has the form of a key where any language calls it one."""
    for found in _MAY_BE_KEY.finditer(text):
        key = _LIKE_KEY.match(text, found.start())
        if key and _CALLED_KEY.search(lower, max(0, key.start() - _REACH), key.start()):
            yield Span(*key.span())
