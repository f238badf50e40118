"""The store's schema as a list that only grows: a step that has shipped is never edited.

Dates are ISO 8601 text in UTC: they sort as they stand, on every database. ``{binary}`` is the database's
own type for bytes. On PostgreSQL text is compared sign by sign, as by SQLite, whatever language its
database is of, and whole numbers have eight bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import Connection, inspect, text

from kbminer.errors import StoreError
from kbminer.store.backup import back_up
from kbminer.store.old_artifacts import runs_from_artifacts

_MIGRATIONS: tuple[tuple[str | Callable[[Connection], None], ...], ...] = (
    (
        """CREATE TABLE threads (
            key TEXT PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL,
            title TEXT NOT NULL, url TEXT, category TEXT, tags TEXT NOT NULL, created_at TEXT,
            views INTEGER, language TEXT, solved BOOLEAN, pinned BOOLEAN NOT NULL,
            closed BOOLEAN NOT NULL, duplicate_of TEXT, complete BOOLEAN NOT NULL)""",
        """CREATE TABLE posts (
            thread TEXT NOT NULL REFERENCES threads (key), id TEXT NOT NULL, position INTEGER NOT NULL,
            author TEXT, created_at TEXT, body TEXT NOT NULL, format TEXT NOT NULL, likes INTEGER,
            staff BOOLEAN, accepted BOOLEAN, reply_to TEXT, url TEXT, license TEXT,
            gone BOOLEAN NOT NULL, PRIMARY KEY (thread, id))""",
        """CREATE TABLE problems (
            source TEXT NOT NULL, position INTEGER NOT NULL, place TEXT NOT NULL, what TEXT NOT NULL,
            thread TEXT, lost BOOLEAN NOT NULL, PRIMARY KEY (source, position))""",
        """CREATE TABLE readings (
            thread TEXT PRIMARY KEY REFERENCES threads (key), digest TEXT NOT NULL,
            question TEXT NOT NULL, signals TEXT NOT NULL)""",
        """CREATE TABLE vectors (
            embedder TEXT NOT NULL, digest TEXT NOT NULL, vector {binary} NOT NULL,
            PRIMARY KEY (embedder, digest))""",
        "CREATE TABLE artifacts (name TEXT PRIMARY KEY, body {binary} NOT NULL)",
        """CREATE TABLE lineage (
            position INTEGER PRIMARY KEY, kind TEXT NOT NULL, before TEXT NOT NULL,
            after TEXT NOT NULL, at TEXT)""",
        """CREATE TABLE states (
            thread TEXT NOT NULL, at TEXT, position INTEGER NOT NULL, before TEXT NOT NULL,
            after TEXT NOT NULL, PRIMARY KEY (thread, position))""",
    ),
    (
        """CREATE TABLE intakes (
            source TEXT PRIMARY KEY, digest TEXT NOT NULL, threads INTEGER NOT NULL)""",
    ),
    (
        """CREATE TABLE links (
            one TEXT NOT NULL, other TEXT NOT NULL, together BOOLEAN NOT NULL, PRIMARY KEY (one, other))""",
    ),
    (
        """CREATE TABLE runs (
            number INTEGER PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, record TEXT)""",
        """CREATE TABLE results (
            id INTEGER PRIMARY KEY, stage TEXT NOT NULL, key TEXT NOT NULL, outcome TEXT NOT NULL,
            body {binary} NOT NULL)""",
        """CREATE TABLE run_results (
            run INTEGER NOT NULL REFERENCES runs (number), result INTEGER NOT NULL,
            PRIMARY KEY (run, result))""",
        runs_from_artifacts,
        "DROP TABLE artifacts",
    ),
    (
        "ALTER TABLE threads ADD COLUMN visibility TEXT",
        "ALTER TABLE posts ADD COLUMN visibility TEXT",
        "CREATE INDEX threads_by_visibility ON threads (visibility, key)",
    ),
    ("ALTER TABLE problems ADD COLUMN warns BOOLEAN",),
    (
        """CREATE TABLE decisions (
            number INTEGER PRIMARY KEY, group_id TEXT NOT NULL, of_text BOOLEAN NOT NULL, at TEXT NOT NULL,
            body TEXT NOT NULL)""",
        "CREATE INDEX decisions_by_group ON decisions (group_id, number)",
    ),
    (
        """CREATE TABLE briefings (
            number INTEGER PRIMARY KEY, period TEXT NOT NULL, body {binary} NOT NULL)""",
        """CREATE TABLE deliveries (
            briefing INTEGER NOT NULL, destination TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL,
            what TEXT NOT NULL, PRIMARY KEY (briefing, destination))""",
    ),
    ("CREATE TABLE answers (key TEXT PRIMARY KEY, text TEXT NOT NULL)",),
    ("ALTER TABLE threads ADD COLUMN satisfied TEXT",),
)


NEWEST = len(_MIGRATIONS)
"""The schema that this kbminer writes."""

_VERSIONS = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)"
_SCHEMA_LOCK = 7_083_263_001  # any number that other programs are unlikely to lock by


def migrate(connection: Connection, *, make: bool = True) -> None:
    """Bring the store to the newest schema, step by step; of two who begin at once the second waits.

    Raises
    ------
    StoreError
        The store was written by a newer kbminer; or there is none, without ``make``.
    """
    current = _version(connection)
    if current is None and not make and connection.dialect.name != "sqlite":  # of a file it is said before
        raise StoreError(
            "There is no store of kbminer's in the database; make one with: kbminer run SOURCE and the same "
            "--store, or give the --store of another."
        )
    if current == NEWEST:
        return
    if connection.dialect.name == "sqlite":
        current = _alone_in_file(connection, current or 0)
    else:
        current = _alone_on_server(connection)
    if current > NEWEST:
        raise StoreError(
            f"The store has schema {current}, this kbminer knows {NEWEST}: it was "
            "written by a newer version; upgrade kbminer (pip install -U kbminer) or use another store."
        )
    for version, statements in enumerate(_MIGRATIONS[current:], start=current + 1):
        for statement in statements:
            if callable(statement):
                statement(connection)
            else:
                connection.execute(text(_in_words_of(connection.dialect.name, statement)))
        connection.execute(text("INSERT INTO schema_version VALUES (:version)"), {"version": version})


def _version(connection: Connection) -> int | None:
    """The schema of a store; ``None`` where there is none."""
    if not inspect(connection).has_table("schema_version"):
        return None
    return connection.execute(text("SELECT max(version) FROM schema_version")).scalar() or 0


def _alone_in_file(connection: Connection, current: int) -> int:
    """Copy an older store, and take the right to change its schema; give the version it has then."""
    connection.execute(text(_VERSIONS))
    if 0 < current < NEWEST:
        back_up(connection, current)
    # Python's sqlite3 opens no transaction for a CREATE TABLE: a run killed here would leave half a schema,
    # and two that start together would both make it.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    return _version(connection) or 0


def _alone_on_server(connection: Connection) -> int:
    """Wait until nobody else changes the schema; the transaction gives the right back when it ends.

    What the one before did must be seen, so that this transaction looks anew at each statement.
    """
    connection.rollback()
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})
    connection.execute(text(_VERSIONS))
    return _version(connection) or 0


def _in_words_of(dialect: str, statement: str) -> str:
    """Write a step with a database's own types."""
    if dialect != "postgresql":
        return statement.format(binary="BLOB")
    typed = re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', statement)
    return re.sub(r"\bINTEGER\b", "BIGINT", typed).format(binary="BYTEA")
