"""Private keys, keys of known issuers, and values that a text calls a key or a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.recognisers.issued import issued, named_issuers
from kbminer.redact.recognisers.secret_values import (
    ASSIGNS,
    IN_NAME,
    QUOTE,
    VALUE,
    is_random,
    is_scrambled,
    is_secret,
    secret_values,
    verbs_between,
    verbs_in_small_letters,
)
from kbminer.redact.spans import BEGINS, Marks, Span, group_spans, longest_word, lowered

_PRIVATE_KEY = LatePattern(
    r"----[- ]BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?[- ]----"
    r".*?(?:----[- ]END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?[- ]----[-]?|\Z)|"
    r"PuTTY-User-Key-File-\d:.*?(?:Private-MAC: ?[0-9a-f]*|\Z)",
    re.S,
)
_KNOWN_KEY = LatePattern(
    r"(?<![A-Za-z0-9])(?:(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}|AIza[\w-]{30,}|sk-[\w-]{16,}|"
    r"[srp]k_(?:live|test)_\w{10,}|SG\.[\w-]{16,}\.[\w-]{16,}|key-[0-9a-f]{32})(?!\w)"
)
_KNOWN_KEYS_SAY = Marks(
    ("AKIA", "ASIA", "A3T", "ABIA", "ACCA", "AIza", "sk-", "k_live_", "k_test_", "SG.", "key-")
)
_SETTINGS_SAY = Marks(("_KEY", "_SECRET", "_SALT", "_CREDENTIAL"))
_INTEGRATOR_KEY = LatePattern(r"[A-Z](?<![\w-].)[A-Z]{3}-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_IN_ADDRESS = LatePattern(r"://(?P<private>[0-9a-f]{32})(?=@)")  # of who sends in reports of faults
_OWNED = (
    r"(?:api|access|secret|private|integrat(?:or|ion)|client|consumer|subscription|shared|encryption|auth|"
    r"app(?:lication)?|user|account|signing|storage|master|service|pre-?shared|webhook|host|functions?)"
)
# Sought from the last word on: it is rarer than what may stand before it.
_KEY_AND_VALUE = LatePattern(
    lambda: (
        rf"(?:key|secret)(?:[ _-]?(?:id|base|value))?{QUOTE}(?:{ASSIGNS}|[ ]+(?:{verbs_between()})\b[ :]*)"
        + VALUE % "8,"
    ),
    re.I,
)
_OWNER_BEFORE = LatePattern(rf"(?:{IN_NAME}{_OWNED}(?:['’]?s)?[ ._-]?(?:access[ ._-]?)?)\Z", re.I)
# A name in capitals says that it is a setting's, and what its last word is.
_SET_KEY = LatePattern(
    r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]{0,30}_(?:[A-Z0-9]{1,30}_){0,6}(?:KEY|SECRET|SALT|CREDENTIALS?)\b"
    rf"{QUOTE}(?:{ASSIGNS}|,[ ]*)" + VALUE % "12,"
)
# A mail client broke the line of a quoted element, and the quote mark stands inside the value.
ELEMENT_VALUE = r"(?P<private>[^\s<>]{%s}(?:\n?>[ ][^\s<>]+)?)</"
_KEY_ELEMENT = LatePattern(r"<(?:\w+:)?\w*(?:key|secret)>" + ELEMENT_VALUE % "8,", re.I)
_OUR_KEY = LatePattern(
    r"\b(?:my|our)[ ](?:(?!licen|serial|activ|product)[a-z]+[ ])?key(?:[ ]+is\b[ :]*|[ ]*[:=][ ]*)[\"'“‘«`]?"
    r"(?P<private>(?=[\w/+-]*[A-Za-z])[\w/+-]{10,}=*)(?!\.?[\w(])",
    re.I,
)
# In lower case; a key follows at once, or behind a colon or a verb.
_CALLED_KEY = LatePattern(
    lambda: (
        rf"{BEGINS}(?:{alternatives('redact.api_keys')})(?P<link>[ ]*+[:：=]++|"
        rf",?[ ]*+(?:{verbs_in_small_letters()}))?[ :：]*+"
    )
)
_CALLED_SO = LatePattern(VALUE % "8,")
_SAYS_KEY = Marks(lambda: all_words("redact.api_key_marks"))


def keys(text: str) -> Iterator[Span]:
    """Find private keys, keys of well-known issuers, and values that the text calls a key or secret."""
    if "BEGIN" in text or "PuTTY" in text:
        yield from (Span(*match.span()) for match in _PRIVATE_KEY.finditer(text))
    if longest_word(text) > 40:
        yield from (Span(*match.span()) for match in _INTEGRATOR_KEY.finditer(text))
    if _KNOWN_KEYS_SAY.in_text(text):
        yield from (Span(*match.span()) for match in _KNOWN_KEY.finditer(text))
    if "@" in text and "://" in text:
        yield from group_spans(_IN_ADDRESS.finditer(text))
    yield from issued(text, "key")
    yield from _named_keys(text)


def _named_keys(text: str) -> Iterator[Span]:
    lower = lowered(text)
    if "key" in lower or "secret" in lower:
        yield from _owned_values(text)
        for pattern in (_KEY_ELEMENT, _OUR_KEY):
            yield from secret_values(pattern, text)
    if _SAYS_KEY.in_text(lower):
        yield from _called_keys(text, lower)
    if _SETTINGS_SAY.in_text(text):
        yield from group_spans(match for match in _SET_KEY.finditer(text) if is_random(match["private"]))
    yield from named_issuers(text)


def _owned_values(text: str) -> Iterator[Span]:
    """Find what stands behind "api key", "SECRET_KEY_BASE", "clientSecret" or "JWT_SECRET"."""
    for match in _KEY_AND_VALUE.finditer(text):
        start = match.start()
        is_owned = _OWNER_BEFORE.search(text, max(0, start - 40), start) is not None
        is_setting = text[start - 1 : start] == "_" and match.group()[:1] in "sS"
        is_said = (is_owned or is_setting) and is_secret(match["private"])
        if is_said or (is_random(match["private"]) and is_scrambled(match["private"])):
            yield Span(*match.span("private"))


def _called_keys(text: str, lower: str) -> Iterator[Span]:
    """Find what any language calls a secret key; without a verb only what looks made by a machine."""
    for called in _CALLED_KEY.finditer(lower):
        match = _CALLED_SO.match(text, called.end())
        if match and (is_secret if called["link"] else is_random)(match["private"].rstrip(".!?:。")):
            start, end = match.span("private")
            yield Span(start, end - len(match["private"]) + len(match["private"].rstrip(".!?:。")))
