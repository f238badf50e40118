"""``briefing.json`` and its schema, which is made from the records themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import Field, TypeAdapter

from kbminer.briefing import Briefing
from kbminer.briefing.estimate import counted
from kbminer.printable import printable_json
from kbminer.records import RunRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the run cost that this briefing comes from; the only part that tells of the machine."""

    run: Annotated[int, Field(description="The run's number in the store.")]
    seconds: Annotated[float, Field(description="How long it took.")]
    read: Annotated[int, Field(description="Threads that were read anew.")]
    stages: Annotated[dict[str, float], Field(description="Seconds by stage, of those that were worked out.")]

    @property
    def words(self) -> str:
        """The same in one sentence."""
        slowest = sorted(self.stages.items(), key=lambda each: -each[1])[:3]
        longest = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in slowest)
        return f"Run {self.run} took {self.seconds:.1f} s and read {counted(self.read, 'thread')} anew" + (
            f" (longest: {longest})." if longest else "."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingFile:
    """What ``briefing.json`` holds: the briefing, and what the run cost that it comes from."""

    briefing: Annotated[Briefing, Field(description="What changed since the last briefing.")]
    cost: Annotated[Cost | None, Field(description="What the run cost; null where nothing was run.")]


def cost_of(record: RunRecord) -> Cost:
    """Tell from a run's record what it cost."""
    read = next((dict(stage.counts).get("read", 0) for stage in record.stages if stage.name == "read"), 0)
    worked = {stage.name: round(stage.seconds, 1) for stage in record.stages if not stage.reused}
    return Cost(
        run=record.number,
        seconds=round(record.seconds, 1),
        read=read if "read" in worked else 0,
        stages=worked,
    )


def briefing_data(made: Briefing, cost: Cost | None = None) -> dict[str, Any]:
    """Write a briefing as plain values, as ``briefing.json`` holds them."""
    data: dict[str, Any] = _adapter().dump_python(BriefingFile(briefing=made, cost=cost), mode="json")
    return data


def briefing_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``briefing.json``; every field says what it holds.

    Examples
    --------
    >>> briefing_schema()["$defs"]["Growth"]["properties"]["recent"]["description"]
    'People who asked it in the window.'
    """
    schema = _adapter().json_schema(mode="serialization")
    for part in (schema, *schema.get("$defs", {}).values()):
        if part.get("type") == "object" and "properties" in part:
            part["additionalProperties"] = False
            part["required"] = sorted(part["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "briefing.json",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def as_json(made: Briefing, cost: Cost | None = None) -> str:
    """Write ``briefing.json``."""
    data = orjson.dumps(briefing_data(made, cost), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return printable_json(data.decode())


def read_kept(file: Path) -> BriefingFile | None:
    """Read a briefing that was kept; ``None`` where there is none, or it is damaged."""
    try:
        return _adapter().validate_json(file.read_bytes())
    except (OSError, ValueError):
        return None


@cache
def _adapter() -> TypeAdapter[BriefingFile]:
    return TypeAdapter(BriefingFile)
