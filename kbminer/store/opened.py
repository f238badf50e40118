"""An open store, without what it holds: its address, its connections, and how it is closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Table

from kbminer.store.database import explained, open_engine, without_password
from kbminer.store.migrations import migrate
from kbminer.store.run_hold import RunHold, wait_for_writers


class OpenStore:
    """What every room of a store rests on; see :class:`kbminer.store.Store` for its parameters."""

    def __init__(self, url: str = "sqlite://", *, make: bool = True) -> None:
        self.url = url if ":" in url and not Path(url).drive else f"sqlite:///{url}"
        with explained(self.url):
            self._engine = open_engine(self.url, make=make)
            try:
                with self._engine.connect() as connection:
                    migrate(connection, make=make)
                    connection.commit()
            except BaseException:
                self.close()
                raise
        self._hold = RunHold(self._engine)

    @property
    def shown_url(self) -> str:
        """The address as it may be shown: without a password."""
        return without_password(self.url)

    @property
    def file(self) -> Path | None:
        """The SQLite file that the store lies in; ``None`` in memory and on a database server."""
        name = self._engine.url.database
        if self._engine.dialect.name != "sqlite" or not name or name == ":memory:":
            return None
        return Path(name)

    @property
    def is_on_server(self) -> bool:
        """Whether a database server keeps it."""
        return self._engine.dialect.name != "sqlite"

    @contextmanager
    def held_alone(self) -> Iterator[None]:
        """Hold the right to mine into a store on a server, which takes it back when the connection ends.

        It may be held again by whoever holds it. What is written meanwhile goes by that very connection: who
        has lost it, and with it the right, can't write any more.

        Raises
        ------
        RunLocked
            Another run holds it.
        """
        with explained(self.url):
            self._hold.take(self.shown_url)
        try:
            yield
        finally:
            self._hold.give_back()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with explained(self.url), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self, *written: Table) -> Iterator[Connection]:
        """One transaction, all of it or nothing; who else writes to the same tables waits for its end."""
        with explained(self.url), self._hold.connected() as connection, connection.begin():
            wait_for_writers(connection, written)
            yield connection
