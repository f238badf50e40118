"""The polite client: one rate a host, robots.txt, waits that servers ask for, retries.

It keeps no cookie, sends a key only to the origin it belongs to, and follows a redirect only after checking
where it leads.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from protego import Protego

from kbminer.errors import SourceError
from kbminer.http.credential import Credential
from kbminer.http.safety import AddressRefused, Resolve, check_url
from kbminer.http.transport import Limits, Request, Response, Unfetched, send, without_query

AGENT = "kbminer"
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5  # RFC 2068 named five; RFC 9309 asks for at least five of robots.txt
_TRY_AGAIN = (429, 500, 502, 503, 504)
_LONGEST_ROBOTS = 512 << 10  # RFC 9309: at least 500 KiB are to be read
_MOST_FAILURES = 10  # addresses one after the other that can't be had: then it is the server, not the pages
_LONGEST_CRAWL_DELAY = 60.0  # seconds; some files ask for hours, which means that nothing is to be read


class ComeBackLater(SourceError):
    """A server asks to be left alone for longer than is waited: what was begun ends here for now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    """How the client behaves.

    Attributes
    ----------
    interval : float
        The least seconds between two requests to a host.
    jitter : float
        By how much of itself, at most, an interval is lengthened.
    tries : int
        How often a request is made in all.
    longest_wait : float
        The most seconds that a server may ask for, all tries of a request together.
    contact : str
        Where the forum's owner reaches who crawls; by default what ``KBMINER_CONTACT`` says.
    allowed_hosts : tuple of str
        Hosts that may lie on an inner network.
    limits : Limits
        Of each answer.
    """

    interval: float = 1.0
    jitter: float = 0.3
    tries: int = 5
    longest_wait: float = 900.0
    contact: str = field(default_factory=lambda: os.environ.get("KBMINER_CONTACT", ""))
    allowed_hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)


