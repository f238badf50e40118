"""Addresses as forum pages hold them: what they name, and how they are made whole."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import parse_qs, unquote

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.boards.elements import attribute_of
from kbminer.web_address import joined

Finder = Callable[[str], str | None]
"""Finds a thread's number in an address."""


def parameter(address: str, name: str) -> str | None:
    """Read a parameter of an address, also where a mirror escaped its question mark.

    >>> parameter("viewtopic.php%3Ff=3&amp;t=876.html", "t")
    '876'
    """
    query = html.unescape(unquote(address)).replace(";", "&")
    query = query.split("?", 1)[-1].split("#", 1)[0].removesuffix(".html")
    found = parse_qs(query).get(name)
    return found[0] if found else None


def by_parameter(name: str) -> Finder:
    """Find by a parameter's value, up to its first dot."""
    return lambda address: (parameter(address, name) or "").split(".")[0] or None


def by_pattern(pattern: str) -> Finder:
    """Find by the first group of a regular expression that matched."""
    compiled = re.compile(pattern)

    def find(address: str) -> str | None:
        match = compiled.search(address)
        return next(filter(None, match.groups()), None) if match else None

    return find


def first_found(addresses: Iterable[str], *finders: Finder) -> str | None:
    """Find the first thing that an address holds, each asked in every way before the next one is."""
    return next((found for address in addresses for find in finders if (found := find(address))), None)


def linked(page: Page, selector: str, attribute: str = "href") -> Iterator[str]:
    """Yield the addresses that the selected elements hold."""
    for element in page.select(selector):
        yield attribute_of(element, attribute)


def whole(address: str | None, base: str | None) -> str | None:
    """Make an address absolute; ``None`` where that can't be done."""
    if not address:
        return None
    if base:
        address = joined(base, address)
    return address if address.startswith(("http://", "https://")) else None
