"""A store copied table by table into another, whatever databases they lie in."""

from __future__ import annotations

from sqlalchemy import insert, select

from kbminer.store import tables
from kbminer.store.batches import batches
from kbminer.store.database import explained
from kbminer.store.store import Store


def copy_rows(source: Store, target: Store) -> None:
    """Write every row of ``source`` into ``target``, which is empty; of one moment, and all or nothing.

    Raises
    ------
    StoreError
        One of them can't be read or written, or ``target`` is not empty.
    """
    with (
        explained(source.url),
        source._reading() as reading,
        target._writing() as writing,
    ):
        for table in tables.ALL:
            rows = reading.execution_options(stream_results=True).execute(select(table))
            for batch in batches(rows):
                writing.execute(insert(table), [dict(row._mapping) for row in batch])
