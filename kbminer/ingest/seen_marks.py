"""What comes more than once in a source: that it is not public counts, whichever copy says so."""

from __future__ import annotations

from collections.abc import Collection, Hashable

from kbminer.ingest.visibility_marks import visibility_of
from kbminer.records import Visibility, strictest
from kbminer.records.visibility import PUBLIC


class SeenMarks:
    """The strictest visibility that any copy of a thread, a post or a place had.

    Examples
    --------
    >>> marks = SeenMarks()
    >>> for copy in ({"tid": 7, "deleted": 1}, {"tid": 7}):
    ...     marks.note(copy["tid"], copy)
    >>> str(marks.of(7)), str(marks.of(8))
    ('removed: deleted', 'public')
    """

    def __init__(self, *, waiting: bool = True, ignoring: Collection[str] = frozenset()) -> None:
        self._waiting = waiting
        self._ignoring = ignoring
        self._found: dict[Hashable, Visibility] = {}

    def note(self, key: Hashable, *objects: object, around: Visibility = PUBLIC) -> None:
        """Judge a copy by its raw objects, and by what it stands in."""
        own = visibility_of(*objects, waiting=self._waiting, ignoring=self._ignoring)
        if not (own.is_public and around.is_public):
            self._found[key] = strictest((self.of(key), own, around))

    def of(self, key: Hashable) -> Visibility:
        """Tell who may read it by all that was seen of it."""
        return self._found.get(key, PUBLIC)
