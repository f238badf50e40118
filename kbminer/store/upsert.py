"""Rows in place of those with the same key, in one statement that no other writer comes between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Write ``rows``, all of the same columns; each takes the place of the row with its primary key."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415 - loads for its servers only
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]  # noqa: PLC0415
    fresh = insert(table)
    key = [column.name for column in table.primary_key]
    changed = {name: fresh.excluded[name] for name in rows[0] if name not in key}
    connection.execute(fresh.on_conflict_do_update(index_elements=key, set_=changed), rows)
