"""Items that wait for the others of their group, in memory while few and on disk when many."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from typing import Any

_TOGETHER = 2_000  # items that are written at once: one by one, SQLite takes three times as long


class Waiting:
    """Items by group, whatever order they came in: an export of any size fits.

    They lie in an SQLite database without a name, which SQLite keeps in memory while it is small and moves to
    disk beyond that.

    Examples
    --------
    >>> waiting = Waiting()
    >>> waiting.add("7", "question"); waiting.add("8", "other"); waiting.add("7", "reply")
    >>> list(waiting.groups())
    [('7', ['question', 'reply']), ('8', ['other'])]
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.execute(
            "CREATE TABLE item (number INTEGER PRIMARY KEY, grp TEXT, place REAL, blob BLOB)"
        )
        self._new: list[tuple[str, float, bytes]] = []
        self.count = 0

    def add(self, group: str, item: Any, *, order: float = 0.0) -> None:
        """Let an item wait in a group.

        Parameters
        ----------
        group : str
            Half surrogates in it become question marks: no database takes them.
        item : object
            Anything that can be pickled.
        order : float
            Its place in the group, such as a time; of those at one place the first to come is the first.
        """
        self.count += 1
        name = group.encode("utf-8", "replace").decode()
        self._new.append((name, order, pickle.dumps(item, protocol=5)))
        if len(self._new) >= _TOGETHER:
            self._write()

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        """Yield every group with its items in order, the groups as their first items came."""
        for group in self.names():
            yield group, list(self.items(group))

    def names(self) -> Iterator[str]:
        """Yield the names of the groups, as their first items came."""
        self._write()
        self._database.execute("CREATE INDEX IF NOT EXISTS of_group ON item (grp, place, number)")
        names = self._database.execute("SELECT grp FROM item GROUP BY grp ORDER BY MIN(number)")
        yield from (group for (group,) in names)

    def items(self, group: str) -> Iterator[Any]:
        """Yield the items of one group, in their order."""
        self._write()
        rows = self._database.execute("SELECT blob FROM item WHERE grp = ? ORDER BY place, number", (group,))
        for (blob,) in rows:
            yield pickle.loads(blob)  # noqa: S301 - our own bytes, from our own private database

    def _write(self) -> None:
        self._database.executemany("INSERT INTO item (grp, place, blob) VALUES (?, ?, ?)", self._new)
        self._new.clear()
