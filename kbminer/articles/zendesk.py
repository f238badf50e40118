"""Articles as JSON: Zendesk Guide's export, and the like of it (Intercom's list, a bare list, JSON lines)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kbminer.articles.html import body_pieces
from kbminer.articles.page import to_article
from kbminer.errors import UnknownFormat
from kbminer.records import Article, Problem


def from_json(text: str, *, where: str) -> Iterator[Article | Problem]:
    """Read the articles of one JSON or JSON-lines file; what is no article is a problem.

    Parameters
    ----------
    text : str
        What the file holds.
    where : str
        The file's name, for problems and errors.

    Raises
    ------
    UnknownFormat
        It is no JSON, or holds no list of articles.
    """
    for place, item in enumerate(_items(text, where), start=1):
        spot = f"{where}, article {place}"
        if not isinstance(item, Mapping):
            yield Problem(where=spot, what="not an article: an object with title and body is expected")
        elif not (item.get("title") or item.get("name")) or not isinstance(item.get("body"), str | None):
            yield Problem(where=spot, what="the article has no title, or its body is no text")
        else:
            name = str(item.get("id") or item.get("html_url") or item.get("url") or f"{where}#{place}")
            yield to_article(body_pieces(item.get("body") or ""), _facts(item), id=name)


def _facts(item: Mapping[str, Any]) -> dict[str, Any]:
    """Zendesk's own ``url`` is the API's address of the article, never one for readers."""
    api = str(item.get("url") or "")
    return {k: v for k, v in item.items() if not (k == "url" and re.search(r"/api/v\d|\.json$", api))}


def _items(text: str, where: str) -> Iterator[Any]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = _lines(text, where)
    if isinstance(whole, Mapping):
        single = whole.get("article")
        listed = whole.get("articles", whole.get("data"))
        whole = [single] if isinstance(single, Mapping) else listed
        if whole is None:
            raise UnknownFormat(
                f"{where}: no list of articles in it; Zendesk's export has one under 'articles'."
            )
    if not isinstance(whole, list):
        raise UnknownFormat(
            f"{where}: this JSON holds no articles; Zendesk's export has them under 'articles'."
        )
    yield from whole


def _lines(text: str, where: str) -> list[Any]:
    items = [_line(line) for line in text.splitlines() if line.strip()]
    if not any(items):
        raise UnknownFormat(f"{where}: neither JSON nor JSON lines; is the file cut off?")
    return items


def _line(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
