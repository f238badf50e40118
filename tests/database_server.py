"""A PostgreSQL server of a test session's own: made, started, and ended by its process id."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pg8000.dbapi

PASSWORD = "f0r-tests-0nly"
_DEBIAN = Path("/usr/lib/postgresql")
_STARTS = 60.0  # seconds that a server may take to answer on a busy machine


@dataclass
class DatabaseServer:
    """A server that listens on the loopback device; each test makes a database of its own."""

    folder: Path
    programs: Path
    port: int
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _process: subprocess.Popen[bytes] | None = None

    def url(self, database: str, *, user: str = "kb", password: str = PASSWORD) -> str:
        """The address of a database of this server."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database, and give its address."""
        name = f"kb{next(self._numbers)}"
        self.ask(f"CREATE DATABASE {name}")
        return self.url(name)

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Put one question to the server, past kbminer."""
        with closing(self._connected(database)) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(statement)
            return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    def connections(self, name: str = "kbminer") -> list[int]:
        """The process ids of the server's ends of connections that bear a name."""
        asked = "SELECT pid, application_name FROM pg_stat_activity ORDER BY backend_start"
        return [int(str(pid)) for pid, bears in self.ask(asked) if bears == name]

    def end_connection(self, pid: int) -> None:
        """End one connection, as an administrator does it."""
        self.ask(f"SELECT pg_terminate_backend({pid})")

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        command = [
            str(self.programs / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
            "-c", f"unix_socket_directories={self.folder}",
        ]  # fmt: skip
        log = (self.folder / "server.log").open("ab")
        with log:
            self._process = subprocess.Popen(_as_keeper(command), stdout=log, stderr=log, cwd=self.folder)
        ends = time.monotonic() + _STARTS
        while True:
            try:
                self._connected("postgres").close()
            except (pg8000.dbapi.Error, OSError):
                if time.monotonic() > ends or self._process.poll() is not None:
                    raise
                os.sched_yield()
            else:
                return

    def stop(self) -> None:
        """End the server at once, as a power cut does it; its files stay."""
        assert self._process is not None
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        self._process.wait()

    def _connected(self, database: str) -> pg8000.dbapi.Connection:
        return pg8000.dbapi.connect(
            user="kb",
            password=PASSWORD,
            host="127.0.0.1",
            port=self.port,
            database=database,
            ssl_context=False,
        )


def programs() -> Path | None:
    """The folder of the newest PostgreSQL server that is installed."""
    found = sorted(_DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    named = shutil.which("postgres")
    return Path(named).parent if named else None


@contextmanager
def running_server(installed: Path) -> Iterator[DatabaseServer]:
    """A server with a language's own order of words, of programs in a folder; it ends with the block.

    Its files lie beside pytest's, whose folders nobody but their owner may enter.
    """
    with tempfile.TemporaryDirectory(prefix="kbminer-server-") as folder:
        yield from _served(Path(folder), installed)


def _served(folder: Path, installed: Path) -> Iterator[DatabaseServer]:
    if os.geteuid() == 0:  # which PostgreSQL refuses to serve
        keeper = pwd.getpwnam("postgres")
        os.chown(folder, keeper.pw_uid, keeper.pw_gid)
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    made = [
        str(installed / "initdb"), "-D", str(folder / "data"), "-U", "kb", "-A", "scram-sha-256",
        "--pwfile", str(secret), "-N", "-E", "UTF8", "--no-locale", "--locale-provider=icu",
        "--icu-locale=en",
    ]  # fmt: skip
    subprocess.run(_as_keeper(made), check=True, capture_output=True, cwd=folder)
    server = DatabaseServer(folder, installed, _free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _as_keeper(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
