"""The author's own words in one post: without quotes and code, which are counted instead."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kbminer.text.blocks import blocks

LONGEST_READ = 4_000
"""Characters of a post's own words that are looked at: the first and the last half of these."""

_STRUCTURE = re.compile(r"^\s*(?:[>|#~`]|[-*+] |\d{1,4}[.)] )", re.M)
_LINK = re.compile(r"!?\[([^\]]*)\]\((?:<[^>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)")
_SIGNS = re.compile(r"[*`\\~]+")  # what is left of emphasis, code and escapes says nothing here
_JOINED = re.compile(r"[.!?](?=[A-Z][a-z])")
_URL = re.compile(r"https?://[^\s)>\]\"']+")
_LOCAL = re.compile(r"\]\((/[^\s)]+)\)")
_BROKEN = re.compile(r"\n(?=[^\n])(?<=[^\n]{60}\n)")  # a line so long goes on: a mail program broke it
_MENTION = re.compile(r"(?<![\w@./])@([\w.-]*\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What one person wrote: ``text`` in lines, and what stood around it."""

    text: str
    code: int = 0
    items: int = 0
    links: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def own_words(markdown: str) -> OwnWords:
    r"""Read a post's Markdown.

    ``names`` are the people it quotes or mentions, quoted first.

    >>> own_words("> **Ann wrote:**\n> Try this\n\n@bob That works, see [page](https://example.org/x)")
    ... # doctest: +NORMALIZE_WHITESPACE
    OwnWords(text='@bob That works, see page', code=0, items=0, links=('https://example.org/x',),
    names=('Ann', 'bob'))
    """
    lines: list[str] = []
    quoted: list[str] = []
    code = items = 0
    if _STRUCTURE.search(markdown):
        for block in blocks(markdown):
            if block.kind == "quote":
                quoted += [block.author] if block.author else []
            elif block.kind == "code":
                code += 1
            else:
                items += block.kind == "item"
                lines.append(block.text)
        written = "\n".join(lines)
    else:
        written = markdown
    links = (*_URL.findall(written), *_LOCAL.findall(written)) if "http" in written or "](" in written else ()
    text = _LINK.sub(r"\1", written) if "](" in written else written
    text = _SIGNS.sub("", text) if any(sign in text for sign in "*`~\\") else text
    text = _shortened(_JOINED.sub(r"\g<0> ", text).strip())
    text = _BROKEN.sub(" ", text) if "\n" in text else text
    code += written.count("`") // 2 > 0
    mentioned = _MENTION.findall(text) if "@" in text else []
    return OwnWords(
        text=_URL.sub(" ", text) if links else text,
        code=code,
        items=items,
        links=tuple(links),
        names=(*quoted, *mentioned),
    )


def _shortened(text: str) -> str:
    half = LONGEST_READ // 2
    return text if len(text) <= LONGEST_READ else f"{text[:half]}\n{text[-half:]}"
