"""How sentences of posts are set one after the other: capitals at their start, paragraphs where one ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbminer.records import Statement
from kbminer.text.program_lines import is_code_line

_LOWER_WORD = re.compile(r"[a-zß-öø-ÿ]+(?:['’][a-z]+)?(?=,|\s+[^\s=({<:+*/\\-])")
_SENTENCE_END = re.compile(r"[.!?…:;,。！？][\"'”’»)\]*_`]*\s*$")


def set_in_line(statement: Statement) -> str:
    """Set a statement's text in one line, a sentence with a capital unless it begins with a name or code.

    >>> set_in_line(Statement(text="open the\\nlid."))
    'Open the lid.'
    """
    text = " ".join(statement.text.split())
    if statement.kind == "sentence" and _LOWER_WORD.match(text) and not is_code_line(text):
        return text[0].upper() + text[1:]
    return text


def paragraphs(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Part sentences into paragraphs as their posts do, and after one that ends without a mark."""
    found: list[list[Statement]] = [[]]
    for statement in statements:
        if statement.opens:
            found.append([])
        found[-1].append(statement)
        if not _SENTENCE_END.search(statement.text):
            found.append([])
    return [paragraph for paragraph in found if paragraph]
