"""The HTML of a post's body, without boxes that only place it and without what is not the author's."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from lxml import etree

from kbminer.ingest.boards.unknown.accepted_marks import is_accepted_badge
from kbminer.ingest.boards.unknown.bodies import Chunk, may_be_body
from kbminer.ingest.boards.unknown.box_names import is_aside, keeps_meaning
from kbminer.ingest.boards.unknown.outline import Outline
from kbminer.ingest.recognised_words import any_of

_BADGE = 40  # signs
_WHOLE = 0.9  # of the words of an element in one part of it: that part is the body
_MOST = 0.5  # of a body in a form, which then is drawn around somebody's words
_INNER = frozenset("div section article td tr table tbody center dd dl li main span font".split())


def body_html(outline: Outline, chunk: Chunk, apart: Sequence[int], inner: Sequence[str] = ()) -> str:
    """The HTML of a body, without what stands apart inside it and without boxes that only place it."""
    if chunk.loose:
        return _loose_html(outline, chunk)
    element = chunk.elements[0]
    for sign in inner:
        children = [child for child in outline.children(element) if outline.signs[child] == sign]
        if len(children) != 1:
            break
        element = children[0]
    element = _narrowed(outline, element)
    node = outline.elements[element]
    _drop_aside(outline, element, apart)
    if node.tag in _INNER or node.tag == "body":
        return _inner(node)
    return _serialised(node)


def _narrowed(outline: Outline, element: int) -> int:
    while outline.tags[element] in _INNER:
        inner = [child for child in outline.children(element) if outline.length(child) > 0]
        if not inner:
            break
        largest = max(inner, key=outline.length)
        if outline.tags[largest] not in _INNER or outline.signs[largest].startswith("span"):
            break
        if outline.length(largest) < _WHOLE * outline.length(element) or keeps_meaning(
            outline.classes[largest]
        ):
            break
        if len(inner) > 1 and not all(_small(outline, child) for child in inner if child != largest):
            break
        element = largest
    return element


def _small(outline: Outline, element: int) -> bool:
    return not may_be_body(outline, element) or outline.length(element) < 3


def _drop_aside(outline: Outline, body: int, apart: Sequence[int]) -> None:
    """Take out of a body's tree what is no word of the author's."""
    at = body + 1
    while at < outline.end[body]:
        node = outline.elements[at]
        if (
            at in apart
            or _is_badge(outline, at)
            or (is_aside(outline.classes[at], outline.ids[at]) and not keeps_meaning(outline.classes[at]))
            or (outline.tags[at] == "form" and outline.length(at) < _MOST * outline.length(body))
        ):
            _remove(node)
            at = outline.end[at]
        else:
            at += 1


def _is_badge(outline: Outline, element: int) -> bool:
    """Whether an element is the badge of an accepted answer, as words or as a picture."""
    node = outline.elements[element]
    if node.tag == "img":
        return is_accepted_badge(node.get("alt") or node.get("title") or "")
    short = 0 < outline.length(element) <= _BADGE and node.tag not in ("p", "li", "td")
    return short and is_accepted_badge(outline.words(element))


def _remove(node: Any) -> None:
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def _inner(node: Any) -> str:
    parts = [html.escape(node.text or "", quote=False)]
    parts += [_serialised(child) + html.escape(child.tail or "", quote=False) for child in node]
    return "".join(parts).strip()


def _serialised(node: Any) -> str:
    return str(etree.tostring(node, encoding="unicode", method="html", with_tail=False))


def _loose_html(outline: Outline, chunk: Chunk) -> str:
    """The text and the elements of a box that are neither the author nor the date."""
    node = outline.elements[chunk.parent]
    own = {outline.elements[element]: element for element in chunk.elements}
    parts = [html.escape(_unlabelled(node.text or ""), quote=False)]
    for child in node:
        if child in own or child.tag in ("br", "img", "hr"):
            parts.append(_serialised(child))
        parts.append(html.escape(_unlabelled(child.tail or ""), quote=False))
    return _without_outer_breaks("".join(parts))


def _without_outer_breaks(text: str) -> str:
    """HTML without the line breaks at its ends; a pattern would look at all of them from each of them."""
    breaks = [found.span() for found in re.finditer(r"<br\s*+/?>", text)]
    first, last = 0, len(text)
    for begin, end in breaks:
        if text[first:begin].strip():
            break
        first = end
    for begin, end in reversed(breaks):
        if begin < first or text[end:last].strip():
            break
        last = begin
    return text[first:last].strip()


def _unlabelled(text: str) -> str:
    """Loose text without the words that lead to a name or a date."""
    bare = text.strip(" \t\n»«•|·–—:,;-#()")
    return "" if not bare or _label().fullmatch(bare) else text


@cache
def _label() -> re.Pattern[str]:
    words = "|".join(
        (any_of("boards.by"), any_of("boards.wrote"), any_of("boards.posted"), any_of("boards.connects"))
    )
    return re.compile(rf"(?:(?:{words})\s*+(?::\s*+)?)+", re.I)
