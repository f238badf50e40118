"""The line above a quote that says who wrote it: no word of the post's writer, and what follows is quoted."""

from __future__ import annotations

import re
from functools import cache

from kbminer.languages import all_words

_MOST_WRAPPED = 4  # lines, as mail programs break an attribution
_FEW_WORDS = 3  # of a line that only begins one: "In article"
_MOST_NAMES = 5  # words of somebody's name before the verb
_MARK = re.compile(r"<[^<>\s]*>|⟨[^⟨⟩]*⟩|\S@\S|<[^<>]* at [^<>]*>|(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}:\d\d")
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
    verb = _verb_at_end().search(lines[-1])
    if verb is None or not (_names(lines[-1][: verb.start()], verb["name"]) or _MARK.search(lines[-1])):
        return None
    while count < min(_MOST_WRAPPED, len(lines)) and _goes_on(lines[-count - 1], lines[-count]):
        count += 1
    return "\n".join(lines[:-count]).rstrip()


def _names(before: str, behind: str) -> bool:
    """Whether a name stands on either side of the verb and nothing else: a few words, each with a capital."""
    parts = f"{before} {behind}".strip("*_ ").split()
    return 0 < len(parts) <= _MOST_NAMES and all(part[0].isupper() or part[0] in "⟨\"'(" for part in parts)


def _goes_on(line: str, following: str) -> bool:
    """Whether a line is a part of the attribution that ends in those behind it."""
    bare = line.strip()
    if _MARK.search(bare) and (bare.endswith((",", ">", "⟩")) or following.lstrip().startswith(("<", "⟨"))):
        return True
    return 0 < len(bare.split()) <= _FEW_WORDS and following.lstrip().startswith(("<", "⟨"))


@cache
def _verb_at_end() -> re.Pattern[str]:
    verbs = "|".join(all_words("quotes.wrote"))
    return re.compile(rf"(?<!\w)(?:{verbs})(?P<name>(?:[ ][^\s:]{{1,30}}){{0,5}}+)\s*[:：][ *_]*$", re.I)
