"""What briefings told, and where they arrived."""

from __future__ import annotations

from kbminer.store import briefing_rows, tables
from kbminer.store.briefing_rows import Delivery, ToldBriefing
from kbminer.store.database import reads
from kbminer.store.opened import OpenStore


class KeptBriefings(OpenStore):
    """The room of the briefings."""

    @reads
    def briefings(self) -> tuple[ToldBriefing, ...]:
        """Read what the last briefings told, the newest first."""
        with self._reading() as connection:
            return briefing_rows.kept(connection)

    def save_briefing(self, briefing: ToldBriefing) -> None:
        """Keep what a briefing told."""
        with self._writing(tables.briefings) as connection:
            briefing_rows.keep(connection, briefing)

    @reads
    def deliveries(self, briefing: int) -> tuple[Delivery, ...]:
        """Read which destinations a briefing has reached, and which not."""
        with self._reading() as connection:
            return briefing_rows.deliveries(connection, briefing)

    def note_delivery(self, delivery: Delivery) -> None:
        """Keep what became of a briefing at a destination."""
        with self._writing(tables.deliveries) as connection:
            briefing_rows.note_delivery(connection, delivery)
