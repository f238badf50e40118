"""What people decided: the threads that they joined and parted, and what they said of suggestions."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select

from kbminer.records import Decision, Link
from kbminer.store import decision_rows, tables
from kbminer.store.database import reads
from kbminer.store.opened import OpenStore


class KeptDecisions(OpenStore):
    """The room of people's decisions."""

    @reads
    def links(self) -> tuple[Link, ...]:
        """Return the pairs of threads that an editor joined or parted, in the order of their keys."""
        table = tables.links
        with self._reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.one, table.c.other))
            return tuple(Link(one=row.one, other=row.other, together=row.together) for row in rows)

    def save_link(self, link: Link) -> None:
        """Keep ``link`` in place of what was said of the same two threads before."""
        one, other = sorted((link.one, link.other))
        with self._writing(tables.links) as connection:
            _drop_link(connection, one, other)
            row = {"one": one, "other": other, "together": link.together}
            connection.execute(insert(tables.links), [row])

    def drop_link(self, one: str, other: str) -> None:
        """Forget what was said of two threads."""
        with self._writing(tables.links) as connection:
            _drop_link(connection, *sorted((one, other)))

    @reads
    def decisions(self, after: int = 0) -> tuple[Decision, ...]:
        """Read what people decided, in the order of the numbers; of all, or what came after a number."""
        with self._reading() as connection:
            return decision_rows.read(connection, after)

    @reads
    def newest(self) -> tuple[int, int]:
        """Return the numbers of the last finished run and of the last decision; 0 before the first."""
        with self._reading() as connection:
            return decision_rows.newest(connection)

    @reads
    def newest_text(self, group: str) -> int:
        """Return the number on which an edit of a suggestion must be based; 0 before the first."""
        with self._reading() as connection:
            return decision_rows.newest_text(connection, group)

    def decide(self, decision: Decision) -> Decision | None:
        """Keep a decision for good, and give it with its number.

        ``None`` where it is an edit of a version that is not the newest any more: then nothing is kept.
        """
        with self._writing(tables.decisions) as connection:
            number = decision_rows.append(connection, decision)
            return None if number is None else replace(decision, number=number)


def _drop_link(connection: Connection, one: str, other: str) -> None:
    table = tables.links
    connection.execute(delete(table).where(table.c.one == one, table.c.other == other))
