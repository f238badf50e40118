"""Files and folders that their owner alone may read: what was read from a forum is not everybody's."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

FILE_MODE = 0o600
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
