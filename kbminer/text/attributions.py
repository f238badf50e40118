"""The line above a quote that says who wrote it: no word of the post's writer, and what follows is quoted."""

from __future__ import annotations

import re
from functools import cache

from kbminer.languages import all_words

_MOST_WRAPPED = 4  # lines, as mail programs break an attribution
_FEW_WORDS = 3  # of a line that only begins one: "In article"
_LONGEST = 300  # signs of its last line
_MOST_WORDS = 16  # from the verb to the colon: a date, a time and a name may stand there
_MOST_NAMES = 5  # words of somebody's name before the verb
_MARK = re.compile(
    r"<[^<>\s]*>|⟨[^⟨⟩]*⟩|\S@\S|<(?=[^<>]* at )[^<>]*+>|(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}:\d\d"
)
"""What an attribution holds beside the verb: an address, something private that was one, a year or a time."""


def without_attribution(text: str) -> str | None:
    r"""Cut the lines off the end of a paragraph that say who wrote the quote behind it.

    Parameters
    ----------
    text
        The paragraph before a quote.

    Returns
    -------
    str or None
        What is left of it, maybe nothing; ``None`` where it ends in no attribution.

    Examples
    --------
    >>> without_attribution("So it is.\nOn 4 May 2009, Ann Lee wrote:"), without_attribution("Ann Lee wrote:")
    ('So it is.', '')
    >>> without_attribution("The manual says:")
    """
    lines = text.rstrip().split("\n")
    count = 1
    if not _says_who_wrote(lines[-1]):
        return None
    while count < min(_MOST_WRAPPED, len(lines)) and _goes_on(lines[-count - 1], lines[-count]):
        count += 1
    return "\n".join(lines[:-count]).rstrip()


def _says_who_wrote(line: str) -> bool:
    """Whether a line ends in the verb and a colon, with a name, an address, a date or a time beside it."""
    words = line.split(" ")
    if len(line) > _LONGEST or not line.rstrip("*_ ").endswith((":", "：")):
        return False
    for place in range(max(0, len(words) - _MOST_WORDS), len(words)):
        if verb := _verb().fullmatch(" ".join(words[place:])):
            return bool(_MARK.search(line)) or _names(words[:place], verb["name"].split())
    return False


def _names(before: list[str], behind: list[str]) -> bool:
    """Whether a name stands on either side of the verb and nothing else: a few words, each with a capital."""
    parts = [part for part in (*before, *behind) if part.strip("*_")]
    first = [part.strip("*_")[0] for part in parts]
    return 0 < len(parts) <= _MOST_NAMES and all(sign.isupper() or sign in "⟨\"'(" for sign in first)


def _goes_on(line: str, following: str) -> bool:
    """Whether a line is a part of the attribution that ends in those behind it."""
    bare = line.strip()
    if _MARK.search(bare) and (bare.endswith((",", ">", "⟩")) or following.lstrip().startswith(("<", "⟨"))):
        return True
    return 0 < len(bare.split()) <= _FEW_WORDS and following.lstrip().startswith(("<", "⟨"))


@cache
def _verb() -> re.Pattern[str]:
    verbs = "|".join(all_words("quotes.wrote"))
    return re.compile(rf"(?:{verbs})(?P<name>(?:[ ][^\s:]{{1,30}}){{0,5}})(?<!\s)\s*+[:：][ *_]*", re.I)
