"""A post's body as Markdown, in the plain dialect that :mod:`kbminer.text.blocks` reads.

HTML is parsed by lxml and walked once: every post of a forum goes through here, so speed counts (see
``docs/decisions/ingest.md``). Code never passes through any text rule: it waits in ``held`` under a number
while the words around it are tidied, and comes back byte for byte.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from lxml import etree

from kbminer.records import BodyFormat
from kbminer.text import md_escape, post_widgets
from kbminer.text.code_boxes import code_lines, list_code, table_code
from kbminer.text.hidden_elements import is_unseen
from kbminer.text.html_elements import (
    alternative_words,
    captions_next_row,
    is_layout_table,
    is_picture_address,
    is_shown_address,
    leads_somewhere,
    own_rows,
    picture_link,
    shifted_number,
    start_number,
)
from kbminer.text.leaked_quotes import quotes_set_apart
from kbminer.text.mail_quotes import marked_quotes, outdented_quotes, with_mail_quoted
from kbminer.text.plain_signs import plain_markdown, plain_signs
from kbminer.text.quote_captions import quoted_name
from kbminer.text.unfenced_code import with_code_fenced

_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
_DEEPEST_TABLE = 20  # mails place boxes by a dozen tables in one another
_DEEPEST = 80  # deeper nesting than this is damage or an attack, not somebody's post
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_INDENT = "\x02"
_HELD = re.compile("\x00(\\d+)\x00")
_HELD_LINE = re.compile("^((?:> ?)*)\x02*((?:[-*+]|\\d+[.)]) )?\x00(\\d+)\x00$", re.M)


def to_markdown(body: str, format: BodyFormat = "html") -> str:
    r"""Write a post's body as Markdown, without what is not the author's.

    Kept: code with its language, lists, tables, links, images as images, headings, quotes as
    ``> **NAME wrote:**``. Dropped: signatures, edit notices, captions of boxes and pictures, scripts, styles;
    a link preview becomes its link, a smiley its sign or name. Leaked quote tags become quotes.

    Parameters
    ----------
    body
        What the forum gave; of any size and however broken.
    format
        ``"html"``, ``"markdown"`` (raw HTML inside it is reduced to words) or ``"text"`` (kept).

    Returns
    -------
    str
        Markdown in the dialect that :func:`kbminer.text.blocks.blocks` reads.

    Examples
    --------
    >>> to_markdown('<p>Try <b>this</b>:</p><pre><code class="lang-sh">make  all\n</code></pre>')
    'Try **this**:\n\n```sh\nmake  all\n```'
    >>> to_markdown('<blockquote><cite>Ann wrote:</cite>No &amp; no</blockquote>')
    '> **Ann wrote:**\n> No & no'
    """
    read = as_marked(body, format)
    return with_code_fenced(read) if format == "text" else read


def as_marked(body: str, format: BodyFormat) -> str:
    """Do the same as :func:`to_markdown`, but fence no code that its writer did not mark."""
    body = _CONTROL.sub("", body.replace("\r\n", "\n").replace("\r", "\n"))
    return with_mail_quoted(quotes_set_apart(_written(body, format)))


def _written(body: str, format: BodyFormat) -> str:
    if format == "text":
        words = plain_signs(body.strip("\n").rstrip(), stripped=False)
        return marked_quotes(outdented_quotes(words) if " >" in words else words)
    if format == "markdown":
        return plain_markdown(md_escape.without_raw_html(body).strip("\n").rstrip())
    if "<" not in body:
        return md_escape.escaped(md_escape.spaced(plain_signs(body)).strip())
    return _Writer().document(body)


class _Writer:
    """One walk over one post: blocks come back between empty lines, everything else as running text."""

    def __init__(self) -> None:
        self.held: list[tuple[str, str]] = []
        self.depth = 0
        self.tables = 0
        self.too_deep = False

    def document(self, body: str) -> str:
        root = etree.fromstring(b"<div>" + body.encode("utf-8", "replace") + b"</div>", _PARSER)
        if root is None:
            return ""
        text = self.inside(root)
        if self.too_deep:
            return md_escape.escaped(md_escape.tidy(html.unescape(re.sub(r"<[^<>]*>", " ", body))))
        return self._released(md_escape.tidy(text))

    def _released(self, text: str) -> str:
        if self.held:
            text = _HELD_LINE.sub(self._fenced, text)
            text = _HELD.sub(
                lambda m: md_escape.inline_code(" ".join(self.held[int(m.group(1))][0].split())), text
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
        return md_escape.escaped(md_escape.spaced(plain_signs(text, stripped=False)))

    def element(self, element: Any) -> str:
        tag = element.tag
        if element.attrib:
            if is_unseen(element):
                return ""
            names = post_widgets.classes(element)
            if names and (done := self.box(element, names)) is not None:
                return done
        write = _WRITERS.get(tag)
        if write is not None:
            return write(self, element)
        return md_escape.set_apart(self.inside(element)) if tag in _BLOCKS else self.inside(element)

    def box(self, element: Any, names: list[str]) -> str | None:
        """What the element's classes make of it; ``None`` where they make nothing special."""
        if not post_widgets.FURNITURE.isdisjoint(names):
            return ""
        if post_widgets.is_quote(element, names):
            return self.quote(element)
        if preview := post_widgets.preview_link(element, names):
            return md_escape.set_apart(md_escape.link(md_escape.escaped(preview[0]), preview[1]))
        if "js-embed" in names:
            return self.embedded_quote(element)
        return self.marked(element, names)

    def marked(self, element: Any, names: list[str]) -> str | None:
        """Code, mentions and emphasis that a class marks; ``None`` where none does."""
        if element.tag == "code" and "bbc_code" in names:
            return self.pre(element)
        if element.tag == "a" and not _MENTIONS.isdisjoint(names):
            return "".join(element.itertext()).strip()
        if element.tag == "span" and names[0] in _BBCODE:
            return md_escape.emphasised(self.inside(element), _BBCODE[names[0]])
        return None

    def quote(self, element: Any) -> str:
        author = post_widgets.quote_author(element)
        post_widgets.drop_captions(element)
        inner = md_escape.tidy(self.inside(element))
        if not inner and author is None:
            return ""
        return md_escape.quote(inner, author)

    def embedded_quote(self, element: Any) -> str:
        data = post_widgets.embedded(element)
        user = data.get("insertUser")
        name = user.get("name") if isinstance(user, dict) else None
        return md_escape.quote(to_markdown(str(data.get("body") or ""), "html"), str(name) if name else None)

    def pre(self, element: Any) -> str:
        text = code_lines(element)
        return self.code_box(element, post_widgets.code_text(element) if text is None else text)

    def code_box(self, element: Any, text: str) -> str:
        """The code of a box, held back until the words around it are tidied."""
        code = element.find(".//code") if element.tag != "code" else None
        around = element.getparent()
        language = post_widgets.code_language(
            code, element, around, None if around is None else around.getparent()
        )
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
        text = post_widgets.code_text(element)
        lines = text.strip().count("\n")
        if lines > 1 or (lines and element.getparent().tag in ("div", "td", "dd")):
            return self.pre(element)
        return md_escape.inline_code(" ".join(text.split("\n")))

    def link(self, element: Any) -> str:
        address = (element.get("href") or "").strip()
        words = " ".join(self.inside(element).split())
        bare = "".join(element.itertext()).strip()
        if not leads_somewhere(address) or bare.startswith("@") or not words:
            return words
        if is_shown_address(address, bare):
            return address
        picture = element.find(".//img")
        if picture is None or bare or not words.startswith("!["):
            return md_escape.link(words, address)
        return picture_link(picture, address) if is_picture_address(address) else words

    def image(self, element: Any) -> str:
        sign = post_widgets.smiley(element, post_widgets.classes(element))
        if sign is not None:
            return sign
        source = (element.get("data-src") or element.get("data-url") or element.get("src") or "").strip()
        if not source or source.lower().startswith("data:"):
            return alternative_words(element)
        return picture_link(element, source)

    def framed(self, element: Any) -> str:
        address = (element.get("src") or "").strip()
        if not address and (inner := element.find(".//source")) is not None:
            address = inner.get("src") or ""
        return (
            md_escape.set_apart(md_escape.safe_address(address))
            if address.startswith(("http", "//", "/"))
            else ""
        )

    def line_break(self, element: Any) -> str:
        return "\n"

    def nothing(self, element: Any) -> str:
        return ""

    def strong(self, element: Any) -> str:
        return md_escape.emphasised(self.inside(element), "**")

    def emphasis(self, element: Any) -> str:
        return md_escape.emphasised(self.inside(element), "*")

    def struck(self, element: Any) -> str:
        return md_escape.emphasised(self.inside(element), "~~")

    def shifted(self, element: Any) -> str:
        return shifted_number(self.inside(element), is_raised=element.tag == "sup")

    def span(self, element: Any) -> str:
        style = element.get("style") or ""
        if "bold" in style:
            return md_escape.emphasised(self.inside(element), "**")
        return md_escape.emphasised(self.inside(element), "*") if "italic" in style else self.inside(element)

    def captioned(self, element: Any) -> str:
        """A paragraph or a division, but for the caption of a code box."""
        return "" if post_widgets.is_code_caption(element) else md_escape.set_apart(self.inside(element))

    def heading(self, element: Any) -> str:
        text = " ".join(self.inside(element).split())
        return md_escape.set_apart(f"{_HEADING_MARK * int(element.tag[1])} {text}") if text else ""

    def summary(self, element: Any) -> str:
        return md_escape.set_apart(md_escape.emphasised(self.inside(element), "**"))

    def list(self, element: Any) -> str:
        if (code := list_code(element)) is not None:
            return self.code_box(element, code)
        number = start_number(element.get("start"))
        lines: list[str] = []
        for child in element:
            if child.tag != "li":
                lines += [line for line in [md_escape.tidy(self.element(child))] if line]
                continue
            marker = f"{number}." if element.tag == "ol" else "-"
            number += 1
            content = md_escape.tidy(self.inside(child))
            if content:
                first, *rest = re.sub(r"\n\n(?=\x02*(?:- |\d+\. ))", "\n", content).split("\n")
                lines += [f"{marker} {first}", *(_INDENT + line if line else "" for line in rest)]
        return md_escape.set_apart("\n".join(lines))

    def table(self, element: Any) -> str:
        if self.tables >= _DEEPEST_TABLE:
            return md_escape.set_apart(self.inside(element))
        self.tables += 1
        written = self._table(element)
        self.tables -= 1
        return written

    def _table(self, element: Any) -> str:
        if (code := table_code(element)) is not None:
            return self.code_box(element, code)
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in own_rows(element)]
        if is_layout_table(element, cells):
            return md_escape.set_apart("\n\n".join(chain.from_iterable(map(self._layout_row, cells))))
        return md_escape.set_apart(md_escape.table([list(map(self._cell, row)) for row in cells if row]))

    def _cell(self, cell: Any) -> str:
        return " ".join(self.inside(cell).split()).replace("|", "\\|")

    def _layout_row(self, cells: Sequence[Any]) -> Iterator[str]:
        captions = bool(cells) and captions_next_row(cells[0])
        return (self._layout_cell(cell, captions) for cell in cells)

    def _layout_cell(self, cell: Any, captions: bool) -> str:
        names = post_widgets.classes(cell)
        if "code" in names:
            return self.pre(cell)
        if "quote" in names:
            above = cell.getparent().getprevious()
            author = quoted_name("".join(above.itertext())) if above is not None else None
            return md_escape.quote(md_escape.tidy(self.inside(cell)), author)
        if captions and cell.find(".//td[@class='quote']") is None:
            return ""
        return md_escape.set_apart(self.inside(cell))


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
    **dict.fromkeys(["sup", "sub"], _Writer.shifted),
    "a": _Writer.link,
    "img": _Writer.image,
    "br": _Writer.line_break,
    "span": _Writer.span,
    "blockquote": _Writer.quote,
    "summary": _Writer.summary,
    "table": _Writer.table,
}