class Client:
    """Fetches pages one after the other.

    Parameters
    ----------
    politeness : Politeness
        Rates and limits.
    sleep, clock : callable
        Stand-ins for the time.
    resolve : callable
        A stand-in for the system's resolver.
    seed : int
        Of the jitter.

    Attributes
    ----------
    requests : int
        How many requests were made.
    """

    def __init__(
        self,
        politeness: Politeness = Politeness(),
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        resolve: Resolve | None = None,
        seed: int | None = None,
    ) -> None:
        self._manner = politeness
        self._sleep = sleep
        self._clock = clock
        self._resolve = resolve
        self._jitter = random.Random(seed)  # noqa: S311 - it spreads requests, it hides nothing
        self._next: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._robots: dict[str, Protego | None] = {}
        self.requests = 0

    def get(
        self, url: str, *, headers: dict[str, str] | None = None, credential: Credential | None = None
    ) -> Response:
        """Fetch one address, politely.

        Parameters
        ----------
        url : str
            An http or https address.
        headers : dict
            Such as ``If-None-Match``.
        credential : Credential
            A key; sent to its own origin only, on the way of a redirect as well.

        Returns
        -------
        Response
            Its ``url`` is the one after all redirects.

        Raises
        ------
        AddressRefused
            The address, or one that it redirects to, is inner or no http address.
        Unfetched
            robots.txt forbids it, or it can't be had after all tries.
        ComeBackLater
            The server asks for a longer wait than is kept, or gave nothing for ten addresses in a row.
        """
        check_url(url)
        for _ in range(_MOST_REDIRECTS + 1):
            self._obey_robots(url)
            answer = self._tried(url, headers or {}, credential)
            target = _redirected(answer)
            if target is None:
                return answer
            url = target
        raise Unfetched(f"{url} redirects again and again; give the address that it leads to in the end")

    def now(self) -> float:
        """Tell the time, in seconds from any point."""
        return self._clock()

    def wait(self, host: str, seconds: float) -> None:
        """Let a host rest for as long as it asked.

        Raises
        ------
        ComeBackLater
            It asks for more than the longest wait.
        """
        self._check_wait(host, seconds)
        self._pause(host, seconds)

    def rest(self, host: str) -> None:
        """Let a host rest for one interval, as after a request: another process may just have asked it."""
        self._pause(host, self._manner.interval * (1 + self._manner.jitter))

    def _check_wait(self, host: str, seconds: float) -> None:
        if seconds > self._manner.longest_wait:
            minutes = f"{self._manner.longest_wait / 60:.0f} minutes"
            raise ComeBackLater(f"{host} asks to be left alone for more than {minutes}; come back later")

    def _pause(self, host: str, seconds: float) -> None:
        self._next[host] = max(self._next.get(host, 0.0), self._clock() + max(seconds, 0.0))

    def _tried(self, url: str, headers: dict[str, str], credential: Credential | None = None) -> Response:
        host = check_url(url)
        try:
            answer = self._tried_on(host, url, headers, credential)
        except Unfetched as error:
            self._failures[host] = self._failures.get(host, 0) + 1
            if self._failures[host] < _MOST_FAILURES:
                raise
            raise ComeBackLater(
                f"{host} gave nothing for {_MOST_FAILURES} addresses in a row, lastly: {error}; "
                "come back later"
            ) from error
        self._failures[host] = 0
        return answer

    def _tried_on(
        self, host: str, url: str, headers: dict[str, str], credential: Credential | None
    ) -> Response:
        reason, asked = "", 0.0
        for attempt in range(self._manner.tries):
            self._take_turn(host)
            try:
                answer = self._once(url, headers, credential)
            except OSError as error:
                reason = f"{type(error).__name__} {error}".strip()
                self._pause(host, 2.0**attempt)
                continue
            if answer.status not in _TRY_AGAIN:
                return answer
            reason = f"the server answered {answer.status}"
            wait = _asked_wait(answer.headers)
            asked += wait or 0.0
            self._check_wait(host, asked)
            self._pause(host, wait or 2.0**attempt * self._manner.interval)
        raise Unfetched(f"{without_query(url)} can't be had after {self._manner.tries} tries: {reason}")

    def _take_turn(self, host: str) -> None:
        now = self._clock()
        due = self._next.get(host, now)
        if due > now:
            self._sleep(due - now)
        pause = self._manner.interval * (1 + self._jitter.random() * self._manner.jitter)
        self._next[host] = max(due, now) + max(pause, self._crawl_delay(host))

    def _once(self, url: str, headers: dict[str, str], credential: Credential | None) -> Response:
        self.requests += 1
        signed = url
        if credential is not None and credential.is_for(url):
            signed, headers = credential.signed(url), {**headers, **credential.headers}
        contact = f" (+{self._manner.contact})" if self._manner.contact else ""
        sent = {"User-Agent": f"{AGENT}{contact}", "Accept": "*/*", "Accept-Encoding": "gzip", **headers}
        answer = send(
            Request(url=signed, headers=sent),
            limits=self._manner.limits,
            allowed=self._manner.allowed_hosts,
            resolve=self._resolve,
            clock=self._clock,
        )
        return replace(answer, url=url)

    def _obey_robots(self, url: str) -> None:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = None
            answer = self._robots_txt(site)
            if answer is not None and answer.status == 200:
                self._robots[site] = Protego.parse(answer.body[:_LONGEST_ROBOTS].decode("utf-8", "replace"))
        rules = self._robots[site]
        if rules is not None and not rules.can_fetch(url, AGENT):
            raise Unfetched(f"robots.txt of {parts.hostname} forbids {parts.path or '/'}")

    def _robots_txt(self, site: str) -> Response | None:
        url = f"{site}/robots.txt"
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                answer = self._tried(url, {})
                target = _redirected(answer)
            except AddressRefused:
                return None  # RFC 9309: a file that can't be had forbids nothing
            if target is None:
                return answer
            url = target
        return None

    def _crawl_delay(self, host: str) -> float:
        for site, rules in self._robots.items():
            if rules is not None and urlsplit(site).hostname == host:
                return min(float(rules.crawl_delay(AGENT) or 0.0), _LONGEST_CRAWL_DELAY)
        return 0.0


def _redirected(answer: Response) -> str | None:
    """Where an answer sends its asker; ``None`` where nowhere.

    Raises
    ------
    AddressRefused
        It sends to what is no http or https address.
    """
    target = answer.headers.get("location")
    if answer.status not in _REDIRECTS or not target:
        return None
    try:
        joined = urljoin(answer.url, target)
    except ValueError:
        raise AddressRefused(f"{without_query(answer.url)} redirects to what is no address") from None
    check_url(joined)
    return joined


def _asked_wait(headers: dict[str, str]) -> float | None:
    """What ``Retry-After`` asks for, in seconds."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        when, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return max((when - now).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):  # no date, or one of the two without its zone
        return None
