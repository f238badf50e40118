"""The database itself: how it is opened, and what its own errors say to people."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from kbminer.errors import StoreError
from kbminer.private_files import make_private_file

P = ParamSpec("P")
T = TypeVar("T")


class _HasUrl(Protocol):
    url: str


S = TypeVar("S", bound=_HasUrl)
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError, MemoryError)
"""What reading back a cell raises that something else has written."""

# What a person can do, by the words of SQLite, PostgreSQL and its driver.
_ADVICE = (
    (
        (
            "network error",
            "connection is closed",
            "communication error",
            "no answer from",
            "terminating connection",
            "the database system is",
        ),
        "the database server is out of reach, or has ended the connection: what was done so far is kept; see "
        "that it runs, and give the same command again",
    ),
    (
        ("password", "authentication", "pg_hba"),
        "give the name and password of somebody whom the server lets in, the password best in PGPASSWORD",
    ),
    (("permission denied", "must be owner"), "let its user make and change tables there"),
    (("already exists",), "other tables lie in that database: give kbminer one of its own, made by createdb"),
    (('database "',), "make that database with createdb, or name another"),
    (
        ("malformed", "not a database", "disk i/o error", "corrupt", "no such table", "no such column"),
        "it is damaged, or no store of kbminer's: put back a copy of it, or read the sources again with "
        "another --store",
    ),
    (("locked", "unique constraint", "deadlock"), "another command is at work on it: wait until it is done"),
    (("full", "no space"), "make room there"),
)
_OTHERWISE = "give a writable file such as --store sqlite:///forum.db"


def open_engine(url: str, *, make: bool = True) -> Engine:
    """Prepare connections to a database; no reader ever waits for a writer.

    A new file is its owner's alone.

    Raises
    ------
    StoreError
        Without ``make``: the file holds no store.
    """
    if url.startswith("postgres"):
        from kbminer.store.postgresql import server_engine  # noqa: PLC0415 - its dialect loads for it only

        engine = server_engine(url)
    else:
        engine = create_engine(make_url(url))
    if engine.dialect.name == "sqlite":
        _prepare(engine.url.database, url, make=make)

        @event.listens_for(engine, "connect")
        def _configure(connection: Any, _: object) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "handle_error")
    def _explain(context: ExceptionContext) -> None:
        if context.is_pre_ping:
            return  # a connection that was lost while nobody used it is made anew
        if not isinstance(context.original_exception, Exception):
            return  # a signal that ends the program in the middle of a statement is no fault of the store
        raise _failure(url, context.original_exception) from context.original_exception

    return engine


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn the database's own errors into one sentence."""
    try:
        yield
    except (DBAPIError, ArgumentError, NoSuchModuleError, ImportError, sqlite3.Error) as error:
        raise _failure(url, error) from error


def reads(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Let a store's method that reads end in one sentence where a cell holds what kbminer never writes."""

    @wraps(method)
    def read(store: S, *args: P.args, **kwargs: P.kwargs) -> T:
        with read_back(store.url):
            found = method(store, *args, **kwargs)
        return cast(T, _each_read_back(found, store.url)) if isinstance(found, Generator) else found

    return cast(Callable[Concatenate[S, P], T], read)


@contextmanager
def read_back(url: str) -> Iterator[None]:
    """Turn what damaged cells raise into one sentence."""
    with explained(url):
        try:
            yield
        except _UNREADABLE as error:
            raise _failure(url, ValueError(f"corrupt: {type(error).__name__}: {error}")) from error


def _each_read_back(found: Generator[object, None, None], url: str) -> Iterator[object]:
    while True:
        with read_back(url):
            try:
                value = next(found)
            except StopIteration:
                return
        yield value


def without_password(url: str) -> str:
    """Write a store's address without the name and password it may hold."""
    if "@" in url:
        url = url.split("://", 1)[0] + "://…@" + url.rsplit("@", 1)[1]
    return url if url.startswith("sqlite") else url.partition("?")[0]


def _failure(url: str, error: BaseException) -> StoreError:
    reason = _reason(error)
    lowered = reason.lower()
    advice = next((what for words, what in _ADVICE if any(word in lowered for word in words)), _OTHERWISE)
    return StoreError(f"The store {without_password(url)} can't be used ({reason}); {advice}.")


def _reason(error: BaseException) -> str:
    """The first line of what a database says; PostgreSQL's driver gives its words by their kind."""
    cause = getattr(error, "orig", None) or error
    if cause.args and isinstance(cause.args[0], dict):
        return str(cause.args[0].get("M", type(cause).__name__))
    return (str(cause).splitlines() or [type(error).__name__])[0]


def _prepare(name: str | None, url: str, *, make: bool) -> None:
    """Make the file of a new store its owner's alone, or refuse one that holds none."""
    if not name or name == ":memory:" or name.startswith("file:"):
        return
    file = Path(name)
    if file.exists() and not file.is_file():
        raise StoreError(f"{file} is no file that can hold a store; give another --store.")
    if not make and not (file.is_file() and _holds_store(file)):
        raise StoreError(
            f"There is no store of kbminer's in the file {file}; make one with: "
            f"kbminer run SOURCE --store {url}, or give the --store of another."
        )
    try:
        make_private_file(file)
    except OSError as error:
        raise _failure(url, error) from error


def _holds_store(file: Path) -> bool:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
        asked = "SELECT 1 FROM sqlite_master WHERE name = 'schema_version'"
        return database.execute(asked).fetchone() is not None
