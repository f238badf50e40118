"""A look at an SQLite store from outside: nothing is made or brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kbminer.store.database import explained
from kbminer.store.rows import from_iso


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFacts:
    """What a store's file tells: ``damage`` in SQLite's words, its schema, and what it holds."""

    damage: str | None
    schema: int = 0
    threads: int = 0
    runs: int = 0
    last_run: datetime | None = None


def inspect(file: Path) -> StoreFacts:
    """Read every page of a store's file, and count what it holds.

    Raises
    ------
    StoreError
        It is no store.
    """
    try:
        with _opened(file) as database:
            told = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        told = str(error)
    if told != "ok":
        return StoreFacts(damage=" ".join(told.split()))
    with explained(str(file)), _opened(file) as database:
        schema = database.execute("SELECT max(version) FROM schema_version").fetchone()[0] or 0
        threads = database.execute("SELECT count(*) FROM threads").fetchone()[0]
        runs, last = 0, None
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
            finished = "SELECT count(*), max(finished_at) FROM runs WHERE record IS NOT NULL"
            runs, last = database.execute(finished).fetchone()
    return StoreFacts(damage=None, schema=schema, threads=threads, runs=runs, last_run=from_iso(last))


def copy_store(file: Path, to: Path) -> None:
    """Copy a store's file, also while others write to it.

    Raises
    ------
    StoreError
        It can't be read, or there is no room for the copy.
    """
    with explained(str(file)), _opened(file) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that makes no store; it may write: only so SQLite clears away what it puts beside."""
    database = sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True)
    with closing(database):
        yield database
