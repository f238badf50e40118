"""Placeholder."""

from __future__ import annotations

from collections.abc import Iterator

from kbminer.records import LostBreak, Thread


class BreakEvidence:
    """Where line breaks of one source were lost."""

    loses_breaks = False

    def take(self, thread: Thread) -> None:
        """Take in a thread."""

    def lost_breaks(self) -> Iterator[tuple[str, tuple[LostBreak, ...]]]:
        """Nothing yet."""
        yield from ()
