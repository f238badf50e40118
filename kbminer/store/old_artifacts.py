"""The outcome of the last run as stores up to schema 3 kept it, taken apart into what each stage gave.

It works on the stored JSON alone: records may change later, what lies in old stores does not.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text

_FINGERPRINT = 32  # characters before the outcome itself


def runs_from_artifacts(connection: Connection) -> None:
    """Make the last outcome run number 1, so that ids of groups carry on and readers find it."""
    rows = connection.execute(text("SELECT name, body FROM artifacts"))
    kept: dict[str, bytes] = {row.name: bytes(row.body) for row in rows}
    if "outcome" not in kept:
        return
    outcome = json.loads(zlib.decompress(kept["outcome"][_FINGERPRINT:]))
    now = datetime.now(UTC).isoformat()
    record = {
        "number": 1,
        "started_at": now,
        "finished_at": now,
        "versions": [],
        "settings": {"top": outcome["top"]},
        "stages": [],
        "counts": [],
        "changed": [],
        "fresh": ["group", "resolve"],
    }
    connection.execute(
        text("INSERT INTO runs VALUES (1, :at, :at, :record)"), {"at": now, "record": json.dumps(record)}
    )
    bodies = {name: zlib.compress(json.dumps(value).encode(), 1) for name, value in _parts(outcome).items()}
    if "grouping state" in kept:
        bodies["group state"] = kept["grouping state"]
    for number, (stage, body) in enumerate(bodies.items(), start=1):
        connection.execute(
            text("INSERT INTO results VALUES (:id, :stage, '', '', :body)"),
            {"id": number, "stage": stage, "body": body},
        )
        connection.execute(text("INSERT INTO run_results VALUES (1, :id)"), {"id": number})


def _parts(outcome: dict[str, Any]) -> dict[str, Any]:
    """What each stage gave, in the shape in which it is kept since schema 4."""
    return {
        "threads": {name: outcome[name] for name in ("counts", "problems", "threads")},
        "questions": outcome["questions"],
        "resolve": {name: outcome[name] for name in ("resolutions", "changes")},
        "group": outcome["grouping"],
        "plan": {
            "suggestions": outcome["ranked"],
            "coverage": outcome["coverage"],
            "articles": outcome["articles"],
        },
        "draft": {"drafts": outcome["drafts"], "undrafted": outcome["undrafted"]},
        "author": {"drafts": outcome["drafts"], "problems": outcome["model_problems"]},
        "service": outcome["service"],
    }
