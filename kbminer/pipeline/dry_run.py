"""What a run would do, tried on a copy of the store that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kbminer.errors import SettingsError
from kbminer.private_files import make_private_file
from kbminer.store import Store
from kbminer.store.inspection import copy_store


@contextmanager
def throwaway_store(url: str) -> Iterator[Store]:
    """Open a copy of a store, or an empty one where there is none; it is gone afterwards.

    Raises
    ------
    SettingsError
        The store lies on a database server, of which no copy is made.
    """
    named = url.removeprefix("sqlite:///")
    if "://" in named:
        raise SettingsError("A dry run works on a copy of the store, which only an SQLite file allows.")
    with tempfile.TemporaryDirectory(prefix="kbminer-") as folder:
        copy = Path(folder) / "copy.db"
        if named and Path(named).is_file():
            make_private_file(copy)
            copy_store(Path(named), copy)
        with Store(f"sqlite:///{copy}") as store:
            yield store
