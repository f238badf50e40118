"""A briefing as files: beside others, or as what a pull request would bring."""

from __future__ import annotations

from pathlib import Path

from kbminer.config import Destination
from kbminer.private_files import make_private_folder
from kbminer.publish.atomic_files import write_changed
from kbminer.publish.delivery.delivery_errors import Refused
from kbminer.publish.delivery.parcel import Parcel


def put_files(parcel: Parcel, to: Destination) -> None:
    """Put the briefing into a folder, under its number.

    Raises
    ------
    Refused
        The folder can't be written.
    """
    name = f"briefing-{parcel.number:05}"
    _write(
        Path(to.folder or ""),
        {
            f"{name}.html": parcel.page.encode(),
            f"{name}.md": parcel.text.encode(),
            f"{name}.json": parcel.data,
        },
    )


def put_pull_request(parcel: Parcel, to: Destination) -> None:
    """Put what a pull request would bring into a folder of its number: the drafts, and its description.

    Raises
    ------
    Refused
        The folder can't be written.
    """
    folder = Path(to.folder or "") / f"{parcel.number:05}"
    drafts = {
        f"articles/{file.name}": file.read_bytes() for file in sorted((parcel.folder / "drafts").glob("*.md"))
    }
    _write(folder, {"PULL_REQUEST.md": parcel.text.encode(), **drafts})


def _write(folder: Path, files: dict[str, bytes]) -> None:
    try:
        for name, data in files.items():
            make_private_folder((folder / name).parent)
            write_changed(folder / name, data, private=True)
    except OSError as error:
        raise Refused(str(error)) from error
