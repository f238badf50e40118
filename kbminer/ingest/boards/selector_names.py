"""The names in a CSS selector, by which a page that has none of them is known without looking through it."""

from __future__ import annotations

import re
from functools import cache

_ATTRIBUTE = re.compile(r"\[\s*+([\w-]++)[^\]\[]*+\]")
_CLASS = re.compile(r"\.([\w-]+)")
# Attributes that nearly every page has: finding them takes as long as asking the parser.
_COMMON = frozenset("id class name href src title alt type rel property content itemprop value".split())


@cache
def names_of(selector: str) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """List the classes and the rarer attributes that a page must have for a selector to find something.

    They are in small letters. For what is more than plain names, nothing is listed.

    Parameters
    ----------
    selector : str
        One without alternatives.

    Examples
    --------
    >>> names_of("dl.postprofile .username"), names_of("p.author time[datetime]")
    (((b'postprofile', b'username'), ()), ((b'author',), (b'datetime',)))
    >>> names_of("a:not(.b)")
    ((), ())
    """
    if "(" in selector or "\\" in selector:
        return (), ()
    selector = selector.lower()
    attributes = set(_ATTRIBUTE.findall(selector)) - _COMMON
    classes = _CLASS.findall(_ATTRIBUTE.sub("", selector))
    return tuple(map(str.encode, classes)), tuple(map(str.encode, sorted(attributes)))
