"""People's decisions, only ever added to."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, insert, literal, select

from kbminer.records import Decision
from kbminer.store import tables
from kbminer.store.rows import to_iso

_OF_THE_TEXT = frozenset({"accept", "edit", "reject", "archive", "reopen", "merge", "undo"})
"""Kinds after which a text that was begun before must not simply be put in its place."""


def append(connection: Connection, decision: Decision) -> int | None:
    """Add a decision and give its number; ``None`` where an edit comes too late.

    An edit comes too late when somebody has written, settled or undone something about the same suggestion
    after the version it is based on.
    """
    table = tables.decisions
    of_group = table.c.group_id == decision.group
    newest = select(func.coalesce(func.max(table.c.number), 0)).where(of_group, table.c.of_text.is_(True))
    values = [
        select(func.coalesce(func.max(table.c.number), 0) + 1).scalar_subquery(),
        literal(decision.group),
        literal(decision.kind in _OF_THE_TEXT),
        literal(to_iso(decision.at)),
        literal(_adapter().dump_json(decision, exclude={"number"}).decode()),
    ]
    row = select(*values)
    if decision.kind == "edit":
        row = row.where(newest.scalar_subquery() <= decision.base)
    # One statement, so that nobody else's comes between looking and writing.
    names = ["number", "group_id", "of_text", "at", "body"]
    done = connection.execute(insert(table).from_select(names, row).returning(table.c.number))
    number: int | None = done.scalar()
    return number


def newest_text(connection: Connection, group: str) -> int:
    """Return the number of the last decision that an edit of a suggestion must be based on; 0 without one."""
    table = tables.decisions
    of_text = select(func.max(table.c.number)).where(table.c.group_id == group, table.c.of_text.is_(True))
    return connection.scalar(of_text) or 0


def newest(connection: Connection) -> tuple[int, int]:
    """Return the numbers of the last finished run and of the last decision; 0 before the first."""
    runs = tables.runs.c
    run = select(func.max(runs.number)).where(runs.finished_at.is_not(None)).scalar_subquery()
    row = connection.execute(select(run, func.max(tables.decisions.c.number))).one()
    return row[0] or 0, row[1] or 0


def read(connection: Connection, after: int = 0) -> tuple[Decision, ...]:
    """Read decisions in the order of their numbers, those after ``after``."""
    table = tables.decisions
    rows = connection.execute(
        select(table.c.number, table.c.body).where(table.c.number > after).order_by(table.c.number)
    )
    return tuple(_decision(row.number, row.body) for row in rows)


def _decision(number: int, body: str) -> Decision:
    return replace(_adapter().validate_json(body), number=number)


@cache
def _adapter() -> TypeAdapter[Decision]:
    return TypeAdapter(Decision)
