"""The rows of a table, whatever it is written in: CSV, TSV, JSON or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any
from zipfile import BadZipFile

from kbminer.errors import MissingExtra
from kbminer.ingest.archives import check_workbook
from kbminer.ingest.charset import head_text, open_text
from kbminer.ingest.document import Document
from kbminer.ingest.formats.json_values import json_values
from kbminer.ingest.tabular.columns import without_repeats
from kbminer.records import Problem

_LARGEST_CELL = 1 << 26  # signs; Python's own limit would refuse a long message
_LONGEST_HEADER = 5000  # signs
_LAST_ROW = 1_048_576  # the most that a sheet can have; openpyxl fills what lies between
_MOST_COLUMNS = 256  # of a sheet; exports of tickets have some dozens
_DELIMITERS = ",;\t|"
_ODD_ROWS = 20  # problems of one table that are told one by one

Row = dict[str, Any]


def is_workbook(document: Document) -> bool:
    """Tell whether a document is an archive, as workbooks are."""
    return document.head.startswith(b"PK")


def header_of(document: Document) -> list[str]:
    """List the names of the columns by the document's first row; empty where it is no table's."""
    text = head_text(document)
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return _keys(document)
    if start == "<" or text.startswith("From ") or "\0" in text[:_LONGEST_HEADER]:
        return []
    delimiter, text = _delimiter(text)
    header = _first_row(text, delimiter)
    too_long = sum(map(len, header)) > _LONGEST_HEADER
    return [] if too_long or len(header) < 2 else without_repeats([_name(each) for each in header])


def rows_of(document: Document) -> Iterator[Row | Problem]:
    """Yield every row by the names of its columns; a problem for each that is damaged.

    Raises
    ------
    MissingExtra
        It is a workbook, and what reads workbooks is not installed.
    """
    if is_workbook(document):
        yield from _workbook_rows(document)
    elif head_text(document).lstrip()[:1] in ("{", "["):
        yield from (found if isinstance(found, Problem) else found[1] for found in json_values(document))
    else:
        delimiter, _ = _delimiter(head_text(document))
        with open_text(document) as lines:
            yield from _delimited(lines, delimiter, document.name)


def _keys(document: Document) -> list[str]:
    """The keys of the first object, where it is flat, as a row is."""
    first = next(iter(json_values(Document(document.name, _first_object(document.head), io.BytesIO()))), None)
    if first is None or isinstance(first, Problem):
        return []
    row = first[1]
    nested = any(isinstance(each, dict) for value in row.values() for each in (value, *_listed(value)))
    return [] if nested else list(row)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _first_object(head: bytes) -> bytes:
    """The bytes from the first { to the } behind it that stands in no words: all of a flat object."""
    start = head.find(b"{")
    end = head.find(b"}", start)
    while 0 <= end < len(head) and head[start : end + 1].count(b'"') % 2:
        end = head.find(b"}", end + 1)
    return head[start : end + 1] if start >= 0 <= end else b""


def _delimited(lines: Iterable[str], delimiter: str, name: str) -> Iterator[Row | Problem]:
    csv.field_size_limit(_LARGEST_CELL)
    source = iter(lines)
    first = next(source, "").lstrip("\ufeff")
    reader = csv.reader(chain([] if first.startswith("sep=") else [first], source), delimiter=delimiter)
    odd = 0
    try:
        header = without_repeats([_name(each) for each in next(reader, [])])
        for cells in reader:
            if len(cells) > len(header):
                odd += 1
                if odd <= _ODD_ROWS:
                    where = f"{name}, line {reader.line_num}"
                    yield Problem(where=where, what="the row has too many columns")
            if cells:
                yield dict(zip(header, cells, strict=False))
    except csv.Error as error:
        yield Problem(where=f"{name}, line {reader.line_num}", what=f"the table is broken: {error}")
    if odd > _ODD_ROWS:
        yield Problem(where=name, what=f"{odd - _ODD_ROWS} further rows have too many columns")


def _delimiter(text: str) -> tuple[str, str]:
    """What parts the columns, and the text without a first line that says it ("sep=;")."""
    if text.startswith("sep=") and text[4:5]:
        return text[4], text.partition("\n")[2]
    return max(_DELIMITERS, key=lambda sign: len(_first_row(text, sign))), text


def _first_row(text: str, delimiter: str) -> list[str]:
    """The cells of the first row, which may go over several lines."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _name(cell: str) -> str:
    """A column's name on one line."""
    return " ".join(cell.split())


def _workbook_rows(document: Document) -> Iterator[Row | Problem]:
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an optional library, needed only here
    except ImportError:
        raise MissingExtra("openpyxl", extra="xlsx", purpose="reading Excel workbooks") from None
    content = document.read()
    try:
        check_workbook(content)
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (KeyError, ValueError, OSError, BadZipFile) as error:
        yield Problem(where=document.name, what=f"the workbook can't be read: {error}")
        return
    for sheet in workbook.worksheets:
        yield from _sheet_rows(sheet, f"{document.name}, sheet {sheet.title}")


def _sheet_rows(sheet: Any, where: str) -> Iterator[dict[str, Any] | Problem]:
    """Yield a sheet's rows that hold anything; two far cells may leave a million empty ones between them."""
    lines = sheet.iter_rows(max_col=_MOST_COLUMNS + 1, max_row=_LAST_ROW, values_only=True)
    header = without_repeats([_name(str(cell)) if cell is not None else "" for cell in next(lines, ())])
    if any(header[_MOST_COLUMNS:]):
        what = f"the sheet has more than {_MOST_COLUMNS} columns; the further ones were not read"
        yield Problem(where=where, what=what, lost=False)
    empty: tuple[Any, ...] = ()
    for line in lines:
        if line is empty:  # one object stands for all of them
            continue
        if any(cell is not None for cell in line[:_MOST_COLUMNS]):
            yield dict(zip(header[:_MOST_COLUMNS], line, strict=False))
        else:
            empty = line
