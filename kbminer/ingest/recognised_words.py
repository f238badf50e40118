"""What boards, mail programs and exports write in every language, as pieces of regular expressions.

The words stand in :mod:`kbminer.languages`. A page seldom says in which language its software speaks, so
those of all languages are looked for at once.
"""

from __future__ import annotations

import re
from functools import cache

from kbminer import languages


@cache
def any_of(part: str) -> str:
    """Join what a part holds over all languages to one group, in which longer entries stand first.

    >>> re.findall(any_of("boards.by"), "written by ann, von bob")
    ['by', 'von']
    """
    entries = languages.all_words(part)
    if languages.schema()[part].holds == "words":
        entries = tuple(map(re.escape, entries))
    return f"(?:{'|'.join(sorted(entries, key=len, reverse=True))})"


def in_small_letters(pattern: str) -> str:
    r"""Write a pattern in small letters, for texts in small letters; what a backslash begins stays.

    Such a search takes a fraction of the time of one that minds no case.

    >>> in_small_letters(r"GMT\S")
    'gmt\\S'
    """
    return re.sub(r"\\.|[^\\]", lambda sign: sign[0] if sign[0][0] == "\\" else sign[0].lower(), pattern)


@cache
def whole_words(*parts: str) -> str:
    """Join what parts hold over all languages to one group that matches whole words only.

    Where a script sets no spaces, a word is found within others.

    >>> re.findall(whole_words("boards.by"), "by ann, nearby, 由ann")
    ['by', '由']
    """
    entries = sorted((word for part in parts for word in languages.all_words(part)), key=len, reverse=True)
    spaced = [re.escape(word) for word in entries if not _UNSPACED.search(word)]
    unspaced = [re.escape(word) for word in entries if _UNSPACED.search(word)]
    bounded = rf"(?<![^\W\d_])(?:{'|'.join(spaced)})(?![^\W\d_])"
    return f"(?:{'|'.join([bounded, *unspaced])})"


_UNSPACED = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")  # Chinese, Japanese and Korean signs
