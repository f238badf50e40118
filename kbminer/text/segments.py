"""A post's blocks cut into segments: the sentences and the pieces of code that can be weighed and cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kbminer.text.blocks import Block, own_code
from kbminer.text.courtesies import without_courtesies
from kbminer.text.line_wraps import wrap_width
from kbminer.text.sentences import sentences

_NO_LANGUAGE = frozenset({"auto", "none", "nohighlight", "plain", "plaintext", "text", "txt", "code"})
_PROSE = ("paragraph", "item")
_LANGUAGE = re.compile(r"[a-z][\w+#.-]{0,19}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One sentence or one piece of code of a post.

    Parameters
    ----------
    text
        The words as inline Markdown, or the code byte for byte.
    kind
        ``"sentence"`` or ``"code"``.
    block
        The number of the block that it stands in, from 0.
    item
        Whether that block is an item of a list.
    paragraph
        The whole block of a sentence; empty for code.
    language
        The programming language that a fence names, in lower case.
    """

    text: str
    kind: Literal["sentence", "code"]
    block: int
    item: bool = False
    paragraph: str = ""
    language: str | None = None


def segments(found: Iterable[Block]) -> tuple[Segment, ...]:
    """Cut a post's blocks into sentences and code, in order.

    Headings, tables, quotes of others, greetings and farewells are passed over; of a quote that names nobody
    the code is kept, for many set off their own code that way.

    >>> from kbminer.text.blocks import blocks
    >>> [(s.kind, s.text) for s in segments(blocks("Open it. Then run:\\n\\n```\\nmake\\n```\\n\\n> no"))]
    [('sentence', 'Open it.'), ('sentence', 'Then run:'), ('code', 'make')]
    """
    blocks = tuple(found)
    width = wrap_width(block.text for block in blocks if block.kind in _PROSE)
    last = max((number for number, block in enumerate(blocks) if block.kind in _PROSE), default=-1)
    return tuple(
        segment
        for number, block in enumerate(blocks)
        for segment in _segments(block, number, width, ends=number == last)
    )


def _segments(block: Block, number: int, width: int | None, *, ends: bool) -> Iterator[Segment]:
    if block.kind in _PROSE:
        item = block.kind == "item"
        whole = sentences(block.text, width)
        for place, sentence in enumerate(whole):
            final = ends and place == len(whole) - 1
            if said := without_courtesies(sentence, opens=place == 0, ends=final):
                yield Segment(text=said, kind="sentence", block=number, item=item, paragraph=block.text)
        return
    code = (block,) if block.kind == "code" and block.text.strip() else own_code(block)
    for each in code:
        yield Segment(text=each.text, kind="code", block=number, language=_language(each))


def _language(block: Block) -> str | None:
    """The language of a code block, where its fence names one and not only that it is text."""
    named = (block.language or "").removeprefix("lang-").removeprefix("language-").lower()
    return named if _LANGUAGE.fullmatch(named) and named not in _NO_LANGUAGE else None
