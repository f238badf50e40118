"""A crawl in a process of its own, which is killed at a chosen request or at any moment whatever."""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from ingest_server import HOST, ForumServer, shaky

from kbminer.http.client import Client, Politeness
from kbminer.http.transport import Response
from kbminer.ingest.live.crawl import crawl
from kbminer.ingest.live.crawl_state import mark_stored
from kbminer.store import Store

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["ingest_killing", "kbminer.ingest.known_formats"])


@dataclass
class SharedTime:
    """A clock that the crawling process moves when it would sleep, and that the server reads."""

    cell: Any

    @property
    def now(self) -> float:
        """The time."""
        return float(self.cell.value)

    def clock(self) -> float:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        self.cell.value += seconds


@dataclass(frozen=True, kw_only=True)
class Death:
    """When a process dies: at its n-th request, or ``after`` its answer, or after processor seconds."""

    request: int | None
    after: bool
    seconds: float | None


class DoomedClient(Client):
    """A client whose process dies, with SIGKILL, at its n-th request: before it, or once it is answered."""

    def __init__(self, time: SharedTime, death: Death) -> None:
        super().__init__(
            Politeness(allowed_hosts=(HOST,)),
            sleep=time.sleep,
            clock=time.clock,
            resolve=_to_loopback,
            seed=1,
        )
        self._left = death.request
        self._after = death.after

    def get(self, url: str, **options: Any) -> Response:
        """Fetch, or die."""
        if self._left is None:
            return super().get(url, **options)
        self._left -= 1
        if self._left <= 0 and not self._after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = super().get(url, **options)
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a crawl with kills left: posts by thread, requests by path, all their times, how often it died."""

    posts: dict[str, int]
    asked: Counter[str]
    times: list[float]
    kills: int


def crawled_with_kills(forum: Any, folder: Path, seed: int, path: str = "/") -> Told:
    """Crawl ``forum`` in processes that are killed, one after the other, until one lives to the end."""
    chance = Random(seed)
    time = SharedTime(_CONTEXT.RawValue("d", 1000.0))
    kills = 0
    with ForumServer(forum, time) as server:  # type: ignore[arg-type]
        server.faults = shaky(seed, share=0.1)
        while True:
            at = chance.randint(1, 7) if kills < 12 and chance.random() < 0.6 else None
            seconds = chance.uniform(0.001, 0.12) if kills < 12 and at is None else None
            death = Death(request=at, after=chance.random() < 0.5, seconds=seconds)
            job = (server.url + path, folder, time.cell, death)
            process = _CONTEXT.Process(target=_crawl, args=job)
            process.start()
            process.join(timeout=120)
            if process.exitcode == 0:
                break
            assert process.exitcode in (-signal.SIGKILL, -signal.SIGPROF)
            kills += 1
        requests = list(server.requests)
    with Store(f"sqlite:///{folder / 'forum.db'}") as store:
        posts = {thread.id: len(thread.posts) for thread in store.threads()}
    return Told(
        posts=posts,
        asked=Counter(path for _, path, _ in requests if path != "/robots.txt"),
        times=[when for when, _, _ in requests],
        kills=kills,
    )


def _crawl(url: str, folder: Path, cell: Any, death: Death) -> None:
    if death.seconds is not None:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)  # which ends the process, wherever it is
        signal.setitimer(signal.ITIMER_PROF, death.seconds)
    client = DoomedClient(SharedTime(cell), death)
    with Store(f"sqlite:///{folder / 'forum.db'}") as store:
        store.ingest(crawl(url, state=folder / "crawl.db", client=client), source=url)
    mark_stored(folder / "crawl.db")


def _to_loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]
