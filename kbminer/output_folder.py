"""The folder of a report: private, and marked, so that no later run reads it as a source."""

from __future__ import annotations

from pathlib import Path

from kbminer.private_files import make_private_file, make_private_folder

_MARK = ".kbminer-output"
_EARLIER_MARKS = (".kbminer-export.json", "drafts/.written.json")  # ledgers, of exports and of reports
WRITTEN = frozenset({"report.html", "report.json", "drafts"})
"""What a report's folder holds beside its store."""


def make_output_folder(folder: Path) -> None:
    """Make a folder for a report, or mark the one that is there.

    Raises
    ------
    OSError
        It can't be made or written.
    """
    make_private_folder(folder)
    make_private_file(folder / _MARK)


def is_output_folder(folder: Path) -> bool:
    """Tell whether a run or an export wrote into a folder."""
    return any((folder / mark).exists() for mark in (_MARK, *_EARLIER_MARKS))
