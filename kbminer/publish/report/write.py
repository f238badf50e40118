"""The report's files, and beside them the drafts; a draft that somebody edited is never overwritten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from kbminer.errors import OutputError
from kbminer.printable import printable, printable_json
from kbminer.private_files import make_private_folder
from kbminer.publish.file_names import report_name
from kbminer.publish.folder import REPORT_LEDGER, is_ours, read_ledger, write_files
from kbminer.publish.report.data import report_data
from kbminer.publish.report.html_page import render_page
from kbminer.records import Draft, RunResult
from kbminer.redact.gate import released_run

_REPORT = ("report.json", "report.html")
_HEAD = 2000  # bytes in which a report says that it is one


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiles:
    """Where the report lies, and which drafts were written or, being an editor's, kept."""

    report: Path
    data: Path
    drafts: tuple[Path, ...]
    kept: tuple[Path, ...]


def write_report(found: RunResult, out: Path) -> ReportFiles:
    """Write the report and the drafts of ``found``, without anything private, for their owner alone.

    Raises
    ------
    OutputError
        The folder can't be made or written.
    """
    found = released_run(found)
    try:
        make_private_folder(out)
        drafts, kept = _write_drafts(found.drafts, out / "drafts")
        data = printable_json(_json(report_data(found)))
        files = {"report.json": data, "report.html": printable(render_page(found))}
        for older in refuse_foreign_report(out):
            older.unlink()
        write_files(files, out, ledger=REPORT_LEDGER, private=True)
    except OSError as error:
        raise OutputError(
            f"The report can't be written to {out} ({error}); give a writable folder."
        ) from error
    return ReportFiles(report=out / "report.html", data=out / "report.json", drafts=drafts, kept=kept)


def refuse_foreign_report(out: Path) -> list[Path]:
    """Refuse a folder whose report is not kbminer's, or was changed since: it would be written over.

    Returns
    -------
    list of Path
        Reports of a kbminer that kept no ledger of them, which may go.

    Raises
    ------
    OutputError
        Such a file lies there.
    """
    ours = read_ledger(out / REPORT_LEDGER)
    older: list[Path] = []
    for name in _REPORT:
        place = out / name
        if place.is_symlink() or (place.exists() and not place.is_file()):
            raise OutputError(f"{place} is no plain file; move it away, or give another --out.")
        if not place.exists() or is_ours(place, ours.get(name, ())):
            continue
        if name not in ours and _is_older(place):
            older.append(place)
        else:
            raise OutputError(
                f"{place} was not written by kbminer, or somebody changed it since; move it away, or give "
                "another --out."
            )
    return older


def _is_older(place: Path) -> bool:
    """Whether a report was written by a kbminer that kept no ledger of reports."""
    with place.open("rb") as file:
        head = file.read(_HEAD)
    return b'"kbminer": "' in head if place.suffix == ".json" else b"<title>What people keep asking:" in head


def _json(data: dict[str, Any]) -> str:
    """Write the report's data; orjson writes that of a large forum in a tenth of the time."""
    try:
        return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    except TypeError:  # half a character, of a file's name or of damaged text
        return json.dumps(data, indent=2) + "\n"


def _write_drafts(drafts: tuple[Draft, ...], folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Write each draft; remove the unedited ones of the last run that are no longer suggested."""
    from kbminer.publish.draft_markdown import render_markdown  # noqa: PLC0415

    texts = {f"{report_name(draft)}.md": render_markdown(draft) for draft in drafts}
    done = write_files(texts, folder, ledger=REPORT_LEDGER, remove_stale=True, private=True)
    ours = {folder / name for name in (*done.written, *done.unchanged)}
    return tuple(sorted(ours)), tuple(sorted(set(folder.glob("*.md")) - ours))
