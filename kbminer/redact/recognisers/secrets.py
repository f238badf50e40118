"""Recognisers of secrets: keys, tokens, passwords, licences, and user names in home paths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.languages import all_words, alternatives
from kbminer.redact.spans import Span, group_spans

_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S
)
_KNOWN_KEY = re.compile(
    r"(?<!\w)(?:(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[\w-]{30,}|sk-[\w-]{16,}|[srp]k_(?:live|test)_\w{10,}|"
    r"SG\.[\w-]{16,}\.[\w-]{16,}|key-[0-9a-f]{32})(?!\w)"
)
_KNOWN_KEYS_SAY = ("AKIA", "ASIA", "AIza", "sk-", "k_live_", "k_test_", "SG.", "key-")
_INTEGRATOR_KEY = re.compile(r"(?<![\w-])[A-Z]{4}-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_KNOWN_TOKEN = re.compile(
    r"(?<!\w)(?:eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?|gh[opsur]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|"
    r"xox[abeprs]-[\w-]{10,}|npm_\w{30,}|hf_[A-Za-z]\w{20,}|ya29\.[\w-]{20,}|pypi-[\w-]{16,}|dop_v1_\w{20,})"
)
_BEARER = re.compile(r"\b(?:Bearer|Basic)[ ]+(?P<private>[\w.~+/-]{12,}={0,2})")
_SAYS = alternatives("redact.says")
# Code inside a string has its quotes escaped.
_QUOTE = r"""(?:\\?["'])?\]?"""
_VALUE = r"""\\?["'“‘«`]?(?P<private>(?:\\(?!["'])|[^\s"'”’»`,;<>{}&|()\[\]\\]){%s})"""
_NAMED_KEY = re.compile(
    r"\b(?:api|access|secret|private|integrat(?:or|ion)|client|consumer|subscription|shared|encryption|auth|"
    r"app(?:lication)?|user|account|signing|storage)(?:['’]?s)?[ ._-]?(?:key|secret)(?:[ _-]?id)?"
    + _QUOTE
    + rf"(?:[ ]*(?::=|=>|[:=])|[ ]+(?:{_SAYS})\b[ :]*)[ ]*"
    + _VALUE % "8,",
    re.I,
)
_NAMED_TOKEN = re.compile(
    rf"\b(?:(?:{alternatives('redact.token_kinds')})?[ _-]?token|"
    rf"{alternatives('redact.tokens')}|session[ _-]?id)"
    + _QUOTE
    + rf"(?:[ ]*(?::=|=>|[:=])|[ ]+(?:{_SAYS})\b[ :]*)[ ]*"
    + _VALUE % "12,",
    re.I,
)
# A mail client broke the line of a quoted element, and the quote mark stands inside the value.
_ELEMENT_VALUE = r"(?P<private>[^\s<>]{%s}(?:\n?>[ ][^\s<>]+)?)</"
_KEY_ELEMENT = re.compile(r"<(?:\w+:)?\w*(?:key|secret)>" + _ELEMENT_VALUE % "8,", re.I)
_TOKEN_ELEMENT = re.compile(r"<(?:\w+:)?\w*token>" + _ELEMENT_VALUE % "12,", re.I)
_OUR_KEY = re.compile(
    r"\b(?:my|our)[ ](?:(?!licen|serial|activ|product)[a-z]+[ ])?key(?:[ ]+is\b[ :]*|[ ]*[:=][ ]*)[\"'“‘«`]?"
    r"(?P<private>(?=[\w/+-]*[A-Za-z])[\w/+-]{10,}=*)(?!\.?[\w(])",
    re.I,
)
_IN_QUERY = re.compile(
    r"[?&](?:access_token|token|api_?key|key|sig|signature|secret|auth|session|sid|code|st|ticket)="
    r"(?P<private>[^\s&#\"'<>)]{8,})",
    re.I,
)
# One-time links are of GUIDs, under a name that says nothing; documents and versions are under theirs.
_GUID_IN_LINK = re.compile(
    r"[?&](?:(?!id|v)[a-z]{1,2}|ott|slt|nonce|invite|reset|confirm|verify|hash|link|login)="
    r"(?P<private>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})",
    re.I,
)
_ANNOUNCED = rf"(?:{alternatives('redact.passwords')})"
_PASSWORD = re.compile(
    rf"(?:(?<![a-z])|(?-i:(?<=[a-z])(?=P(?:ass)?w))){_ANNOUNCED}{_QUOTE}[ ]*(?::=|=>|[:=])[ ]*"
    + _VALUE % "3,64",
    re.I,
)
_PASSWORD_IN_CODE = re.compile(
    rf"<(?:\w+:)?{_ANNOUNCED}(?:[ ][^<>]*)?>(?P<element>[^\s<>]{{3,64}})</|"
    rf">\w*{_ANNOUNCED}</[\w-]+>\s*<[\w-]+>(?P<value>[^\s<>]{{3,64}})</|"
    rf"[\"']\w*{_ANNOUNCED}[\"'][ ]*,[ ]*[\"'](?P<argument>[^\s\"']{{3,64}})[\"'](?![ ]*(?::|=>))",
    re.I,
)
# What these functions are given last is a password, whatever the text calls it.
_HANDED_OVER = re.compile(
    r"\b\w*(?:UsernameToken|UsernamePassword\w*|NetworkCredentials?|BasicAuth\w*|Log[io]n|SignIn|"
    r"authenticate|credentials|mysqli?_connect)[ ]*\(([^()\n]{1,80}),[ ]*(?P<quote>[\"'])"
    r"(?P<private>[^\s\"'(){}<>,]{4,64})(?P=quote)[ ]*[,)]",
    re.I,
)
_PASSWORD_IN_SENTENCE = re.compile(
    rf"\b{_ANNOUNCED}[ ]+(?:{alternatives('redact.says_password')})[ :]+"
    r"(?:[\"'“‘«`](?P<quoted>[^\s\"'”’»`]{3,64})[\"'”’»`]|(?P<bare>[^\s,;\"'`]*[^\s,;\"'`.!?]))",
    re.I,
)
_OPTION = re.compile(r"(?<!\S)--?(?:password|passwd|pass|pwd)(?:=|[ ]+)" + _VALUE % "3,", re.I)
_TOKEN_OPTION = re.compile(r"(?<!\S)--?(?:[a-z]+-)?(?:token|secret|api-key)(?:=|[ ]+)" + _VALUE % "8,", re.I)
_TOKEN_PATTERNS = (
    (_NAMED_TOKEN, ("token", "session", *all_words("redact.tokens"))),
    (_IN_QUERY, ("=",)),
    (_GUID_IN_LINK, ("=",)),
    (_BEARER, ("bearer", "basic")),
    (_TOKEN_OPTION, ("token", "secret", "api-key")),
    (_TOKEN_ELEMENT, ("token>",)),
)
_SAYS_PASSWORD = all_words("redact.password_marks")
_SAYS_LOGIN = ("username", "credential", "basicauth", "login", "logon", "signin", "authenticate", "_connect")
# What opens a form or a document for one person is said beside names that no password has.
_ACCESS_CODE = re.compile(
    rf"(?<![a-z])access[ _-]?code{_QUOTE}[ ]*(?::=|=>|[:=])[ ]*" + _VALUE % "3,64" + "|"
    r"<(?:\w+:)?access_?code>(?P<element>[^\s<>]{3,64})</",
    re.I,
)
_COOKIES = re.compile(
    r"(?:(?-i:(?<=[a-z])(?=C))|(?<![a-z]))cookie2?(?:\\?[\"'])?"
    r"[ ]*(?::|=>|,|=(?=[ ]*\\?[\"']))[ ]*(?:\\?[\"'])?"
    r"(?P<pairs>(?:[\w.-]+=[^\s;\"'<>]*(?:[ ](?=\d)[^;\"'<>\n]*)?;?[ ]*)+)",
    re.I,
)
_COOKIE = re.compile(r"(?P<key>[\w.-]+)=(?P<private>[^\s;,\"'<>\\]{8,})")
_OF_COOKIES = frozenset("path expires domain max-age samesite version comment port priority".split())
_URL_LOGIN = re.compile(r"://(?P<private>[^\s/:@]+:[^\s/@]+)@")
_GROUPED = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")
_LICENCE = re.compile(
    r"(?<![\w-])(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d)[A-Z0-9]{5}(?:-[A-Z0-9]{5}){3,5}(?![\w-])|"
    r"(?<![\w-])(?=[A-F0-9-]*[0-9A-Z-]*[G-Z])(?=[A-Z0-9-]*\d)[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3,7}(?![\w-])"
)
_NAMED_LICENCE = re.compile(
    rf"\b(?:{alternatives('redact.licences')})"
    r"[ -]?(?:key|number|code|no\.?|nr\.?|nummer|"
    rf"schl[üu]ssel|code)?(?:[ ]*[:=#]+|[ ]+(?:{_SAYS})\b[ :]*)[ ]*" + _VALUE % "6,",
    re.I,
)
_IN_CERTIFICATE = re.compile(r"/[A-Z]{1,2}=")  # the serial number of whom it certifies
_SAYS_LICENCE = all_words("redact.licence_marks")
_HOME = re.compile(
    r"(?:(?<![\w.])|(?<=-[IL]))(?:[A-Z]:)?(?:[\\/]+(?:Users|home)|[\\/]+Documents and Settings)[\\/]+"
    r"(?P<private>[^\s\\/:*?\"'<>|,;()\[\]$%{}]+(?:[ ][^\s\\/:*?\"'<>|,;()\[\]]+)?(?=[\\/])|[\w.-]*\w)",
    re.I,
)
_NOBODY = frozenset(all_words("redact.nobodys_users"))
_NO_SECRET = re.compile(
    r"(?:\W*|[x*._]{3,}(?![x*._]|-[0-9a-f]{8}-).*|([a-z]{1,3})\1{2,}[a-z]?|(?:true|false)(?-i:[A-Z:]).*|\[.*\]|#\w*#|['\"][.+&].*|\*\w+\*|_.*|your.*|obscured|edited|removed|todo.*|some.*|enter.*|insert.*|"
    r"password\w*|my.*|the|a|an|and|or|not|no|is|are|was|be|must|required|optional|string|str|"
    r"text|null|none|nil|true|false|undefined|empty|blank|hidden|redacted|passwd|secret|token|key|"
    r"value|example|changeme|wrong|correct|incorrect|invalid|valid|expired|set|same|use[dr]?|in|for|to|"
    r"from|if|when|this|that|see|here|input|field|param|self.*|this.*|new|"
    r"[$%@\\].*|.*[({].*|⟨.*|[A-Z]+(?:_[A-Z]+)+|[a-z]\w*(?:\.[A-Za-z_]\w*)+|[a-z]\w*(?:->|::)\w+)",
    re.I,
)


def keys(text: str) -> Iterator[Span]:
    """Find private keys, keys of well-known issuers, and values that the text calls a key or secret."""
    known = [_INTEGRATOR_KEY, *([_KNOWN_KEY] if any(word in text for word in _KNOWN_KEYS_SAY) else [])]
    for pattern in (_PRIVATE_KEY, *known):
        for match in pattern.finditer(text):
            yield Span(*match.span())
    lower = text.lower()
    if "key" in lower or "secret" in lower:
        for pattern in (_NAMED_KEY, _KEY_ELEMENT, _OUR_KEY):
            yield from _secret_values(pattern, text)


def tokens(text: str) -> Iterator[Span]:
    """Find access tokens: known shapes, authorisation headers, named values, and those in addresses."""
    for match in _KNOWN_TOKEN.finditer(text):
        yield Span(*match.span())
    lower = text.lower()
    for pattern, says in _TOKEN_PATTERNS:
        if any(word in lower for word in says):
            yield from _secret_values(pattern, text)
    if "cookie" in lower:
        for header in _COOKIES.finditer(text):
            yield from _cookie_values(text, *header.span("pairs"))


def _cookie_values(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _COOKIE.finditer(text, start, end):
        value = match["private"]
        if match["key"].lower() not in _OF_COOKIES and _is_secret(value):
            yield Span(*match.span("private"))


def _is_secret(value: str) -> bool:
    return not _NO_SECRET.fullmatch(value) and re.search(r"\d", value) is not None


def _secret_values(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        if _is_secret(match["private"]):
            yield from group_spans([match])


def passwords(text: str) -> Iterator[Span]:
    """Find passwords where the text, an assignment, an option, a function or an address names them."""
    if "://" in text:
        yield from group_spans(_URL_LOGIN.finditer(text))
    lower = text.lower()
    if "(" in text and any(word in lower for word in _SAYS_LOGIN):
        yield from _passwords_handed_over(text)
    if any(word in lower for word in _SAYS_PASSWORD):
        yield from _assigned_passwords(text)
        yield from _passwords_in_code(text)
        yield from _passwords_in_sentences(text)
    if "code" in lower and "access" in lower:
        yield from _access_codes(text)


def _passwords_handed_over(text: str) -> Iterator[Span]:
    calls = _HANDED_OVER.finditer(text)
    yield from group_spans(match for match in calls if not _NO_SECRET.fullmatch(match["private"]))


def _assigned_passwords(text: str) -> Iterator[Span]:
    for pattern in (_PASSWORD, _OPTION):
        yield from group_spans(match for match in pattern.finditer(text) if _is_password(match))


def _passwords_in_code(text: str) -> Iterator[Span]:
    for match in _PASSWORD_IN_CODE.finditer(text):
        group = next(name for name in ("element", "value", "argument") if match[name])
        if not _NO_SECRET.fullmatch(match[group]):
            yield Span(*match.span(group))


def _passwords_in_sentences(text: str) -> Iterator[Span]:
    for match in _PASSWORD_IN_SENTENCE.finditer(text):
        if match["quoted"]:
            yield Span(*match.span("quoted"))
        elif _mixes_digits_and_letters(match["bare"]):
            yield Span(*match.span("bare"))


def _mixes_digits_and_letters(value: str) -> bool:
    """Whether an unquoted value is no ordinary word."""
    return len(value) >= 5 and bool(re.search(r"\d", value)) and bool(re.search(r"[^\W\d]", value))


def _access_codes(text: str) -> Iterator[Span]:
    for match in _ACCESS_CODE.finditer(text):
        group = "private" if match["private"] else "element"
        if _is_secret(match[group]):
            yield Span(*match.span(group))


def _is_password(match: re.Match[str]) -> bool:
    value, follower = match["private"], match.string[match.end() : match.end() + 1]
    if _NO_SECRET.fullmatch(value) or (
        follower and follower in "([" and match.string[match.end() - 1] != '"'
    ):
        return False
    says_only_pass = re.match(r"pass\W", match.group(), re.I)  # a render pass, a test's pass
    return says_only_pass is None or re.search(r"\d|[^\w.-]", value) is not None


def licences(text: str) -> Iterator[Span]:
    """Find licence, serial and activation numbers, by their shape or by name."""
    if _GROUPED.search(text):
        for match in _LICENCE.finditer(text):
            yield Span(*match.span())
    lower = text.lower()
    if not any(word in lower for word in _SAYS_LICENCE):
        return
    for span in _secret_values(_NAMED_LICENCE, text):
        if not _IN_CERTIFICATE.search(text, *span):
            yield span


def home_users(text: str) -> Iterator[Span]:
    """Find the user's name in paths below a home folder; shared and generic accounts stay."""
    lower = text.lower()
    if not any(folder in lower for folder in ("home", "users", "settings")):
        return
    for match in _HOME.finditer(text):
        if match["private"].lower().strip(".") not in _NOBODY:
            yield from group_spans([match])
