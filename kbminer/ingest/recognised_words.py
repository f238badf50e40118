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
