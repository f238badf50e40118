"""A post's blocks cut into segments: the sentences and the pieces of code that can be weighed and cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from kbminer.text.attributions import without_attribution
from kbminer.text.blocks import Block, inner_blocks, own_code, own_prose
from kbminer.text.courtesies import is_disclaimer, without_courtesies
from kbminer.text.line_wraps import wrap_width
from kbminer.text.sentences import sentences

_NO_LANGUAGE = frozenset({"auto", "none", "nohighlight", "plain", "plaintext", "text", "txt", "code"})
_PROSE = ("paragraph", "item")
_ANSWERABLE = (*_PROSE, "code")
_SENTENCE_END = re.compile(
    r"[.!?…:;。][\"'”’»)*_`]*\s*$|^.{60}", re.S
)  # or a line so long that it was wrapped
# Words and lines of a quotation that was cut to what is answered, and words of one that says something: by
# reading replies of two lists and a board.
LONGEST_ANSWERED, MOST_LINES_ANSWERED, FEWEST_ANSWERED = 60, 6, 3
_FEWEST_LEADING = 4  # words of a paragraph that breaks off before a quote: fewer are a name or a greeting
_LANGUAGE = re.compile(r"[a-z][\w+#.-]{0,19}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One sentence or one piece of code of a post.

    Parameters
    ----------
    text
        The words as inline Markdown, the code byte for byte, or the rows of a table as they stand.
    kind
        ``"sentence"``, ``"code"`` or ``"table"``.
    block
        The number of the block that it stands in, from 0.
    item
        Whether that block is an item of a list.
    number
        The item's own number, where its list is numbered.
    heading
        Whether that block is a heading.
    paragraph
        The whole block of a sentence; empty for code.
    language
        The programming language that a fence names, in lower case.
    quoted
        Whether it is a paragraph or an item, whole, of a quote that names nobody: what its writer shows.
    """

    text: str
    kind: Literal["sentence", "code", "table"]
    block: int
    item: bool = False
    number: int | None = None
    heading: bool = False
    paragraph: str = ""
    language: str | None = None
    quoted: bool = False


def segments(found: Iterable[Block], *, is_mail: bool = False) -> tuple[Segment, ...]:
    """Cut a post's blocks into sentences and code, in order.

    Quotes of others, greetings and farewells are passed over; of a quote that names nobody the code is kept,
    for many set off their own code that way, and all of it where a sentence leads to it: "The manual says:".
    What a plain mail quotes is older mail, its code as well, unless a sentence leads to it.

    >>> from kbminer.text.blocks import blocks
    >>> [(s.kind, s.text) for s in segments(blocks("Open it. Then run:\\n\\n```\\nmake\\n```\\n\\n> no"))]
    [('sentence', 'Open it.'), ('sentence', 'Then run:'), ('code', 'make')]
    """
    blocks = tuple(found)
    width = wrap_width(block.text for block in blocks if block.kind in _PROSE)
    last = max((number for number, block in enumerate(blocks) if block.kind in _PROSE), default=-1)
    blocks = _without_attributions(blocks)
    before = [None, *blocks]
    return tuple(
        segment
        for number, block in enumerate(blocks)
        if not (is_mail and block.kind == "quote" and not _leads_to(before[number]))
        for segment in _segments(block, before[number], number, width, ends=number == last)
    )


def set_apart(found: Iterable[Block]) -> tuple[Segment, ...]:
    """Read the paragraphs and items of quotes that name nobody and that no sentence leads to.

    They repeat an earlier post, or show what somebody outside says, or a text to be used: only the thread
    tells which.

    >>> from kbminer.text.blocks import blocks
    >>> [s.text for s in set_apart(blocks("Use it.\\n\\n> Be brief. Be kind.\\n\\nIt says:\\n\\n> No."))]
    ['Be brief. Be kind.']
    """
    blocks = _without_attributions(tuple(found))
    return tuple(
        segment
        for number, (before, block) in enumerate(zip([None, *blocks], blocks, strict=False))
        if not _leads_to(before)
        for segment in _quoted(own_prose(block), number)
        if segment.kind != "code"  # it stands among the segments already
    )


def answered(found: Iterable[Block]) -> tuple[Segment, ...]:
    """Read what stands quoted right above the writer's own words, where it was cut to what they answer.

    That is the last paragraph of a short quote, and of a long one if it asks something.

    >>> from kbminer.text.blocks import blocks
    >>> [s.text for s in answered(blocks("> It is late.\\n>\\n> May I open it?\\n\\nNo.\\n\\n> Then when?"))]
    ['May I open it?']
    """
    blocks = enumerate(_without_attributions(tuple(found)))
    told = [(number, block) for number, block in blocks if block.text.strip()]
    return tuple(
        segment
        for (number, block), (_, behind) in pairwise(told)
        if block.kind == "quote" and behind.kind in _ANSWERABLE
        for segment in _quoted(_answered(inner_blocks(block)), number)
    )


