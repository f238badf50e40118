"""What stands behind the name of a secret, and whether it is one: shared by the recognisers of secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from kbminer.languages import LatePattern, alternatives
from kbminer.redact.spans import BEYOND, Span, group_spans


@cache
def verbs_between() -> str:
    """Give what may stand between a name and its value, in the words of any language."""
    return alternatives("redact.says")


@cache
def verbs_in_small_letters() -> str:
    """Give more of these, as whole words in small letters, unless words are not parted by spaces."""
    verbs = f"{alternatives('redact.says_password')}|{alternatives('redact.says_order')}"
    return rf"(?:{verbs})(?:(?<=[{BEYOND}])|(?!\w))"


# Code inside a string has its quotes escaped.
QUOTE = r"""(?:\\?["'])?\]?"""
ASSIGNS = r"[ ]*(?::=|=>|[:=：])[ ]*"
VALUE = r"""\\?["'“‘«`]?(?P<private>(?:\\(?!["'])|[^\s"'”’»`,;<>{}&|()\[\]\\]){%s})"""
# Where a name may begin: not inside a word, but behind the underscore or the small letter of a longer name.
IN_NAME = r"(?:(?<![A-Za-z])|(?-i:(?<=[a-z])(?=[A-Z])))"

# Variables, calls, masked and sample values, and words that stand where a secret would.
_OF_PROGRAMS = (
    r"(?:true|false)(?-i:[A-Z:]).*|true|false|null|none|nil|undefined|string|str|todo.*|self.*|this.*|passwd|"
    r"process\.env.*|os\.environ.*|env\..*|config\..*|secrets\..*"
)
NO_SECRET = LatePattern(
    lambda: (
        rf"(?:\W*|[x*._]{{3,}}(?![x*._]|-[0-9a-f]{{8}}-).*|([a-z]{{1,3}})\1{{2,}}[a-z]?|\[.*\]?|#\w*#|"
        rf"['\"][.+&].*|\*\w+\*|_.*|{_OF_PROGRAMS}|{alternatives('redact.no_values')}|"
        r"[$%@\\].*|[^({\n]*+[({].*|⟨.*|[A-Z]+(?:_[A-Z]+)+|[a-z]\w{0,20}(?:\.[A-Za-z_]\w{0,20})+|[a-z]\w*(?:->|::)\w+)"
    ),
    re.I,
)
_DIGIT = LatePattern(r"\d")
_HAS_BOTH = LatePattern(r"(?-i:[^\W\d])")


def is_wordy(value: str) -> bool:
    """Tell whether a value is made of words and numbers alone, as names of branches and versions are."""
    parts = re.split(r"[-_./]", value)
    return all(part.isdigit() or (part.isalpha() and part.islower()) for part in parts if part)


def is_secret(value: str) -> bool:
    """Tell whether a value is no word, variable or placeholder: it has a digit and says nothing."""
    return _DIGIT.search(value) is not None and not NO_SECRET.fullmatch(value)


def is_random(value: str) -> bool:
    """Tell whether a value looks made by a machine: long, of letters and several digits, no words or path."""
    digits = sum(sign.isdigit() for sign in value)
    return (
        len(value) >= 16
        and digits >= 2
        and _HAS_BOTH.search(value) is not None
        and (digits >= 5 or (value != value.lower() and value != value.upper()))
        and is_secret(value)
    )


def is_scrambled(value: str) -> bool:
    """Tell whether capitals, small letters and digits change places as often as only a machine does it.

    Of the neighbours in random letters and digits five in eight differ in kind, in names of programs one in
    four.

    >>> [is_scrambled(value) for value in ("x7Bq0ZtR4mPa9LsW2dKc", "ImageFileSystemReader2")]
    [True, False]
    """
    kinds = "".join("a" if sign.islower() else "A" if sign.isupper() else "0" for sign in value)
    changes = sum(one != other for one, other in pairwise(kinds))
    is_mixed = "0" in kinds and min(kinds.count("a"), kinds.count("A")) >= 3
    return is_mixed and changes >= 0.4 * len(value) and len(set(value)) >= 0.4 * min(len(value), 40)


def secret_values(pattern: re.Pattern[str] | LatePattern, text: str) -> Iterator[Span]:
    """Find what a pattern takes for secret, where it is."""
    yield from group_spans(match for match in pattern.finditer(text) if is_secret(match["private"]))
