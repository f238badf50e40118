"""Names of accounts in what systems print and are told: who owns files, runs commands and is logged in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kbminer.languages import LatePattern, all_words, alternatives
from kbminer.redact.firms import is_firm
from kbminer.redact.spans import Marks, Span, matches_at

_NAME = r"(?P<private>[A-Za-z][\w.-]{1,30}(?<![.-]))"
_LISTED = LatePattern(
    rf"^[ \t]*[bcdlps-][rwxsStT-]{{9}}[.+@]?[ ]{{1,8}}\d{{1,6}}[ ]{{1,8}}{_NAME}"
    r"(?=[ ]{1,12}\S{1,40}[ ]{1,12}\d)",
    re.M,
)
_IDENTIFIED = LatePattern(rf"\b(?:e?uid|user)=\d{{1,10}}\({_NAME}\)")
# Commands that are given an account: by an option, before a colon, or as their word.
_COMMANDED = LatePattern(
    r"\b(?:sudo|runuser|crontab|pkexec|doas)[ ](?:-[A-Za-tv-z]{1,4}[ ])?(?:-u|--user)[ =]?"
    rf"{_NAME}(?![\w:/=])|"
    r"\bsu[ ](?:-[ ]|-l[ ])(?P<become>[a-z][\w.-]{1,30})(?![\w:/=])|"
    r"\bchown[ ](?:-\w{1,4}[ ])?(?P<owner>[a-z][\w.-]{1,30}):(?=[\w.-]*[ ])|"
    r"\b(?:usermod|chage|loginctl enable-linger|useradd|adduser|userdel|deluser|smbpasswd -[ax]|"
    r"pdbedit -[ua]|net user|runas /user:)(?:[ ]-\w{1,4}(?:[ ][\w,./-]{1,40})?){0,3}[ ]?(?<=[ :])"
    r"(?P<changed>[a-z][\w.-]{1,30})(?=[ \t]*(?:$|[,;)&|]|[ ][^\W\d_]{2}))",
    re.M,
)
# Lines that systems write about who signs in, and who runs what, each with a word that it holds.
_LINES = tuple(
    (says, LatePattern(pattern, re.M))
    for says, pattern in (
        (
            " from ",
            r" for (?:invalid user )?(?P<private>[A-Za-z][\w.-]{1,30})(?= from \d| from [\w.:]{3,40} port )",
        ),
        ("session ", r"\bsession (?:opened|closed) for user (?P<private>[A-Za-z][\w.-]{1,30})"),
        ("nvalid user ", r"\b[Ii]nvalid user (?P<private>[A-Za-z][\w.-]{1,30}) from "),
        ("for user ", r" for user (?P<q>[\"'`])(?P<private>[A-Za-z][\w.-]{1,30})(?P=q)"),
        ("role ", r"\brole \"(?P<private>[A-Za-z][\w.-]{1,30})\" (?:does not exist|is not permitted)"),
        (
            "0.0",
            r"^[ \t>]{0,4}(?P<private>[a-z][\w-]{1,30})[ ]{1,12}\d{1,7}(?:[ ]{1,8}\d{1,3}\.\d){2}[ ]",
        ),
        (" pts/", r"^[ \t>]{0,4}(?P<private>[a-z][\w.-]{1,30})[ ]{1,12}pts/\d"),
        ("ogin as: ", r"\b[Ll]ogin as: (?P<private>[a-z][\w.-]{1,30})"),
        (
            " in as ",
            r"\b[Ll]og(?:ged|ging)?[ -]?in as "
            r"(?P<private>(?=[a-z]{0,20}[\d._])[a-z][\w.-]{2,30}\w)(?![@\\/])",
        ),
    )
)
# What names an account before a colon or a verb, where a value ends the line or the sentence.
_BEHIND_NAME = LatePattern(
    lambda: (
        rf"(?:{alternatives('redact.user_names')})(?:[ ](?:[^\W\d_]{{2,3}}[ ])?[^\W_]{{2,10}})?"
        rf"(?:[ ]?:[ ]|[ ](?:{alternatives('redact.says')})[ ])[\"'“„«`]?"
        r"(?P<private>[a-z][\w.-]{2,30}\w)(?=[\"'”“»`]?[ \t]*(?:$|[.,;!?)](?:\s|$)|[ ]\W))"
    ),
    re.M,
)
_SAYS_NOTHING = LatePattern(lambda: rf"(?:{alternatives('redact.no_values')})")
# A word for an account, and a word with a number.
_NUMBERED = LatePattern(
    lambda: (
        rf"(?:user(?:[ _-]?name)?|login|{alternatives('redact.logins')})"
        rf"(?:[ ]?[:=][ ]?|[ ](?:(?:{alternatives('redact.says')})[ ])?)[\"'“„«`]?"
        r"(?P<private>[a-z]{3,21}[._-]?\d{1,4})(?![\w@/\\(=-]|[.:]\w)"
    )
)
_LONGEST_WORD = 24  # signs
# What counts something else.
_COUNTED = LatePattern(
    r"(?:id|level|group|role|type|table|story|test|version|v|no|nr|node|line|step|case|page)[._-]?\d+"
)
_OF_SYSTEMS = frozenset(
    """root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody
    _apt systemd-network systemd-resolve messagebus sshd""".split()
)
"""What Debian's package base-passwd makes, and what its first services are given."""
_OF_EXAMPLES = frozenset(
    "alice bob carol dave eve foo bar baz jdoe johndoe newuser testuser someuser".split()
)
_SERVES = LatePattern(
    r"(?:_|systemd|postgres|www|svc|service|nt[ _-]|"
    r".*(?:data|daemon|srv|svc|sql|db|service|server|user|admin)\Z).*"
)
_SAYS_RIGHTS = Marks(f"{kind}{rights}" for kind in "-dl" for rights in ("rw", "r-"))
_SAYS_IDENTITY = Marks(("id=",))
_SAYS_COMMAND = Marks(
    (
        "sudo ",
        "runuser ",
        "crontab ",
        "pkexec ",
        "doas ",
        "su -",
        "chown ",
        "usermod ",
        "chage ",
        "enable-linger ",
        "useradd ",
        "adduser ",
        "userdel ",
        "deluser ",
        "smbpasswd ",
        "pdbedit ",
        "net user ",
        "/user:",
    )
)


