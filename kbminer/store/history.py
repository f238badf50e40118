"""What only grows: the lineage of groups and the changes of threads' states."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select

from kbminer.records import LineageEvent, StateChange
from kbminer.store import tables
from kbminer.store.rows import from_iso, to_iso


def append_lineage(connection: Connection, lineage: Sequence[LineageEvent]) -> None:
    """Add what became of groups to what earlier runs told."""
    table = tables.lineage
    start = (connection.scalar(select(func.max(table.c.position))) or 0) + 1
    rows = [
        {
            "position": start + i,
            "kind": entry.kind,
            "before": json.dumps(entry.before),
            "after": json.dumps(entry.after),
            "at": to_iso(entry.at),
        }
        for i, entry in enumerate(lineage)
    ]
    if rows:
        connection.execute(insert(table), rows)


def append_changes(connection: Connection, changes: Sequence[StateChange]) -> None:
    """Add changes of state to those of earlier runs."""
    table = tables.states
    start = (connection.scalar(select(func.max(table.c.position))) or 0) + 1
    rows = [
        {
            "thread": change.thread,
            "position": start + i,
            "at": to_iso(change.at),
            "before": change.before,
            "after": change.after,
        }
        for i, change in enumerate(changes)
    ]
    if rows:
        connection.execute(insert(table), rows)


def lineage_after(connection: Connection, position: int) -> tuple[tuple[LineageEvent, ...], int]:
    """Read what became of groups after a position, and the last position."""
    table = tables.lineage
    rows = connection.execute(select(table).where(table.c.position > position).order_by(table.c.position))
    found = list(rows)
    events = tuple(
        LineageEvent(
            kind=row.kind,
            before=tuple(json.loads(row.before)),
            after=tuple(json.loads(row.after)),
            at=from_iso(row.at),
        )
        for row in found
    )
    return events, found[-1].position if found else position


def changes_after(connection: Connection, position: int) -> tuple[tuple[StateChange, ...], int]:
    """Read which threads changed their state after a position, and the last position."""
    table = tables.states
    rows = connection.execute(select(table).where(table.c.position > position).order_by(table.c.position))
    found = list(rows)
    changes = tuple(
        StateChange(thread=row.thread, before=row.before, after=row.after, at=at)
        for row in found
        if (at := from_iso(row.at)) is not None
    )
    return changes, found[-1].position if found else position
