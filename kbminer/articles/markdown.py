"""Articles kept as Markdown, with or without front matter (YAML, or Hugo's TOML)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.articles.page import Piece, to_article
from kbminer.errors import SourceError
from kbminer.records import Article
from kbminer.text.blocks import blocks, plain
from kbminer.text.front_matter import split_front_matter

_COMMENT = re.compile(r"<!--(?:.*?-->|.*)|^(?:import|export)[ ].*$", re.S | re.M)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_TABLE_RULE = re.compile(r"^[\s|:-]+$")


def from_markdown(text: str, *, id: str) -> Article:
    r"""Read one Markdown file.

    Parameters
    ----------
    text : str
        The file, with or without front matter.
    id : str
        What the article is to be called.

    Raises
    ------
    SourceError
        The lines above the article are not the YAML or TOML that they claim to be.

    Examples
    --------
    >>> from_markdown("---\ntitle: Print\n---\nPress *P*.", id="print").passages
    (Passage(text='Press P.', heading=None),)
    """
    try:
        facts, body = split_front_matter(text)
    except ValueError as error:
        raise SourceError(str(error)) from error
    return to_article(_pieces(body), facts, id=id)


def _pieces(text: str) -> Iterator[Piece]:
    for block in blocks(text):
        if block.kind == "code":
            yield Piece("text", block.text)
            continue
        raw = _COMMENT.sub("", block.text)
        if block.kind == "table":
            rows = (row.strip("| ") for row in raw.split("\n") if not _TABLE_RULE.match(row))
            raw = "\n".join(" · ".join(cell.strip() for cell in row.split("|")) for row in rows)
        words = _TAG.sub(" ", plain(raw)).strip()
        if words:
            yield Piece("heading" if block.kind == "heading" else "text", words)