@cache
def _says_user() -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            ["user", "login", *all_words("redact.login_marks"), *all_words("redact.user_name_marks")]
        )
    )


_SAYS_USER = Marks(_says_user)


@cache
def _nobody() -> frozenset[str]:
    return frozenset(all_words("redact.nobodys_users")) | _OF_SYSTEMS | _OF_EXAMPLES


def system_users(text: str, lower: str) -> Iterator[Span]:
    """Find accounts that a listing, a command or a word for an account names.

    Parameters
    ----------
    text : str
    lower : str
        The same in small letters.
    """
    for marks, named in ((_SAYS_RIGHTS, _LISTED), (_SAYS_IDENTITY, _IDENTIFIED), (_SAYS_COMMAND, _COMMANDED)):
        if marks.in_text(text):
            yield from _named(named.finditer(text))
    for says, line in _LINES:
        if says in text:
            yield from _named(line.finditer(text))
    if _SAYS_USER.in_text(lower):
        starts = tuple(_user_words(lower))
        behind = matches_at(_BEHIND_NAME, lower, starts)
        yield from _named(match for match in behind if not _SAYS_NOTHING.fullmatch(match["private"]))
        numbered = matches_at(_NUMBERED, lower, starts)
        yield from _named(match for match in numbered if not _COUNTED.fullmatch(match["private"]))


def _private_group(match: re.Match[str]) -> str:
    named = match.groupdict()
    return "private" if named.get("private") else match.lastgroup or ""


def _user_words(lower: str) -> Iterator[int]:
    """Where the words begin that hold a part of a word for an account."""
    for part in _says_user():
        at = lower.find(part)
        while at >= 0:
            start = at
            while start > max(0, at - _LONGEST_WORD) and lower[start - 1].isalnum():
                start -= 1
            if lower[start - 1 : start] not in (".", "$", "-", "_") or start == 0:
                yield start
            at = lower.find(part, at + len(part))


def _is_nobodys(name: str) -> bool:
    return name in _nobody() or _SERVES.match(name) is not None or is_firm(name.capitalize())


def _named(matches: Iterator[re.Match[str]]) -> Iterator[Span]:
    for match in matches:
        group = _private_group(match)
        if not _is_nobodys(match[group].lower()):
            yield Span(*match.span(group))
