"""Which files of a folder are a source: none that kbminer itself has written there."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

_LEDGERS = (".kbminer-export.json", ".written.json", "drafts/.written.json")
"""What exports and reports note beside their files."""
_WRITTEN = frozenset({"report.html", "report.json", "drafts"})
"""What a report's folder holds beside its store, whatever is noted."""
_DATABASE = (".db", ".sqlite", ".sqlite3")


def source_files(folder: Path, onerror: Callable[[OSError], None] | None = None) -> Iterator[Path]:
    """Yield the files of a folder in order of their names, without hidden ones, reports, exports and stores.

    Parameters
    ----------
    folder : Path
        Where it begins; that it is itself a report's folder takes only the report away.
    onerror : callable, optional
        Is told of folders that can't be read.
    """
    for here, folders, files in os.walk(folder, onerror=onerror):
        own = _WRITTEN | _noted(Path(here)) if _is_output(Path(here)) else frozenset()
        stores = tuple(
            name for name in files if name.lower().endswith(_DATABASE) and _is_store(Path(here, name))
        )
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in own and not _is_output(Path(here, name))
        )
        for name in sorted(files):
            if not name.startswith((".", *stores)) and name not in own:
                yield Path(here, name)


def _noted(folder: Path) -> frozenset[str]:
    """The names in the ledgers of a folder, reports' and briefings'."""
    names: set[str] = set()
    for ledger in folder.glob(".*written.json"):
        with suppress(OSError, ValueError, RecursionError):
            found = json.loads(ledger.read_bytes()) if ledger.is_file() else {}
            names.update(found if isinstance(found, dict) else ())
    return frozenset(names)


def _is_output(folder: Path) -> bool:
    """Tell whether a run, an export or a briefing wrote into a folder."""
    return any(folder.glob(".*.written.json")) or any((folder / ledger).is_file() for ledger in _LEDGERS)


def _is_store(path: Path) -> bool:
    """Tell a store from other databases; what lies beside it under its name belongs to it."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            asked = "SELECT 1 FROM sqlite_master WHERE name = 'schema_version'"
            return database.execute(asked).fetchone() is not None
    except sqlite3.Error:
        return False
