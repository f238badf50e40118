"""``kbminer questions``: what no post says, put to those who know; their answers are read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kbminer.cli.options import STORE, AsJson, StoreUrl, open_store, show
from kbminer.errors import OutputError
from kbminer.printable import printable_json

LEDGER = ".kbminer-questions.json"
"""Beside the forms: what was written there."""


def questions(
    store: StoreUrl = STORE,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", help="Read answers back: the file that --out wrote, filled in."),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who answers; the name stays inside.")] = "editor",
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the questions to a file to answer in.")
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="Name who may know: for inside alone.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what the drafts leave open and who may know it, or take answers in; the next run tells them."""
    from kbminer.pipeline.interview_store import as_form, open_questions_of, take_answers  # noqa: PLC0415
    from kbminer.redact.gate import released  # noqa: PLC0415

    with open_store(store) as opened:
        taken = take_answers(opened, answers, by) if answers else None
        found = open_questions_of(opened)
    rows = []
    for row in as_form(found, names=names):
        helpers = row.pop("helpers", None)
        rows.append({**released(row), **({"helpers": helpers} if helpers is not None else {})})
    if out:
        written = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        _put(out, printable_json(written))
    lines = [f"{row['id']}  {row['title']}\n          {row['question']}{_who(row)}" for row in rows]
    figures = {"questions": rows, **({"kept": taken.kept, "problems": list(taken.problems)} if taken else {})}
    said = [f"{taken.kept} answers kept", *taken.problems] if taken else []
    show(
        json.loads(printable_json(json.dumps(figures))),
        [*said, *lines, f"{len(rows)} open questions"],
        as_json=as_json,
    )


def _put(out: Path, written: str) -> None:
    """Write the form where nobody else's file is, and none that somebody has filled in."""
    from kbminer.publish.folder import write_files  # noqa: PLC0415 - each command loads what it needs

    if (
        out.is_symlink()
        or write_files({out.name: written}, out.parent.resolve(), ledger=LEDGER, private=True).kept
    ):
        raise OutputError(f"{out} was written or changed by somebody else: name another file, or remove it.")


def _who(row: dict[str, object]) -> str:
    helpers = row.get("helpers")
    return (
        f"\n          may know: {', '.join(map(str, helpers))}"
        if isinstance(helpers, list) and helpers
        else ""
    )
