"""One walk over a live forum: ask, remember, count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kbminer.errors import SourceError
from kbminer.http.client import Client
from kbminer.ingest.decode import load_json
from kbminer.ingest.live.crawl_state import FINAL_URL, CrawlState, Remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much to ask for: at most ``max_pages`` answers in this run, and nothing last active "
    "before ``since``."""

    max_pages: int | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a crawl is: answers had, answers still known to be wanted."""

    done: int
    waiting: int


class Spent(Exception):
    """The budget of this run is spent."""


class Crawl:
    """One walk over one forum.

    Args:
        client: fetches, politely.
        state: remembers.
        budget: how much to ask for.
        progress: is told how far it is.
    """

    def __init__(
        self, client: Client, state: CrawlState, budget: Budget, progress: Callable[[Progress], None] | None
    ) -> None:
        self.client = client
        self.state = state
        self.budget = budget
        self._progress = progress
        self._done = 0
        self.fresh = False

    def ask(self, url: str, *, secret: dict[str, str] | None = None, waiting: int = 0) -> Remembered:
        """The answer for an address: remembered from this crawl, else fetched, else known to be unchanged."""
        self.fresh = False
        known = self.state.find(url)
        if known and known.crawl == self.state.number:
            return known
        if self.budget.max_pages is not None and self._done >= self.budget.max_pages:
            raise Spent
        conditions = {}
        if known and known.headers.get("etag"):
            conditions["If-None-Match"] = known.headers["etag"]
        if known and known.headers.get("last-modified"):
            conditions["If-Modified-Since"] = known.headers["last-modified"]
        answer = self.client.get(url.split("#", maxsplit=1)[0], headers=conditions, secret=secret)
        self.fresh = True
        if answer.status == 304 and known:
            self.state.remember(url, known.status, known.headers, known.body, changed=False)
        else:
            changed = known is None or known.body != answer.body
            headers = {**answer.headers, FINAL_URL: answer.url}
            self.state.remember(url, answer.status, headers, answer.body, changed=changed)
        self._done += 1
        if self._progress:
            self._progress(Progress(done=self._done, waiting=waiting))
        found = self.state.find(url)
        if found is None:
            raise SourceError(f"the crawl's memory lost {url}; remove its file and start again")
        return found


def json_of(body: bytes) -> dict[str, Any]:
    """The JSON object of a body; an empty one where it is none."""
    try:
        data = load_json(body)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
