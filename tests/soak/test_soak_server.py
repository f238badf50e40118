"""Runs whose connections to the database server are ended again and again, at any moment."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from database_server import DatabaseServer
from killing import left_in
from sqlalchemy import Engine, event

from kbminer import Settings, Store
from kbminer.errors import StoreError
from kbminer.pipeline.job import run_job
from kbminer.testing import WordEmbedder

pytestmark = pytest.mark.soak
_KILLS = 60


def mine(url: str, home: Path) -> None:
    """Mine the example forum into a store, and write its report."""
    home.mkdir(exist_ok=True)
    with Store(url) as store:
        settings = Settings(briefing_every="run")
        run_job(
            [ROOT / "examples" / "forum"], store, home / "out", settings=settings, embedder=WordEmbedder()
        )


def held_by(url: str) -> dict[str, object]:
    """What the store holds of which runs and readers make something."""
    with Store(url, make=False) as store:
        return {
            "threads": list(store.threads()),
            "readings": list(store.readings()),
            "lineage": store.lineage_after(0)[0],
            "changes": [replace(each, at=None) for each in store.changes_after(0)[0]],
            "stages": len(store.results_of_last_run()),
        }


def test_runs_whose_connections_are_ended_end_as_one_in_peace(
    tmp_path: Path, database_server: DatabaseServer
) -> None:
    """Sixty connections ended, between statements and in the midst of them: the same store and files."""
    chance = random.Random(19)
    url = database_server.new_database()
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(Engine, "before_cursor_execute", count)
    began = time.perf_counter()
    mine(url, tmp_path / "peace")
    seconds, in_peace = time.perf_counter() - began, statements
    told = 0
    peace, held = left_in(tmp_path / "peace"), held_by(url)
    event.remove(Engine, "before_cursor_execute", count)
    for kill in range(_KILLS):
        home, url = tmp_path / f"trouble-{kill}", database_server.new_database()
        moment = Moment(database_server, chance, seconds=seconds, statements=in_peace)
        if moment.ends(lambda url=url, home=home: mine(url, home), between=kill % 2 == 0):  # type: ignore[misc]
            told += 1
            mine(url, home)
        assert left_in(home) == peace, kill
        assert held_by(url) == held, kill
    print(f"{told} of {_KILLS} runs ended with a sentence, all went on to the same end")
    assert told > _KILLS // 3


class Moment:
    """A moment of a run at which connections are ended: one of them, or more often all."""

    def __init__(
        self, server: DatabaseServer, chance: random.Random, *, seconds: float, statements: int
    ) -> None:
        self._server = server
        self._chance = chance
        self._at = chance.randrange(statements)
        self._timer = threading.Timer(chance.uniform(0, seconds), self._end)

    def ends(self, work: Callable[[], None], *, between: bool) -> bool:
        """Work until the moment comes; tell whether the work ended with the sentence."""
        if between:
            event.listen(Engine, "before_cursor_execute", self._step)
        else:
            self._timer.start()
        try:
            work()
        except StoreError as error:
            if "what was done so far is kept" not in str(error):
                raise
            return True
        finally:
            if between:
                event.remove(Engine, "before_cursor_execute", self._step)
            else:
                self._timer.join()
        return False

    def _step(self, *_: object) -> None:
        self._at -= 1
        if self._at == 0:
            self._end()

    def _end(self) -> None:
        pids = self._server.connections()
        for pid in [self._chance.choice(pids)] if pids and self._chance.random() < 0.3 else pids:
            self._server.end_connection(pid)
