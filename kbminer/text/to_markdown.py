"""A post's body as Markdown, in the plain dialect that :mod:`kbminer.text.blocks` reads.

HTML is parsed by lxml and walked once: every post of a forum goes through here, so speed counts (see
``docs/decisions/ingest.md``). Code never passes through any text rule: it waits in ``held`` under a number
while the words around it are tidied, and comes back byte for byte.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from kbminer.records import BodyFormat
from kbminer.text import md_escape as signs
from kbminer.text import post_widgets as boxes
from kbminer.text.quote_captions import quoted_name

_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
_DEEPEST = 80  # deeper nesting than this is damage or an attack, not somebody's post
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_INDENT = "\x02"
_HELD = re.compile("\x00(\\d+)\x00")
_HELD_LINE = re.compile("^((?:> ?)*)\x02*((?:[-*+]|\\d+[.)]) )?\x00(\\d+)\x00$", re.M)


def to_markdown(body: str, format: BodyFormat = "html") -> str:
    r"""Give a post's body as Markdown, without what is not the author's.

    Kept: code with its language, lists, tables, links, images as images, headings, quotes as
    ``> **NAME wrote:**``. Dropped: signatures, edit notices, captions of boxes and pictures, scripts, styles;
    a link preview becomes its link, a smiley its sign or name.

    Args:
        body: what the forum gave.
        format: "html", "markdown" (raw HTML inside it is reduced to words) or "text" (kept).

    >>> to_markdown('<p>Try <b>this</b>:</p><pre><code class="lang-sh">make  all\n</code></pre>')
    'Try **this**:\n\n```sh\nmake  all\n```'
    >>> to_markdown('<blockquote><cite>Ann wrote:</cite>No &amp; no</blockquote>')
    '> **Ann wrote:**\n> No & no'
    """
    body = _CONTROL.sub("", body.replace("\r\n", "\n").replace("\r", "\n"))
    if format == "text":
        return body.strip("\n").rstrip()
    if format == "markdown":
        return signs.without_raw_html(body).strip("\n").rstrip()
    if "<" not in body:
        return signs.escaped(signs.spaced(html.unescape(body)).strip())
    return _Writer().document(body)


class _Writer:
    """One walk over one post: blocks come back between empty lines, everything else as running text."""

    def __init__(self) -> None:
        self.held: list[tuple[str, str]] = []
        self.depth = 0
        self.too_deep = False

    def document(self, body: str) -> str:
        root = etree.fromstring(b"<div>" + body.encode("utf-8", "replace") + b"</div>", _PARSER)
        if root is None:
            return ""
        text = self.inside(root)
        if self.too_deep:
            return signs.escaped(signs.tidy(html.unescape(re.sub(r"<[^<>]*>", " ", body))))
        return self._released(signs.tidy(text))

    def _released(self, text: str) -> str:
        if self.held:
            text = _HELD_LINE.sub(self._fenced, text)
            text = _HELD.sub(
                lambda m: signs.inline_code(" ".join(self.held[int(m.group(1))][0].split())), text
            )
        if _HEADING_MARK in text:
            text = text.replace(_HEADING_MARK, "#")
        return text.replace(_INDENT, "  ").strip()

    def _fenced(self, line: re.Match[str]) -> str:
        code, language = self.held[int(line.group(3))]
        longest = max((len(run) for run in re.findall("`{3,}", code)), default=2)
        fence = "`" * max(3, longest + 1)
        lines = [fence + language, *code.split("\n"), fence]
        return "\n".join(
            (line.group(1) + each).rstrip() if not each else line.group(1) + each for each in lines
        )

    def inside(self, element: Any) -> str:
        """The element's text and children as Markdown."""
        self.depth += 1
        if self.depth > _DEEPEST:
            self.too_deep = True
            self.depth -= 1
            return ""
        parts = [self.text(element.text)] if element.text else []
        for child in element:
            parts.append(self.element(child))
            if child.tail:
                parts.append(self.text(child.tail))
        self.depth -= 1
        return "".join(parts)

    def text(self, text: str) -> str:
        return signs.escaped(signs.spaced(text))

    def element(self, element: Any) -> str:
        tag = element.tag
        if element.attrib:
            names = boxes.classes(element)
            if names and (done := self.box(element, names)) is not None:
                return done
        write = _WRITERS.get(tag)
        if write is not None:
            return write(self, element)
        return signs.set_apart(self.inside(element)) if tag in _BLOCKS else self.inside(element)

    def box(self, element: Any, names: list[str]) -> str | None:
        """What the element's classes make of it; ``None`` where they make nothing special."""
        done = None
        if not boxes.FURNITURE.isdisjoint(names):
            done = ""
        elif boxes.is_quote(element, names):
            done = self.quote(element)
        elif preview := boxes.preview_link(element, names):
            done = signs.set_apart(signs.link(signs.escaped(preview[0]), preview[1]))
        elif "js-embed" in names:
            done = self.embedded_quote(element)
        elif element.tag == "code" and "bbc_code" in names:
            done = self.pre(element)
        elif element.tag == "a" and not _MENTIONS.isdisjoint(names):
            done = "".join(element.itertext()).strip()
        elif element.tag == "span" and names[0] in _BBCODE:
            done = signs.emphasised(self.inside(element), _BBCODE[names[0]])
        return done

    def quote(self, element: Any) -> str:
        author = boxes.quote_author(element)
        boxes.drop_captions(element)
        inner = signs.tidy(self.inside(element))
        if not inner and author is None:
            return ""
        return signs.quote(inner, author)

    def embedded_quote(self, element: Any) -> str:
        data = boxes.embedded(element)
        user = data.get("insertUser")
        name = user.get("name") if isinstance(user, dict) else None
        return signs.quote(to_markdown(str(data.get("body") or ""), "html"), str(name) if name else None)

    def pre(self, element: Any) -> str:
        code = element.find(".//code") if element.tag == "pre" else None
        language = boxes.code_language(code, element, element.getparent())
        text = boxes.code_text(element)
        if element.tag == "pre" and text.startswith("\n"):
            text = text[1:]  # HTML drops the new line right after <pre>
        if element.tag == "code":
            text = text.replace("\u00a0", " ")
        text = text.removesuffix("\n")
        if not text.strip():
            return ""
        self.held.append((text, language))
        return f"\n\n\x00{len(self.held) - 1}\x00\n\n"

    def code(self, element: Any) -> str:
        if element.find("br") is not None:
            return self.pre(element)
        text = boxes.code_text(element)
        lines = text.strip().count("\n")
        if lines > 1 or (lines and element.getparent().tag in ("div", "td", "dd")):
            return self.pre(element)
        return signs.inline_code(" ".join(text.split("\n")))

    def link(self, element: Any) -> str:
        address = (element.get("href") or "").strip()
        words = " ".join(self.inside(element).split())
        bare = "".join(element.itertext()).strip()
        if not address or bare.startswith("@") or address.lower().startswith(("javascript:", "data:", "#")):
            return words
        if not words:
            return ""
        shown = bare.rstrip("….").removesuffix("...")
        if bare and " " not in bare and (bare == address or (len(shown) > 10 and shown[:30] in address)):
            return address
        picture = element.find(".//img")
        if picture is not None and not bare and words.startswith("!["):
            return (
                f"![{_alternative(picture)}]({signs.safe_address(address)})"
                if _is_picture(address)
                else words
            )
        return signs.link(words, address)

    def image(self, element: Any) -> str:
        sign = boxes.smiley(element, boxes.classes(element))
        if sign is not None:
            return sign
        source = (element.get("data-src") or element.get("data-url") or element.get("src") or "").strip()
        if not source or source.lower().startswith("data:"):
            return _alternative(element)
        return f"![{_alternative(element)}]({signs.safe_address(source)})"

    def framed(self, element: Any) -> str:
        address = (element.get("src") or "").strip()
        if not address and (inner := element.find(".//source")) is not None:
            address = inner.get("src") or ""
        return signs.set_apart(signs.safe_address(address)) if address.startswith(("http", "//", "/")) else ""

    def line_break(self, element: Any) -> str:
        return "\n"

    def nothing(self, element: Any) -> str:
        return ""

    def strong(self, element: Any) -> str:
        return signs.emphasised(self.inside(element), "**")

    def emphasis(self, element: Any) -> str:
        return signs.emphasised(self.inside(element), "*")

    def struck(self, element: Any) -> str:
        return signs.emphasised(self.inside(element), "~~")

    def span(self, element: Any) -> str:
        style = element.get("style") or ""
        if "bold" in style:
            return signs.emphasised(self.inside(element), "**")
        return signs.emphasised(self.inside(element), "*") if "italic" in style else self.inside(element)

    def captioned(self, element: Any) -> str:
        """A paragraph or a division, but for the caption of a code box."""
        return "" if boxes.is_code_caption(element) else signs.set_apart(self.inside(element))

    def heading(self, element: Any) -> str:
        text = " ".join(self.inside(element).split())
        return signs.set_apart(f"{_HEADING_MARK * int(element.tag[1])} {text}") if text else ""

    def summary(self, element: Any) -> str:
        return signs.set_apart(signs.emphasised(self.inside(element), "**"))

    def list(self, element: Any) -> str:
        number = _number(element.get("start"))
        lines: list[str] = []
        for child in element:
            if child.tag != "li":
                lines += [line for line in [signs.tidy(self.element(child))] if line]
                continue
            marker = f"{number}." if element.tag == "ol" else "-"
            number += 1
            content = signs.tidy(self.inside(child))
            if content:
                first, *rest = re.sub(r"\n\n(?=\x02*(?:- |\d+\. ))", "\n", content).split("\n")
                lines += [f"{marker} {first}", *(_INDENT + line if line else "" for line in rest)]
        return signs.set_apart("\n".join(lines))

    def table(self, element: Any) -> str:
        rows = [row for row in element.iter("tr") if _table_of(row) is element]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        if _is_layout(element, cells):
            return signs.set_apart("\n\n".join(self._layout_cell(cell) for row in cells for cell in row))
        shown = [
            [" ".join(self.inside(cell).split()).replace("|", "\\|") for cell in row] for row in cells if row
        ]
        if not shown:
            return ""
        width = max(len(row) for row in shown)
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in shown]
        lines.insert(1, "|" + " --- |" * width)
        return signs.set_apart("\n".join(lines))

    def _layout_cell(self, cell: Any) -> str:
        names = boxes.classes(cell)
        if "code" in names:
            return self.pre(cell)
        if "quote" in names:
            above = cell.getparent().getprevious()
            author = quoted_name("".join(above.itertext())) if above is not None else None
            return signs.quote(signs.tidy(self.inside(cell)), author)
        if cell.find(".//td[@class='quote']") is None and _captions_next_row(cell):
            return ""
        return signs.set_apart(self.inside(cell))


