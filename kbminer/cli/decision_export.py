"""``kbminer decisions``: what people decided, for other tools."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kbminer.cli.options import STORE, StoreUrl, open_store


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
    from kbminer.decisions.decision_files import as_csv, as_jsonl  # noqa: PLC0415
    from kbminer.redact.gate import released  # noqa: PLC0415 - each command loads what it needs

    with open_store(store) as opened:
        log = released(opened.decisions())
    typer.echo(as_csv(log) if form is _Form.CSV else as_jsonl(log), nl=False)
