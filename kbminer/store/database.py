"""The database itself: how it is opened, and what its own errors say to people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from kbminer.errors import StoreError


def open_engine(url: str) -> Engine:
    """Connect to a database; SQLite writes ahead, so that a reader never waits for a writer."""
    engine = create_engine(make_url(url))
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _configure(connection: Any, _: object) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA foreign_keys=ON")

    return engine


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn the database's own errors into one sentence."""
    try:
        yield
    except (DBAPIError, ArgumentError, NoSuchModuleError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StoreError(
            f"The store {without_password(url)} can't be used ({reason}); give a writable file such as "
            "--store sqlite:///forum.db."
        ) from error


def without_password(url: str) -> str:
    """Write a store's address without the name and password it may hold."""
    return url if "@" not in url else url.split("://", 1)[0] + "://…@" + url.rsplit("@", 1)[1]
