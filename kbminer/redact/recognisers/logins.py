"""Passwords behind the name of who signs in: in pairs, in sentences, and of accounts that people share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.recognisers.password_values import ENDS, is_mixed, is_no_word
from kbminer.redact.recognisers.secret_values import NO_SECRET
from kbminer.redact.spans import Marks, Span, group_spans, starts_of


@cache
def _logins() -> str:
    return rf"(?:log-?[io]n|credentials?|user(?:name)?|account|{alternatives('redact.logins')})"


_LOGIN = LatePattern(_logins)  # sought in the lower-case text, which is several times faster
_LOGIN_PAIR = LatePattern(
    lambda: (
        rf"\b{_logins()}s?"
        r"(?:[ ](?:is|are))?[ :=]{1,3}[\w.@\\-]{2,40}"
        r"(?P<sign>[ ]{0,2}/[ ]{0,2}|[ ]\|[ ]|:)"
        r"(?P<private>(?=[^\s]{0,30}\d)(?=[^\s]{0,30}[A-Za-z])[!-.0-~]{6,64})(?!/)"
    ),
    re.I,
)
_OF_A_USER = LatePattern(
    lambda: (
        rf"\b{_logins()}[ :=]{{1,2}}[\w.@\\-]{{2,40}}[ ]?[,;/|]?[ ]"
        rf"(?:(?:{alternatives('redact.and')})[ ])?(?:{alternatives('redact.passwords')})[ :=]{{1,2}}"
        r"[\"'“„«]?(?P<private>(?=[^\s]{0,30}\d)[^\s\"'”“»,;]{4,64}(?<![.!?:)]))"
    ),
    re.I,
)
# An address, and behind it what only a password mixes so.
_BEHIND_ADDRESS = LatePattern(
    lambda: (
        r"@[\w-]{1,40}(?:\.[\w-]{1,24}){1,3}[ ]?(?:[/|,;:]|[ ](?:"
        rf"{alternatives('redact.and')}))[ ]?[\"'“„«`]?(?P<private>(?=\S{{0,30}}\d)[!-~]{{6,40}})"
    )
)
_MIXED = LatePattern(r"(?=.*[A-Za-z]{2})(?=.*\d)(?=.*[!#$%&*+?])")
# Accounts that several people share are named before their password.
_SHARED_ACCOUNT = LatePattern(
    r"[ ][/|][ ](?P<private>(?=[^\s]{0,30}\d)(?=[^\s]{0,30}[^\W\d])[^\s/|\"'`]{6,64})"
    r"(?=\s|$|[,.;:!?)](?:\s|$))"
)
_SHARED_BEFORE = LatePattern(lambda: rf"(?<![\w/\\.@:-])(?:{alternatives('redact.shared_accounts')})\Z", re.I)
_LONGEST_ACCOUNT = 16  # signs
_SAYS_LOGIN = Marks(
    lambda: (
        "login",
        "log-in",
        "logon",
        "log-on",
        "credential",
        "user",
        "account",
        *all_words("redact.login_marks"),
    )
)


def passwords_of_logins(text: str, lower: str) -> Iterator[Span]:
    """Find passwords that stand behind an account.

    Parameters
    ----------
    text : str
    lower : str
        The same in small letters.
    """
    if _SAYS_LOGIN.in_text(lower):
        for start in starts_of(_LOGIN, lower):
            yield from _behind_account(text, start)
    if "@" in text:
        found = _BEHIND_ADDRESS.finditer(text)
        yield from (_login(match) for match in found if _mixes_signs(match["private"].rstrip(ENDS + "?")))
    if " / " in text or " | " in text:
        yield from group_spans(m for m in _SHARED_ACCOUNT.finditer(text) if _follows_shared(text, m.start()))


def _behind_account(text: str, start: int) -> Iterator[Span]:
    if (pair := _LOGIN_PAIR.match(text, start)) and _is_login(pair):
        yield _login(pair)
    if (said := _OF_A_USER.match(text, start)) and not NO_SECRET.fullmatch(said["private"]):
        yield Span(*said.span("private"))


def _is_login(match: re.Match[str]) -> bool:
    """Whether a value behind an account is its password: no file, place or address."""
    value = match["private"].rstrip(ENDS)
    is_parted = match["sign"] != "/"
    return len(value) >= 6 and (is_no_word(value) or (is_parted and is_mixed(value)))


def _mixes_signs(value: str) -> bool:
    """Whether letters, digits and a sign that no word has make up a value."""
    return not NO_SECRET.fullmatch(value) and _MIXED.match(value) is not None


def _login(match: re.Match[str]) -> Span:
    return Span(match.start("private"), match.start("private") + len(match["private"].rstrip(ENDS)))


def _follows_shared(text: str, at: int) -> bool:
    return _SHARED_BEFORE.search(text, max(0, at - _LONGEST_ACCOUNT), at) is not None
