"""Runs whose workers are ended again and again, at any moment."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from killing import held_in, left_in

from kbminer import Settings, Store
from kbminer.pipeline.engine import LOCAL, DaskEngine, opened_engine
from kbminer.pipeline.job import run_job

# What Dask's own threads and sockets warn of is not looked at.
pytestmark = [pytest.mark.soak, pytest.mark.filterwarnings("ignore")]
_KILLS, _KILLS_A_RUN = 80, 4
_WORKERS = 3
_MODELS = ("lexical", None)  # counting words, and the bundled model


@pytest.fixture
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some sixty parts a run: of usual size the example forum is two."""
    monkeypatch.setattr("kbminer.pipeline.analyse._BATCH_POSTS", 20)
    monkeypatch.setattr("kbminer.similarity.embed.cache._CHUNK", 4)


def mine(home: Path, *, model: str | None, engine: str) -> None:
    """Mine the example forum into a store, and write its report."""
    home.mkdir()
    settings = Settings(model=model, engine=engine, briefing_every="run")
    with Store(f"sqlite:///{home}/forum.db") as store:
        run_job([ROOT / "examples" / "forum"], store, home / "out", settings=settings)


def end_of(home: Path) -> tuple[object, ...]:
    """Every file and every row of the store that a run has left."""
    return left_in(home), held_in(home)


@pytest.mark.usefixtures("_small_parts")
def test_runs_whose_workers_are_ended_end_as_one_of_this_machine_alone(tmp_path: Path) -> None:
    """Eighty workers killed at random moments: the same store and files, byte for byte, and no run failed."""
    pytest.importorskip("distributed")
    peace = {}
    for model in _MODELS:
        mine(home := tmp_path / f"peace-{model}", model=model, engine=LOCAL)
        peace[model] = end_of(home)
    with opened_engine(f"dask://local?workers={_WORKERS}") as engine:
        assert isinstance(engine, DaskEngine)
        workers = Workers(engine, random.Random(19))
        seconds = {model: workers.seconds_of(tmp_path / f"calm-{model}", model) for model in _MODELS}
        for run in count():
            if workers.killed >= _KILLS:
                break
            home, model = tmp_path / f"trouble-{run}", _MODELS[run % len(_MODELS)]
            with workers.killed_within(seconds[model]):
                mine(home, model=model, engine=workers.address)
            assert end_of(home) == peace[model], run
    print(f"{workers.killed} workers were killed in {run} runs, {workers.busy} of them at work")
    assert workers.busy > workers.killed // 3


class Workers:
    """The processes of a cluster on this machine, each of which is started anew when it is killed."""

    def __init__(self, engine: DaskEngine, chance: random.Random) -> None:
        self._cluster: Any = engine._client.cluster  # Dask is not typed
        self._chance = chance
        self.address = str(engine._client.scheduler.address).replace("tcp://", "dask://")
        self.killed = self.busy = 0

    def seconds_of(self, home: Path, model: str | None) -> float:
        """How long a run on them takes in peace."""
        began = time.perf_counter()
        mine(home, model=model, engine=self.address)
        return time.perf_counter() - began

    @contextmanager
    def killed_within(self, seconds: float) -> Iterator[None]:
        """Kill some at random moments of so many seconds."""
        moments = [self._chance.uniform(0, seconds) for _ in range(_KILLS_A_RUN)]
        timers = [threading.Timer(moment, self._kill) for moment in moments]
        for timer in timers:
            timer.start()
        try:
            yield
        finally:
            for timer in timers:
                timer.join()

    def _kill(self) -> None:
        """Kill one that is at work, or any if none is."""
        known = dict(self._cluster.scheduler.workers)
        process = {nanny.worker_address: nanny.pid for nanny in self._cluster.workers.values()}
        alive = sorted(address for address in known if process.get(address))
        at_work = [address for address in alive if known[address].processing]
        if not alive:  # all are being started anew
            return
        os.kill(process[self._chance.choice(at_work or alive)], signal.SIGKILL)
        self.killed += 1
        self.busy += bool(at_work)
