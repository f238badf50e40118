"""Who has a suggestion open beside oneself."""

from __future__ import annotations

import time

PRESENT = 45.0
"""Seconds for which somebody counts as there after a sign of life; pages give one every 15."""


class Presence:
    """Remembers who was seen where; nothing of it is stored."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], float] = {}

    def seen(self, group: str, editor: str) -> tuple[str, ...]:
        """Note that an editor has a suggestion open, and name the others who have."""
        moment = time.monotonic()
        self._seen[group, editor] = moment
        for key, last in tuple(self._seen.items()):
            if moment - last > PRESENT:
                self._seen.pop(key, None)
        return tuple(sorted(who for where, who in tuple(self._seen) if where == group and who != editor))
