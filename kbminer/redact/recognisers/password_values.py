"""What people take for a password, beside the words with a number that texts hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kbminer.languages import LatePattern
from kbminer.redact.recognisers.secret_values import NO_SECRET, is_wordy
from kbminer.redact.spans import Span

ENDS = ".,;:)]}\"'`>"
_LEET = LatePattern(
    r"[A-Za-z]{3,}\d[A-Za-z]{2,}|[a-z]{2,}[A-Z]{2,}\d+|(?=\w{0,9}[a-z]\d[a-z])[a-z0-9]+(?:-[a-z0-9]+)+"
)
"""What no product is called: a digit within a word, or letters that change their size twice."""
_WORD_AND_NUMBER = LatePattern(
    r"(?-i:[a-z0-9]+(?:[-_.][a-z0-9]+)+)|[A-Za-z]+-?\d{1,3}|[A-Za-z]{0,3}[\d.]+[A-Za-z]{0,2}|0x[0-9a-f]+",
    re.I,
)
_WORDS_AND_NUMBER = LatePattern(
    r"(?=[\w.-]{8})(?:[^\W\d_]{3,24}[-_.]){0,3}[^\W\d_]{4,24}[-_.]?\d{1,6}[!?*#$]?"
)
_NO_WORD = LatePattern(
    r"(?:windows|office|server|android|iphone|samsung|base|ntlm|bcrypt|scrypt|argon|kerberos|firefox|chrome|"
    r"outlook|exchange|oracle|postgres|mysql|python|java|debian|ubuntu|keepass|field|step|input|line|test)[-_.]?\d",
    re.I,
)
"""What a number makes a program, a method or a place of, none of which is a password."""


def mixed(matches: Iterable[re.Match[str]], *, or_word: bool = False) -> Iterator[Span]:
    """What was taken for a password, where it is none of the words with a number that texts hold.

    Where a sentence says that it is one, it may be such a word.
    """
    for match in matches:
        group = match.lastgroup or "private"
        value = match[group].rstrip(ENDS)
        if len(value) >= 6 and (is_no_word(value) or (or_word and is_word_of_password(value))):
            yield Span(match.start(group), match.start(group) + len(value))


def is_word_of_password(value: str) -> bool:
    """Whether a value is made of words and a number, as passwords mostly are, and names no program."""
    return _WORDS_AND_NUMBER.fullmatch(value) is not None and not _NO_WORD.match(value)


def is_mixed(value: str) -> bool:
    """Whether a value that is said to be a password has digits and letters, and is no address or file."""
    has_both = re.search(r"\d", value) and re.search(r"[^\W\d_]", value)
    return bool(has_both) and not NO_SECRET.fullmatch(value) and not re.search(r"://|\.[a-z]{2,4}$|^/", value)


def is_no_word(value: str) -> bool:
    """Whether a value is no word with a number, as texts hold them beside passwords."""
    digits = sum(sign.isdigit() for sign in value)
    if len(value) >= 8 and _LEET.fullmatch(value):
        return True
    return (
        digits >= 2
        and (len(value) >= 8 or re.search(r"[^\w.-]", value) is not None)
        and re.search(r"[A-Za-z]", value) is not None
        and not is_wordy(value)
        and not _WORD_AND_NUMBER.fullmatch(value)
        and not NO_SECRET.fullmatch(value)
        and not re.search(r"://|^[-/.]|\.\w{1,4}$|[()\[\]{}<>]", value)
    )
