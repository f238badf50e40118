"""One run at a time on a store: a second one leaves at once and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from kbminer.errors import RunLocked
from kbminer.store import Store


@contextmanager
def only_run(store: Store) -> Iterator[None]:
    """Hold the right to run on ``store``; the system takes it back when the process ends, however it ends.

    A store in memory is its process's own. On a database server the writers wait for one another there.

    Raises
    ------
    RunLocked
        Another run holds it.
    """
    file = store.file
    if file is None:
        yield
        return
    lock = FileLock(f"{file}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise RunLocked(
            f"Another run is at work on the store {file}; wait until it is done, or use another --store."
        ) from None
    try:
        yield
    finally:
        lock.release()
