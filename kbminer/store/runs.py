"""Runs and what their stages gave: kept so that readers need not mine, and later runs need not repeat.

A run's row is made when it begins and counts once it is finished. What its stages give is kept as it comes,
so that a run that is cut off can be carried on; at the end, in one transaction, the run refers to its
results and all that no finished run refers to any more is dropped. Of earlier runs the records stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, insert, select, update

from kbminer.records import RunRecord
from kbminer.store import tables
from kbminer.store.rows import to_iso

_RECORDS = TypeAdapter(RunRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageResult:
    """What a stage gave: ``key`` digests what it came from, ``outcome`` what came out."""

    id: int
    stage: str
    key: str
    outcome: str


def begin(connection: Connection, at: datetime) -> int:
    """Enter a run that has begun; its number is one more than the last one's."""
    table = tables.runs
    number = (connection.scalar(select(func.max(table.c.number))) or 0) + 1
    connection.execute(insert(table), [{"number": number, "started_at": to_iso(at)}])
    return number


def latest(connection: Connection) -> RunRecord | None:
    """Read the record of the last finished run."""
    table = tables.runs
    query = select(table.c.record).where(table.c.record.is_not(None)).order_by(table.c.number.desc()).limit(1)
    record = connection.scalar(query)
    return None if record is None else _RECORDS.validate_json(record)


def finished(connection: Connection) -> tuple[RunRecord, ...]:
    """Read the records of all finished runs, in their order."""
    table = tables.runs
    query = select(table.c.record).where(table.c.record.is_not(None)).order_by(table.c.number)
    return tuple(_RECORDS.validate_json(record) for record in connection.scalars(query))


def reusable(connection: Connection, stage: str, key: str) -> StageResult | None:
    """Find what ``stage`` gave for ``key``, in the last finished run or in one that was cut off since.

    What earlier runs gave is not looked at: ids of groups and changes of state carry on from the last run.
    """
    table = tables.results
    query = (
        select(table.c.id, table.c.outcome)
        .where(table.c.stage == stage, table.c.key == key)
        .order_by(table.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return (
        None
        if row is None or not row.outcome
        else StageResult(id=row.id, stage=stage, key=key, outcome=row.outcome)
    )


def keep(connection: Connection, stage: str, key: str, outcome: str, body: bytes) -> StageResult:
    """Keep what a stage gave."""
    table = tables.results
    number = (connection.scalar(select(func.max(table.c.id))) or 0) + 1
    row = {"id": number, "stage": stage, "key": key, "outcome": outcome, "body": body}
    connection.execute(insert(table), [row])
    return StageResult(id=number, stage=stage, key=key, outcome=outcome)


def results_of_last(connection: Connection) -> frozenset[int]:
    """Name the results that the last finished run refers to, by their ids."""
    return frozenset(connection.scalars(select(tables.run_results.c.result)))


def bodies(connection: Connection, run: int, stages: Iterable[str]) -> dict[str, bytes]:
    """Read by stage what the stages of a finished run gave."""
    table, of_run = tables.results, tables.run_results
    query = (
        select(table.c.stage, table.c.body)
        .join_from(of_run, table, of_run.c.result == table.c.id)
        .where(of_run.c.run == run, table.c.stage.in_(list(stages)))
    )
    return {row.stage: row.body for row in connection.execute(query)}


def finish(connection: Connection, record: RunRecord, results: Mapping[str, StageResult]) -> None:
    """Make a run the latest one, and drop what no run refers to any more."""
    runs, of_run, table = tables.runs, tables.run_results, tables.results
    done = {"record": _RECORDS.dump_json(record).decode(), "finished_at": to_iso(record.finished_at)}
    connection.execute(update(runs).where(runs.c.number == record.number).values(done))
    connection.execute(delete(of_run))
    rows = [{"run": record.number, "result": result.id} for result in results.values()]
    connection.execute(insert(of_run), rows)
    connection.execute(delete(table).where(table.c.id.not_in([row["result"] for row in rows])))
    # A run that was cut off before this one has nothing left that anybody could read.
    connection.execute(delete(runs).where(runs.c.record.is_(None), runs.c.number < record.number))
