"""Files replaced whole or not at all."""

from __future__ import annotations

import os
import re
from pathlib import Path

from kbminer.private_files import FILE_MODE

_BINARY = getattr(os, "O_BINARY", 0)  # Windows alone has it
_HALF_WRITTEN = re.compile(r"\..+\.(\d+)\.kbminer-tmp")


def replace_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put ``data`` at ``path`` in one step: a reader sees the old file or the new one, whole.

    A ``private`` file is its owner's alone.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.kbminer-tmp")
    beside.unlink(missing_ok=True)
    mode = FILE_MODE if private else 0o666
    try:
        with open(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_changed(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put ``data`` at ``path`` in one step; a file that holds it already is not even touched."""
    if not (path.is_file() and path.read_bytes() == data):
        replace_file(path, data, private=private)


def sweep(folder: Path) -> None:
    """Remove what a killed process left half written in a folder; what a living one writes stays."""
    for beside in folder.glob(".*.kbminer-tmp"):
        found = _HALF_WRITTEN.fullmatch(beside.name)
        if found and not beside.is_dir() and not _may_run(int(found[1])):
            beside.unlink(missing_ok=True)


def _may_run(process: int) -> bool:
    """Tell whether a process may be running; only POSIX lets one ask without doing it harm."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
