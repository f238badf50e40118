"""Who may write to a store on a database server, and who waits.

SQLite lets one write at a time to its file; a server lets many, which here wait by the table.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from kbminer.errors import RunLocked, StoreError

_RUNS = text("SELECT 'runs'::regclass::oid::bigint")  # tells two stores of one database apart


def wait_for_writers(connection: Connection, written: Collection[Table]) -> None:
    """Wait until nobody else writes to the tables that a transaction will write to; readers go on.

    It comes before anything is read, so that what is read then is what the one before has written: numbers
    that count on, and whether an edit comes too late.
    """
    if written and connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in written)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


class RunHold:
    """The right to mine into a store on a server; who holds it writes by the connection that holds it.

    Parameters
    ----------
    engine : Engine
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._mutex = threading.RLock()  # one connection, and many threads that save a model's answers
        self._times = 0

    def take(self, store: str) -> None:
        """Take the right, or take it once more.

        Raises
        ------
        RunLocked
            Another connection holds it.
        """
        if not self._times:
            self._connection = self._taken(store)
        self._times += 1

    def give_back(self) -> None:
        """Return back what was taken last; at the first taking its connection ends, unless it is lost."""
        self._times -= 1
        if self._times or self._connection is None:
            return
        connection, self._connection = self._connection, None
        with contextlib.suppress(DBAPIError, StoreError):
            if not connection.invalidated:
                connection.detach()
            connection.close()

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Yield the connection that holds the right, or else any."""
        if self._connection is None:
            with self._engine.connect() as connection:
                yield connection
            return
        with self._mutex:
            if self._connection.invalidated:  # it would be made anew, without the right
                raise StoreError(
                    "The connection to the database server was lost, and with it the right to mine into the "
                    "store: what was done so far is kept; give the same command again."
                )
            yield self._connection

    def _taken(self, store: str) -> Connection:
        connection = self._engine.connect()
        try:
            key = connection.scalar(_RUNS)
            taken = connection.scalar(select(func.pg_try_advisory_lock(key)))
            connection.commit()
        except BaseException:
            connection.close()
            raise
        if not taken:
            connection.close()
            raise RunLocked(
                f"Another run is at work on the store {store}; wait until it is done, or use another --store."
            )
        return connection
