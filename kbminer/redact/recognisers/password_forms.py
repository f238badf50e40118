"""Passwords by the form that they are written in: hashes, lines of logins, settings in pairs, codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.recognisers.logins import passwords_of_logins
from kbminer.redact.recognisers.password_values import is_mixed, is_word_of_password, mixed
from kbminer.redact.recognisers.secret_values import NO_SECRET
from kbminer.redact.spans import BEYOND, Marks, Span, group_spans, matches_at


@cache
def _announced() -> str:
    return rf"(?:{alternatives('redact.passwords')})"


# What crypt(3), LDAP, Django and Windows write in place of a password, and what each such text holds.
_HASHES = (
    (
        "$",
        r"\$(?:1|2[abxy]?|5|6|7|y|gy|P|H|S|apr1|argon2(?:id?|d)|scrypt|pbkdf2[\w-]{0,20}|bcrypt[\w-]{0,20})"
        r"\$[\w./$=,+-]{16,300}",
    ),
    ("}", r"\{(?:S?SHA\d{0,3}|S?MD5|CRYPT|PBKDF2[\w-]{0,20}|ARGON2)\}[\w+/=$.]{16,300}"),
    ("$", r"(?:pbkdf2_sha\d{1,3}|bcrypt_sha256|bcrypt|scrypt|argon2)\$[\w$+/=.,-]{20,300}"),
    ("-", r"(?<![\w-])(?:\d{6}-){7}\d{6}(?![\w-])"),  # what opens an encrypted drive of Windows
    (":::", r"(?<![0-9a-fA-F])[0-9a-fA-F]{32}:[0-9a-fA-F]{32}(?=:::)"),
)
_HASH = tuple((sign, LatePattern(pattern)) for sign, pattern in _HASHES)
_NAMED_HASH = LatePattern(
    lambda: (
        rf"{_announced()}[ _-]?hash(?:es)?"
        rf"(?:[ ]?[:=]|[ ](?:{alternatives('redact.says')})\b)?[ :=\"'`]{{1,4}}"
        r"(?P<private>[0-9a-fA-F]{32,128})(?!\w)"
    ),
    re.I,
)
# A pair of attributes, the name in one and the value in the other.
_PAIR = LatePattern(
    lambda: (
        rf"(?:key|name|id|property)[ ]?=[ ]?(?P<q>[\"'])[\w.:/-]{{0,60}}?{_announced()}(?P=q)\s{{1,9}}"
        r"(?:value|val)[ ]?=[ ]?(?P<r>[\"'])(?P<private>[^\"'<>\n]{3,64})(?P=r)"
    ),
    re.I,
)
_SECURE_STRING = LatePattern(
    r"ConvertTo-SecureString(?:[ ]-\w{1,20}){0,3}[ ]{1,3}(?P<q>[\"'])(?P<private>[^\"'\n]{3,64})(?P=q)", re.I
)
_PIPED_STRING = LatePattern(
    r"(?P<q>[\"'])(?P<private>[^\"'\n]{3,64})(?P=q)[ ]{0,3}\|[ ]{0,3}ConvertTo-SecureString", re.I
)
_SQL = LatePattern(
    r"\bpassword(?:[ ]for[ ][^\n=;]{1,80}?)?[ ]?=[ ]?(?:N|PASSWORD\()?'(?P<private>[^'\n]{3,64})'", re.I
)
_WITH_NAME = (("hash", _NAMED_HASH), ("val", _PAIR), ("'", _SQL))
"""With a sign that each such text holds."""
# A line of .pgpass; one of a list for chpasswd has only a name before it.
_PGPASS = LatePattern(
    r"^[\w.*-]{1,60}:(?:\d{3,5}|\*):[\w.*-]{1,60}:[\w.*-]{1,60}:(?P<private>[^\s:]{4,64})$", re.M
)
_CHPASSWD = LatePattern(
    r"[\"']?\b[\w.-]{1,40}:(?P<private>[^\s\"':|]{3,64})[\"']?[ ]{0,3}\|[ ]{0,3}(?:sudo[ ])?chpasswd"
)
_SET_BY_NAME = LatePattern(
    r"\bsetx[ ](?:/m[ ])?\w{0,40}(?:pass|passwd|password|pwd|secret)\w{0,20}[ ][\"']?"
    r"(?P<private>[^\s\"']{3,64})",
    re.I,
)
# Said right behind the word; only what mixes letters and digits is no next word of the sentence.
_MIXED_VALUE = r"[ ]{1,3}(?:\d[ ])?(?P<private>(?=[^\s]{0,30}\d)(?=[^\s]{0,30}[A-Za-z])[!-~]{6,64})"
_BEHIND = LatePattern(lambda: rf"(?<![A-Za-z]){_announced()}{_MIXED_VALUE}", re.I)
_FOR_WHAT = LatePattern(
    lambda: (
        rf"(?<![A-Za-z]){_announced()}(?:[ ][^\W\d_]{{1,12}}){{1,3}}[ ]?[:=：][ ]?"
        r"(?P<private>[^\s\"'<>]{6,64})"
    ),
    re.I,
)
_BEHIND_PURPOSE = LatePattern(
    lambda: (
        rf"(?<![A-Za-z]){_announced()}[ ](?:{alternatives('redact.password_for')})"
        r"(?:[ ][^\W\d_]{1,12}){1,3}"
        rf"{_MIXED_VALUE}(?=[ ]*$)"
    ),
    re.I | re.M,
)
_BEHIND_SHORT = LatePattern(
    rf"(?<![A-Za-z])(?:pass|pw|pwd|enable[ ]secret|requirepass|masterauth|r[ow]community|"
    rf"snmp-server[ ]community){_MIXED_VALUE}",
    re.I,
)
# Said at length: "the password of the old server used to be …".
_BEHIND_WORDS = LatePattern(
    lambda: (
        rf"(?<![A-Za-z]){_announced()}(?:[ ][^\W\d_]{{1,12}}(?:['’][^\W\d_]{{1,12}})?){{1,5}}?[ ]"
        rf"(?:{alternatives('redact.says_password')})"
        rf"[ :]?{_MIXED_VALUE}"
    ),
    re.I,
)
# Said the other way round: "… is my password", "we use … as the password".
_STANDS_BEFORE = LatePattern(
    lambda: (
        r"(?<![!-~])(?:[\"'`]?(?P<private>[!-~]{6,64}?)[\"'`]?[ ]"
        rf"(?i:{alternatives('redact.password_behind')})[ ]?)\Z"
    )
)
_QUOTED_BEFORE = LatePattern(
    lambda: (
        r"(?<!\w)[\"'`“„«](?P<private>[^\s\"'`”“»]{5,64})[\"'`”“»][ ]"
        rf"(?i:{alternatives('redact.password_behind')})[ ]?\Z"
    )
)
_REACH = 100  # signs before the word
# A command that nobody named here: behind the option or the word for a user, or with signs that no file has.
_OPTION = LatePattern(
    r"[ ]-(?:u|U|user|username)[ =]?\S{1,60}[ ]{1,2}(?:-\w[ ]\S{1,40}[ ]{1,2})?-[pP][ ]?[\"']?"
    r"(?P<user>[!-~]{6,64})|"
    r"[ ]-(?:p|P|pw|pass)[ ][\"']?(?P<sign>(?=[^\s]{0,30}[!@#%^&*+?])[!-~]{6,64})"
)
_OF_USER = LatePattern(
    r"\b(?:add|create|new|change|set|mod)[_-]?(?:user|passw\w{0,6})[ ]\S{1,40}[ ](?P<private>[!-~]{6,64})"
)
_TO_SUDO = LatePattern(r"\b(?:echo|printf)[ ][\"']?(?P<private>[^\s\"'$|]{4,64})[\"']?[ ]*\|[ ]*sudo[ ]-\w*S")
# As stickers of routers print them.
_GROUPS_BEHIND = LatePattern(
    lambda: (
        rf"(?<![A-Za-z]){_announced()}(?:[ ]?[:=])?[ ](?:(?:{alternatives('redact.says_password')})[ ])?"
        r"(?P<private>\d{4}(?:[ -]\d{4}){2,5})(?![\w-])"
    ),
    re.I,
)
# Said right behind the word; words with a number are most passwords of people, and few other names.
_WORD_BEHIND = LatePattern(
    lambda: (
        rf"(?:(?<![^\W\d_])|(?<=[{BEYOND}])){_announced()}[ ]{{1,3}}(?:[^\W\d_]{{2,12}}[ ])?"
        r"(?P<private>(?:[^\W\d_]{2,24}[-_.]){0,3}[^\W\d_]{4,24}[-_.]?\d{1,6}[!?*#$]?)(?![\w@/\\-]|\.\w)"
    ),
    re.I,
)
_AT_HOST = LatePattern(
    r"(?<![\w/:.@])[\w.-]{1,40}:(?P<private>[^\s:@/]{6,64})@(?=[\w.-]{1,80}(?::\d|/|\s|$))"
)
_SAYS_USER = Marks(
    f"{verb}{sign}{noun}"
    for verb in ("add", "create", "new", "change", "set", "mod")
    for sign in ("", "_", "-")
    for noun in ("user ", "passw")
)
_CODE = LatePattern(
    lambda: (
        r"(?:(?<![A-Za-z])(?:PIN|PUK|TAN|OTP)(?:[ -]?(?i:code|number))?|"
        rf"(?i:\b(?:{alternatives('redact.one_time_codes')})))"
        rf"(?:(?:[ ][^\W\d_]{{1,8}}){{0,3}}[ ](?i:{alternatives('redact.says')}|"
        rf"{alternatives('redact.says_password')})[ ]|[ ]?[:=][ ]?|[ ](?=\d{{3}}[ -]?\d{{3}}(?!\d)))"
        r"(?P<private>\d{4,8}|\d{3}[ -]\d{3}(?!\d)|\d{4}-\d{4}(?!\d)|"
        r"[!-~]{0,30}[A-Za-z][!-~]{0,30}\d[!-~]{0,30})(?!\w)"
    )
)
# Some words off, where a verb puts the number there; a year is none.
_CODE_AFTERWARDS = LatePattern(
    lambda: (
        rf"(?<![A-Za-z])(?:PIN|PUK|TAN)(?![\w-])[^.!?\n\d]{{1,90}}?"
        rf"[ ](?i:{alternatives('redact.says_code_afterwards')})[ ](?:[^\W\d_]{{1,8}}[ ]){{0,2}}+"
        rf"(?P<private>(?!(?:19|20)\d\d(?!\d))\d{{4,8}})"
        rf"(?![\w.,]\d|\w|[ ](?:{alternatives('redact.units')})\b)"
    )
)
_SAYS_CODE = Marks(lambda: all_words("redact.one_time_code_marks"))
_SAYS_SHORT = Marks(("pass ", "pw ", "pwd ", "enable secret", "masterauth ", "community "))


def password_forms(text: str, lower: str, named: list[int]) -> Iterator[Span]:
    """Find passwords by the form that they are written in.

    Parameters
    ----------
    text : str
    lower : str
        The same in small letters.
    named : list of int
        Where the text holds a word for a password.
    """
    for sign, pattern in _HASH:
        if sign in text:
            yield from (Span(*match.span()) for match in pattern.finditer(text))
    if named:
        yield from _said(text, lower, named)
    if _SAYS_SHORT.in_text(lower):
        yield from mixed(_BEHIND_SHORT.finditer(text))
    if "securestring" in lower:
        for pattern in (_SECURE_STRING, _PIPED_STRING):
            yield from group_spans(pattern.finditer(text))
    if "chpasswd" in lower:
        yield from group_spans(_CHPASSWD.finditer(text))
    if "setx" in lower:
        yield from group_spans(_SET_BY_NAME.finditer(text))
    if text.count(":") >= 4:
        yield from mixed(_PGPASS.finditer(text))
    yield from passwords_of_logins(text, lower)
    yield from _of_commands(text, lower)
    if "PIN" in text or "PUK" in text or "TAN" in text or "OTP" in text or _says_code(lower):
        yield from group_spans(_CODE.finditer(text))
        yield from group_spans(_CODE_AFTERWARDS.finditer(text))


def _said(text: str, lower: str, named: list[int]) -> Iterator[Span]:
    """Find what follows a word for a password, or what it is for."""
    for sign, pattern in _WITH_NAME:
        if sign in lower:
            yield from group_spans(_may_be_secret(pattern.finditer(text)))
    yield from mixed(matches_at(_BEHIND, text, named))
    for behind in (_BEHIND_PURPOSE, _BEHIND_WORDS):
        yield from mixed(matches_at(behind, text, named), or_word=True)
    before = (_STANDS_BEFORE.search(text, max(0, start - _REACH), start) for start in named)
    yield from mixed(filter(None, before), or_word=True)
    quoted = (_QUOTED_BEFORE.search(text, max(0, start - _REACH), start) for start in named)
    yield from group_spans(_may_be_secret(filter(None, quoted)))
    said = matches_at(_FOR_WHAT, text, named)
    yield from group_spans(match for match in said if is_mixed(match["private"]))
    yield from group_spans(matches_at(_GROUPS_BEHIND, text, named))
    words = matches_at(_WORD_BEHIND, text, named)
    yield from group_spans(m for m in words if is_word_of_password(m["private"]))


def _may_be_secret(matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    yield from (match for match in matches if not NO_SECRET.fullmatch(match["private"]))


def _of_commands(text: str, lower: str) -> Iterator[Span]:
    if " -p" in lower:
        yield from mixed(_OPTION.finditer(text))
    if ("user " in lower or "passw" in lower) and _SAYS_USER.in_text(lower):
        yield from mixed(_OF_USER.finditer(text))
    if "sudo -" in lower:
        yield from group_spans(_may_be_secret(_TO_SUDO.finditer(text)))
    if "@" in text and ":" in text:
        yield from mixed(_AT_HOST.finditer(text))


def _says_code(lower: str) -> bool:
    return ("cod" in lower or "cód" in lower) and _SAYS_CODE.in_text(lower)
