"""A run while it goes on: each stage worked out or used again, timed, and entered in the run's record."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Generic, Protocol, TypeVar

from kbminer.digests import digest_of
from kbminer.errors import StoreError
from kbminer.logs import line
from kbminer.pipeline.stages import GROUP, JUDGE, RESOLVE, STAGES, Stage
from kbminer.progress import stage_meter
from kbminer.records import LineageEvent, RunRecord, StageRecord, StateChange
from kbminer.store import StageResult, Store

T = TypeVar("T")
_log = logging.getLogger(__name__)
_LIBRARIES = (
    "kbminer", "numpy", "scikit-learn", "scipy", "openvino", "tokenizers", "sentence-transformers", "torch",
    "hdbscan",
)  # fmt: skip


class ResultCodec(Protocol[T]):
    """How a stage's value is kept."""

    def encode(self, value: T) -> tuple[str, bytes]:
        """Write a value as its digest and bytes."""
        ...

    def decode(self, body: bytes) -> T:
        """Read a value."""
        ...


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What a stage gave: its digest at once, its value when it is asked for."""

    digest: str
    load: Callable[[], T] = field(repr=False)

    @cached_property
    def value(self) -> T:
        """The value; read from the store at first use where it was not worked out now."""
        return self.load()


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a run found, by numbers, and what became of groups and of threads' states."""

    counts: Mapping[str, int]
    lineage: tuple[LineageEvent, ...] = ()
    changes: tuple[StateChange, ...] = ()

    def changed(self, fresh: Collection[str]) -> dict[str, int]:
        """Count what is another than at the run before, by kind, in the stages that were worked out."""
        kinds = Counter(f"groups {event.kind}" for event in self.lineage if _are_groups_new(fresh))
        if self.changes and RESOLVE.name in fresh:
            kinds["states changed"] = len(self.changes)
        return dict(sorted(kinds.items()))


