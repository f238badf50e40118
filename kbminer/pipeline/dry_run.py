"""What a run would do, tried on a copy of the store that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kbminer.errors import StoreError
from kbminer.private_files import make_private_file
from kbminer.store import Store
from kbminer.store.copying import copy_rows
from kbminer.store.database import without_password
from kbminer.store.inspection import copy_store, inspect_server
from kbminer.store.migrations import NEWEST


@contextmanager
def throwaway_store(url: str) -> Iterator[Store]:
    """Open a copy of a store, or an empty one where there is none; it is gone afterwards.

    What lies on a database server is copied into a file.

    Raises
    ------
    StoreError
        The store can't be read, or one on a server is of an older kbminer.
    """
    named = url.removeprefix("sqlite:///")
    with tempfile.TemporaryDirectory(prefix="kbminer-") as folder:
        copy = Path(folder) / "copy.db"
        if named and Path(named).is_file():
            make_private_file(copy)
            copy_store(Path(named), copy)
        with Store(f"sqlite:///{copy}") as store:
            if "://" in named:
                _copy_from_server(url, store)
            yield store


def _copy_from_server(url: str, store: Store) -> None:
    facts = inspect_server(url)
    if facts is None:
        return
    if facts.schema < NEWEST:
        raise StoreError(
            f"The store {without_password(url)} is of an older kbminer, and a dry run may not bring it up to "
            "date; a run does."
        )
    with Store(url, make=False) as served:
        copy_rows(served, store)
