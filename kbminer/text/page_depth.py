"""Pages no deeper than anybody writes: a parser looks at all that is open for each element that it opens."""

from __future__ import annotations

import re
from collections import Counter

DEEPEST = 2_000
"""Open elements; real pages have some fifty, and saved ones of thousands of unclosed tags a few hundred."""
_SHALLOW = 12_000
"""Opening tags of which a page may have any nesting: they take a quarter of a second at worst."""

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+)[^<>]*+>")
_CLOSED_BY_OTHERS = frozenset(
    """area base br col dd dt embed hr img input li link meta p param source tbody td th thead tr
    track wbr""".split()
)
"""Elements that hold nothing, or that the next of their kind closes: old pages never close them."""


def shallow(html: str) -> str:
    """Leave out the tags of elements that would lie too deep; nearly every page stays as it is.

    >>> len(shallow("<div>" * 100_000)) == 5 * DEEPEST, shallow("<p>words</p>")
    (True, '<p>words</p>')
    """
    tags = html.count("<")
    if tags <= _SHALLOW or tags - html.count("</") <= _SHALLOW:
        return html
    depth = _Depth()
    return _TAG.sub(lambda tag: tag[0] if depth.holds(tag[2].lower(), closes=bool(tag[1])) else "", html)


class _Depth:
    """How many elements are open, of each name; what closes none of them counts for nothing."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._depth = 0

    def holds(self, name: str, *, closes: bool) -> bool:
        """Take a tag, and tell whether it may stay."""
        if name in _CLOSED_BY_OTHERS:
            return True
        if not closes:
            self._open[name] += 1
            self._depth += 1
            return self._depth <= DEEPEST
        if not self._open[name]:
            return True
        self._open[name] -= 1
        self._depth -= 1
        return self._depth < DEEPEST
