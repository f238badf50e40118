"""A run's record, as people and as tools read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kbminer.records import RunRecord, StageRecord


def run_lines(record: RunRecord) -> list[str]:
    """Write a run's record for people: when it was, what it found, and what each stage did."""
    found = ", ".join(f"{count:,} {name}" for name, count in record.counts)
    changed = ", ".join(f"{count:,} {name}" for name, count in record.changed)
    return [
        f"run {record.number}, finished {record.finished_at:%Y-%m-%d %H:%M} UTC after {record.seconds:.1f} s",
        *([f"  found: {found}"] if found else []),
        *([f"  since the run before: {changed}"] if changed else []),
        *(_stage_line(stage) for stage in record.stages),
    ]


def run_figures(record: RunRecord) -> dict[str, Any]:
    """Write a run's record as plain values."""
    return {
        "number": record.number,
        "started_at": record.started_at.isoformat(),
        "finished_at": record.finished_at.isoformat(),
        "found_nothing_new": record.found_nothing_new,
        "versions": dict(record.versions),
        "settings": record.settings,
        "counts": dict(record.counts),
        "changed": dict(record.changed),
        "stages": [
            {
                "name": stage.name,
                "version": stage.version,
                "inputs": dict(stage.inputs),
                "outcome": stage.outcome,
                "reused": stage.reused,
                "seconds": stage.seconds,
                "counts": dict(stage.counts),
            }
            for stage in record.stages
        ],
    }


def _stage_line(stage: StageRecord) -> str:
    counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in stage.counts)
    took = "as before" if stage.reused else f"{stage.seconds:.1f} s"
    return f"  {stage.name:<9} {took:>9}  {counts}".rstrip()
