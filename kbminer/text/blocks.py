"""A post's Markdown as a flat row of blocks: what later stages read instead of markup.

This is no Markdown parser: it reads the plain dialect that :mod:`kbminer.text.to_markdown` writes, and bears
with what people type. It is one pass over the lines because every post of a forum goes through it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kbminer.text.code_spans import code_spans
from kbminer.text.emphasis import without_emphasis

BlockKind = Literal["paragraph", "heading", "item", "code", "quote", "table"]

_FENCE = re.compile(r"^ {0,3}(`{3,}+|~{3,}+)[ ]*+([\w#+.-]*+)[^`]*+$")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ ]++(.*+)$")
_ITEM = re.compile(r"^\s*(?:[-*+]|(\d{1,4})[.)])[ ]++(.*+)$")
_FULL_QUOTED = 65  # characters of a quoted line, signs included, that a mail program breaks
_ATTRIBUTION = re.compile(r"^\*\*(.+?) wrote:\*\*$")
_IMAGE = re.compile(r"!\[([^\[\]]*+)\]\((?:[^)\s\]]++|\](?!\())*+(?:\s++\"[^\"]*+\")?\)")
_PICTURE = re.compile(rf"\[\s*+{_IMAGE.pattern}\s*+\]\((?:[^)\s\]]++|\](?!\())*+\)|{_IMAGE.pattern}")
_LINK = re.compile(r"\[([^\[\]]*+)\]\((?:<[^<>]*+>|(?:[^()\s]++|\([^()\s]*+\))*+)(?:\s++\"[^\"]*+\")?\)")
_LOCAL_LINK = re.compile(r"(?<!!)\[([^\[\]]++)\]\((?!<?(?:https?|mailto):)(?:[^()\s]++|\([^()\s]*+\))++\)")
_MAY_BE_MARKED = re.compile(r"[\\`*_~\[\x00]")  # most texts hold none of these, and need no other look
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~<>|])")
_HELD = re.compile(r"\x00(\d+)\x00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a post.

    ``text`` is inline Markdown without the block's own marker; for "code" it is the code, byte for byte,
    and ``language`` what the fence names. ``author`` is whom a quote quotes, where it says so, ``number``
    what an item of a numbered list bears.
    """

    kind: BlockKind
    text: str
    language: str | None = None
    author: str | None = None
    number: int | None = None


def blocks(markdown: str) -> tuple[Block, ...]:
    r"""Split a post's Markdown into its blocks, in order.

    >>> [(b.kind, b.text) for b in blocks("Try this:\n\n```sh\nmake  all\n```\n\n> **Ann wrote:**\n> old")]
    [('paragraph', 'Try this:'), ('code', 'make  all'), ('quote', 'old')]
    """
    return tuple(_scan(markdown.replace("\r\n", "\n").split("\n")))


@lru_cache(maxsize=16_384)  # drafting asks for the same sentences again and again
def plain(inline: str) -> str:
    """Drop inline markup: links become their words, images their alternative text, code its content.

    >>> plain("See **[the manual](https://example.org/a_(b))** and `make all`")
    'See the manual and make all'
    """
    if not _MAY_BE_MARKED.search(inline):
        return inline.strip()
    text, held = _without_literals(inline.replace("\x00", ""))
    text = without_emphasis(_LINK.sub(r"\1", _IMAGE.sub(r"\1", text)))
    return _HELD.sub(lambda m: held[int(m.group(1))], text).strip()


def without_pictures(inline: str) -> str:
    """Cut the pictures off both ends of a sentence, and put their words in the place of those within.

    >>> without_pictures("![logo](a.png) Click ![the gear](b.png) and save. [![shot](c.png)](d.png)")
    'Click the gear and save.'
    """
    text = inline.strip() if "![" in inline else inline
    while first := _PICTURE.match(text):
        text = text[first.end() :].lstrip()
    found = list(_PICTURE.finditer(text))
    while found and found[-1].end() == len(text):
        text = text[: found.pop().start()].rstrip()
    return _PICTURE.sub(lambda m: m.group(1) or m.group(2) or "", text)


def without_local_links(inline: str) -> str:
    """Put a link's words in its place where it leads nowhere outside its forum's own pages.

    >>> without_local_links("See [this topic](viewtopic.php?t=7) and [the manual](https://example.org/m)")
    'See this topic and [the manual](https://example.org/m)'
    """
    return _LOCAL_LINK.sub(r"\1", inline) if "](" in inline else inline


