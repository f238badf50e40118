"""Quote tags that a board or a conversion left in a post's words.

A quotation in leaked tags goes on over paragraphs up to its closing tag, and is somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.text import md_escape
from kbminer.text.code_spans import code_spans

_QUOTE_TAG = re.compile(r"\[(?P<closes>/?)quote(?P<of>[ =][^\[\]\n]{0,160})?\]", re.I)
_NAMED = re.compile(r"\b(?:name|author|user)=[\"“”']?([^\"“”'=]{1,80}?)[\"“”']?(?=\s+\w+=|$)")
_AFTER_NAME = re.compile(r"[\"“”']?[,;]\s*+\w++[:=].*+", re.S)
_DEEPEST = 6  # quotations in quotations; deeper ones stand in the last of these


def quotes_set_apart(markdown: str) -> str:
    r"""Set leaked quotations apart.

    >>> quotes_set_apart("[quote=Ann]It hums.\n\nStill.[/quote]Open the lid.")
    '> **Ann wrote:**\n> It hums.\n>\n> Still.\n\nOpen the lid.'
    """
    if "[/" in markdown and _QUOTE_TAG.search(markdown):
        return _set_apart(markdown)
    return markdown


def _set_apart(markdown: str) -> str:
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
