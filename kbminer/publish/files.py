"""Writing exported files: whole or not at all, never twice the same, never over somebody's edits."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kbminer.errors import OutputError

_HALF_WRITTEN = re.compile(r"\..+\.(\d+)\.tmp")
LEDGER = ".kbminer-export.json"  # what was written here last: file name → digests that are ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of each file: ``kept`` ones were changed by somebody else since and left alone."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def write_files(files: Mapping[str, str], folder: Path) -> Written:
    """Write ``files`` (name → text) under ``folder``, each replaced in one step.

    A file that already holds its text is not touched. One that differs from what was last written here
    belongs to whoever changed it and is kept.

    Raises:
        OutputError: the folder or a file can't be written.
    """
    outcome: dict[str, list[str]] = {"written": [], "unchanged": [], "kept": []}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        ledger = _read_ledger(folder)
        due: dict[str, bytes] = {}
        for name, text in sorted(files.items()):
            data = text.encode("utf-8")
            state = _state(folder / name, data, ledger.get(name, []))
            outcome[state].append(name)
            if state == "written":
                due[name] = data
        _write_due(folder, due, ledger, {name: text.encode("utf-8") for name, text in files.items()}, outcome)
    except OSError as error:
        raise OutputError(
            f"{folder}: can't be written ({error.strerror}); is it a folder you may write?"
        ) from error
    return Written(**{state: tuple(names) for state, names in outcome.items()})


def _state(path: Path, data: bytes, ours: list[str]) -> str:
    if not path.exists():
        return "written"
    there = path.read_bytes()
    if there == data:
        return "unchanged"
    return "written" if _digest(there) in ours else "kept"


def _write_due(
    folder: Path,
    due: Mapping[str, bytes],
    ledger: dict[str, list[str]],
    all_files: Mapping[str, bytes],
    outcome: Mapping[str, list[str]],
) -> None:
    """Note the new digests beside the old ones first: after a crash both count as ours."""
    if due:
        both = {name: [*ledger.get(name, []), _digest(data)] for name, data in due.items()}
        _write_ledger(folder, {**ledger, **both})
    for name, data in due.items():
        replace_file(folder / name, data)
    held = [*outcome["written"], *outcome["unchanged"]]
    _write_ledger(folder, {**ledger, **{name: [_digest(all_files[name])] for name in held}})


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` in one step: a reader sees the old file or the new one, whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what a killed process left half written in a folder; what a living one writes stays."""
    for beside in folder.glob(".*.tmp"):
        found = _HALF_WRITTEN.fullmatch(beside.name)
        if found and not _may_run(int(found[1])):
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


def _read_ledger(folder: Path) -> dict[str, list[str]]:
    """A ledger that can't be read claims nothing: files that differ are then kept."""
    try:
        found = json.loads((folder / LEDGER).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(k): [str(d) for d in v] for k, v in found.items() if isinstance(v, list)}


def _write_ledger(folder: Path, ledger: Mapping[str, list[str]]) -> None:
    data = (json.dumps(ledger, indent=1, sort_keys=True) + "\n").encode()
    path = folder / LEDGER
    if not path.exists() or path.read_bytes() != data:
        replace_file(path, data)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
