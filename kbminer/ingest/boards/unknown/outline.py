"""A page as one flat list of elements with the words of each: every later question is a look at a number.

Walking a tree again for each question is what makes reading by guess slow. Here a page is walked once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from kbminer.ingest.boards.unknown.element_signature import signature
from kbminer.text.hidden_elements import is_unseen

_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
_SKIPPED = frozenset(
    "script style noscript template svg head select option button textarea input iframe object map".split()
)
_BLOCKS = frozenset(
    """
    address article aside blockquote br body center dd details div dl dt fieldset figure footer form
    h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr
    ul
    """.split()
)
_TIMED = frozenset({"time", "abbr"})
_LONGEST_TITLE = 60  # signs of an element's title that may be a date
_CELLS = frozenset({"td", "th"})
FORMATTING = frozenset(
    [*"a b big code em font i nobr s small strike strong tt u".split(), *(f"font {n}" for n in range(1, 8))]
)
"""Signatures of elements that browsers repeat around what follows where they were not closed."""

_MOST = 60_000  # elements; a page with more is no forum's


@dataclass(slots=True)
class Outline:
    """A page's elements in order, the root first.

    Attributes
    ----------
    elements : list
        As lxml has them.
    parent, end : list of int
        The number of each element's parent, and of the first element behind its last descendant.
    tags, classes, signs : list of str
        The tag, the classes and the signature of each. To a signature belong a cell's column and, where there
        is no class, the size of letters: in old tables they do what classes do.
    first, last : list of int
        Where the words of each begin and end in ``text``.
    pieces : list of (int, int, int)
        Every run of text: the element that holds it, and where it begins and ends in ``text``.
    text : str
        All words of the page.
    title : str
        The page's own.
    links : dict of str
        What its head says of it: addresses and properties by their names.
    timed : list of int
        The elements that carry a time as an attribute, or may.
    """

    elements: list[Any] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    text: str = ""
    title: str = ""
    links: dict[str, str] = field(default_factory=dict)
    timed: list[int] = field(default_factory=list)

    def words(self, element: int) -> str:
        """Read an element's words as one line."""
        return " ".join(self.text[self.first[element] : self.last[element]].split())

    def length(self, element: int) -> int:
        """Count the signs of an element's words."""
        return self.last[element] - self.first[element]

    def get(self, element: int, name: str) -> str:
        """Read an attribute; an empty text where there is none."""
        return self.elements[element].get(name) or ""

    def around(self, element: int) -> Iterator[int]:
        """Yield the elements around an element, from the inside out."""
        up = self.parent[element]
        while up >= 0:
            yield up
            up = self.parent[up]

    def children(self, element: int) -> list[int]:
        """List an element's children."""
        found, at = [], element + 1
        while at < self.end[element]:
            found.append(at)
            at = self.end[at]
        return found

    def holds(self, element: int, inner: int) -> bool:
        """Tell whether an element is another or holds it."""
        return element <= inner < self.end[element]

    def place(self, element: int) -> tuple[str, ...]:
        """The signatures of an element and of the two right around it."""
        up = self.parent[element]
        above = self.parent[up] if up >= 0 else -1
        return tuple(self.signs[at] for at in (element, up, above) if at >= 0)

    def kind(self, element: int, depth: int = 4) -> tuple[str, ...]:
        """The signatures of an element and of those around it, but for what only forms letters.

        An unclosed ``<b>`` in somebody's words goes on around all that follows and changes nothing of it.
        """
        found = [self.signs[element]]
        at = self.parent[element]
        while at >= 0 and len(found) < depth:
            if (sign := self.signs[at]) not in FORMATTING:
                found.append(sign)
            at = self.parent[at]
        return tuple(found)


def outline_of(html: str, frame: frozenset[tuple[str, ...]] = frozenset()) -> Outline:
    """Parse and walk a page; an empty page, or one that is no HTML at all, has no elements.

    Parameters
    ----------
    html : str
        The page.
    frame : frozenset of tuple of str
        Kinds of boxes (their signatures and those of the two around them) that are passed over.
    """
    outline = Outline()
    if not html.strip():
        return outline
    whole = LexborHTMLParser(html).html  # tags as browsers close them, which libxml2 alone does not
    root = etree.fromstring(whole.encode("utf-8", "replace"), _PARSER) if whole else None
    if root is None:
        return outline
    _note_head(outline, root)
    _walk(outline, root, frame)
    return outline


