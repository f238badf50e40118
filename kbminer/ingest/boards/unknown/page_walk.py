"""From a page's HTML to its outline: parsed as browsers do, without the site's frame, and walked once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from kbminer.ingest.boards.unknown.element_signature import signature
from kbminer.ingest.boards.unknown.outline import FORMATTING, Outline
from kbminer.text.hidden_elements import is_unseen
from kbminer.text.page_depth import shallow

_UNSHOWN = ["script", "style", "template", "svg"]
"""What holds no words of a page."""

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
_TIMES = frozenset({"data-time", "data-timestamp"})
_STYLED = re.compile(r"none|hidden|font-size", re.I)  # what of a style may hide an element
_LONGEST_TITLE = 60  # signs of an element's title that may be a date
_CELLS = frozenset({"td", "th"})
_SPACES = frozenset(" \t\n\r\f\v\xa0")
_PLAIN = re.compile(r"[A-Za-z][\w-]*")  # a class that a selector takes as it is
_MOST = 60_000  # elements; a page with more is no forum's
_KIND = 3  # signatures by which the boxes of the frame are known
_SIZES = frozenset("1234567")


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
    tree = LexborHTMLParser(shallow(html))  # tags as browsers close them, which libxml2 alone does not
    tree.strip_tags(_UNSHOWN, recursive=True)
    for box in list(_frame_boxes(tree, frame)):
        box.decompose()
    whole = tree.html
    root = etree.fromstring(whole.encode("utf-8", "replace"), _PARSER) if whole else None
    if root is None:
        return outline
    _note_head(outline, root)
    _Walk(outline, frame).over(root)
    return outline


def _frame_boxes(tree: LexborHTMLParser, frame: frozenset[tuple[str, ...]]) -> Iterator[LexborNode]:
    """The boxes of the site's frame, as far as a selector finds them: what is cut is not parsed again."""
    for kind in frame:
        tag, _, name = kind[0].partition(".")
        if tag.isalnum() and tag not in _CELLS and (not name or _PLAIN.fullmatch(name)):
            selector = f"{tag}.{name}" if name else f"{tag}:not([class]):not([id])"
            yield from (node for node in tree.css(selector) if _kind_of(node) == kind)


def _kind_of(node: LexborNode) -> tuple[str, ...]:
    """The kind of an element, as :meth:`Outline.kind` tells it of three signatures."""
    found: list[str] = []
    up: LexborNode | None = node
    while up is not None and up.tag and up.tag[0] not in "-#!" and len(found) < _KIND:
        given = up.attributes
        sign = signature(up.tag, given.get("class") or "", given.get("id") or "")
        if not found or sign not in FORMATTING:
            found.append(sign)
        up = up.parent
    return tuple(found)


def _note_head(outline: Outline, root: Any) -> None:
    head = root.find("head")
    for element in () if head is None else head.iter("title", "link", "meta"):
        if element.tag == "title":
            outline.title = outline.title or " ".join((element.text or "").split())
            continue
        name = element.get("rel") or element.get("property") or element.get("name")
        value = element.get("href") or element.get("content")
        if name and value:
            outline.links.setdefault(name, value.strip())


class _Walk:
    """One walk over a page: the elements that are open, and the page's words so far."""

    def __init__(self, outline: Outline, frame: frozenset[tuple[str, ...]]) -> None:
        self._outline = outline
        self._frame = frame
        self._framed = {kind[0] for kind in frame}
        self._text = _RunningText(outline.pieces)
        self._open = [-1]  # by their numbers; -1 is what is passed over, or the page itself
        self._cells = [0]  # how many cells each of them had so far

    def over(self, root: Any) -> None:
        """Note every element and run of text."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._close(element)
            elif not self._begin(element):
                walk.skip_subtree()
        self._outline.text = self._text.whole()

    def _begin(self, element: Any) -> bool:
        """Note an element and the words that it begins with; ``False`` where it is passed over."""
        tag, given = element.tag, dict(element.items())
        sign = self._signature(tag, given)
        self._cells.append(0)
        if self._is_passed_over(element, given, sign):
            self._open.append(-1)
            return False
        if tag in _BLOCKS:
            self._text.space()
        number = self._outline.add(
            element,
            tag=tag,
            classes=given.get("class", ""),
            id=given.get("id", ""),
            sign=sign,
            parent=self._open[-1],
            at=self._text.at,
        )
        self._open.append(number)
        if _is_timed(tag, given):
            self._outline.timed.append(number)
        if element.text:
            self._text.take(element.text, number)
        return True

    def _close(self, element: Any) -> None:
        """Note where an element ends, and the words behind it."""
        outline, number = self._outline, self._open.pop()
        self._cells.pop()
        if number >= 0:
            outline.last[number] = self._text.at
            outline.end[number] = len(outline.elements)
        if element.tag in _BLOCKS:
            self._text.space()
        around = self._open[-1]
        if around >= 0 and element.tail:
            self._text.take(element.tail, around)

    def _signature(self, tag: str, given: dict[str, str]) -> str:
        """Make an element's signature; a cell's has its column, and one of letters their size."""
        sign = signature(tag, given.get("class", ""), given.get("id", ""))
        if tag in _CELLS:
            column = self._cells[-1]
            self._cells[-1] += 1
            return f"{sign} {column}" if column else sign
        if sign == "font" and given.get("size") in _SIZES:
            return f"font {given['size']}"
        return sign

    def _is_passed_over(self, element: Any, given: dict[str, str], sign: str) -> bool:
        return (
            element.tag in _SKIPPED
            or (sign in self._framed and self._kind(sign) in self._frame)
            or ("style" in given and _STYLED.search(given["style"]) and is_unseen(element))
            or ("hidden" in given and is_unseen(element))
            or "jammer" in given.get("class", "")
            or len(self._outline.elements) > _MOST
        )

    def _kind(self, sign: str) -> tuple[str, ...]:
        """The kind of an element that begins, as :meth:`Outline.kind` tells it of three."""
        signs, parent = self._outline.signs, self._outline.parent
        found = [sign]
        up = self._open[-1]
        while up >= 0 and len(found) < _KIND:
            if signs[up] not in FORMATTING:
                found.append(signs[up])
            up = parent[up]
        return tuple(found)


class _RunningText:
    """The words of a page as they come, with one space wherever there is white space or a block's edge."""

    def __init__(self, pieces: list[tuple[int, int, int]]) -> None:
        self.at = 0
        self._pieces = pieces
        self._parts: list[str] = []
        self._is_spaced = True

    def space(self) -> None:
        """Part what comes from what was, once."""
        if not self._is_spaced:
            self._parts.append(" ")
            self.at += 1
            self._is_spaced = True

    def take(self, piece: str, owner: int) -> None:
        """Add a run of text, and note which element holds it."""
        if piece[0] in _SPACES:
            self.space()
        if words := " ".join(piece.split()):
            self._pieces.append((owner, self.at, self.at + len(words)))
            self._parts.append(words)
            self.at += len(words)
            self._is_spaced = False
            if piece[-1] in _SPACES:
                self.space()

    def whole(self) -> str:
        """All words so far."""
        return "".join(self._parts)


def _is_timed(tag: str, given: dict[str, str]) -> bool:
    """Whether an element carries a time as an attribute, or may."""
    title = given.get("title", "")
    return (
        tag in _TIMED
        or any(map(given.get, _TIMES))
        or (0 < len(title) < _LONGEST_TITLE and any(map(str.isdecimal, title)))
    )
