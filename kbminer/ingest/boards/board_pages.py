"""A saved or fetched HTML page: found by content, asked by CSS selectors."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache, cached_property
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kbminer.ingest import dates
from kbminer.ingest.decode import decode
from kbminer.ingest.document import Document

_MIRRORED = re.compile(r"<!-- Mirrored from (\S+?) by HTTrack[^>]*?, (\w{3}, \d[^>]{10,40}?) -->")
_CLOCK = re.compile(
    r"(?:It is currently|Current time:?|Nous sommes (?:actuellement )?le|Il est actuellement|Aktuelle Zeit:?|"
    r"Aktuelles Datum und Uhrzeit:?|Fecha actual:?|Fecha y hora actual:?|Oggi è|Ora è|Ora attuale:?|"
    r"Текущее время:?|Сейчас:?|Het is (?:nu|momenteel)|Aktualny czas:?|Obecny czas:?|Teraz jest|Agora são|"
    r"Data e hora atual:?|Právě je|Şu an|Nuvarande tid:?)\s*(?:<[^<>]*>\s*){0,3}([^<]{8,60})"
)


class Page:
    """One HTML page of a forum.

    ``name`` is its place in the source, ``html`` its text, ``tree`` its parsed form, ``made`` when a server
    sent it.
    """

    def __init__(self, name: str, html: str, *, url: str | None = None, made: datetime | None = None) -> None:
        self._made = made
        self.name = name
        self.html = html.replace("\0", "")
        self._given_url = url

    @classmethod
    def of(cls, document: Document) -> Page:
        """The page that a document holds, in whatever charset."""
        return cls(document.name, decode(document.read()), made=document.made)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed page."""
        return LexborHTMLParser(self.html)

    @cached_property
    def url(self) -> str | None:
        """The address that the page had, as far as it says so: its mirror's note, or its canonical link."""
        if self._given_url:
            return self._given_url
        if mirrored := self._mirrored:
            return "https://" + html.unescape(mirrored.group(1))
        for selector, attribute in (
            ("link[rel=canonical]", "href"),
            ("meta[property='og:url']", "content"),
        ):
            for element in self.select(selector):
                address = attribute_of(element, attribute).strip()
                if address.startswith(("http://", "https://")):
                    return address
        return None

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
        return urlsplit(self.url).hostname if self.url else None

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
        for shown in _CLOCK.finditer(self.html):
            if when := dates.read_date(html.unescape(shown.group(1)), zone=self.zone or UTC):
                return when
        return None

    @cached_property
    def zone(self) -> tzinfo | None:
        """The zone that the page states for its times; ``None`` where it states none."""
        return dates.stated_zone(self.html)

    @cached_property
    def language(self) -> str | None:
        """The two letters of ``<html lang>``."""
        root = self.tree.root
        return (
            (attribute_of(root, "lang") or attribute_of(root, "xml:lang"))[:2].lower() or None
            if root
            else None
        )

    def select(self, selector: str, within: LexborNode | None = None) -> list[LexborNode]:
        """The elements that a CSS selector finds, in the order of the page."""
        found = (self.tree if within is None else within).css(selector)
        if "," not in selector:
            return found
        return list({element.mem_id: element for element in found}.values())  # one may match twice

    def first(self, selector: str, within: LexborNode | None = None) -> LexborNode | None:
        """The first element that the first successful alternative of the selector finds, or ``None``."""
        for alternative in alternatives(selector):
            if found := self.select(alternative, within):
                return found[0]
        return None

    def text(self, selector: str, within: LexborNode | None = None) -> str | None:
        """The words of the first element that has any, alternative by alternative."""
        for alternative in alternatives(selector):
            for element in self.select(alternative, within):
                if words := words_of(element):
                    return words
        return None

    def hidden(self, name: str) -> str | None:
        """The value of a hidden form field."""
        element = self.first(f"input[name='{name}']")
        return attribute_of(element, "value") or None if element is not None else None


def attribute_of(element: LexborNode | None, name: str) -> str:
    """An attribute's value; an empty text where there is none."""
    return (element.attributes.get(name) or "") if element is not None else ""


def words_of(element: LexborNode | None) -> str:
    """An element's text on one line."""
    return " ".join(element.text(deep=True, separator="").split()) if element is not None else ""


def inner_html(element: LexborNode) -> str:
    """What stands between an element's tags."""
    return (element.inner_html or "").strip()


def ancestors(element: LexborNode) -> Iterator[LexborNode]:
    """The elements around an element, from the inside out."""
    parent = element.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def number_in(text: str | None) -> str | None:
    """The last run of digits: ``post_123`` is post 123."""
    found = re.findall(r"\d+", text or "")
    return found[-1] if found else None


def parameter(address: str, name: str) -> str | None:
    """A parameter of an address, also where a mirror escaped its question mark.

    >>> parameter("viewtopic.php%3Ff=3&amp;t=876.html", "t")
    '876'
    """
    query = html.unescape(unquote(address)).replace(";", "&")
    query = query.split("?", 1)[-1].split("#", 1)[0].removesuffix(".html")
    found = parse_qs(query).get(name)
    return found[0] if found else None


def whole(address: str | None, base: str | None) -> str | None:
    """An address made absolute; ``None`` where that can't be done."""
    if not address:
        return None
    if base:
        address = urljoin(base, address)
    return address if address.startswith(("http://", "https://")) else None


@cache
def alternatives(selector: str) -> tuple[str, ...]:
    """The parts of a selector between its commas, in order: the order is a preference."""
    return tuple(part.strip() for part in re.split(r",(?![^\[(]*[\])])", selector))
