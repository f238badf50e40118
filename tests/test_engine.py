"""Work that is spread over a Dask cluster gives what this machine gives by itself."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from small_forum import small_forum, write_forum
from sqlalchemy import event

from kbminer import Settings, Store, mine
from kbminer.errors import EngineError, SettingsError, StoreError
from kbminer.pipeline import worker_tasks
from kbminer.pipeline.engine import DaskEngine, opened_engine
from kbminer.similarity.embed import CachedEmbedder, make_embedder
from kbminer.similarity.vectors import Floats
from kbminer.testing import WordEmbedder

pytestmark = pytest.mark.filterwarnings("ignore")  # what Dask's own threads and sockets warn of


@pytest.fixture(scope="module")
def engine() -> Iterator[DaskEngine]:
    """Two workers on this machine."""
    pytest.importorskip("distributed")
    with opened_engine("dask://local?workers=2") as opened:
        assert isinstance(opened, DaskEngine)
        yield opened


def address_of(engine: DaskEngine) -> str:
    """Where the cluster is reached, as a setting names it."""
    return str(engine._client.scheduler.address).replace("tcp://", "dask://")


def test_a_run_on_workers_gives_the_same_bytes(engine: DaskEngine, tmp_path: Path) -> None:
    """Readings, vectors, report and drafts are those of a run without them."""
    source = write_forum(tmp_path / "forum", small_forum())
    kept = {}
    for where in ("local", address_of(engine)):
        settings = Settings(model="lexical", engine=where)
        store = Store(f"sqlite:///{tmp_path}/{len(kept)}.db")
        mine(source, store=store, settings=settings).write(out := tmp_path / str(len(kept)))
        readings = list(store.readings())
        files = {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*.md"))}
        report = (out / "report.json").read_bytes()
        vectors = store.load_vectors("lexical@1|hashed|float32|1000", sorted(digests_of(store)))
        kept[where] = readings, files, report, dict(vectors)
        store.close()
    local, spread = kept.values()
    assert local == spread
    assert local[0]
    assert local[3]


def digests_of(store: Store) -> set[str]:
    """The digests under which the questions' vectors are kept."""
    from hashlib import blake2b

    from kbminer.pipeline.latest import load_result

    texts = [question.text for question in load_result(store).questions]
    return {blake2b(text.encode(), digest_size=16).hexdigest() for text in texts}


def test_the_bundled_model_encodes_the_same_bytes_on_workers(engine: DaskEngine) -> None:
    """Each worker loads the model once, and its vectors are equal to the last bit."""
    embedder = make_embedder()
    parts = [[f"why is map {n} grey", "sync stops after the update"] for n in range(3)]
    spread = list(engine.encode(Settings(), embedder.name, parts))
    assert [rows.tobytes() for rows in spread] == [embedder.encode(part).tobytes() for part in parts]


def dies_at(folder: str, fatal: frozenset[int], number: int) -> int:
    """End the worker's process at some numbers, each the first time."""
    mark = Path(folder) / str(number)
    if number in fatal and not mark.exists():
        mark.touch()
        os._exit(9)
    return number * number


def test_workers_that_are_killed_cost_time_and_no_results(engine: DaskEngine, tmp_path: Path) -> None:
    """Their parts are done again by others, and come in their order."""
    work = partial(dies_at, str(tmp_path), frozenset({3, 17}))
    assert list(engine.each(work, range(40))) == [number * number for number in range(40)]
    assert {path.name for path in tmp_path.iterdir()} == {"3", "17"}


def test_a_worker_of_another_version_is_refused(engine: DaskEngine) -> None:
    """Rather than mixing what two versions read."""
    future = engine._client.submit(worker_tasks.checked, "another", len, [], pure=False)
    with pytest.raises(EngineError, match="another version"):
        future.result()


def test_a_worker_that_would_encode_otherwise_is_refused(engine: DaskEngine) -> None:
    """Vectors of two ways never mix: the message names both, and what to set."""
    with pytest.raises(EngineError, match=r"A worker encodes by lexical@1.*this machine by other"):
        list(engine.encode(Settings(model="lexical"), "other|torch|float32|1000", [["one"]]))


