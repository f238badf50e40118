"""A look at a store from outside: nothing is made or brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy import inspect as tables_of

from kbminer.store.database import explained, open_engine, without_password
from kbminer.store.rows import from_iso
from kbminer.store.run_hold import RunHold

_SCHEMA = "SELECT max(version) FROM schema_version"
_THREADS = "SELECT count(*) FROM threads"
_FINISHED = "SELECT count(*), max(finished_at) FROM runs WHERE record IS NOT NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFacts:
    """What a store tells: ``damage`` of a file in SQLite's words, its schema, and what it holds."""

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
            verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        verdict = str(error)
    if verdict != "ok":
        return StoreFacts(damage=" ".join(verdict.split()))
    with explained(str(file)), _opened(file) as database:
        schema = database.execute(_SCHEMA).fetchone()[0] or 0
        threads = database.execute(_THREADS).fetchone()[0]
        runs, last = 0, None
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
            runs, last = database.execute(_FINISHED).fetchone()
    return StoreFacts(damage=None, schema=schema, threads=threads, runs=runs, last_run=from_iso(last))


def inspect_server(url: str) -> StoreFacts | None:
    """Count what a store on a database server holds; ``None`` where the database holds none.

    Raises
    ------
    StoreError
        The server can't be reached, or lets nobody in under that name.
    """
    with _asked(url) as engine, engine.connect() as connection:
        if not tables_of(connection).has_table("schema_version"):
            return None
        runs, last = connection.execute(text(_FINISHED)).one()
        return StoreFacts(
            damage=None,
            schema=connection.scalar(text(_SCHEMA)) or 0,
            threads=connection.scalar(text(_THREADS)) or 0,
            runs=runs,
            last_run=from_iso(last),
        )


def must_be_free(url: str) -> None:
    """See that nobody mines into a store on a database server.

    Raises
    ------
    RunLocked
        Somebody does.
    """
    with _asked(url) as engine:
        hold = RunHold(engine)
        hold.take(without_password(url))
        hold.give_back()


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


@contextmanager
def _asked(url: str) -> Iterator[Engine]:
    with explained(url):
        engine = open_engine(url, make=False)
        try:
            yield engine
        finally:
            engine.dispose()
