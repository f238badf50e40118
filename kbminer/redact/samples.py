"""Values that manuals print: they have the form of something private, and lead to nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kbminer.languages import LatePattern, all_words
from kbminer.redact.spans import Span

_KEY = LatePattern(r"(?:(?!EXAMPLE)\S){0,80}+EXAMPLE(?:KEY)?")  # so ends every key in Amazon's documents
# Domains that nobody can have (RFC 2606), before which stands nobody's name.
_MAILBOX = LatePattern(
    lambda: (
        rf"(?:{'|'.join(map(re.escape, all_words('redact.nobodys_users')))}|foo|bar|someone|somebody|"
        r"test|example|(?:your|my)[\w.-]{0,30}|(?:first|given)[._-]?name[\w.-]{0,30})"
        r"@(?:[\w-]{1,40}\.){0,3}example\.(?:com|org|net|edu)"
    ),
    re.I,
)
# Processors of payments print cards of one or two different figures for tests.
_CARD = LatePattern(r"(\d)(?:\1|[ -]){0,22}+(?:(\d)(?:\1|\2|[ -]){0,22}+)?+")
_MACHINE = LatePattern(r"(?:DESKTOP|LAPTOP|WIN)-(?:ABC|XYZ|XXX)\w{0,8}")
_OF_MANUALS = {"key": _KEY, "token": _KEY, "e-mail": _MAILBOX, "card number": _CARD, "host": _MACHINE}
_DIGITS_IN_ORDER = "0123456789abcdef0123456789abcdef"


def without_samples(kind: str, text: str, spans: Iterable[Span]) -> Iterable[Span]:
    """Leave out the spans of a kind that hold what manuals print.

    Parameters
    ----------
    kind : str
    text : str
    spans : iterable of Span
        What was found of that kind in the text.

    Examples
    --------
    >>> list(without_samples("key", "AKIAIOSFODNN7EXAMPLE", [Span(0, 20)]))
    []
    """
    if kind == "MAC address":
        return (span for span in spans if not _is_of_a_form(text[span.start : span.end]))
    sample = _OF_MANUALS.get(kind)
    return spans if sample is None else (span for span in spans if not sample.fullmatch(text, *span))


def _is_of_a_form(address: str) -> bool:
    """Tell whether a hardware address counts up (aa:bb:cc:…, 01:23:45:…)."""
    signs = re.sub(r"[:.-]", "", address.lower())
    pairs = [signs[at : at + 2] for at in range(0, len(signs), 2)]
    # Adapters that were never given an address answer to 00:11:22:33:44:55, so that one is somebody's.
    doubles = all(pair[0] == pair[1] for pair in pairs) and pairs[0] != "00"
    return (doubles and pairs == sorted(set(pairs))) or signs in _DIGITS_IN_ORDER
