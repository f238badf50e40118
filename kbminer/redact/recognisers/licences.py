"""Licence, serial and activation numbers, by their shape or by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.languages import all_words, alternatives
from kbminer.redact.recognisers.secret_values import SAYS, VALUE, secret_values
from kbminer.redact.spans import Span, group_spans, lowered

_GROUPED = re.compile(r"-(?<=[A-Z0-9]{4}.)[A-Z0-9]{4}")
_LICENCE = re.compile(
    r"(?<![\w-])(?=[A-Z0-9-]{0,48}[A-Z])(?=[A-Z0-9-]{0,48}\d)[A-Z0-9]{5}(?:-[A-Z0-9]{5}){3,5}(?![\w-])|"
    r"(?<![\w-])(?=[0-9A-Z-]{0,48}[G-Z])(?=[A-Z0-9-]{0,48}\d)[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3,7}(?![\w-])"
)
_NAMED_LICENCE = re.compile(
    rf"\b(?:{alternatives('redact.licences')})"
    r"[ -]?(?:key|number|code|no\.?|nr\.?|nummer|"
    rf"schl[üu]ssel|code)?(?:[ ]*+[:=#]++|[ ]++(?:{SAYS})\b[ :]*+)[ ]*+" + VALUE % "6,",
    re.I,
)
_SERIAL = re.compile(
    r"\b(?i:serial (?:number|no\.?|nr\.?)) "
    r"(?P<private>(?=[A-Z\d]{0,20}[A-Z])(?=[A-Z\d]{0,20}\d)[A-Z\d]{8,20})\b"
)
_OF_SOFTWARE = re.compile(r"(?:[AL]?GPL|MIT|BSD|Apache|MPL|CC|EUPL|Unlicense)\b", re.I)
_IN_CERTIFICATE = re.compile(r"/[A-Z]{1,2}=")  # the serial number of whom it certifies
_SAYS_LICENCE = all_words("redact.licence_marks")


def licences(text: str) -> Iterator[Span]:
    """Find licence, serial and activation numbers, by their shape or by name."""
    if _GROUPED.search(text):
        for match in _LICENCE.finditer(text):
            yield Span(*match.span())
    lower = lowered(text)
    if not any(word in lower for word in _SAYS_LICENCE):
        return
    for span in secret_values(_NAMED_LICENCE, text):
        value = text[span.start : span.end]
        if not _IN_CERTIFICATE.search(text, *span) and not _OF_SOFTWARE.match(value):
            yield span
    yield from group_spans(_SERIAL.finditer(text))
