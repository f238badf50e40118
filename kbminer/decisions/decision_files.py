"""Decisions as files for other tools: JSON lines, and a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from kbminer.printable import printable, printable_json
from kbminer.records import Decision

_FORMULA = tuple("=+-@\t\r＝＋－＠")
"""How a cell begins that a spreadsheet works out, also in the wide signs of East Asia."""


def as_jsonl(log: Iterable[Decision]) -> str:
    """Write one JSON object a line."""
    rows = (_plain(asdict(decision)) for decision in log)
    return "".join(printable_json(json.dumps(row, ensure_ascii=False)) + "\n" for row in rows)


def as_csv(log: Iterable[Decision]) -> str:
    """Write a table; what a spreadsheet would take for a formula is made text."""
    written = io.StringIO()
    table = csv.DictWriter(written, [field.name for field in fields(Decision)], lineterminator="\n")
    table.writeheader()
    for decision in log:
        table.writerow({name: _cell(value) for name, value in _plain(asdict(decision)).items()})
    return written.getvalue()


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def _cell(value: Any) -> str:
    written = " ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
    text = printable(written)
    return f"'{text}" if text[:1] in _FORMULA else text
