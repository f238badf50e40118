"""``kbminer decisions``: what people decided, for other tools."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, fields
from enum import StrEnum
from typing import Annotated, Any

import typer

from kbminer.cli.options import STORE, StoreUrl, open_store
from kbminer.printable import printable, printable_json


class _Form(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"


def decisions(
    store: StoreUrl = STORE,
    form: Annotated[
        _Form, typer.Option("--format", help="One JSON object a line, or a table.")
    ] = _Form.JSONL,
) -> None:
    """Print every decision of editors, the oldest first: who, when, what, on which evidence."""
    from kbminer.redact.gate import released  # noqa: PLC0415 - each command loads what it needs

    with open_store(store) as opened:
        log = [_plain(asdict(decision)) for decision in released(opened.decisions())]
    typer.echo(_as_csv(log) if form is _Form.CSV else _as_jsonl(log), nl=False)


def _as_jsonl(log: list[dict[str, Any]]) -> str:
    return "".join(printable_json(json.dumps(each, ensure_ascii=False)) + "\n" for each in log)


def _as_csv(log: list[dict[str, Any]]) -> str:
    """Write a table; what a spreadsheet would take for a formula is made text."""
    from kbminer.records import Decision  # noqa: PLC0415

    written = io.StringIO()
    table = csv.DictWriter(written, [field.name for field in fields(Decision)], lineterminator="\n")
    table.writeheader()
    for each in log:
        table.writerow({name: _cell(value) for name, value in each.items()})
    return written.getvalue()


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    text = "" if value is None else printable(str(value))
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text