def _note_head(outline: Outline, root: Any) -> None:
    head = root.find("head")
    for element in () if head is None else head.iter("title", "link", "meta"):
        if element.tag == "title":
            outline.title = outline.title or " ".join((element.text or "").split())
            continue
        name = element.get("rel") or element.get("property") or element.get("name") or ""
        value = element.get("href") or element.get("content")
        if name and value:
            outline.links.setdefault(name, value.strip())


def _walk(  # noqa: PLR0912, PLR0915 - calls would cost as much as the work
    outline: Outline, root: Any, frame: frozenset[tuple[str, ...]]
) -> None:
    """Note every element and run of text. One loop without calls: it runs for each element of each page."""
    elements, parent, end, signs = outline.elements, outline.parent, outline.end, outline.signs
    first, last, pieces = outline.first, outline.last, outline.pieces
    tags, classes = outline.tags, outline.classes
    text: list[str] = []
    at = 0
    spaced = True
    inside = [-1]
    cells = [0]
    framed = {kind[0] for kind in frame}
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            names = element.get("class") or ""
            sign = signature(tag, names, element.get("id") or "")
            if tag in _CELLS:
                if cells[-1]:
                    sign = f"{sign} {cells[-1]}"
                cells[-1] += 1
            elif sign == "font":
                sign = _sized(element)
            if (
                tag in _SKIPPED
                or (sign in framed and _kind(sign, inside, outline) in frame)
                or _is_unseen(element, names)
                or len(elements) > _MOST
            ):
                walk.skip_subtree()
                inside.append(-1)
                cells.append(0)
                continue
            if not spaced and tag in _BLOCKS:
                text.append(" ")
                at += 1
                spaced = True
            owner = len(elements)
            parent.append(inside[-1])
            inside.append(owner)
            cells.append(0)
            elements.append(element)
            tags.append(tag)
            classes.append(names)
            signs.append(sign)
            first.append(at)
            last.append(at)
            end.append(owner + 1)
            piece = element.text
            title = element.get("title")
            if (
                tag in _TIMED
                or (title and len(title) < _LONGEST_TITLE and any(map(str.isdecimal, title)))
                or element.get("data-time")
                or element.get("data-timestamp")
            ):
                outline.timed.append(owner)
        else:
            own = inside.pop()
            cells.pop()
            owner = inside[-1]
            if own >= 0:
                last[own] = at
                end[own] = len(elements)
            piece = element.tail if owner >= 0 else None
            if not spaced and tag in _BLOCKS:
                text.append(" ")
                at += 1
                spaced = True
        if piece:
            words = piece.strip()
            if not spaced and piece[0] <= " ":
                at += 1
                text.append(" ")
            if words:
                pieces.append((owner, at, at + len(words)))
                at += len(words)
                text.append(words)
                spaced = False
            if piece[0] <= " " and not words:
                spaced = True
            elif piece[-1] <= " ":
                at += 1
                text.append(" ")
                spaced = True
    outline.text = "".join(text)


def _sized(font: Any) -> str:
    """The signature of letters of a size."""
    size = font.get("size") or ""
    return f"font {size}" if size in _SIZES else "font"


def _kind(sign: str, inside: list[int], outline: Outline) -> tuple[str, ...]:
    """The kind of an element that begins, as :meth:`Outline.kind` tells it of three."""
    found = [sign]
    up = inside[-1]
    while up >= 0 and len(found) < _KIND:
        if outline.signs[up] not in FORMATTING:
            found.append(outline.signs[up])
        up = outline.parent[up]
    return tuple(found)


_KIND = 3  # signatures by which the boxes of the frame are known
_SIZES = frozenset("1234567")
_STYLED = re.compile(r"none|hidden|font-size", re.I)


def _is_unseen(element: Any, names: str) -> bool:
    style = element.get("style")
    if (style and _STYLED.search(style)) or element.get("hidden") is not None:
        return is_unseen(element)
    return "jammer" in names
