"""A run that ends itself, with SIGKILL, at a chosen moment: what a power cut leaves behind."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

# A server that has loaded all that a run needs, so that each run starts at once and with a clean state.
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    """
    killing killing_ready kbminer.pipeline.job kbminer.testing kbminer.briefing kbminer.publish.briefings
    scipy.stats kbminer.cluster kbminer.draft kbminer.similarity.embed
    kbminer.publish.targets.html kbminer.questions kbminer.publish.report kbminer.resolve
    scipy.linalg scipy.sparse.csgraph py3langid.langid
    """.split()
)


def run(source: Path, home: Path) -> int:
    """Mine ``source`` into ``home`` in a process of its own; give how many moments it lived through.

    A moment is a change to the store or to a file.
    """
    moments = _lived(source, home, None)
    assert moments is not None
    return moments


def killed(source: Path, home: Path, *, at: int) -> bool:
    """Mine ``source`` into ``home`` and kill it at a moment; tell whether it lived so long."""
    return _lived(source, home, at) is None


def _lived(source: Path, home: Path, killed_at: int | None) -> int | None:
    """How many moments a run lived through; ``None`` where it was killed."""
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_mine, args=(source, home, killed_at, sender))
    process.start()
    sender.close()
    process.join(timeout=300)
    if killed_at is not None and process.exitcode == -signal.SIGKILL:
        return None
    assert process.exitcode == 0
    moments: int = receiver.recv()
    return moments


def run_for(source: Path, home: Path, *, seconds: float) -> bool:
    """Mine ``source`` into ``home`` and kill it after ``seconds``; tell whether it was still at work."""
    return _worked_for(seconds, _mine, source, home, None, None)


def run_for_reading(source: Path, home: Path, *, seconds: float) -> bool:
    """Read ``source`` into ``home`` and kill it after ``seconds``; tell whether it was still at work."""
    return _worked_for(seconds, _read, source, home)


def _worked_for(seconds: float, work: Callable[..., None], *arguments: Any) -> bool:
    process = _CONTEXT.Process(target=work, args=arguments)
    process.start()
    process.join(timeout=seconds)
    working = process.is_alive()
    process.kill()
    process.join()
    return working


def left_in(home: Path) -> dict[str, bytes]:
    """Every file of the report by its path, but for the store."""
    out = home / "out"
    return {
        file.relative_to(out).as_posix(): _without_cost(file) for file in out.rglob("*") if file.is_file()
    }


def _without_cost(file: Path) -> bytes:
    """A file without what it tells of the run's record: how long it took, and digests of what tells it."""
    data = file.read_bytes()
    if file.name == "briefing.json" or file.parent.name == "briefings":
        data = re.sub(rb'"cost":.*', b"", data, flags=re.S)
    if file.name == ".briefing.written.json":
        data = re.sub(rb'"[0-9a-f]{64}"', b"", data)
    return re.sub(rb'<p id="cost">.*?</p>', b"", data, flags=re.S)


def held_in(home: Path) -> dict[str, list[str]]:
    """Every row of the store by table, but for the records of runs and the numbers of results."""
    with closing(sqlite3.connect(home / "forum.db")) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in tables]
        held = {}
        for name in sorted(set(names) - {"runs", "run_results"}):
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
            columns = [each for each in columns if (name, each) != ("results", "id")]
            asked = f"SELECT {', '.join(f'quote({each})' for each in columns)} FROM {name}"  # noqa: S608
            held[name] = sorted(map(str, database.execute(asked)))
    return held


def _read(source: Path, home: Path) -> None:
    from kbminer import Store
    from kbminer.pipeline.read_sources import ingest

    with Store(f"sqlite:///{home / 'forum.db'}") as store:
        ingest([source], store)


def _mine(source: Path, home: Path, killed_at: int | None, sender: Any) -> None:
    from kbminer import Settings, Store
    from kbminer.pipeline.job import run_job
    from kbminer.testing import WordEmbedder

    lived = 0

    def moment() -> None:
        nonlocal lived
        if lived == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
        lived += 1

    def on_audit(name: str, arguments: tuple[Any, ...]) -> None:
        changes = name == "os.rename" or (name == "open" and str(home) in str(arguments[0]))
        if changes or name in ("os.remove", "os.mkdir"):
            moment()

    sys.addaudithook(on_audit)
    for change in ("before_cursor_execute", "commit"):
        event.listen(Engine, change, lambda *_: moment())
    with Store(f"sqlite:///{home / 'forum.db'}") as store:
        settings = Settings(briefing_every="run")
        run_job([source], store, home / "out", settings=settings, embedder=WordEmbedder())
    if sender is not None:
        sender.send(lived)
