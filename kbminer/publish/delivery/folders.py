"""A briefing as files: beside others, or as what a pull request would bring."""

from __future__ import annotations

from pathlib import Path

from kbminer.config import Destination
from kbminer.errors import OutputError
from kbminer.publish.delivery.delivery_errors import Refused
from kbminer.publish.delivery.parcel import Parcel
from kbminer.publish.folder import write_files

_LEDGER = ".kbminer-delivered.json"


def put_files(parcel: Parcel, to: Destination) -> None:
    """Put the briefing into a folder, under its number.

    Raises
    ------
    Refused
        The folder can't be written.
    """
    name = f"briefing-{parcel.number:05}"
    files = {
        f"{name}.html": parcel.page,
        f"{name}.md": parcel.text,
        f"{name}.json": parcel.data.decode(),
    }
    _write(Path(to.folder or "").resolve(), files)


def put_pull_request(parcel: Parcel, to: Destination) -> None:
    """Put what a pull request would bring into a folder of its number: the drafts, and its description.

    Raises
    ------
    Refused
        The folder can't be written.
    """
    folder = Path(to.folder or "").resolve() / f"{parcel.number:05}"
    written = sorted((parcel.folder / "drafts").glob("*.md"))
    drafts = {
        file.name: file.read_text(encoding="utf-8", errors="replace")
        for file in written
        if file.is_file() and not file.is_symlink()
    }
    _write(folder, {"PULL_REQUEST.md": parcel.text})
    if drafts:
        _write(folder / "articles", drafts)


def _write(folder: Path, files: dict[str, str]) -> None:
    """Put files into a folder; what somebody else wrote or changed there stays, and is named."""
    try:
        kept = write_files(files, folder, ledger=_LEDGER, private=True).kept
    except OutputError as error:
        raise Refused(str(error)) from error
    if kept:
        raise Refused(f"{folder / kept[0]} was written or changed by somebody else, and stays")
