"""Questions to an element of a page: its attributes, its words, the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from selectolax.lexbor import LexborNode


def attribute_of(element: LexborNode | None, name: str) -> str:
    """Read an attribute's value; an empty text where there is none."""
    return (element.attributes.get(name) or "") if element is not None else ""


def words_of(element: LexborNode | None) -> str:
    """Read an element's text as one line."""
    return " ".join(element.text(deep=True, separator="").split()) if element is not None else ""


def last_words(elements: Sequence[LexborNode]) -> str | None:
    """Read the words of the last element, as of a trail of links that ends where the page lies."""
    return words_of(elements[-1]) or None if elements else None


def inner_html(element: LexborNode) -> str:
    """Take what stands between an element's tags."""
    return (element.inner_html or "").strip()


def ids_around(element: LexborNode) -> frozenset[int]:
    """Collect the ids of an element and of all around it."""
    return frozenset((element.mem_id, *(up.mem_id for up in ancestors(element))))


def ancestors(element: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements around an element, from the inside out."""
    parent = element.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def number_in(text: str | None) -> str | None:
    """Find the last run of digits.

    >>> number_in("post_123")
    '123'
    """
    found = re.findall(r"\d+", text or "")
    return found[-1] if found else None


def count_in(text: str | None) -> int | None:
    """Read the last number of a text, its thousands parted by commas.

    >>> count_in("Views: 1,204"), count_in("none")
    (1204, None)
    """
    number = number_in((text or "").replace(",", ""))
    return int(number) if number else None


def numbers_shown(elements: Iterable[LexborNode]) -> list[int]:
    """List the numbers of those elements whose only word is one, such as links to pages."""
    return [int(words) for element in elements if (words := words_of(element)).isdecimal()]


@cache
def selectors_of(selector: str) -> tuple[str, ...]:
    """Part a selector at its commas, in order: the order is a preference."""
    parts = re.findall(r"(?:[^,\[(]++|\[[^\]]*+\]?|\([^)]*+\)?)++", selector)
    return tuple(part.strip() for part in parts)
