"""Runs: what each found, for readers and for the next run, and what became of groups and states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from kbminer.records import LineageEvent, RunRecord, StateChange
from kbminer.store import runs, tables
from kbminer.store.database import reads
from kbminer.store.history import append_changes, append_lineage, changes_after, lineage_after
from kbminer.store.opened import OpenStore
from kbminer.store.runs import StageResult

_OF_A_RUN = (tables.runs, tables.results, tables.run_results, tables.lineage, tables.states)


class KeptRuns(OpenStore):
    """The room of the runs."""

    def begin_run(self, at: datetime) -> int:
        """Enter a run that begins now, and return its number; it counts once it is finished."""
        with self._writing(tables.runs) as connection:
            return runs.begin(connection, at)

    @reads
    def reusable_result(self, stage: str, key: str) -> StageResult | None:
        """Find what ``stage`` gave for ``key``; ``None`` where it must be worked out."""
        with self._reading() as connection:
            return runs.reusable(connection, stage, key)

    def keep_result(self, stage: str, *, key: str, outcome: str, body: bytes) -> StageResult:
        """Keep what a stage gave, for the run that is going on and for the one after it is cut off."""
        with self._writing(tables.results) as connection:
            return runs.keep(connection, stage, key, outcome, body)

    @reads
    def result_body(self, result: StageResult) -> bytes:
        """Read what a stage gave."""
        table = tables.results
        with self._reading() as connection:
            return bytes(connection.scalar(select(table.c.body).where(table.c.id == result.id)) or b"")

    def finish_run(
        self,
        record: RunRecord,
        results: Mapping[str, StageResult],
        lineage: Sequence[LineageEvent] = (),
        changes: Sequence[StateChange] = (),
    ) -> None:
        """Make a run the latest one, and append ``lineage`` and ``changes``; all or nothing."""
        with self._writing(*_OF_A_RUN) as connection:
            runs.finish(connection, record, results)
            append_lineage(connection, lineage)
            append_changes(connection, changes)

    @reads
    def latest_run(self) -> RunRecord | None:
        """Read the record of the last finished run; ``None`` before the first."""
        with self._reading() as connection:
            return runs.latest(connection)

    @reads
    def runs(self) -> tuple[RunRecord, ...]:
        """Read the records of all finished runs, the oldest first."""
        with self._reading() as connection:
            return runs.finished(connection)

    @reads
    def results_of_last_run(self) -> frozenset[int]:
        """Name the results that the last finished run refers to, by their ids."""
        with self._reading() as connection:
            return runs.results_of_last(connection)

    @reads
    def run_results(self, stages: Iterable[str]) -> dict[str, bytes]:
        """Read by stage what the last finished run gave; a stage without a result is left out."""
        with self._reading() as connection:
            last = runs.latest(connection)
            return {} if last is None else runs.bodies(connection, last.number, stages)

    @reads
    def lineage_after(self, position: int) -> tuple[tuple[LineageEvent, ...], int]:
        """Read what became of groups after a position of their history, and where that history ends."""
        with self._reading() as connection:
            return lineage_after(connection, position)

    @reads
    def changes_after(self, position: int) -> tuple[tuple[StateChange, ...], int]:
        """Read which threads changed their state after a position, and where that history ends."""
        with self._reading() as connection:
            return changes_after(connection, position)
