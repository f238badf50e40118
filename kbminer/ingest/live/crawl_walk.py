"""One walk over a live forum: ask, remember, count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kbminer.errors import SourceError
from kbminer.http.client import Client
from kbminer.http.credential import Credential
from kbminer.ingest.decode import load_json
from kbminer.ingest.live.crawl_state import FINAL_URL, CrawlState, Remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much to ask for.

    Attributes
    ----------
    max_pages : int or None
        The most answers in this run.
    longest : float
        The most seconds that this run asks for, whatever a server does: twelve hours, in which some 35,000
        pages come at one a second.
    largest : int
        The most bytes of all answers together.
    since : datetime or None
        What was last active before is not asked for.
    internal : bool
        Whether what a guest could not read is remembered too, where a key reads it.
    """

    max_pages: int | None = None
    longest: float = 12 * 3600.0
    largest: int = 4 << 30
    since: datetime | None = None
    internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a crawl is: answers had, answers still known to be wanted."""

    done: int
    waiting: int


class Spent(Exception):
    """The budget of this run is spent: of what, its words say."""


class Crawl:
    """One walk over one forum.

    Parameters
    ----------
    client : Client
        Fetches, politely.
    state : CrawlState
        Remembers.
    budget : Budget
        How much to ask for.
    progress : callable or None
        Is told how far it is.

    Attributes
    ----------
    fresh : bool
        Whether the last answer was just fetched.
    """

    def __init__(
        self, client: Client, state: CrawlState, budget: Budget, progress: Callable[[Progress], None] | None
    ) -> None:
        self.client = client
        self.state = state
        self.budget = budget
        self._progress = progress
        self._done = 0
        self._taken = 0
        self._begun = client.now()
        self.fresh = False

    def ask(
        self,
        url: str,
        *,
        credential: Credential | None = None,
        waiting: int = 0,
        view: Callable[[bytes], bytes] | None = None,
    ) -> Remembered:
        """Ask for an address: remembered from this crawl, else fetched, else known to be unchanged.

        Parameters
        ----------
        url : str
            What follows a ``#`` tells versions of one answer apart and is not sent.
        credential : Credential or None
            A key and the origin that it belongs to.
        waiting : int
            How many answers are known to be wanted after this one.
        view : callable, optional
            Leaves of an answer what may be remembered.

        Raises
        ------
        Spent
            This run may ask for no more.
        Unfetched, AddressRefused
            It can't be had.
        """
        self.fresh = False
        known = self.state.find(url)
        if known and known.crawl == self.state.number:
            return known
        self._check_budget()
        self._fetch(url, known, credential, view)
        self._done += 1
        if self._progress:
            self._progress(Progress(done=self._done, waiting=waiting))
        found = self.state.find(url)
        if found is None:
            raise SourceError(f"the crawl's memory lost {url}; remove its file and start again")
        return found

    def _check_budget(self) -> None:
        budget = self.budget
        if budget.max_pages is not None and self._done >= budget.max_pages:
            raise Spent("the budget of pages is spent")
        if self.client.now() - self._begun >= budget.longest:
            hours = f"{budget.longest / 3600:.3g}"
            raise Spent(f"the crawl took {hours} hours, which is what one run may (--max-hours)")
        if self._taken >= budget.largest:
            raise Spent(
                f"the answers of this run held {budget.largest >> 20} MB, which is what one run takes"
            )

    def _fetch(
        self,
        url: str,
        known: Remembered | None,
        credential: Credential | None,
        view: Callable[[bytes], bytes] | None,
    ) -> None:
        headers = _conditions(known.headers) if known else {}
        answer = self.client.get(url.split("#", maxsplit=1)[0], headers=headers, credential=credential)
        self.fresh = True
        self._taken += len(answer.body)
        if answer.status == 304 and known:
            self.state.remember(url, known.status, known.headers, known.body, changed=False)
        else:
            body = view(answer.body) if view else answer.body
            changed = known is None or known.body != body
            kept = {**answer.headers, FINAL_URL: answer.url}
            self.state.remember(url, answer.status, kept, body, changed=changed)


def _conditions(known: dict[str, str]) -> dict[str, str]:
    """What asks a server to send an answer only where it is no more the known one."""
    asked = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("last-modified")}
    return {name: value for name, value in asked.items() if value}


def json_of(body: bytes) -> dict[str, Any]:
    """Read the JSON object of a body; an empty one where it is none."""
    try:
        data = load_json(body)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
