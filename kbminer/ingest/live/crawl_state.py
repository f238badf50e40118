"""What a crawl remembers: every answer, written down before it is used.

A crawl that is started again asks the same questions in the same order and finds the answers here, so a kill
at any moment costs one request at most. Keys and cookies are never written.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kbminer.errors import SourceError
from kbminer.private_files import make_private_file

_SCHEMA = """
CREATE TABLE IF NOT EXISTS crawl (number INTEGER PRIMARY KEY, finished INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS answer (
    url TEXT PRIMARY KEY, crawl INTEGER NOT NULL, changed INTEGER NOT NULL, status INTEGER NOT NULL,
    headers TEXT NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS stored (crawl INTEGER NOT NULL);
"""
FINAL_URL = "x-final-url"
"""Where an answer came from in the end, kept among its headers."""

_KEPT_HEADERS = (FINAL_URL, "etag", "last-modified", "content-type", "date")
_SECRET = re.compile(r"([?&])(?:api_?key|key|(?:access_|auth_)?token|api_username)=[^&#]*", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """An answer: in which crawl it was asked for last, and in which it last changed."""

    crawl: int
    changed: int
    status: int
    headers: dict[str, str]
    body: bytes


class CrawlState:
    """The memory of one forum's crawls, in one SQLite file.

    Attributes
    ----------
    number : int
        Of the present crawl.
    resumed : bool
        Whether the present crawl was begun by an earlier run.
    stored : int
        The last crawl of which the caller said that its threads are stored: only what changed since need be
        yielded again.

    Raises
    ------
    SourceError
        The file can't be opened, or is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            make_private_file(path)
        except OSError as error:
            raise SourceError(f"can't keep the crawl in {path}: {error}; name another place") from error
        with self._explained():
            self._database = sqlite3.connect(path)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.executescript(_SCHEMA)
            last = self._database.execute(
                "SELECT number, finished FROM crawl ORDER BY number DESC LIMIT 1"
            ).fetchone()
            self.resumed = bool(last and not last[1])
            self.number: int = last[0] if self.resumed else (last[0] + 1 if last else 1)
            held = self._database.execute("SELECT coalesce(max(crawl), 0) FROM stored").fetchone()
            self.stored: int = held[0]
            with self._database:
                self._database.execute("INSERT OR IGNORE INTO crawl (number) VALUES (?)", (self.number,))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn the database's own errors into one sentence."""
        try:
            yield
        except sqlite3.Error as error:
            raise SourceError(
                f"the crawl's memory {self._path} can't be used ({error}): remove it, or name another "
                "--archive"
            ) from error

    def find(self, url: str) -> Remembered | None:
        """Look up what is remembered of an address."""
        with self._explained():
            row = self._database.execute(
                "SELECT crawl, changed, status, headers, body FROM answer WHERE url = ?", (_clean(url),)
            ).fetchone()
        if row is None:
            return None
        try:
            headers, body = json.loads(row[3]), zlib.decompress(row[4])
        except (ValueError, TypeError, zlib.error):
            return None  # a damaged answer is asked for again
        return Remembered(crawl=row[0], changed=row[1], status=row[2], headers=headers, body=body)

    def remember(self, url: str, status: int, headers: dict[str, str], body: bytes, *, changed: bool) -> None:
        """Write an answer down, for good when this returns."""
        before = self.find(url)
        last = before.changed if before and not changed else self.number
        kept = json.dumps({name: _clean(headers[name]) for name in _KEPT_HEADERS if name in headers})
        with self._explained(), self._database:
            self._database.execute(
                "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?)",
                (_clean(url), self.number, last, status, kept, zlib.compress(body, 6)),
            )

    def finish(self) -> None:
        """Mark the crawl as finished: the next one asks anew."""
        with self._explained(), self._database:
            self._database.execute("UPDATE crawl SET finished = 1 WHERE number = ?", (self.number,))

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def mark_stored(path: Path) -> None:
    """Note that what the crawls in ``path`` gave, up to the last finished one, is stored for good."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO stored SELECT number FROM crawl WHERE finished = 1")


def _clean(url: str) -> str:
    """The address without what must not be written down."""
    return _SECRET.sub(r"\1", url)
