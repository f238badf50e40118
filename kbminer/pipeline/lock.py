"""One run at a time on a store: a second one leaves at once and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from kbminer.errors import RunLocked, StoreError
from kbminer.private_files import FILE_MODE
from kbminer.store import Store


@contextmanager
def only_run(store: Store) -> Iterator[None]:
    """Hold the right to change ``store``; the system takes it back when the process ends, however it ends.

    A run holds it while it reads sources, which holds it as well.

    A store in memory is its process's own. One on a database server is held there, by a connection.

    Raises
    ------
    RunLocked
        Another run holds it.
    """
    if store.is_on_server:
        with store.held_alone():
            yield
        return
    file = store.file
    if file is None:
        yield
        return
    lock = FileLock(f"{file}.lock", mode=FILE_MODE, is_singleton=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise RunLocked(
            f"Another run is at work on the store {file}; wait until it is done, or use another --store."
        ) from None
    except OSError as error:
        raise StoreError(
            f"{file}.lock, which keeps two runs apart, can't be used ({error.strerror or error}); move away "
            "what lies there."
        ) from error
    try:
        yield
    finally:
        lock.release()
