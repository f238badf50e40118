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
_UNSEEN = frozenset({"style", "hidden"})  # attributes by which an element may be hidden
_LONGEST_TITLE = 60  # signs of an element's title that may be a date
_CELLS = frozenset({"td", "th"})
_SPACES = frozenset(" \t\n\r\f\v\xa0")
_PLAIN = re.compile(r"[A-Za-z][\w-]*")  # a class that a selector takes as it is
_MOST = 60_000  # elements; a page with more is no forum's


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
    _walk(outline, root, frame)
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
    tags, classes, ids = outline.tags, outline.classes, outline.ids
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
            names = own = title = ""
            unseen = timed = False
            for name, value in element.items():
                if name == "class":
                    names = value
                elif name == "id":
                    own = value
                elif name == "title":
                    title = value
                elif name in _UNSEEN:
                    unseen = True
                elif name in _TIMES:
                    timed = timed or bool(value)
            sign = signature(tag, names, own)
            if tag in _CELLS:
                if cells[-1]:
                    sign = f"{sign} {cells[-1]}"
                cells[-1] += 1
            elif sign == "font":
                sign = _sized(element)
            if (
                tag in _SKIPPED
                or (sign in framed and _kind(sign, inside, outline) in frame)
                or (unseen and _is_unseen(element))
                or "jammer" in names
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
            ids.append(own)
            signs.append(sign)
            first.append(at)
            last.append(at)
            end.append(owner + 1)
            piece = element.text
            if (
                timed
                or tag in _TIMED
                or (title and len(title) < _LONGEST_TITLE and any(map(str.isdecimal, title)))
            ):
                outline.timed.append(owner)
        else:
            closed = inside.pop()
            cells.pop()
            owner = inside[-1]
            if closed >= 0:
                last[closed] = at
                end[closed] = len(elements)
            piece = element.tail if owner >= 0 else None
            if not spaced and tag in _BLOCKS:
                text.append(" ")
                at += 1
                spaced = True
        if piece:
            words = " ".join(piece.split())
            if not spaced and piece[0] in _SPACES:
                at += 1
                text.append(" ")
            if words:
                pieces.append((owner, at, at + len(words)))
                at += len(words)
                text.append(words)
                spaced = False
            if piece[0] in _SPACES and not words:
                spaced = True
            elif piece[-1] in _SPACES:
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


def _is_unseen(element: Any) -> bool:
    style = element.get("style")
    if (style and _STYLED.search(style)) or element.get("hidden") is not None:
        return is_unseen(element)
    return False