class RunInProgress:
    """Goes through stages on a store, and leaves the run's record there.

    Parameters
    ----------
    store : Store
    settings : dict
        What the record tells of the settings: no secrets.

    Attributes
    ----------
    settings : dict
        As the record will tell them.
    number : int
        The run's number in the store.
    previous : RunRecord or None
        The run before.
    """

    def __init__(self, store: Store, settings: dict[str, Any]) -> None:
        self._store = store
        self.settings = settings
        self._started = datetime.now(UTC)
        self._stages: list[StageRecord] = []
        self._results: dict[str, StageResult] = {}
        self._digests: dict[str, str] = {}  # of what was given and of every stage's outcome, by name
        self.previous = store.latest_run()
        self._of_last_run = store.results_of_last_run()
        self.number = store.begin_run(self._started)
        self._meter = stage_meter(_usual_seconds(self.previous))
        before = {"usual_seconds": round(self.previous.seconds, 1)} if self.previous else {}
        _log.info(line("run begins", run=self.number, store=store.shown_url, **before))
        if self.previous and self.previous.finished_at > self._started:
            ended = self.previous.finished_at.isoformat(timespec="seconds")
            _log.warning(line("the clock was set back since the last run", last_run_ended=ended))

    @property
    def today(self) -> date:
        """The day of this run, never before that of the run before: a clock may have been set back."""
        last = self.previous.finished_at if self.previous else self._started
        return max(self._started, last).date()

    def given(self, digests: Mapping[str, str]) -> None:
        """Take the digests, by name, of what stages depend on beside one another."""
        self._digests |= digests

    def key(self, stage: Stage) -> str:
        """Digest a stage with its declared inputs, as they were given and as earlier stages left them."""
        return stage.key(self._inputs(stage))

    def was_reused(self, stage: Stage) -> bool:
        """Tell whether what a stage gave in this run is what it gave in the last one."""
        return any(each.name == stage.name and each.reused for each in self._stages)

    def stage(
        self,
        stage: Stage,
        work: Callable[[], T],
        codec: ResultCodec[T],
        *,
        counts: Callable[[T], Mapping[str, int]] = lambda _: {},
        may_be_reused: Callable[[T], bool] = lambda _: True,
    ) -> Outcome[T]:
        """Work a stage out, or use again what was worked out from the same inputs by the same code.

        Parameters
        ----------
        stage : Stage
        work : callable
            Works the value out.
        codec : ResultCodec
        counts : callable, optional
            What the record tells of a value that was worked out.
        may_be_reused : callable, optional
            Whether a later run may use the value again.
        """
        key = self.key(stage)
        kept = self._store.reusable_result(stage.name, key)
        if kept is not None:
            self._enter(stage, kept)
            return Outcome(kept.outcome, lambda: self._read_or_redone(stage, kept, work, codec))
        began = time.perf_counter()
        value = work()
        digest, body = codec.encode(value)
        made = self._store.keep_result(
            stage.name, key=key if may_be_reused(value) else "", outcome=digest, body=body
        )
        self._enter(stage, made, seconds=time.perf_counter() - began, counts=counts(value))
        return Outcome(digest, lambda: value)

    def _read_or_redone(
        self, stage: Stage, kept: StageResult, work: Callable[[], T], codec: ResultCodec[T]
    ) -> T:
        """Read what was kept; where it is damaged, work it out again and keep that in its place."""
        try:
            return codec.decode(self._store.result_body(kept))
        except StoreError:
            _log.warning(line("a kept result is damaged and worked out again", stage=stage.name))
        value = work()
        digest, body = codec.encode(value)
        made = self._store.keep_result(stage.name, key=self.key(stage), outcome=digest, body=body)
        self._results[stage.name] = made
        return value

    def rows(
        self,
        stage: Stage,
        work: Callable[[], Mapping[str, int]],
        load: Callable[[], T],
    ) -> Outcome[T]:
        """Go through a stage whose results the store keeps in rows, each fresh or stale by itself.

        Parameters
        ----------
        stage : Stage
        work : callable
            Brings the rows up to date, and counts what was done; called where anything may have changed.
        load : callable
            Reads the rows.
        """
        key = self.key(stage)
        kept = self._store.reusable_result(stage.name, key)
        if kept is not None:
            self._enter(stage, kept)
        else:
            began = time.perf_counter()
            counts = work()
            made = self._store.keep_result(stage.name, key=key, outcome=key, body=b"")
            self._enter(stage, made, seconds=time.perf_counter() - began, counts=counts)
        return Outcome(key, load)

    def carry_on(self, name: str, key: str, body: bytes | None = None) -> None:
        """Keep bytes that the next run carries on from; without ``body`` those that were kept for ``key``."""
        kept = self._store.reusable_result(name, key)
        if body is not None and kept is None:
            kept = self._store.keep_result(name, key=key, outcome=digest_of([body]), body=body)
        if kept is not None:
            self._results[name] = kept

    def note(self, name: str, *, seconds: float, counts: Mapping[str, int]) -> None:
        """Enter what was done outside the stages, such as reading sources."""
        entry = StageRecord(
            name=name,
            version=1,
            inputs=(),
            outcome="",
            reused=False,
            seconds=round(seconds, 3),
            counts=tuple(counts.items()),
        )
        self._stages.append(entry)

    def finish(self, news: Callable[[], News]) -> RunRecord:
        """Make this run the latest one.

        Parameters
        ----------
        news : callable
            What was found and what is another than before; asked for where something was worked out.
        """
        worked_out = {stage.name for stage in self._stages if stage.inputs and not stage.reused}
        found = news() if worked_out or self.previous is None else News(counts=dict(self.previous.counts))
        fresh = tuple(stage.name for stage in (GROUP, JUDGE, RESOLVE) if stage.name in worked_out)
        record = RunRecord(
            number=self.number,
            started_at=self._started,
            finished_at=datetime.now(UTC),
            versions=tuple((name, known) for name in _LIBRARIES if (known := _version(name))),
            settings=self.settings,
            stages=tuple(self._stages),
            counts=tuple(found.counts.items()),
            changed=tuple(found.changed(fresh).items()),
            fresh=fresh if worked_out or self.previous is None else self.previous.fresh,
        )
        self._store.finish_run(
            record,
            self._results,
            lineage=found.lineage if _are_groups_new(fresh) else (),
            changes=found.changes if RESOLVE.name in fresh else (),
        )
        _log.info(line("run is finished", run=self.number, seconds=round(record.seconds, 1)))
        return record

    def _inputs(self, stage: Stage) -> dict[str, str]:
        return {name: self._digests[name] for name in stage.inputs if name in self._digests}

    def _enter(
        self,
        stage: Stage,
        result: StageResult,
        *,
        seconds: float | None = None,
        counts: Mapping[str, int] | None = None,
    ) -> None:
        """Enter a stage in the record; one without ``seconds`` was worked out before, by whatever run."""
        before = (
            next((s for s in self.previous.stages if s.name == stage.name), None) if self.previous else None
        )
        counted = tuple(counts.items()) if counts is not None else before.counts if before else ()
        entry = StageRecord(
            name=stage.name,
            version=stage.version,
            inputs=tuple(self._inputs(stage).items()),
            outcome=result.outcome,
            # What a run that was cut off had worked out is as new as what this one works out.
            reused=result.id in self._of_last_run,
            seconds=round(seconds or 0.0, 3),
            counts=counted,
        )
        self._stages.append(entry)
        self._results[stage.name] = result
        self._digests[stage.name] = result.outcome
        if self._meter:
            self._meter(stage.name)
        _log.info(
            line("stage done", stage=stage.name, reused=entry.reused, seconds=entry.seconds, **dict(counted))
        )


def _are_groups_new(fresh: Collection[str]) -> bool:
    return GROUP.name in fresh or JUDGE.name in fresh


def _usual_seconds(previous: RunRecord | None) -> dict[str, float]:
    """What each stage took last; equal shares before the first run."""
    known = {stage.name: stage.seconds for stage in previous.stages} if previous else {}
    return {stage.name: known.get(stage.name, 0.0) + 0.05 for stage in STAGES}


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
