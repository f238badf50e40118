"""People whose words are recalled by name: "wie Ann schon schrieb", "comme l'a dit Ann"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from kbminer.languages import LatePattern, all_words, codes, words
from kbminer.redact.letters import NAME_WORD
from kbminer.redact.spans import Marks

_FEW_WORDS = r"(?:[ ][^\W\d_]{1,10}){0,3}?[ '’]"
_SHORT_WORDS = r"(?:[^\W\d_]{1,6}[ '’]){0,3}?"


def _any_of(part: str, language: str) -> str:
    return "|".join(words(f"redact.{part}", language)) or "(?!)"


def _begins(language: str) -> str:
    return rf"(?<!\w)(?i:{_any_of('quoted_as', language)})[ ]"


def _said(language: str) -> str:
    return f"(?:{_any_of('calls_behind', language)})"


def _before(language: str) -> str:
    name = rf"(?:[^\W\d_]{{1,10}}[ ])?(?P<private>{NAME_WORD})"
    return rf"{_begins(language)}{name}{_FEW_WORDS}{_said(language)}(?!\w)"


def _behind(language: str) -> str:
    return rf"{_begins(language)}{_SHORT_WORDS}{_said(language)}[ ](?P<private>{NAME_WORD})"


# By language: what says that it recalls somebody's words, and the name before the verb, or behind it.
_LANGUAGES = [
    (
        Marks(partial(words, "redact.quoted_marks", code)),
        (LatePattern(partial(_before, code)), LatePattern(partial(_behind, code))),
    )
    for code in codes()
]
_SAYS_QUOTED = Marks(lambda: all_words("redact.quoted_marks"))


def recalled(text: str, lower: str) -> Iterator[re.Match[str]]:
    """Find the names of people whose words a text recalls, each language by its own words.

    Parameters
    ----------
    text : str
    lower : str
        The same in small letters.
    """
    if not _SAYS_QUOTED.in_text(lower):
        return
    for says, patterns in _LANGUAGES:
        if says.in_text(lower):
            for pattern in patterns:
                yield from pattern.finditer(text)
