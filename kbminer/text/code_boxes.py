"""Code with line numbers, as highlighters draw it: tables with a gutter, numbered lists, marked lines.

A gutter is known by what it holds, numbers that count up by one beside as many lines, whatever its class is
called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

_LINES = frozenset("div li p tr dd".split())  # each is a line of its own inside a code box
_BETWEEN = _LINES | {"br"}  # white space behind these is no code
_BOX = re.compile(
    r"\b(?:geshi|blockcode|dp-highlighter|linenums|syntaxhighlighter|prettyprint|codebox|bbcode_code|"
    r"codeblock|code-block|highlight|coderay|hl-\w+|li-?ne?nums?|code)\b",
    re.I,
)
_LINE = re.compile(r"(?:^|\s)(?:de\d|li\d|L\d|line\d*|code-line|alt\d?)(?:\s|$)")
_MOST_DIGITS = 9  # of the number of a line
_MISCOUNTED = 2  # lines: an empty one at either end may bear a number and be gone, or none and be there
_BUTTONS = frozenset("button em script style".split())
_NUMBERS = frozenset("lineno linenos linenumber line-number ln lnt gutter hljs-ln-numbers blob-num".split())


def table_code(table: Any) -> str | None:
    """Take the code out of a table that numbers its lines; ``None`` where the table is none.

    Parameters
    ----------
    table : element
        With one row for all lines or a row for each; the numbers may stand in attributes alone.

    Examples
    --------
    >>> from lxml.html import fromstring
    >>> table_code(fromstring("<table><tr><td>1<br>2<td><pre>make\\nrun</pre></table>"))
    'make\\nrun'
    """
    rows = _rows_of_two(table)
    if not rows or not _looks_like_code(table, [beside for _, beside in rows]):
        return None
    lines = [line for _, beside in rows for line in (_lines(beside) or [""])]
    return "\n".join(lines) if _is_gutter([first for first, _ in rows], len(lines)) else None


def list_code(box: Any) -> str | None:
    """Take the code out of a list whose items are its lines; ``None`` where the list is none.

    Examples
    --------
    >>> from lxml.html import fromstring
    >>> list_code(fromstring('<ol><li class="li1"><div class="de1">make</div></li></ol>'))
    'make'
    """
    items = [child for child in box if child.tag == "li"]
    if not items:
        return None
    if not all(map(_is_line, items)) and not _is_within_code(box):
        return None
    return "\n".join(map(_joined, items))


def code_lines(box: Any) -> str | None:
    """Take the lines of a code box that gives each an element of its own; ``None`` where it is not so."""
    table = box if box.tag == "table" else box.find(".//table")
    if table is not None:
        return table_code(table)
    listed = next(box.iter("ol", "ul"), None)
    return _row_code(box) if listed is None else list_code(listed)


def _row_code(box: Any) -> str | None:
    """The code of a box that holds nothing but a ``<div>`` for each line."""
    rows = [child for child in box if child.tag == "div"]
    if rows and len(rows) == len(box) and not (box.text or "").strip():
        return "\n".join(_joined(row) for row in rows)
    return None


def is_line_number(element: Any) -> bool:
    """Whether an element inside code is a line's number and no code."""
    names = set((element.get("class") or "").split())
    number = (element.text or "").strip()  # "ln" alone may mark a whole line
    return not _NUMBERS.isdisjoint(names) and number.isdecimal()


def _looks_like_code(table: Any, cells: list[Any]) -> bool:
    """Whether the cells beside the numbers hold code by their elements or by the names of the box."""
    if any(next(cell.iter("pre", "code"), None) is not None or _names_code(cell) for cell in cells):
        return True
    return _is_within_code(table)


def _is_within_code(element: Any) -> bool:
    """Whether an element, or one of the two right around it, is named as code."""
    return any(map(_names_code, (element, *islice(element.iterancestors(), 2))))


def _names_code(element: Any) -> bool:
    return element.tag in ("pre", "code") or _BOX.search(element.get("class") or "") is not None


def _is_line(item: Any) -> bool:
    own = _LINE.search(item.get("class") or "") is not None
    return own and any(child.tag in ("div", "code", "span", "pre") for child in item)


def _rows_of_two(table: Any) -> list[tuple[Any, Any]]:
    """The cells of a table's rows; none where a row has one cell, or more than two."""
    rows = [tuple(cell for cell in row if cell.tag in ("td", "th")) for row in table.iter("tr")]
    found = [(row[0], row[1]) for row in rows if len(row) == 2]
    return found if len(found) == sum(map(bool, rows)) else []


def _is_gutter(cells: list[Any], lines: int) -> bool:
    """Whether cells number so many lines, or, where they show no number, are named so."""
    numbers = [number for cell in cells for number in " ".join(cell.itertext()).split()]
    if not numbers:
        return any(map(_is_numbers, cells))
    return _counts_up(numbers) and abs(len(numbers) - lines) <= _MISCOUNTED


def _is_numbers(cell: Any) -> bool:
    names = (cell.get("class") or "").split()
    return cell.get("data-line-number") is not None or not _NUMBERS.isdisjoint(names)


def _counts_up(numbers: list[str]) -> bool:
    if not all(number.isdecimal() and len(number) <= _MOST_DIGITS for number in numbers):
        return False
    values = list(map(int, numbers))
    return values == list(range(values[0], values[0] + len(values)))


def _joined(element: Any) -> str:
    """One line's code, whatever elements it is coloured with."""
    return "".join(_lines(element) or [""])


def _lines(element: Any) -> list[str]:
    """The lines of an element's text: at line feeds, at ``<br>``, and where a block ends."""
    text = "".join(_pieces(element)).replace("\u00a0", " ")
    text = re.sub(r"\n{1,2}\x01|\x01", "\n", text)  # a block's end right behind a line feed is one end
    lines = [line if line.strip() else "" for line in text.strip("\n").split("\n")]
    return lines if any(lines) else []


def _pieces(box: Any) -> Iterator[str]:
    """The text of an element in pieces, ``\x01`` where a block ends."""
    walk = etree.iterwalk(box, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            if element is box:
                return
            yield from _behind(element)
        elif element is not box and (element.tag in _BUTTONS or is_line_number(element)):
            walk.skip_subtree()
        else:
            yield from _within(element)


def _within(element: Any) -> Iterator[str]:
    """What an element begins with; white space before a block is no code."""
    text = element.text or ""
    if element.tag == "br":
        yield "\n"
    elif text.strip() or not any(child.tag in _LINES for child in element):
        yield text


def _behind(element: Any) -> Iterator[str]:
    """What follows an element that ends."""
    if element.tag in _LINES:
        yield "\x01"
    tail = element.tail or ""
    if tail.strip() or element.tag not in _BETWEEN:
        yield tail
