"""The problems that ingests met, kept by source until the source is read again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from kbminer.records import Problem
from kbminer.store import tables


def replace_problems(connection: Connection, source: str, problems: Sequence[Problem]) -> None:
    """Keep the problems of one source, in place of those of its last ingest."""
    table = tables.problems
    connection.execute(delete(table).where(table.c.source == source))
    rows = [
        {
            "source": source,
            "position": i,
            "place": p.where,
            "what": p.what,
            "thread": p.thread,
            "lost": p.lost,
            "warns": p.warns,
        }
        for i, p in enumerate(problems)
    ]
    if rows:
        connection.execute(insert(table), rows)


def problems_of(connection: Connection, source: str | None = None) -> tuple[Problem, ...]:
    """Return the problems of one source, or of all."""
    table = tables.problems
    query = select(table).order_by(table.c.source, table.c.position)
    rows = connection.execute(query if source is None else query.where(table.c.source == source))
    return tuple(
        Problem(where=row.place, what=row.what, thread=row.thread, lost=row.lost, warns=bool(row.warns))
        for row in rows
    )
