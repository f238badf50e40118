"""What pages say about themselves in JSON-LD (schema.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kbminer.ingest.boards.board_pages import Page
from kbminer.ingest.decode import load_json

_SCRIPT = re.compile(r"<script(?=[^<>]+application/ld\+json)[^<>]*+>(.*?)(?:</script|\Z)", re.S | re.I)


def items(page: Page) -> Iterator[dict[str, Any]]:
    """Yield every object that the page's JSON-LD holds at its top, lists and graphs opened."""
    if "ld+json" not in page.html:
        return
    for found in _SCRIPT.finditer(page.html):
        try:
            yield from _opened(load_json(found.group(1).strip()))
        except ValueError:
            continue


def _opened(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for each in data:
            yield from _opened(each)
    elif isinstance(data, dict):
        if isinstance(data.get("@graph"), list):
            yield from _opened(data["@graph"])
        else:
            yield data
