"""Who has a suggestion open beside oneself."""

from __future__ import annotations

import threading
import time

PRESENT = 45.0
"""Seconds for which somebody counts as there after a sign of life; pages give one every 15."""


class Presence:
    """Remembers who was seen where; nothing of it is stored."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], float] = {}
        self._turn = threading.Lock()  # pages are made on several threads

    def seen(self, group: str, editor: str) -> tuple[str, ...]:
        """Note that an editor has a suggestion open, and name the others who have."""
        moment = time.monotonic()
        with self._turn:
            self._seen[group, editor] = moment
            self._seen = {key: last for key, last in self._seen.items() if moment - last <= PRESENT}
            here = tuple(self._seen)
        return tuple(sorted(who for where, who in here if where == group and who != editor))