def _without_literals(text: str) -> tuple[str, list[str]]:
    """Take out escaped signs and inline code, which no other rule may read, and leave numbers for them."""
    held: list[str] = []
    parts: list[str] = []

    def hold(words: str) -> str:
        held.append(words)
        return f"\x00{len(held) - 1}\x00"

    at = 0
    for start, end, ticks in code_spans(text):
        parts += [
            _ESCAPED.sub(lambda m: hold(m.group(1)), text[at:start]),
            hold(text[start + ticks : end - ticks].strip(" ")),
        ]
        at = end
    parts.append(_ESCAPED.sub(lambda m: hold(m.group(1)), text[at:]))
    return "".join(parts), held


def own_code(quote: Block) -> tuple[Block, ...]:
    """Find the code in a quote that names nobody, for many set off their own code that way.

    A block that is no quote, or quotes somebody, has none.
    """
    return tuple(block for block in own_prose(quote) if block.kind == "code")


def own_prose(quote: Block) -> tuple[Block, ...]:
    """Read the paragraphs, the headings, the items and the code of a quote that names nobody.

    A block that is no quote, or quotes somebody, has none.
    """
    if quote.kind != "quote" or quote.author is not None:
        return ()
    return tuple(b for b in inner_blocks(quote) if b.kind not in ("quote", "table"))


def inner_blocks(quote: Block) -> tuple[Block, ...]:
    """Read the blocks that stand in a quote, quotes in it among them."""
    return tuple(block for block in _scan(quote.text.split("\n")) if block.text.strip())


def _scan(lines: list[str]) -> Iterator[Block]:
    i = 0
    while i < len(lines):
        line = lines[i]
        if not line.strip():
            i += 1
        elif fence := _FENCE.match(line):
            end = _fence_end(lines, i + 1, fence.group(1))
            yield Block(kind="code", text="\n".join(lines[i + 1 : end]), language=fence.group(2) or None)
            i = end + 1
        elif line.lstrip().startswith(">"):
            end = _quote_end(lines, i)
            yield _quote(lines[i:end])
            i = end
        elif line.lstrip().startswith("|"):
            end = _run(lines, i, lambda s: s.lstrip().startswith("|"))
            yield Block(kind="table", text="\n".join(lines[i:end]))
            i = end
        elif heading := _HEADING.match(line):
            yield Block(kind="heading", text=heading.group(1).rstrip(" #"))
            i += 1
        else:
            item = _ITEM.match(line)
            end = _run(lines, i + 1, _continues)
            first = item.group(2) if item else line
            text = "\n".join([first, *lines[i + 1 : end]]).strip()
            number = int(item.group(1)) if item and item.group(1) else None
            yield Block(kind="item" if item else "paragraph", text=text, number=number)
            i = end


def _fence_end(lines: list[str], start: int, fence: str) -> int:
    """Find the closing fence; an unclosed one runs to the end of the post."""
    closing = re.compile(rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    return next((i for i in range(start, len(lines)) if closing.match(lines[i])), len(lines))


def _quote_end(lines: list[str], start: int) -> int:
    """Find the end of a quotation; the rest of a line that a mail program broke goes on in it."""
    end = start
    while end < len(lines) and (_is_quoted(lines[end]) or _is_rest(lines, end)):
        end += 1
    return end


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _is_rest(lines: list[str], at: int) -> bool:
    """Whether a line between quoted ones was left of the one before: that one is full, and this is not."""
    before, line = lines[at - 1], lines[at]
    amid = at + 1 < len(lines) and _is_quoted(before) and _is_quoted(lines[at + 1])
    return amid and line[:1].islower() and len(line) < len(before) and len(before) >= _FULL_QUOTED


def _run(lines: list[str], start: int, belongs: Callable[[str], bool]) -> int:
    return next((i for i in range(start, len(lines)) if not belongs(lines[i])), len(lines))


def _continues(line: str) -> bool:
    starts_other = line.lstrip().startswith((">", "|")) or _FENCE.match(line) or _HEADING.match(line)
    return bool(line.strip()) and not starts_other and not _ITEM.match(line)


def _quote(lines: list[str]) -> Block:
    inner = [re.sub(r"^\s*>[ ]?", "", line) for line in lines]
    attribution = _ATTRIBUTION.match(inner[0].strip())
    if attribution:
        inner = inner[1:]
    return Block(
        kind="quote", text="\n".join(inner).strip(), author=attribution.group(1) if attribution else None
    )
