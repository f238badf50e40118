"""Passwords: where a text, an assignment, a function, an option, a command or an address names them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.recognisers.commands import passwords_of_commands
from kbminer.redact.recognisers.password_forms import password_forms
from kbminer.redact.recognisers.secret_values import ASSIGNS, NO_SECRET, QUOTE, VALUE, is_secret, is_wordy
from kbminer.redact.spans import Marks, Span, group_spans, lowered, matches_at, starts_of


@cache
def _announced() -> str:
    return rf"(?:{alternatives('redact.passwords')}|psk|identified[ ]by)"


# Sought in the lower-case text, which is several times faster than ignoring case.
_NAMED = LatePattern(_announced)


@cache
def _long_names() -> str:
    """Names so long that no other word ends in them."""
    others = (word for word in all_words("redact.password_marks") if len(word) >= 8)
    return "|".join(["passw(?:or)?d", "passphrase", *others])


# Signs that no other recogniser of values takes in: a password may hold any. The next setting ends it.
_ANY_VALUE = r"(?:[^\s\"'`<>;,&]|[;,&](?![ ]?[\w ]{1,30}=|\s|$)){3,64}"
_ARROW = r"[ ]{1,3}(?:->|→|➜)[ ]{1,3}"
_PASSWORD = LatePattern(
    lambda: (
        rf"(?:(?<![a-z])|(?-i:(?<=[a-z])(?=P(?:ass)?w|Pass[\"']))|(?={_long_names()})){_announced()}"
        rf"{QUOTE}(?:[ ]\([^()\n]{{1,30}}\)(?=[ ]?[:=]))?"
        rf"(?:(?:{ASSIGNS}|{_ARROW})"
        rf"(?:\\{{0,3}}[\"'“‘«`](?P<quoted>(?:[^\s\"'”’»`\\]|\\(?![\"'])){{3,64}})"
        rf"\\{{0,3}}[\"'”’»`]|(?P<bare>{_ANY_VALUE}))|"
        r"[ ]*+(?::[ ]*+)?[\"'“‘«`「『](?P<beside>[^\s\"'”’»`」』]{3,64})[\"'”’»`」』])"
    ),
    re.I | re.M,
)
_PASSWORD_IN_CODE = LatePattern(
    lambda: (
        rf"<(?:\w{{1,60}}:)?{_announced()}(?:[ ][^<>]{{0,200}})?>(?P<element>[^\s<>]{{3,64}})</|"
        rf">\w{{0,60}}{_announced()}</[\w-]{{1,60}}>\s{{0,60}}<[\w-]{{1,60}}>(?P<value>[^\s<>]{{3,64}})</|"
        rf"[\"']\w{{0,60}}{_announced()}[\"'][ ]{{0,60}},[ ]{{0,60}}"
        r"[\"'](?P<argument>[^\s\"']{3,64})[ ]?[\"'](?![ ]{0,60}(?::|=>))"
    ),
    re.I,
)
# What these functions are given last is a password, whatever the text calls it.
_HANDED_OVER = LatePattern(
    r"(?:UsernameToken|UsernamePassword\w{0,60}|new[ ]PDO|(?<![a-z])PDO|\bauth[ ]?=|"
    r"NetworkCredentials?|BasicAuth\w{0,60}|Log[io]n|SignIn|"
    r"authenticate|credentials|mysqli?_connect)[ ]{0,20}\(([^()\n]{1,80}),[ ]{0,20}(?P<quote>[\"'])"
    r"(?P<private>[^\s\"'(){}<>,]{4,64})(?P=quote)[ ]{0,20}[,)]",
    re.I,
)
_HANDS_OVER = LatePattern(
    "username(?:token|password)|pdo|new pdo|auth[ ]?=|"
    "networkcredential|basicauth|log[io]n|signin|authenticate|credentials|mysqli?_connect"
)
_IN_SENTENCE = LatePattern(
    lambda: (
        rf"(?:\b|(?<=[^\x00-\x7f])){_announced()}(?:[ ]+(?:[\w.@-]{{1,40}}[ ]+)?|(?=[^\x00-\x7f]))"
        rf"(?:{alternatives('redact.says_password')})(?:[ :：]+|(?<=[^\x00-\x7f]))"
        r"(?:[\"'“‘«`](?P<quoted>[^\s\"'”’»`]{3,64})[\"'”’»`]|"
        r"(?P<bare>[!-~]{0,63}[!#-&*+/-9<-Z^-~](?![\w])|[^\s,;\"'`]{0,63}[^\s,;\"'`.!?。、]))"
    ),
    re.I,
)
_OPTION = LatePattern(
    r"(?<!\S)--?(?:password|passwd|pass|pwd|storepass|keypass|requirepass|db-password)(?:=|[ ]+)"
    + VALUE % "3,",
    re.I,
)
_URL_LOGIN = LatePattern(
    r"://(?:(?P<private>[^\s/:@]{0,64}:(?!\d{1,5}/)[^\s\"'<>]{1,128})@(?=[\w.-]+(?::\d|[/?,;)\"'\s]|$)|\[)|"
    r"(?P<whole>[^\s/:@]{1,64}:[^\s/@]{1,128})@)"
)
# In code and settings "secret" alone names one; in a sentence it is a word.
_SECRET = LatePattern(
    rf"(?:(?<![\w.-])secret{QUOTE}[ ]*:?=>?|"
    rf"(?:^[ \t-]{{0,20}}|(?<=[{{,(\"'])|(?<=[{{,] ))secret{QUOTE}[ ]*:)[ ]*"
    r"(?P<q>[\"'])(?P<private>[^\s\"'<>]{5,64})(?P=q)",
    re.I | re.M,
)
# What opens a form or a document for one person is said beside names that no password has.
_ACCESS_CODE = LatePattern(
    rf"(?<![a-z])access[ _-]?code{QUOTE}{ASSIGNS}" + VALUE % "3,64" + "|"
    r"<(?:\w{1,60}:)?access_?code>(?P<element>[^\s<>]{3,64})</",
    re.I,
)
_SAYS_PASSWORD = Marks(lambda: (*all_words("redact.password_marks"), "psk", "identified by"))
_SAYS_LOGIN = (
    "username",
    "credential",
    "basicauth",
    "login",
    "logon",
    "signin",
    "authenticate",
    "_connect",
    "pdo",
    "auth=",
    "auth =",
)
_USER_SETTING = LatePattern(
    lambda: (
        rf"(?<![A-Za-z])(?:user(?:[ _-]?(?:name|id))?|login|e?mail|uid|{alternatives('redact.logins')})"
        r"[\"'’]?\]?[ ]?(?:=>|[:=])[ ]?"
    ),
    re.I,
)
_NEAR = 80  # signs between a setting and the one before
_MIXED = LatePattern(r"\d|[^\w.-]")
# No part of a program: there a setting's value is written out.
_DOTTED_WORDS = LatePattern(
    r"(?!os|process|env|config|settings?|secrets?|self|this|vars?|local|data)[a-z]+(?:[.-][a-z]+)+"
)
_ENDS = ".,;:)]}!?。、"
_CALL = LatePattern(r"[\w.$>:-]*[\w\])][(\[]")


def passwords(text: str) -> Iterator[Span]:
    """Find passwords where the text, an assignment, an option, a command or an address names them."""
    lower = lowered(text)
    if "://" in text:
        yield from _in_addresses(text)
    if "(" in text and any(word in lower for word in _SAYS_LOGIN):
        yield from _handed_over(text)
    named: list[int] = []
    if _SAYS_PASSWORD.in_text(lower):
        named = [match.start() for match in _NAMED.finditer(lower)]
        yield from _assigned(text, named)
        yield from _in_code(text)
        yield from _in_sentences(text, named)
    if "secret" in lower:
        yield from _secrets(text)
    yield from passwords_of_commands(text)
    yield from password_forms(text, lower, named)
    if "code" in lower and "access" in lower:
        yield from _access_codes(text)


def _in_addresses(text: str) -> Iterator[Span]:
    for match in _URL_LOGIN.finditer(text):
        user, _, password = (match["private"] or match["whole"] or "").partition(":")
        if user.lower() in all_words("redact.nobodys_users") and NO_SECRET.fullmatch(password):
            continue  # as manuals write them
        yield Span(*match.span("private" if match["private"] else "whole"))


def _handed_over(text: str) -> Iterator[Span]:
    calls = matches_at(_HANDED_OVER, text, starts_of(_HANDS_OVER, lowered(text)))
    yield from group_spans(match for match in calls if not NO_SECRET.fullmatch(match["private"]))


def _assigned(text: str, named: list[int]) -> Iterator[Span]:
    for match in matches_at(_PASSWORD, text, named):
        group = next(name for name in ("quoted", "bare", "beside") if match[name])
        value = match[group] if group != "bare" else _without_ends(match[group])
        start = match.start(group)
        if _is_password(match, value, bare=group == "bare"):
            yield Span(start, start + len(value))
    options = _OPTION.finditer(text)
    yield from group_spans(match for match in options if not NO_SECRET.fullmatch(match["private"]))


def _without_ends(value: str) -> str:
    """What stands before the signs that end a sentence or a bracket; an exclamation mark may belong to it."""
    bare = value.rstrip(_ENDS)
    if value[len(bare) :].startswith("!") and _MIXED.search(bare):
        bare += "!"
    return bare if bare.count("(") <= bare.count(")") or ")" not in value else bare + ")"


def _is_password(match: re.Match[str], value: str, *, bare: bool) -> bool:
    if len(value) < 3 or (bare and _CALL.match(value)):
        return False
    name = match.group().partition("=")[0]
    if name.isupper() and not value.startswith("$"):  # a variable of the shell
        glued = match.group().startswith(f"{name}=") and not name.endswith(" ")
        if re.search(r"\w\d", value) or (glued and _DOTTED_WORDS.fullmatch(value)):
            return True
    says_only_pass = re.match(r"pass\W", match.group(), re.I)  # a render pass, a test's pass
    if _says_nothing(value):
        return False
    return says_only_pass is None or _MIXED.search(value) is not None or _stands_with_user(match)


def _stands_with_user(match: re.Match[str]) -> bool:
    """Tell whether the setting before or behind names who signs in, as in {"user": …, "pass": …}."""
    text, start, end = match.string, match.start(), match.end()
    return _USER_SETTING.search(text, max(0, start - _NEAR), min(len(text), end + _NEAR)) is not None


def _says_nothing(value: str) -> bool:
    """Tell whether a value is a word or a variable; brackets alone make none of a password."""
    return NO_SECRET.fullmatch(re.sub(r"[({]", "", value) if re.search(r"\d", value) else value) is not None


def _in_code(text: str) -> Iterator[Span]:
    for match in _PASSWORD_IN_CODE.finditer(text):
        group = next(name for name in ("element", "value", "argument") if match[name])
        if not NO_SECRET.fullmatch(match[group]):
            yield Span(*match.span(group))


def _in_sentences(text: str, named: list[int]) -> Iterator[Span]:
    for match in matches_at(_IN_SENTENCE, text, named):
        if match["quoted"]:
            yield Span(*match.span("quoted"))
        elif _mixes_digits_and_letters(match["bare"]):
            yield Span(*match.span("bare"))


def _mixes_digits_and_letters(value: str) -> bool:
    """Tell whether an unquoted value is no ordinary word."""
    return len(value) >= 5 and bool(re.search(r"\d", value)) and bool(re.search(r"[^\W\d]", value))


def _secrets(text: str) -> Iterator[Span]:
    """Values in quotes that code calls a secret; several words joined are the name of one."""
    for match in _SECRET.finditer(text):
        value = match["private"]
        is_name = is_wordy(value) and not value.isalpha()
        if not is_name and not NO_SECRET.fullmatch(value):
            yield Span(*match.span("private"))


def _access_codes(text: str) -> Iterator[Span]:
    for match in _ACCESS_CODE.finditer(text):
        group = "private" if match["private"] else "element"
        if is_secret(match[group]):
            yield Span(*match.span(group))
