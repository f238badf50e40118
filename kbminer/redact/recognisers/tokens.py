"""Access tokens: known shapes, headers, named values, cookies, and what opens a door in an address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.recognisers.issued import issued
from kbminer.redact.recognisers.keys import ELEMENT_VALUE
from kbminer.redact.recognisers.secret_values import (
    ASSIGNS,
    IN_NAME,
    QUOTE,
    VALUE,
    is_random,
    is_secret,
    is_wordy,
    secret_values,
    verbs_between,
)
from kbminer.redact.spans import Marks, Span, group_spans, longest_word, lowered

_KNOWN_TOKEN = LatePattern(
    r"(?<!\w)(?:eyJ[\w-]{8,4000}\.[\w-]{8,4000}(?:\.[\w-]*)?|gh[opsur]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|"
    r"xox[abeprs]-[\w-]{10,}|npm_\w{30,}|hf_[A-Za-z]\w{20,}|ya29\.[\w-]{20,}|pypi-[\w-]{16,}|dop_v1_\w{20,})"
)
_KNOWN_BEGIN = Marks(
    (
        "eyJ",
        "gho_",
        "ghp_",
        "ghs_",
        "ghu_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "xox",
        "npm_",
        "hf_",
        "ya29.",
        "pypi-",
        "dop_v1_",
    )
)
# A calendar's or a file's address that is as good as a password.
_SECRET_PATH = LatePattern(
    r"/(?:private|secret|token|share|invite)[-/](?P<private>[0-9a-f]{32,64})(?![\w-])", re.I
)
_SHORTEST = 15  # signs of the shortest known token
_LONG_ADDRESS = 45  # signs; an address with such a path has more
_BEARER = LatePattern(r"\b(?:Bearer|Basic)[ ]+(?P<private>[\w.~+/-]{12,}={0,2})")
_AUTHORISED = LatePattern(
    r"\bauthorization[\"']?[ ]*[:=][ ]*[\"']?(?:[a-z][\w-]{2,20}[ =]++)?[\"']?(?P<private>[\w.~+/=:-]{8,})",
    re.I,
)
_NAMED_TOKEN = LatePattern(
    lambda: (
        rf"{IN_NAME}(?:(?:{alternatives('redact.token_kinds')})?[ _-]?token|"
        rf"{alternatives('redact.tokens')}|session[ _-]?id)"
        rf"{QUOTE}(?:{ASSIGNS}|[ ]+(?:{verbs_between()})\b[ :]*+)" + VALUE % "12,"
    ),
    re.I,
)
_TOKEN_ELEMENT = LatePattern(r"<(?:\w+:)?\w*token>" + ELEMENT_VALUE % "12,", re.I)
# Session ids of servers, as they name them: PHPSESSID, JSESSIONID, connect.sid.
_SESSION = LatePattern(
    r"(?:sess(?:ion)?_?id\w{0,12}|connect\.sid|_session)[\"']?=[\"']?(?P<private>[\w.%:+-]{12,})", re.I
)
# A key under a name of the server's own is known by what stands there.
_KEY_IN_QUERY = LatePattern(r"[?&](?:[a-z_.-]{0,20}key|app_?id)=(?P<private>[\w-]{20,})", re.I)
_IN_QUERY = LatePattern(
    r"(?:[?&#]|&amp;)(?:[a-z_.-]{0,30}(?:token|secret|signature|credential|passw(?:or)?d|api[_-]?key|subscription-key)|"
    r"key|sig|hmac|auth|jwt|session|sid|code|st|ticket|otp)="
    r"(?P<private>[^\s&#\"'<>)]{8,})",
    re.I,
)
# One-time links are of GUIDs, under a name that says nothing; documents and versions are under theirs.
_GUID_IN_LINK = LatePattern(
    r"[?&](?:(?!id|v)[a-z]{1,2}|ott|slt|nonce|invite|reset|confirm|verify|hash|link|login)="
    r"(?P<private>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})",
    re.I,
)
# Whoever has the address may write there.
_WEBHOOK = LatePattern(
    r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/(?P<slack>[\w/+-]{12,})|"
    r"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/(?P<discord>\d{6,}/[\w-]{16,})|"
    r"webhook\.office\.com/webhookb?2?/(?P<teams>[\w@/-]{20,})|outlook\.office\.com/webhook/(?P<outlook>[\w@/-]{20,})|"
    r"hooks\.zapier\.com/hooks/catch/(?P<zapier>[\w/]{6,})|maker\.ifttt\.com/\S{0,60}/key/(?P<ifttt>[\w-]{10,})|"
    r"hook\.(?:[a-z0-9]+\.)?make\.com/(?P<make>\w{16,})|api\.telegram\.org/bot(?P<telegram>\d{6,}:[\w-]{16,})"
)
_TOKEN_OPTION = LatePattern(r"(?<!\S)--?(?:[a-z]+-)?(?:token|secret|api-key)(?:=|[ ]+)" + VALUE % "8,", re.I)
_SAID = (
    (_NAMED_TOKEN, Marks(lambda: ("token", "session", *all_words("redact.tokens")))),
    (_SESSION, Marks(("sessid", "sess_id", "sessionid", "session_id", "connect.sid", "_session="))),
    (_BEARER, Marks(("bearer", "basic"))),
    (_AUTHORISED, Marks(("authorization",))),
    (_TOKEN_OPTION, Marks(("token", "secret", "api-key"))),
    (_TOKEN_ELEMENT, Marks(("token>",))),
)
_COOKIES = LatePattern(
    r"(?:(?-i:(?<=[a-z])(?=C))|(?<![a-z]))cookie2?(?:\\?[\"'])?"
    r"[ ]*(?::|=>|,|=(?=[ ]*\\?[\"']))[ ]*(?:\\?[\"'])?"
    r"(?P<pairs>(?:[\w.-]+=[^\s;\"'<>]*(?:[ ](?=\d)[^;\"'<>\n]*)?;?[ ]*)+)",
    re.I,
)
_COOKIE = LatePattern(r"(?<![\w.-])(?P<key>[\w.-]+)=(?P<private>[^\s;,\"'<>\\]{8,})")
_OF_COOKIES = frozenset("path expires domain max-age samesite version comment port priority".split())


def tokens(text: str) -> Iterator[Span]:
    """Find access tokens: known shapes, authorisation headers, named values, and those in addresses."""
    yield from _of_known_shape(text)
    yield from issued(text, "token")
    yield from _in_addresses(text)
    lower = lowered(text)
    if "hook" in lower or "telegram" in lower or "ifttt" in lower:
        for match in _WEBHOOK.finditer(text):
            yield from group_spans([match], match.lastgroup or "")
    for pattern, says in _SAID:
        if says.in_text(lower):
            yield from secret_values(pattern, text)
    if "cookie" in lower:
        for header in _COOKIES.finditer(text):
            yield from _cookie_values(text, *header.span("pairs"))


def _of_known_shape(text: str) -> Iterator[Span]:
    if longest_word(text) >= _SHORTEST and _KNOWN_BEGIN.in_text(text):
        for match in _KNOWN_TOKEN.finditer(text):
            if not is_wordy(match.group()):
                yield Span(*match.span())


def _in_addresses(text: str) -> Iterator[Span]:
    if "=" in text and ("?" in text or "&" in text or "#" in text):
        yield from secret_values(_IN_QUERY, text)
        yield from group_spans(m for m in _KEY_IN_QUERY.finditer(text) if is_random(m["private"]))
        if "-" in text:
            yield from secret_values(_GUID_IN_LINK, text)
    if "://" in text and longest_word(text) > _LONG_ADDRESS:
        yield from group_spans(_SECRET_PATH.finditer(text))


def _cookie_values(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _COOKIE.finditer(text, start, end):
        if match["key"].lower() not in _OF_COOKIES and is_secret(match["private"]):
            yield Span(*match.span("private"))
