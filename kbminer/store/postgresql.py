"""PostgreSQL as the store: how its address is read, and what its driver needs told.

The driver is pg8000, under a permissive licence and wholly in Python. This module loads for such addresses.
"""

from __future__ import annotations

import contextlib
import getpass
import importlib
import os
import socket
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.pg8000 import PGDialect_pg8000
from sqlalchemy.engine import make_url

from kbminer.errors import MissingExtra, StoreError

_HOW = "write it as postgresql://USER@HOST:5432/DATABASE"
_PARAMETERS = ("host", "sslmode", "sslrootcert", "application_name")
_ENCRYPTION = ("disable", "prefer", "require", "verify-full")
_PORT = 5432
_CONNECT_SECONDS = 10.0  # a server that does not answer is told of before a person gives up waiting
_WAIT = "60s"  # for another writer's transaction: the longest of kbminer's own takes some seconds
# After half a minute of silence each end asks whether the other is still there. A server that did so by its
# own default, after two hours, would keep the store for a run whose machine has lost its power.
_KEEP_ALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
_SESSION = {
    "lock_timeout": _WAIT,
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}


class ServerDialect(PGDialect_pg8000):
    """SQLAlchemy's dialect of pg8000, with libpq's way to name sockets and encryption."""

    supports_statement_cache = True
    # A statement for each row would be a way to the server and back for each row.
    use_insertmanyvalues_wo_returning = True

    @classmethod
    def import_dbapi(cls) -> Any:
        """Return the driver's standard module."""
        return importlib.import_module("pg8000.dbapi")

    def create_connect_args(self, url: URL) -> tuple[list[Any], dict[str, Any]]:
        """Return what pg8000 connects with; what an address leaves open the environment says, as for psql."""
        query = {name: str(value) for name, value in url.query.items()}
        given: dict[str, Any] = {
            "user": url.username or os.environ.get("PGUSER") or getpass.getuser(),
            "password": url.password or os.environ.get("PGPASSWORD"),
            "database": url.database,
            "application_name": query.get("application_name", "kbminer"),
            "startup_params": dict(_SESSION),
        }
        host, port = query.get("host") or url.host or "localhost", url.port or _PORT
        if host.startswith("/"):
            return [], given | {"unix_sock": f"{host}/.s.PGSQL.{port}", "ssl_context": False}
        return [], given | {"host": host, "port": port, "ssl_context": _encryption(query)}

    def connect(self, *given: Any, **named: Any) -> Any:
        """Connect, unless the server does not answer in time."""
        if "unix_sock" not in named:
            named["sock"] = self._socket(named["host"], named.pop("port"))
        try:
            return _connection_class()(*given, **named)
        except OSError as error:
            raise self.loaded_dbapi.InterfaceError("network error") from error

    def do_close(self, dbapi_connection: Any) -> None:
        """Close a connection; one that is lost already can't be taken leave of."""
        with contextlib.suppress(self.loaded_dbapi.Error, OSError):
            super().do_close(dbapi_connection)  # type: ignore[no-untyped-call]

    def _socket(self, host: str, port: int) -> socket.socket:
        try:
            made = socket.create_connection((host, port), timeout=_CONNECT_SECONDS)
        except OSError as error:
            raise self.loaded_dbapi.InterfaceError(f"no answer from {host}:{port}: {error}") from error
        made.settimeout(None)  # a long question may take as long as it takes
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the driver sends small pieces
        made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEP_ALIVE.items():
            if hasattr(socket, name):
                made.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        return made


@cache
def _connection_class() -> type[Any]:
    """The driver's connection; that it was lost the driver tells now in its own way, now in the system's."""
    import pg8000.dbapi  # noqa: PLC0415 - only this store needs it

    class Connection(pg8000.dbapi.Connection):  # type: ignore[misc]
        def handle_messages(self, context: Any) -> None:
            try:
                super().handle_messages(context)
            except OSError as error:
                raise pg8000.dbapi.InterfaceError("network error") from error

    return Connection


registry.register("postgresql.kbminer", __name__, ServerDialect.__name__)


def server_engine(url: str) -> Engine:
    """Make the connections to a PostgreSQL server; none is opened yet.

    Every transaction sees one state of the store, that of its first question, and a connection is tried
    before it is used: the server may have been started anew since.

    Raises
    ------
    StoreError
        The address can't be read. What it holds is not repeated: a password may stand anywhere in it.
    MissingExtra
        The driver is not installed.
    """
    try:
        import pg8000  # noqa: F401, PLC0415 - only this store needs it
    except ImportError:
        raise MissingExtra("pg8000", extra="postgres", purpose="a store on a PostgreSQL server") from None
    return create_engine(
        _address(url), isolation_level="REPEATABLE READ", pool_pre_ping=True, hide_parameters=True
    )


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except Exception:  # whatever SQLAlchemy meets: a password may stand in its words
        address = None
    if address is None or "@" in (address.host or ""):
        raise StoreError(
            f"The address of the store can't be read; {_HOW}, and in a password @ as %40, / as %2F, : as %3A."
        )
    if address.drivername not in ("postgres", "postgresql", "postgresql+pg8000"):
        raise StoreError(f"kbminer speaks with PostgreSQL by pg8000 alone; {_HOW}.")
    unknown = sorted(set(address.query) - set(_PARAMETERS))
    if unknown:
        raise StoreError(
            f"The address of the store holds {', '.join(unknown)} after its ?; known there are "
            f"{', '.join(_PARAMETERS)}. A password stands before the @ or in PGPASSWORD."
        )
    if not address.database:
        raise StoreError(f"The address of the store names no database; {_HOW}.")
    return address.set(drivername="postgresql+kbminer")


def _encryption(query: Mapping[str, str]) -> ssl.SSLContext | bool | None:
    """What pg8000 takes for ``sslmode``: by default encrypted where the server can, as psql has it."""
    mode = query.get("sslmode", "prefer")
    if mode not in _ENCRYPTION:
        raise StoreError(f"sslmode={mode} is not known; known are {', '.join(_ENCRYPTION)}.")
    if mode == "verify-full":
        return ssl.create_default_context(cafile=query.get("sslrootcert"))
    return {"disable": False, "prefer": None, "require": True}[mode]
