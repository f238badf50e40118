"""The latest run with all decisions, kept fresh while others decide and runs finish."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from kbminer.review.snapshot import Snapshot, load_snapshot
from kbminer.store import Store

LOOK_EVERY = 0.1
"""Seconds between looks into the store for what others have decided, or what a run has found."""


class LiveRun:
    """What the store holds by now, as one snapshot; many threads ask for it at once.

    Parameters
    ----------
    store : Store
        With at least one finished run.
    on_load : callable
        Is told of each run once it was read, before anybody sees it.

    Raises
    ------
    NoRun
        There is none yet.
    """

    def __init__(self, store: Store, on_load: Callable[[Snapshot], None]) -> None:
        self._store = store
        self._on_load = on_load
        self._loading = threading.Lock()
        self._fresh = threading.Lock()
        self._held = (self._loaded(), 0.0)

    @property
    def now(self) -> Snapshot:
        """The latest run with all decisions; while a new run is being read, the one before.

        What others have stored is looked for a few times a second; what this desk stores is there at once.
        """
        held, looked = self._held
        if time.monotonic() - looked < LOOK_EVERY:
            return held
        run, decision = self._store.newest()
        if run != held.run.number:
            self._read_aside()
        return self.with_decisions_up_to(decision)

    @property
    def held(self) -> Snapshot:
        """What was seen last; the store is not asked."""
        return self._held[0]

    def with_decisions_up_to(self, newest: int) -> Snapshot:
        """Bring in what was decided since, up to a number at least."""
        with self._fresh:
            held = self._held[0]
            if newest > held.newest:
                held = held.with_decisions(self._store.decisions(after=held.newest))
            if held.today != datetime.now(UTC).date():  # what was snoozed until today wakes
                held = Snapshot.of(held.run, held.decisions, datetime.now(UTC).date())
            self._held = (held, time.monotonic())
            return held

    def _read_aside(self) -> None:
        """Read a run that has finished since, without keeping anybody waiting."""
        if not self._loading.acquire(blocking=False):
            return

        def read() -> None:
            try:
                fresh = self._loaded()
                with self._fresh:
                    self._held = (fresh, 0.0)
            finally:
                self._loading.release()

        threading.Thread(target=read, name="kbminer-run", daemon=True).start()

    def _loaded(self) -> Snapshot:
        """Read the latest run, with all that a page would else wait for."""
        fresh = load_snapshot(self._store)
        run = fresh.run
        _ = fresh.shelves, run.triaged, run.titles, run.positions, run.choices, run.picture
        self._on_load(fresh)
        return fresh
