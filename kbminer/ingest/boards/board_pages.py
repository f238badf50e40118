"""A saved or fetched HTML page: found by content, asked by CSS selectors."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache, cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kbminer.ingest.boards.elements import attribute_of, selectors_of, words_of
from kbminer.ingest.boards.selector_names import names_of
from kbminer.ingest.dates import read_date
from kbminer.ingest.decode import decode
from kbminer.ingest.document import Document
from kbminer.ingest.recognised_words import any_of
from kbminer.ingest.zones import stated_zone
from kbminer.records import Visibility
from kbminer.text.page_depth import shallow
from kbminer.web_address import parted

_MIRRORED = re.compile(r"<!-- Mirrored from (\S+?) by HTTrack[^<>]{0,200}?, (\w{3}, \d[^>]{10,40}?) -->")
_STATED_ADDRESSES = (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content"))

_CLASSES = re.compile(rb"""class\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>]*+)""")
_PICTURES = re.compile(rb"<img\b[^<>]*+")


class Page:
    """One HTML page of a forum.

    Parameters
    ----------
    name : str
        Its place in the source.
    html : str
        Its text.
    url : str or None
        Its address, where it is known.
    made : datetime or None
        When a server sent it, where that is known.
    """

    def __init__(self, name: str, html: str, *, url: str | None = None, made: datetime | None = None) -> None:
        self._made = made
        self.name = name
        self.html = html.replace("\0", "")
        self._given_url = url
        self._held: dict[str, str] = {}  # of each selector, the alternatives that may find something here
        self.class_marks: list[tuple[LexborNode, frozenset[int], Visibility]] | None = None
        self.classes_around: dict[int, Visibility] = {}  # these two: see class_marks.py

    @classmethod
    def of(cls, document: Document) -> Page:
        """Read the page that a document holds, in whatever charset."""
        return cls(document.name, decode(document.read()), made=document.made)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed page."""
        return LexborHTMLParser(shallow(self.html))

    @cached_property
    def url(self) -> str | None:
        """The address that the page had, as far as it says so: its mirror's note, or its canonical link."""
        if self._given_url:
            return self._given_url
        if mirrored := self._mirrored:
            return "https://" + html.unescape(mirrored.group(1))
        stated = (
            attribute_of(element, attribute).strip()
            for selector, attribute in _STATED_ADDRESSES
            for element in self.select(selector)
        )
        return next((address for address in stated if address.startswith(("http://", "https://"))), None)

    @property
    def address(self) -> str | None:
        """The page's address without a place in the page."""
        return (self.url or "").split("#")[0] or None

    @cached_property
    def _mirrored(self) -> re.Match[str] | None:
        """The note that a mirroring tool left, if one did."""
        return _MIRRORED.search(self.html) if "<!-- Mirrored from " in self.html else None

    @property
    def is_mirrored(self) -> bool:
        """Whether a mirroring tool saved the page: its links then lead to the mirror's own files."""
        return self._mirrored is not None

    @cached_property
    def host(self) -> str | None:
        """The host of the page's address."""
        return parted(self.url).hostname

    @cached_property
    def now(self) -> datetime | None:
        """When the page was made: as its server said, as its mirror noted, or by the clock that it shows."""
        if self._made:
            return self._made
        if self._mirrored:
            try:
                return parsedate_to_datetime(self._mirrored.group(2))
            except ValueError:
                return None
        for shown in _clock().finditer(self.html):
            if when := read_date(html.unescape(shown.group(1)), zone=self.zone or UTC):
                return when
        return None

    @cached_property
    def zone(self) -> tzinfo | None:
        """The zone that the page states for its times; ``None`` where it states none."""
        return stated_zone(self.html)

    def select(self, selector: str, within: LexborNode | None = None) -> list[LexborNode]:
        """Find the elements that a CSS selector names, in the order of the page."""
        held = self._held.get(selector)
        if held is None:
            held = self._held[selector] = ",".join(filter(self._may_find, selectors_of(selector)))
        if not held:
            return []
        found = (self.tree if within is None else within).css(held)
        if len(found) < 2 or "," not in held:
            return found
        return list({element.mem_id: element for element in found}.values())  # one may match twice

    def _may_find(self, alternative: str) -> bool:
        """Whether the page holds the names in an alternative of a selector; those of most it does not."""
        classes, attributes = names_of(alternative)
        for name in classes:
            if name not in self.class_names:
                return False
        return not attributes or all(name in self._source for name in attributes)

    @cached_property
    def _source(self) -> bytes:
        """The page's source in small letters; bytes are searched in half of the time."""
        return self.html.encode(errors="ignore").lower()

    @cached_property
    def class_names(self) -> bytes:
        """The classes of all elements as the page's source has them, each value once, in small letters.

        A page is fifty times as long, and a search for a dozen words takes as long as parsing.
        """
        names = b" ".join(set(_CLASSES.findall(self._source)))
        if b"&" in names:  # a letter may be written as its number
            names += b" " + html.unescape(names.decode(errors="ignore")).lower().encode(errors="ignore")
        return names

    @cached_property
    def pictures(self) -> bytes:
        """The tags of all pictures as the page's source has them, each once, in small letters."""
        return b" ".join(set(_PICTURES.findall(self._source)))

    def select_any(self, parts: Iterable[tuple[bytes, str]], among: bytes) -> list[LexborNode]:
        """Find the elements of several selectors, each sought only where the page holds its words.

        Parameters
        ----------
        parts : iterable of tuple of (bytes, str)
            What ``among`` must hold, and the selector.
        among : bytes
            The part of the page's source where the words would stand, in small letters.
        """
        held = [selector for words, selector in parts if words in among]
        return self.select(",".join(held)) if held else []

    def first(self, selector: str, within: LexborNode | None = None) -> LexborNode | None:
        """Find the first element that the first successful alternative of the selector finds, or ``None``."""
        for alternative in selectors_of(selector):
            if found := self.select(alternative, within):
                return found[0]
        return None

    def text(self, selector: str, within: LexborNode | None = None) -> str | None:
        """Read the words of the first element that has any, alternative by alternative."""
        for alternative in selectors_of(selector):
            for element in self.select(alternative, within):
                if words := words_of(element):
                    return words
        return None

    def hidden(self, name: str) -> str | None:
        """Read the value of a hidden form field."""
        element = self.first(f"input[name='{name}']")
        return attribute_of(element, "value") or None if element is not None else None


@cache
def _clock() -> re.Pattern[str]:
    """The time at which a board made the page, behind the words that say so, perhaps in its own element."""
    return re.compile(rf"{any_of('dates.clocks')}:?\s*(?:<[^<>]*>\s*){{0,3}}([^<]{{8,60}})")
