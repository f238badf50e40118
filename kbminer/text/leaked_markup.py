"""What a board or a conversion left undone in a post's words: quote tags, and escapes of escapes.

A quotation in leaked tags goes on over paragraphs up to its closing tag, and is somebody else's. Escapes
are undone where the post shows that they were applied twice; code is left as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from kbminer.text import md_escape
from kbminer.text.code_spans import code_spans

_QUOTE_TAG = re.compile(r"\[(?P<closes>/?)quote(?P<of>[ =][^\[\]\n]{0,160})?\]", re.I)
_NAMED = re.compile(r"\b(?:name|author|user)=[\"“”']?([^\"“”'=]{1,80}?)[\"“”']?(?=\s+\w+=|$)")
_AFTER_NAME = re.compile(r"[\"“”']?[,;]\s*(?:\w+[:=]).*$")
_DEEPEST = 6  # quotations in quotations; deeper ones stand in the last of these
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_ENTITY = re.compile(r"&(?:amp;){0,3}(?:[a-zA-Z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,5});|&amp;")
# What no author types: an escaped escape, an apostrophe amid a word, a pair of escaped signs around words.
_TWICE = re.compile(
    r"&amp;(?:[a-zA-Z]{2,8}|#\d{2,5});|\w&(?:#0?39|#x27|apos|rsquo|#8217);\w|\w ?&amp; ?\w|"
    r"&quot;\w[^&\n]{0,80}[\w.,!?]&quot;|&lt;/?\w[^&\n]{0,80}&gt;|\w[.,!?]?&nbsp;|&nbsp;\w"
)
# The post is about escapes: one stands in quotes or code, or beside the sign that it stands for.
_OF_ESCAPES = re.compile(r"[`\"'“‘]&\w{2,8};|&\w{2,8};[`\"'”’]|&(?![\w#])")
_CODE_SIGNS = re.compile(r"[<>{}=;]")
_MARKUP = frozenset("<*_`[]\\")


def without_leaks(markdown: str) -> str:
    r"""Set leaked quotations apart, and undo escapes that were applied twice.

    >>> without_leaks("[quote=Ann]It hums.\n\nStill.[/quote]Open the lid, don&#39;t wait.")
    "> **Ann wrote:**\n> It hums.\n>\n> Still.\n\nOpen the lid, don't wait."
    """
    if "[/" in markdown and _QUOTE_TAG.search(markdown):
        markdown = _quotes_set_apart(markdown)
    return _unescaped(markdown) if "&" in markdown and _TWICE.search(markdown) else markdown


def _quotes_set_apart(markdown: str) -> str:
    opened: list[tuple[re.Match[str] | None, list[str]]] = [(None, [])]
    at = 0
    for tag in _tags_outside_code(markdown):
        opened[-1][1].append(markdown[at : tag.start()])
        at = tag.end()
        if not tag["closes"]:
            opened.append((tag, []))
        elif len(opened) > 1:
            opening, parts = opened.pop()
            opened[-1][1].append(_quotation(opening, "".join(parts), len(opened)))
    opened[-1][1].append(markdown[at:])
    # What was opened and never closed: nobody knows where it ends, so the words stay as they are.
    text = "".join((tag[0] if tag else "") + "".join(parts) for tag, parts in opened)
    return md_escape.tidy(text)


def _quotation(tag: re.Match[str] | None, words: str, depth: int) -> str:
    words = md_escape.tidy(words)
    return md_escape.quote(words, _author(tag)) if depth <= _DEEPEST else f"\n\n{words}\n\n"


def _author(tag: re.Match[str] | None) -> str | None:
    """Whom a tag names: ``=Ann``, ``="Ann, post:1, topic:2"``, ``name="Ann" post="1"``."""
    of = (tag["of"] or "").replace("\\", "").strip() if tag else ""
    if named := _NAMED.search(of):
        return named[1].strip() or None
    if not of.startswith("="):
        return None
    return _AFTER_NAME.sub("", of[1:].strip()).strip("\"“”' ") or None


def _tags_outside_code(markdown: str) -> Iterator[re.Match[str]]:
    held = [(span.start, span.end) for span in code_spans(markdown)] if "`" in markdown else []
    place = 0
    for tag in _QUOTE_TAG.finditer(markdown):
        while place < len(held) and held[place][1] <= tag.start():
            place += 1
        if place == len(held) or tag.start() < held[place][0]:
            yield tag


def _unescaped(markdown: str) -> str:
    """The post with its entities as signs, but for code and lines that look like code."""
    if _OF_ESCAPES.search(markdown):
        return markdown
    lines: list[str] = []
    fenced = False
    for line in markdown.split("\n"):
        fenced ^= _FENCE.match(line) is not None
        is_prose = not fenced and "&" in line and "`" not in line
        bare = _ENTITY.sub("", line) if is_prose else ""
        lines.append(_ENTITY.sub(_sign, line) if is_prose and not _CODE_SIGNS.search(bare) else line)
    return "\n".join(lines)


def _sign(entity: re.Match[str]) -> str:
    sign = html.unescape("&" + entity[0].replace("amp;", "").lstrip("&") if entity[0] != "&amp;" else "&amp;")
    return "\\" + sign if sign in _MARKUP else sign.replace("\u00a0", " ")