_HEADING_MARK = "\x03"
_BLOCKS = frozenset(
    """
    div section article header footer aside main figure figcaption center address dl dd fieldset body html
    form details tbody td tr th thead tfoot caption nav
    """.split()
)
_MENTIONS = frozenset("mention UserMention plugin-mentions-a atMention".split())
_BBCODE = {"bbcode-b": "**", "bbcode-i": "*", "bbcode-s": "~~"}
_WRITERS: dict[str, Callable[[_Writer, Any], str]] = {
    **dict.fromkeys(
        "script style noscript svg form-control button input select option object embed template head title "
        "textarea canvas map hr link meta".split(),
        _Writer.nothing,
    ),
    **dict.fromkeys(["b", "strong"], _Writer.strong),
    **dict.fromkeys(["i", "em"], _Writer.emphasis),
    **dict.fromkeys(["s", "del", "strike"], _Writer.struck),
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], _Writer.heading),
    **dict.fromkeys(["ul", "ol", "menu", "dir"], _Writer.list),
    **dict.fromkeys(["iframe", "video", "audio"], _Writer.framed),
    **dict.fromkeys(["code", "tt", "kbd", "samp"], _Writer.code),
    **dict.fromkeys(["pre", "xmp", "listing"], _Writer.pre),
    **dict.fromkeys(["p", "div", "dt"], _Writer.captioned),
    "a": _Writer.link,
    "img": _Writer.image,
    "br": _Writer.line_break,
    "span": _Writer.span,
    "blockquote": _Writer.quote,
    "summary": _Writer.summary,
    "table": _Writer.table,
}


def _alternative(image: Any) -> str:
    words = " ".join((image.get("alt") or image.get("title") or "").split())
    return words.replace("[", "(").replace("]", ")")


def _is_picture(address: str) -> bool:
    return bool(re.search(r"\.(?:png|jpe?g|gif|webp|bmp|svg|avif)(?:[?#]|$)", address, re.I))


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else 1


def _table_of(row: Any) -> Any:
    parent = row.getparent()
    while parent is not None and parent.tag != "table":
        parent = parent.getparent()
    return parent


def _is_layout(table: Any, cells: list[list[Any]]) -> bool:
    """Whether a table only places boxes on the page: one column, or blocks inside its cells."""
    if all(len(row) <= 1 for row in cells):
        return True
    return next(table.iter("pre", "blockquote", "ul", "ol", "h1", "h2", "h3"), None) is not None or any(
        inner is not table for inner in table.iter("table")
    )


def _captions_next_row(cell: Any) -> bool:
    """Whether a cell only says "Code:" or "Ann wrote:" above the box in the next row."""
    below = cell.getparent().getnext()
    return below is not None and any(
        "quote" in boxes.classes(box) or "code" in boxes.classes(box) for box in below
    )
