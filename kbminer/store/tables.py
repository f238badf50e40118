"""The tables as SQLAlchemy sees them; :mod:`kbminer.store.migrations` is what makes them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

_metadata = MetaData()


class Words(TypeDecorator[str]):
    """Text, which a damaged or a foreign file may hold as bytes: nothing behind the store expects these."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> str | None:
        """Refuse what is no text."""
        if value is None or isinstance(value, str):
            return value
        raise TypeError(f"{type(value).__name__} where a text should be")


class Whole(TypeDecorator[int]):
    """A whole number, in whose place SQLite keeps any text."""

    impl = BigInteger
    cache_ok = True

    def process_result_value(self, value: object, dialect: Dialect) -> int | None:
        """Refuse what is no number."""
        if value is None or isinstance(value, int):
            return value
        raise TypeError(f"{type(value).__name__} where a number should be")


threads = Table(
    "threads",
    _metadata,
    Column("key", Words, primary_key=True),
    Column("source", Words),
    Column("id", Words),
    Column("digest", Words),
    Column("title", Words),
    Column("url", Words),
    Column("category", Words),
    Column("tags", Words),
    Column("created_at", Words),
    Column("views", Whole),
    Column("language", Words),
    Column("solved", Boolean),
    Column("pinned", Boolean),
    Column("closed", Boolean),
    Column("duplicate_of", Words),
    Column("complete", Boolean),
    Column("satisfied", Words),
    Column("visibility", Words),
)
posts = Table(
    "posts",
    _metadata,
    Column("thread", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("position", Integer),
    Column("author", Words),
    Column("created_at", Words),
    Column("body", Words),
    Column("format", Words),
    Column("likes", Whole),
    Column("staff", Boolean),
    Column("accepted", Boolean),
    Column("reply_to", Words),
    Column("url", Words),
    Column("license", Words),
    Column("gone", Boolean),
    Column("visibility", Words),
)
problems = Table(
    "problems",
    _metadata,
    Column("source", Words, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("place", Words),
    Column("what", Words),
    Column("thread", Words),
    Column("lost", Boolean),
    Column("warns", Boolean),
)
intakes = Table(
    "intakes",
    _metadata,
    Column("source", Words, primary_key=True),
    Column("digest", Words),
    Column("threads", Integer),
)
readings = Table(
    "readings",
    _metadata,
    Column("thread", Words, primary_key=True),
    Column("digest", Words),
    Column("question", Words),
    Column("signals", Words),
)
vectors = Table(
    "vectors",
    _metadata,
    Column("embedder", Words, primary_key=True),
    Column("digest", Words, primary_key=True),
    Column("vector", LargeBinary),
)
links = Table(
    "links",
    _metadata,
    Column("one", Words, primary_key=True),
    Column("other", Words, primary_key=True),
    Column("together", Boolean),
)
runs = Table(
    "runs",
    _metadata,
    Column("number", Integer, primary_key=True),
    Column("started_at", Words),
    Column("finished_at", Words),
    Column("record", Words),
)
results = Table(
    "results",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("stage", Words),
    Column("key", Words),
    Column("outcome", Words),
    Column("body", LargeBinary),
)
run_results = Table(
    "run_results",
    _metadata,
    Column("run", Integer, primary_key=True),
    Column("result", Integer, primary_key=True),
)
decisions = Table(
    "decisions",
    _metadata,
    Column("number", Integer, primary_key=True),
    Column("group_id", Words),
    Column("of_text", Boolean),
    Column("at", Words),
    Column("body", Words),
)
answers = Table("answers", _metadata, Column("key", Words, primary_key=True), Column("text", Words))
lineage = Table(
    "lineage",
    _metadata,
    Column("position", Integer, primary_key=True),
    Column("kind", Words),
    Column("before", Words),
    Column("after", Words),
    Column("at", Words),
)
states = Table(
    "states",
    _metadata,
    Column("thread", Words, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("at", Words),
    Column("before", Words),
    Column("after", Words),
)
briefings = Table(
    "briefings",
    _metadata,
    Column("number", Integer, primary_key=True),
    Column("period", Words),
    Column("body", LargeBinary),
)
deliveries = Table(
    "deliveries",
    _metadata,
    Column("briefing", Integer, primary_key=True),
    Column("destination", Words, primary_key=True),
    Column("state", Words),
    Column("tries", Whole),
    Column("what", Words),
)

ALL = tuple(_metadata.tables.values())
"""Every table that holds something, those before that others refer to."""
