"""The polite client: one rate a host, robots.txt, waits that servers ask for, limits on everything.

It keeps no cookie, sends a key only to the host it belongs to, and follows a redirect only after checking
where it leads.
"""

from __future__ import annotations

import os
import random
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore2
import httpx2
from protego import Protego

from kbminer.errors import SourceError
from kbminer.http.safety import Refused, Resolve, check_url, safe_addresses

AGENT = "kbminer"
_REDIRECTS = (301, 302, 303, 307, 308)
_TRY_AGAIN = (429, 500, 502, 503, 504)
_PASSING = (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException, OSError)


class Unfetched(SourceError):
    """A page could not be had: refused by robots.txt, gone wrong too often, too large or too slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    """How the client behaves.

    ``interval`` is the least time in seconds between two requests to a host, lengthened by up to
    ``jitter`` of itself; ``tries`` how often a request is made in all; ``largest`` the most bytes of an
    answer, unpacked; ``slowest`` the most seconds that one answer may take; ``longest_wait`` the most that
    a server may ask for.
    """

    interval: float = 1.0
    jitter: float = 0.3
    tries: int = 5
    largest: int = 32 << 20
    slowest: float = 60.0
    longest_wait: float = 900.0
    contact: str = field(default_factory=lambda: os.environ.get("KBMINER_CONTACT", ""))
    allowed_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said: ``url`` after redirects, headers with lower-case names, the body unpacked."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to the address that was checked, and to no other."""

    def __init__(self, allowed: Iterable[str], resolve: Resolve | None = None) -> None:
        self._allowed = tuple(allowed)
        self._resolve = resolve
        self._real = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.NetworkStream:
        """Resolve, check, connect."""
        failure: Exception | None = None
        for address in safe_addresses(host, port, allowed=self._allowed, resolve=self._resolve):
            try:
                return self._real.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore2.ConnectError(f"{host} has no address")


class Client:
    """Fetches pages one after the other.

    Args:
        politeness: rates and limits.
        sleep, clock: stand-ins for the time, in tests.
        resolve: a stand-in for the resolver, in tests.
        seed: of the jitter.
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
        self._jitter = random.Random(seed)  # noqa: S311 - it spreads requests, it hides nothing
        self._next: dict[str, float] = {}
        self._robots: dict[str, Protego | None] = {}
        self.requests = 0
        backend = GuardedBackend(politeness.allowed_hosts, resolve)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(), network_backend=backend, max_connections=4
        )

    def get(
        self, url: str, *, headers: dict[str, str] | None = None, secret: dict[str, str] | None = None
    ) -> Answer:
        """Fetch one address, politely.

        Args:
            url: http or https.
            headers: such as ``If-None-Match``.
            secret: headers with a key, sent to this address's host only.

        Raises:
            Refused: the address, or one that it redirects to, is inner or no http address.
            Unfetched: robots.txt forbids it, or it can't be had after all tries.
        """
        home = check_url(url)
        for _ in range(6):
            self._obey_robots(url)
            own = secret if check_url(url) == home else None
            answer = self._tried(url, {**(headers or {}), **(own or {})})
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url = urljoin(url, target)
            check_url(url)
        raise Unfetched(f"{url} redirects again and again")

    def wait(self, host: str, seconds: float) -> None:
        """Let a host rest for as long as it asked, up to the longest wait."""
        rest = self._clock() + min(max(seconds, 0.0), self._manner.longest_wait)
        self._next[host] = max(self._next.get(host, 0.0), rest)

    def rest(self, host: str) -> None:
        """Let a host rest for one interval, as after a request: another process may just have asked it."""
        self.wait(host, self._manner.interval * (1 + self._manner.jitter))

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    def _tried(self, url: str, headers: dict[str, str]) -> Answer:
        host = check_url(url)
        reason = ""
        for attempt in range(self._manner.tries):
            self._take_turn(host)
            try:
                answer = self._once(url, headers)
            except Refused:
                raise
            except _PASSING as error:
                reason = f"{type(error).__name__} {error}".strip()
                self.wait(host, 2.0**attempt)
                continue
            if answer.status not in _TRY_AGAIN:
                return answer
            reason = f"the server answered {answer.status}"
            self.wait(host, _asked_wait(answer.headers) or 2.0**attempt * self._manner.interval)
        raise Unfetched(f"{_without_query(url)} can't be had after {self._manner.tries} tries: {reason}")

    def _take_turn(self, host: str) -> None:
        now = self._clock()
        due = self._next.get(host, now)
        if due > now:
            self._sleep(due - now)
        pause = self._manner.interval * (1 + self._jitter.random() * self._manner.jitter)
        self._next[host] = max(due, now) + max(pause, self._crawl_delay(host))

    def _once(self, url: str, headers: dict[str, str]) -> Answer:
        self.requests += 1
        contact = f" (+{self._manner.contact})" if self._manner.contact else ""
        sent = {"User-Agent": f"{AGENT}{contact}", "Accept": "*/*", "Accept-Encoding": "gzip", **headers}
        timeout = {"connect": 20.0, "read": 20.0, "write": 20.0, "pool": 20.0}
        listed = [(name.encode(), value.encode("latin-1", "replace")) for name, value in sent.items()]
        with self._pool.stream("GET", url, headers=listed, extensions={"timeout": timeout}) as response:
            found = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
            }
            body = self._body(url, response.iter_stream(), found.get("content-encoding", ""))
        return Answer(url=url, status=response.status, headers=found, body=body)

    def _body(self, url: str, chunks: Iterator[bytes], encoding: str) -> bytes:
        """The body, unpacked no further than it may grow and read no longer than it may take."""
        started = self._clock()
        unpack = zlib.decompressobj(47) if encoding in ("gzip", "x-gzip", "deflate") else None
        parts: list[bytes] = []
        size = 0
        for chunk in chunks:
            part = unpack.decompress(chunk, self._manner.largest - size + 1) if unpack else chunk
            parts.append(part)
            size += len(part)
            if size > self._manner.largest:
                raise Unfetched(f"{_without_query(url)} is larger than {self._manner.largest >> 20} MB")
            if self._clock() - started > self._manner.slowest:
                raise Unfetched(f"{_without_query(url)} took longer than {self._manner.slowest:.0f} s")
        return b"".join(parts)

    def _obey_robots(self, url: str) -> None:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = None
            answer = self._robots_txt(site)
            if answer is not None and answer.status == 200:
                self._robots[site] = Protego.parse(answer.body[: 512 << 10].decode("utf-8", "replace"))
        rules = self._robots[site]
        if rules is not None and not rules.can_fetch(url, AGENT):
            raise Unfetched(f"robots.txt of {parts.hostname} forbids {parts.path or '/'}")

    def _robots_txt(self, site: str) -> Answer | None:
        url = f"{site}/robots.txt"
        for _ in range(4):
            answer = self._tried(url, {})
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url = urljoin(url, target)
        return None

    def _crawl_delay(self, host: str) -> float:
        for site, rules in self._robots.items():
            if rules is not None and urlsplit(site).hostname == host:
                return min(float(rules.crawl_delay(AGENT) or 0.0), 60.0)
        return 0.0


def _asked_wait(headers: dict[str, str]) -> float | None:
    """What ``Retry-After`` asks for, in seconds."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        when, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return None
    return max((when - now).total_seconds(), 0.0)


def _without_query(url: str) -> str:
    """An address as it may stand in a message: a query may hold a key."""
    return url.split("?", 1)[0]
