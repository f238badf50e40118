"""Files replaced whole or not at all; a draft that somebody edited is never overwritten."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import orjson

from kbminer.errors import OutputError
from kbminer.publish.files import replace_file, sweep
from kbminer.publish.report.data import report_data
from kbminer.publish.report.html_page import render_page
from kbminer.records import Draft, RunResult

# Beside the drafts: what was written last time, by file name and digests, to tell an editor's work from ours.
_MANIFEST = ".written.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where the report lies, and which drafts were written or, being edited, kept."""

    report: Path
    data: Path
    drafts: tuple[Path, ...]
    kept: tuple[Path, ...]


def write_report(found: RunResult, out: Path) -> Written:
    """Write the report and the drafts of ``found`` into ``out``.

    Raises
    ------
    OutputError
        The folder can't be made or written.
    """
    try:
        (out / "drafts").mkdir(parents=True, exist_ok=True)
        sweep(out / "drafts")
        sweep(out)
        drafts, kept = _write_drafts(found.drafts, out / "drafts")
        # orjson: the report of a large forum is written in a tenth of the time.
        data = orjson.dumps(
            report_data(found), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        ).decode()
        _replace(out / "report.json", data)
        _replace(out / "report.html", render_page(found))
    except OSError as error:
        raise OutputError(
            f"The report can't be written to {out} ({error}); give a writable folder."
        ) from error
    return Written(report=out / "report.html", data=out / "report.json", drafts=drafts, kept=kept)


def _write_drafts(drafts: tuple[Draft, ...], folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Write each draft; remove the unedited ones of the last run that are no longer suggested."""
    from kbminer.publish.draft_markdown import render_markdown  # noqa: PLC0415

    ours = _read_manifest(folder)
    texts = {f"{_slug(draft)}.md": render_markdown(draft) for draft in drafts}
    now = {name: [_digest(text.encode())] for name, text in texts.items()}
    known = {name: sorted({*ours.get(name, ()), *now.get(name, ())}) for name in ours.keys() | now.keys()}
    edited = {
        file.name
        for file in folder.glob("*.md")
        if _digest(file.read_bytes()) not in known.get(file.name, ())
    }
    # Old and new are both ours until every file is in place: a run that breaks off leaves no false edits.
    _write_manifest(folder, known)
    for name in ours.keys() - texts.keys() - edited:
        (folder / name).unlink(missing_ok=True)
    for name, text in texts.items():
        if name not in edited:
            _replace(folder / name, text)
    _write_manifest(folder, now | {name: digests for name, digests in ours.items() if name in edited})
    return (
        tuple(folder / name for name in sorted(texts.keys() - edited)),
        tuple(folder / name for name in sorted(edited)),
    )


def _read_manifest(folder: Path) -> dict[str, list[str]]:
    """Give the digests of each file as we wrote it; a broken manifest owns nothing, so all is kept."""
    try:
        said = json.loads((folder / _MANIFEST).read_bytes())
        return {name: [str(digest) for digest in digests] for name, digests in said.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _write_manifest(folder: Path, digests: dict[str, list[str]]) -> None:
    _replace(folder / _MANIFEST, json.dumps(dict(sorted(digests.items())), indent=1) + "\n")


def _slug(draft: Draft) -> str:
    """Name a draft's file by its title and, titles being able to repeat, its group."""
    words = re.sub(r"[^\w]+", "-", draft.title.casefold()).strip("-_")[:60].rstrip("-")
    return f"{words}-{draft.group[:8]}" if words else draft.group


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _replace(file: Path, text: str) -> None:
    """Put ``text`` in place of ``file`` in one step; an unchanged file is left alone."""
    content = text.encode("utf8", "replace")  # file names in problems may hold what is no Unicode
    if file.is_file() and file.read_bytes() == content:
        return
    replace_file(file, content)