def test_a_scheduler_that_cannot_be_reached_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, with the address and what to do."""
    pytest.importorskip("distributed")
    monkeypatch.setattr("kbminer.pipeline.engine._PATIENCE", "1s")
    with pytest.raises(
        EngineError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9 .*dask-scheduler"
    ):
        mine(settings=Settings(engine="dask://127.0.0.1:9"))


@contextmanager
def a_cluster_of_its_own(folder: Path) -> Iterator[tuple[str, dict[str, subprocess.Popen[bytes]]]]:
    """A scheduler and a worker as processes, and where they are reached."""
    told = folder / "scheduler.json"
    start = partial(subprocess.Popen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    scheduler = start([*command, "--no-dashboard", "--scheduler-file", str(told)])
    command = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(told)]
    worker = start([*command, "--nthreads", "1", "--no-nanny", "--no-dashboard"])
    try:
        from distributed import Client

        with Client(scheduler_file=str(told), timeout="60s", set_as_default=False) as client:
            client.wait_for_workers(1, timeout=60)
            address = str(client.scheduler.address)
        yield address.replace("tcp://", "dask://"), {"scheduler": scheduler, "worker": worker}
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        ("scheduler", "The scheduler of {} went away; run again: what was done is kept in the store."),
        ("worker", "{} has no worker left: start some, and run again; what was done is kept in the store."),
    ],
    ids=["scheduler", "worker"],
)
def test_a_cluster_that_goes_away_in_mid_run_is_told(
    lost: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done until then came; the sentence says that it is kept, and to run again."""
    pytest.importorskip("distributed")
    monkeypatch.setattr("kbminer.pipeline.engine._PATIENCE", "1s")
    monkeypatch.setattr("kbminer.pipeline.engine._LONELY", 0.5)
    with a_cluster_of_its_own(tmp_path) as (address, processes), opened_engine(address) as engine:
        assert isinstance(engine, DaskEngine)
        results = engine.each(abs, range(1_000))  # known to a worker that knows nothing of tests
        assert next(results) == 0
        processes[lost].kill()
        with pytest.raises(EngineError) as error:
            list(results)
    assert str(error.value) == told.format(address)


@pytest.mark.parametrize(
    "engine",
    [
        *(
            "spark://host:7077",
            "dask://",
            "dask://host",
            "dask://host:many",
            "dask://host:99999",
            "dask://[::1",
        ),
        *("dask://local?workers=none", "dask://local?workers=999999999", "dask://local?workers=²", ""),
    ],
)
def test_an_unknown_engine_is_refused(engine: str) -> None:
    """With the forms that are known."""
    with pytest.raises(SettingsError, match=r"dask://HOST:PORT"):
        mine(settings=Settings(engine=engine))


def test_no_room_for_vectors_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    """One sentence that says to make room; after that the rest is encoded, and what was kept is not again."""
    url = f"sqlite:///{tmp_path}/full.db"
    Store(url).close()
    pages = (tmp_path / "full.db").stat().st_size // 4096
    texts = [f"why is map {number} grey" for number in range(6_000)]
    full = Store(url)

    @event.listens_for(full._engine, "connect")
    def _no_more_room(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + 200}")

    full._engine.dispose()
    with pytest.raises(StoreError, match=r"disk is full.*room"):
        CachedEmbedder(WordEmbedder(), full).encode(texts)
    full.close()
    counting = Counting()
    with Store(url) as store:
        rows = CachedEmbedder(counting, store).encode(texts)
    assert rows.shape == (6_000, 64)
    assert 0 < counting.encoded < 6_000


class Counting:
    """Counts what it encodes, as :class:`kbminer.testing.WordEmbedder` does."""

    def __init__(self) -> None:
        self.encoded = 0

    @property
    def name(self) -> str:
        """The name of what it stands for."""
        return WordEmbedder().name

    def encode(self, texts: Sequence[str]) -> Floats:
        """Encode and count."""
        self.encoded += len(texts)
        return WordEmbedder().encode(texts)
