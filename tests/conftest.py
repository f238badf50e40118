"""What all tests share: where the reference data and the example forum lie."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from database_server import DatabaseServer, programs, running_server

from kbminer import KnowledgeBase
from kbminer.cli.app import main
from kbminer.config import Settings
from kbminer.pipeline.run import mine
from kbminer.publish.report import ReportFiles
from kbminer.store import Store

# Processes that tests start load what Python has compiled, where each would compile all of it anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).parent.parent
Command = Callable[..., tuple[int, str, str]]
NewStore = Callable[[], str]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One whole run: what it found, where it was written, and the store it left."""

    kb: KnowledgeBase
    written: ReportFiles
    store: str


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The reference data, which is no part of the project; tests that need it skip without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the reference data is not here (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def example_forum() -> Path:
    """The hand-written forum in ``examples/``."""
    return ROOT / "examples" / "forum"


@pytest.fixture(scope="session")
def examples_run(example_forum: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The example forum, mined once with the real model; nothing that uses it may change it."""
    folder = tmp_path_factory.mktemp("examples")
    url = f"sqlite:///{folder / 'forum.db'}"
    with Store(url) as store:
        kb = mine(example_forum, store=store, settings=Settings())
    return Run(kb=kb, written=kb.write(folder / "out"), store=url)


@pytest.fixture
def kbminer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """The command, in this process: gives its exit code and what it wrote to both streams.

    It works in a folder of the test's own, where a command that names no store leaves its store.
    """
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kbminer", *map(str, arguments)])
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        else:
            code = 0
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture(scope="session")
def database_server() -> Iterator[DatabaseServer]:
    """A PostgreSQL server for this session; tests that need it skip where none is installed."""
    installed = programs()
    if installed is None:
        pytest.skip("no PostgreSQL server is installed (apt-get install postgresql)")
    with running_server(installed) as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewStore:
    """What gives the address of a new store, in a file or on a server: each holds what the other does."""
    if request.param == "postgresql":
        server: DatabaseServer = request.getfixturevalue("database_server")
        return server.new_database
    folder, numbers = tmp_path_factory.mktemp("stores"), count(1)
    return lambda: f"sqlite:///{folder / str(next(numbers))}.db"


@pytest.fixture
def store(new_store: NewStore) -> Iterator[Store]:
    """A new store, in a file or on a server."""
    with Store(new_store()) as opened:
        yield opened
