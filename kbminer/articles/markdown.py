"""Articles kept as Markdown, with or without front matter (YAML, or Hugo's TOML)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import yaml

from kbminer.articles.page import Piece, to_article
from kbminer.errors import SourceError
from kbminer.records import Article
from kbminer.text.blocks import blocks, plain

_FRONT = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.S)
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
    text = text.replace("\r\n", "\n")
    front = _FRONT.match(text)
    facts = _facts(front.group(1), front.group(2)) if front else {}
    return to_article(_pieces(text[front.end() :] if front else text), facts, id=id)


def _facts(fence: str, text: str) -> dict[str, Any]:
    try:
        facts = yaml.safe_load(text) if fence == "---" else tomllib.loads(text)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError) as error:
        raise SourceError(f"its front matter can't be read: {str(error).splitlines()[0]}") from error
    return facts if isinstance(facts, dict) else {}


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
