"""The rows of a table, whatever it is written in: CSV, TSV, JSONL or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

from kbminer.errors import MissingExtra
from kbminer.ingest.archives import check_workbook
from kbminer.ingest.decode import decode, load_json
from kbminer.ingest.document import Document
from kbminer.records import Problem

_LARGEST_CELL = 1 << 26  # signs; Python's own limit would refuse a long message
_LONGEST_HEADER = 5000  # signs
_MOST_COLUMNS = 256  # of a sheet; exports of tickets have some dozens


def is_workbook(document: Document) -> bool:
    """Tell whether a document is an archive, as workbooks are."""
    return document.head.startswith(b"PK")


def header_of(document: Document) -> list[str]:
    """List the names of the columns by the document's first line; empty where it is no table's."""
    first = decode(document.head).lstrip("\ufeff").split("\n", 1)[0].strip()
    if first.startswith("{"):
        return _keys(first)
    if first.startswith(("<", "[", "From ")) or len(first) > _LONGEST_HEADER or "\0" in first:
        return []
    delimiter = _delimiter(first)
    try:
        return next(csv.reader([first], delimiter=delimiter), []) if delimiter in first else []
    except csv.Error:
        return []


def rows_of(document: Document) -> Iterator[dict[str, Any] | Problem]:
    """Yield every row by the names of its columns; a problem for each that is damaged.

    Raises
    ------
    MissingExtra
        It is a workbook, and what reads workbooks is not installed.
    """
    if is_workbook(document):
        yield from _workbook_rows(document)
        return
    text = decode(document.read()).lstrip("\ufeff")
    yield from (_objects if text.startswith("{") else _delimited)(text, document.name)


def _keys(line: str) -> list[str]:
    """The keys of an object that is flat, as a row is."""
    try:
        row = load_json(line)
    except ValueError:
        return []
    is_flat = isinstance(row, dict) and not any(isinstance(value, dict | list) for value in row.values())
    return list(row) if is_flat else []


def _objects(text: str, name: str) -> Iterator[dict[str, Any] | Problem]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = load_json(line)
        except ValueError as error:
            yield Problem(where=f"{name}, line {number}", what=f"the line is broken JSON: {error}")
            continue
        if isinstance(row, dict):
            yield row


def _delimited(text: str, name: str) -> Iterator[dict[str, Any] | Problem]:
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.DictReader(io.StringIO(text), delimiter=_delimiter(text.split("\n", 1)[0]))
    try:
        for row in reader:
            if None in row:
                yield Problem(where=f"{name}, line {reader.line_num}", what="the row has too many columns")
                row.pop(None, None)
            yield row
    except csv.Error as error:
        yield Problem(where=f"{name}, line {reader.line_num}", what=f"the table is broken: {error}")


def _delimiter(line: str) -> str:
    return max(",;\t|", key=line.count)


def _workbook_rows(document: Document) -> Iterator[dict[str, Any] | Problem]:
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
    lines = sheet.iter_rows(max_col=_MOST_COLUMNS + 1, values_only=True)
    header = [str(cell) if cell is not None else "" for cell in next(lines, ())]
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
