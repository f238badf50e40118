"""A folder that kbminer shares with editors: nothing is written twice the same, or over somebody's edits.

A ledger beside the files holds, by file name, the digests of what was written there last. A file that
differs from all of them belongs to whoever changed it. Each writer has a ledger of its own, so that drafts
exported into the folder of a report are not taken for the report's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from kbminer.errors import OutputError
from kbminer.private_files import make_private_folder
from kbminer.publish.atomic_files import replace_file, sweep, write_changed

EXPORT_LEDGER = ".kbminer-export.json"
REPORT_LEDGER = ".written.json"

_State: TypeAlias = Literal["written", "unchanged", "kept"]
_Ledger: TypeAlias = Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChanges:
    """What became of each file, by name: ``kept`` ones were changed by somebody else and left alone."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def write_files(
    files: Mapping[str, str],
    folder: Path,
    *,
    ledger: str = EXPORT_LEDGER,
    remove_stale: bool = False,
    private: bool = False,
) -> FolderChanges:
    """Write files into one folder, each replaced in one step, and keep what others changed.

    Parameters
    ----------
    files
        Texts by file name; names are plain, without folders.
    folder
        Made if it is not there.
    ledger
        The file name of this writer's ledger. One that can't be read claims nothing: what differs is kept.
    remove_stale
        Whether files that this writer wrote before, that nobody changed and that are not among ``files``
        are removed.
    private
        Whether what is made is its owner's alone.

    Raises
    ------
    OutputError
        A name leads out of the folder, or the folder or a file can't be written.
    """
    for name in files:
        if not is_plain_name(name):
            raise OutputError(f"{name!r} is no plain file name; what is written must stay in {folder}.")
    # File names in problems and forum text may hold what is no Unicode.
    due = {name: text.encode("utf-8", "replace") for name, text in sorted(files.items())}
    try:
        _refuse_link(folder)
        if private:
            make_private_folder(folder)
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        ours = read_ledger(folder / ledger)
        states = {name: _state(folder / name, data, ours.get(name, ())) for name, data in due.items()}
        stale = _stale(folder, ours, due) if remove_stale else ()
        _carry_out(folder / ledger, ours, due, states, stale, private=private)
    except OSError as error:
        raise OutputError(
            f"{folder} can't be written ({error.strerror or error}); give a writable folder."
        ) from error
    return FolderChanges(
        written=_in_state(states, "written"),
        unchanged=_in_state(states, "unchanged"),
        kept=_in_state(states, "kept"),
    )


def _refuse_link(folder: Path) -> None:
    if folder.is_symlink():
        raise OutputError(
            f"{folder} is a link, and what lies behind it may be somebody else's: put a folder there, or "
            "give the folder that it leads to."
        )


def read_ledger(path: Path) -> dict[str, list[str]]:
    """Read which digests are ours, by file name; names that lead out of the folder are not believed."""
    try:
        found = json.loads(path.read_bytes()) if path.is_file() else {}
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        name: [str(digest) for digest in digests]
        for name, digests in found.items()
        if is_plain_name(name) and isinstance(digests, list)
    }


def is_plain_name(name: str) -> bool:
    r"""Tell whether a name can only mean a visible file in the folder itself, on any system.

    >>> [is_plain_name(name) for name in ("g-1.md", "../g.md", "c:g.md", ".hidden", r"a\\b")]
    [True, False, False, False, False]
    """
    return bool(name) and not name.startswith(".") and not set(name) & set("/\\:\0")


def _state(path: Path, data: bytes, ours: Iterable[str]) -> _State:
    if not path.exists():
        return "written"
    if not path.is_file():  # a pipe would be waited for
        return "kept"
    there = path.read_bytes()
    if there == data:
        return "unchanged"
    return "written" if _digest(there) in ours else "kept"


def is_ours(path: Path, digests: Iterable[str]) -> bool:
    """Tell whether a file is as a writer left it, by the digests in its ledger."""
    return path.is_file() and _digest(path.read_bytes()) in digests


def _in_state(states: Mapping[str, _State], state: _State) -> tuple[str, ...]:
    return tuple(name for name, found in states.items() if found == state)


def _stale(folder: Path, ours: _Ledger, due: Mapping[str, bytes]) -> tuple[str, ...]:
    """Name what this writer wrote and would not write now, but for what somebody changed since."""
    names = (name for name in ours if name not in due)
    return tuple(
        name
        for name in names
        if not (folder / name).is_file() or _digest((folder / name).read_bytes()) in ours[name]
    )


def _carry_out(
    ledger: Path,
    ours: _Ledger,
    due: Mapping[str, bytes],
    states: Mapping[str, _State],
    stale: tuple[str, ...],
    *,
    private: bool,
) -> None:
    """Note the new digests beside the old ones first: after a crash both count as ours."""
    folder = ledger.parent
    held = {name: _digest(data) for name, data in due.items() if states[name] != "kept"}
    written = _in_state(states, "written")
    if written:
        both = {name: [*ours.get(name, ()), held[name]] for name in written}
        _write_ledger(ledger, {**ours, **both}, private=private)
    for name in written:
        replace_file(folder / name, due[name], private=private)
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    still_ours = {name: digests for name, digests in ours.items() if name not in stale}
    now = {name: [digest] for name, digest in held.items()}
    _write_ledger(ledger, {**still_ours, **now}, private=private)


def _write_ledger(path: Path, ledger: _Ledger, *, private: bool) -> None:
    write_changed(path, (json.dumps(ledger, indent=1, sort_keys=True) + "\n").encode(), private=private)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
