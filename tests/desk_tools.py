"""A desk on a port of its own, stores made by hand, and Chromium to sit at it."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kbminer.pipeline import stages
from kbminer.pipeline.results import Codec
from kbminer.records import RunRecord, RunResult
from kbminer.review.desk import Desk
from kbminer.review.web.desk_app import make_app
from kbminer.review.web.gatekeeper import Access
from kbminer.similarity.embed import Embedder
from kbminer.store import Store

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def served(
    store: Store | str, *, access: Access | None = None, embedder: Embedder | None = None, **more: Any
) -> Iterator[str]:
    """Serve a store's desk on a free port of this machine; gives its address."""
    import uvicorn

    desk = Desk(store if isinstance(store, Store) else Store(store), embedder=embedder)
    app = make_app(desk, access or Access(editor="Kim"), **more)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started and time.monotonic() < end:
        threading.Event().wait(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()


@contextmanager
def chromium() -> Iterator[Any]:
    """The Chromium of this machine, without a window; skips with a reason where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed (Debian package chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def store_holding(store: Store, found: RunResult) -> None:
    """Put into a store a finished run that found what a test says; its threads are the test's to ingest.

    What else the run before it gave, its index among it, stays.
    """
    now = datetime(2026, 3, 1, tzinfo=UTC)
    others = store.run_results(stage.name for stage in stages.STAGES if stage is not stages.RELEASE)
    number = store.begin_run(now)
    name = stages.RELEASE.name
    digest, body = Codec[RunResult](RunResult).encode(found)
    kept = {name: store.keep_result(name, key=str(number), outcome=digest, body=body)}
    for name, held in others.items():
        kept[name] = store.keep_result(name, key=str(number), outcome=str(number), body=held)
    record = RunRecord(
        number=number, started_at=now, finished_at=now, versions=(), settings={"top": found.top}, stages=()
    )
    store.finish_run(record, kept)


def axe_source(node: Path) -> str:
    """What axe-core is made of; skips where it was not installed."""
    file = node / "node_modules" / "axe-core" / "axe.min.js"
    if not file.is_file():
        pytest.skip(f"needs axe-core, which tests/sites/package.json names, in {node}: make test installs it")
    return file.read_text("utf-8")
