"""How a run takes and gives back memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New records before the collector looks for cycles; Python's own 700 is for programs that hold few objects.
_RECORDS = 50_000


@contextmanager
def few_collections() -> Iterator[None]:
    """Let Python's collector look seldom for cycles while a run goes on.

    A run makes hundreds of thousands of small records and holds them. They are freed by counting; between
    them hardly a cycle is made, but the collector went through all of them again and again: a third of a
    night. What it would have found is found later, some tens of megabytes at most.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _RECORDS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
