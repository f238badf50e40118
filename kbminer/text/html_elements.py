"""What single elements of a post's HTML are: links that lead nowhere, pictures, tables that place boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kbminer.text import md_escape, post_widgets

_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_NUMBER = re.compile(r"\s*[-+−]?\d+[-+−]?\s*")


def shifted_number(words: str, *, is_raised: bool) -> str:
    """Raise or lower a number, without which 10² would be 102; other words stay, for they read alike.

    >>> shifted_number("-3", is_raised=True), shifted_number("2", is_raised=False)
    ('⁻³', '₂')
    >>> shifted_number("th", is_raised=True)
    'th'
    """
    if not _NUMBER.fullmatch(words):
        return words
    return words.strip().translate(_RAISED if is_raised else _LOWERED)


def alternative_words(image: Any) -> str:
    """The words that stand for a picture, without brackets, which would end them in Markdown."""
    words = " ".join((image.get("alt") or image.get("title") or "").split())
    return words.replace("[", "(").replace("]", ")")


def picture_link(image: Any, address: str) -> str:
    """A picture in Markdown."""
    return f"![{alternative_words(image)}]({md_escape.safe_address(address)})"


def leads_somewhere(address: str) -> bool:
    """Whether a link has an address outside its own page."""
    return bool(address) and not address.lower().startswith(("javascript:", "data:", "#"))


def is_shown_address(address: str, words: str) -> bool:
    """Whether a link's words are its address, whole or cut short as boards show long ones."""
    if not words or " " in words:
        return False
    shown = words.rstrip("….").removesuffix("...")
    return words == address or (len(shown) > 10 and shown[:30] in address)


def is_picture_address(address: str) -> bool:
    """Whether an address ends in a picture's name."""
    return bool(re.search(r"\.(?:png|jpe?g|gif|webp|bmp|svg|avif)(?:[?#]|$)", address, re.I))


def start_number(value: str | None) -> int:
    """The number of a list's first item; 1 where none is given or it is no number."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else 1


def own_rows(table: Any) -> Iterator[Any]:
    """The rows of a table, without those of the tables in its cells, which are not looked into."""
    parts = [*reversed(table)]
    while parts:
        part = parts.pop()
        if part.tag == "tr":
            yield part
        elif part.tag not in ("table", "td", "th"):
            parts += reversed(part)


def is_layout_table(table: Any, cells: list[list[Any]]) -> bool:
    """Whether a table only places boxes on the page: one column, or blocks inside its cells."""
    if all(len(row) <= 1 for row in cells):
        return True
    return next(table.iter("pre", "blockquote", "ul", "ol", "h1", "h2", "h3"), None) is not None or any(
        inner is not table for inner in table.iter("table")
    )


def captions_next_row(cell: Any) -> bool:
    """Whether a cell only says "Code:" or "Ann wrote:" above the box in the next row."""
    below = cell.getparent().getnext()
    return below is not None and any(
        "quote" in post_widgets.classes(box) or "code" in post_widgets.classes(box) for box in below
    )
