"""How sentences of posts are set one after the other: capitals at their start, paragraphs where one ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbminer.draft.phrase_cues import cues_for
from kbminer.records import Statement
from kbminer.text.program_lines import is_code_line

_LOWER_WORD = re.compile(r"[a-zß-öø-ÿ]+(?:['’][a-z]+)?(?=,|\s+[^\s=({<:+*/\\-])")
# A command that stands without marks: an option, path, file or address among its first words.
_COMMAND = re.compile(
    r"[a-z]\S*+(?:\s+[a-z][\w-]*+){0,2}\s+(?:--?[a-z]|\S*[\w~]/|\S*\w\.[a-z]{1,4}\b|\w+://)"
)
_SENTENCE_END = re.compile(r"[.!?…:;,。！？][\"'”’»)\]*_`]*\s*$")


def set_in_line(statement: Statement) -> str:
    """Set a statement's text in one line, a sentence with a capital unless it begins with a name or code.

    >>> set_in_line(Statement(text="open the\\nlid."))
    'Open the lid.'
    >>> set_in_line(Statement(text="svn checkout http://example.org/lamp"))
    'svn checkout http://example.org/lamp'
    """
    text = " ".join(statement.text.split())
    if statement.kind == "sentence" and _LOWER_WORD.match(text) and not _begins_with_code(text):
        return text[0].upper() + text[1:]
    return text


def _begins_with_code(text: str) -> bool:
    """Whether a sentence begins with code or a command; what tells a reader to do something is none."""
    if is_code_line(text):
        return True
    told = cues_for(None).directive.search(text)
    return _COMMAND.match(text) is not None and (told is None or told.start() > 0)


def cites_the_same(statement: Statement, lead: Statement | None) -> bool:
    """Tell whether code needs no footnotes of its own: the sentence right before it has them.

    Parameters
    ----------
    statement
        The code.
    lead
        The sentence before it in its section, maybe with other code between; None where there is none.

    Examples
    --------
    >>> from kbminer.records import Citation
    >>> cited = (Citation(thread="f:1", post="2"),)
    >>> code = Statement(text="lamp --reset", kind="code", citations=cited)
    >>> cites_the_same(code, Statement(text="Run:", citations=cited)), cites_the_same(code, None)
    (True, False)
    """
    return lead is not None and set(statement.citations) <= set(lead.citations)


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