def _answered(inner: tuple[Block, ...]) -> tuple[Block, ...]:
    """The last block of a quote that says something; none where it is long, or quotes somebody else."""
    kept = [block for block in inner if len(block.text.split()) >= FEWEST_ANSWERED]
    last = kept[-1:]
    if any(block.kind not in _ANSWERABLE or without_attribution(block.text) == "" for block in last):
        return ()
    asks = any(block.kind != "code" and block.text.rstrip().endswith("?") for block in last)
    return tuple(last) if _is_short(last) and (asks or _is_short(inner)) else ()


def _is_short(inner: Iterable[Block]) -> bool:
    text = "\n".join(block.text for block in inner)
    return len(text.split()) <= LONGEST_ANSWERED and text.count("\n") < MOST_LINES_ANSWERED


def _without_attributions(found: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks, without what says in paragraphs before quotes who wrote these: it names their authors."""
    kept = list(found)
    for number, (block, behind) in enumerate(pairwise(found)):
        if behind.kind != "quote" or block.kind not in _PROSE:
            continue
        if (left := without_attribution(block.text)) is not None:
            kept[number] = replace(block, text=left)
            kept[number + 1] = replace(behind, author=behind.author or block.text[len(left) :].strip())
    return tuple(kept)


def _segments(
    block: Block, before: Block | None, number: int, width: int | None, *, ends: bool
) -> Iterator[Segment]:
    if block.kind in _PROSE:
        yield from _sentences(block, number, width, ends=ends)
    elif block.kind == "heading" and block.text.strip():
        yield Segment(text=block.text, kind="sentence", block=number, heading=True, paragraph=block.text)
    elif block.kind == "table":
        yield Segment(text=block.text, kind="table", block=number)
    elif block.kind == "code" and block.text.strip():
        yield Segment(text=block.text, kind="code", block=number, language=_language(block))
    elif block.kind == "quote":
        yield from _own_of_quote(block, number, is_shown=_leads_to(before))


def _own_of_quote(quote: Block, number: int, *, is_shown: bool) -> Iterator[Segment]:
    """What of a quote is its writer's own: the code, and where it is shown the paragraphs or the lines."""
    inner = own_prose(quote) if is_shown else own_code(quote)
    prose = [each for each in inner if each.kind != "code"]
    if not all(_SENTENCE_END.search(line) for each in prose for line in each.text.split("\n")):
        if all(each.kind != "quote" for each in inner_blocks(quote)):  # else it is a whole mail
            yield Segment(text=quote.text, kind="code", block=number)
        return
    yield from _quoted(inner, number)


def _quoted(inner: Iterable[Block], number: int) -> Iterator[Segment]:
    for each in inner:
        if each.kind == "code":
            yield Segment(text=each.text, kind="code", block=number, language=_language(each))
        elif any(map(str.isalnum, each.text)):
            yield Segment(
                text=each.text,
                kind="sentence",
                block=number,
                item=each.kind == "item",
                paragraph=each.text,
                quoted=True,
            )


def _leads_to(before: Block | None) -> bool:
    """Whether a paragraph leads to the quote behind it: then its writer shows it to the reader.

    It ends in a colon, or breaks off: "You can check it by typing".
    """
    if before is None or before.kind not in _PROSE:
        return False
    words = before.text.rstrip("*_ ").split()
    breaks_off = len(words) >= _FEWEST_LEADING and words[-1].isalpha() and words[-1].islower()
    return bool(words) and (words[-1].endswith(":") or breaks_off)


def _sentences(block: Block, number: int, width: int | None, *, ends: bool) -> Iterator[Segment]:
    whole = () if is_disclaimer(block.text) else sentences(block.text, width)
    for place, sentence in enumerate(whole):
        final = ends and place == len(whole) - 1
        if said := without_courtesies(sentence, opens=place == 0, ends=final):
            yield Segment(
                text=said,
                kind="sentence",
                block=number,
                item=block.kind == "item",
                number=block.number,
                paragraph=block.text,
            )


def _language(block: Block) -> str | None:
    """The language of a code block, where its fence names one and not only that it is text."""
    named = (block.language or "").removeprefix("lang-").removeprefix("language-").lower()
    return named if _LANGUAGE.fullmatch(named) and named not in _NO_LANGUAGE else None
