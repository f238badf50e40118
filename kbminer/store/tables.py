"""The tables as SQLAlchemy sees them; :mod:`kbminer.store.migrations` is what makes them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, String, Table

_metadata = MetaData()

threads = Table(
    "threads",
    _metadata,
    Column("key", String, primary_key=True),
    Column("source", String),
    Column("id", String),
    Column("digest", String),
    Column("title", String),
    Column("url", String),
    Column("category", String),
    Column("tags", String),
    Column("created_at", String),
    Column("views", Integer),
    Column("language", String),
    Column("solved", Boolean),
    Column("pinned", Boolean),
    Column("closed", Boolean),
    Column("duplicate_of", String),
    Column("complete", Boolean),
    Column("visibility", String),
)
posts = Table(
    "posts",
    _metadata,
    Column("thread", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("position", Integer),
    Column("author", String),
    Column("created_at", String),
    Column("body", String),
    Column("format", String),
    Column("likes", Integer),
    Column("staff", Boolean),
    Column("accepted", Boolean),
    Column("reply_to", String),
    Column("url", String),
    Column("license", String),
    Column("gone", Boolean),
    Column("visibility", String),
)
problems = Table(
    "problems",
    _metadata,
    Column("source", String, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("place", String),
    Column("what", String),
    Column("thread", String),
    Column("lost", Boolean),
    Column("warns", Boolean),
)
intakes = Table(
    "intakes",
    _metadata,
    Column("source", String, primary_key=True),
    Column("digest", String),
    Column("threads", Integer),
)
readings = Table(
    "readings",
    _metadata,
    Column("thread", String, primary_key=True),
    Column("digest", String),
    Column("question", String),
    Column("signals", String),
)
vectors = Table(
    "vectors",
    _metadata,
    Column("embedder", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("vector", LargeBinary),
)
links = Table(
    "links",
    _metadata,
    Column("one", String, primary_key=True),
    Column("other", String, primary_key=True),
    Column("together", Boolean),
)
runs = Table(
    "runs",
    _metadata,
    Column("number", Integer, primary_key=True),
    Column("started_at", String),
    Column("finished_at", String),
    Column("record", String),
)
results = Table(
    "results",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("stage", String),
    Column("key", String),
    Column("outcome", String),
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
    Column("group_id", String),
    Column("of_text", Boolean),
    Column("at", String),
    Column("body", String),
)
answers = Table("answers", _metadata, Column("key", String, primary_key=True), Column("text", String))
lineage = Table(
    "lineage",
    _metadata,
    Column("position", Integer, primary_key=True),
    Column("kind", String),
    Column("before", String),
    Column("after", String),
    Column("at", String),
)
states = Table(
    "states",
    _metadata,
    Column("thread", String, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("at", String),
    Column("before", String),
    Column("after", String),
)
briefings = Table(
    "briefings",
    _metadata,
    Column("number", Integer, primary_key=True),
    Column("period", String),
    Column("body", LargeBinary),
)
deliveries = Table(
    "deliveries",
    _metadata,
    Column("briefing", Integer, primary_key=True),
    Column("destination", String, primary_key=True),
    Column("state", String),
    Column("tries", Integer),
    Column("what", String),
)
