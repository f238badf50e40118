"""The briefing's files; each briefing with news is also kept in an archive beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kbminer.briefing import Briefing
from kbminer.errors import OutputError
from kbminer.private_files import make_private_folder
from kbminer.publish.briefings.briefing_html import render_briefing
from kbminer.publish.briefings.briefing_json import Cost, as_json
from kbminer.publish.briefings.briefing_markdown import render_text
from kbminer.publish.briefings.feed import render_feed
from kbminer.publish.folder import REPORT_LEDGER, write_files

ARCHIVE = "briefings"


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingFiles:
    """Where a briefing lies: page, text, data and feed."""

    page: Path
    text: Path
    data: Path
    feed: Path


def write_briefing(
    made: Briefing, out: Path, *, number: int, cost: Cost | None = None, name: str = "briefing"
) -> BriefingFiles:
    """Write a briefing that holds nothing private, for its owner alone.

    Parameters
    ----------
    made : Briefing
    out : Path
        The folder.
    number : int
        The briefing's number: under it one with news is kept in the archive.
    cost : Cost, optional
        What the run cost.
    name : str, default "briefing"
        What its files are called.

    Raises
    ------
    OutputError
        The folder can't be made or written.
    """
    data = as_json(made, cost)
    page = render_briefing(made, cost, report="report.html")
    kept = render_briefing(made, cost, report="../report.html")
    files = BriefingFiles(
        page=out / f"{name}.html",
        text=out / f"{name}.md",
        data=out / f"{name}.json",
        feed=out / f"{name}.atom",
    )
    archive = out / (ARCHIVE if name == "briefing" else f"{ARCHIVE}-{name}")
    try:
        make_private_folder(archive)
        if not made.quiet:
            _write({f"{number:05}.html": kept, f"{number:05}.json": data}, archive, name)
        written = (
            (files.page, page),
            (files.text, render_text(made)),
            (files.data, data),
            (files.feed, render_feed(archive)),
        )
        _write({file.name: text for file, text in written}, out, name)
    except OSError as error:
        raise OutputError(
            f"The briefing can't be written to {out} ({error}); give a writable folder."
        ) from error
    return files


def _write(texts: Mapping[str, str], folder: Path, name: str) -> None:
    """Write files that nobody else has written or changed.

    Raises
    ------
    OutputError
        Somebody has.
    """
    done = write_files(texts, folder, ledger=f".{name}{REPORT_LEDGER}", private=True)
    if done.kept:
        raise OutputError(
            f"{folder / done.kept[0]} was not written by kbminer, or somebody changed it since; move it "
            "away, or give another --out."
        )
