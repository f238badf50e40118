"""Files and folders that their owner alone may read, and files that somebody names to be read."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

FILE_MODE = 0o600
LARGEST_GIVEN = 256 << 20
"""Bytes of a file that somebody names: graded pairs and answers have a few MB, devices no end."""
FOLDER_MODE = 0o700


def make_private_file(path: Path) -> None:
    """Make an empty file for its owner alone; one that is there keeps the rights that somebody gave it.

    Behind a link that leads nowhere yet, it is made where the link leads.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(os.path.realpath(path), os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))


def make_private_folder(path: Path) -> None:
    """Make a folder for its owner alone; one that is there keeps the rights that somebody gave it.

    Raises
    ------
    OSError
        It can't be made.
    """
    if not path.is_dir():
        path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)


def read_given(path: Path) -> str:
    """Read the text of a file that somebody names: no pipe or device, which would be waited for.

    Raises
    ------
    OSError
        It is no file, can't be read, or is larger than such a file may be.
    UnicodeDecodeError
        It is no UTF-8.
    """
    return read_given_bytes(path).decode()


def read_given_bytes(path: Path) -> bytes:
    """Read a file that somebody names as bytes, as :func:`read_given` does.

    Raises
    ------
    OSError
        It is no file, can't be read, or is larger than such a file may be.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path} is no file")
    if path.stat().st_size > LARGEST_GIVEN:
        raise OSError(f"{path} is larger than {LARGEST_GIVEN >> 20} MB")
    return path.read_bytes()
