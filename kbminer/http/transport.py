"""One request and its answer: the connection goes to a checked address, the answer stays within limits.

It needs the standard library alone, so that a configured language model works without any extra. Proxies
of the environment are not used: behind one the check of addresses would be blind. Each request has a
connection of its own: a client that waits a second between two requests saves nothing by keeping one.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import SplitResult, quote, urlsplit

from kbminer.errors import SettingsError, SourceError
from kbminer.http.safety import Resolve, check_url, safe_addresses

_CHUNK = 64 << 10
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_UNQUOTED = "!#$%&'()*+,/:;=?@[]~"  # RFC 3986: what has a meaning in an address, and what is escaped already


class Unfetched(SourceError):
    """A page could not be had: forbidden by robots.txt, gone wrong too often, too large or too slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of an answer is taken.

    Attributes
    ----------
    largest : int
        The most bytes of its body, unpacked.
    slowest : float
        The most seconds from the request to the body's end.
    silence : float
        The most seconds without a connection or without a byte.
    """

    largest: int = 32 << 20
    slowest: float = 60.0
    silence: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a server."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a server answered: headers with names in small letters, the body unpacked."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


def send(
    request: Request,
    *,
    limits: Limits,
    allowed: tuple[str, ...] = (),
    resolve: Resolve | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Response:
    """Make one request; a redirect is an answer like any other and is not followed.

    Parameters
    ----------
    request : Request
        To an http or https address.
    limits : Limits
        Of the answer.
    allowed : tuple of str
        Hosts that may lie on an inner network, because the user named them.
    resolve, clock
        Stand-ins for the system's resolver and clock.

    Raises
    ------
    SettingsError
        A header holds a line break, and would be two.
    AddressRefused
        The address is inner, or no plain http or https address.
    Unfetched
        The answer is too large, too slow, or packed in a way that can't be undone.
    OSError
        No connection, or a broken one: another try may succeed.
    """
    host = check_url(request.url)
    parts = urlsplit(request.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    started = clock()
    addresses = safe_addresses(host, port, allowed=allowed, resolve=resolve)
    connection = _CheckedConnection(parts, port, addresses, limits.silence)
    try:
        connection.request(request.method, _target(parts), request.body, _encoded(request.headers))
        sock = connection.sock
        with connection.getresponse() as answer:  # an answer that is left half read holds its socket open
            headers = {name.lower(): value for name, value in answer.getheaders()}
            told = _pieces(answer, sock, limits, lambda: clock() - started)
            body = _whole(_unpacked(told, headers, limits.largest), limits.largest)
        return Response(url=request.url, status=answer.status, headers=headers, body=body)
    except (_TooMuch, zlib.error) as error:
        raise Unfetched(f"{without_query(request.url)} {error}") from error
    except http.client.HTTPException as error:
        raise ConnectionError(f"broken answer ({type(error).__name__})") from error
    finally:
        connection.close()


def without_query(url: str) -> str:
    """Cut an address to what may stand in a message: a query may hold a key.

    >>> without_query("https://forum.example/t/5?api_key=s3cret")
    'https://forum.example/t/5'
    """
    return url.split("?", 1)[0]


class _TooMuch(Exception):
    """An answer passes one of its limits."""


class _CheckedConnection(http.client.HTTPConnection):
    """A connection to one of the addresses that were checked, and to no other."""

    def __init__(self, parts: SplitResult, port: int, addresses: list[str], timeout: float) -> None:
        self._secure = parts.scheme == "https"
        if self._secure:
            self.default_port = 443
        super().__init__(parts.hostname or "", port, timeout=timeout)
        self._addresses = addresses

    def connect(self) -> None:
        """Connect to the first address that answers."""
        failure: OSError = ConnectionError(f"{self.host} has no address")
        for address in self._addresses:
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
                break
            except OSError as error:
                failure = error
        else:
            raise failure
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._secure:
            self.sock = _tls().wrap_socket(self.sock, server_hostname=self.host)


@cache
def _tls() -> ssl.SSLContext:
    """The system's own trust where the library that reads it is there, else what Python was built with."""
    try:
        import truststore  # noqa: PLC0415 - it comes with the "web" extra, without which this must work
    except ImportError:
        return ssl.create_default_context()
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _target(parts: SplitResult) -> str:
    return quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_UNQUOTED)


def _encoded(headers: Mapping[str, str]) -> dict[str, bytes]:
    for name, value in headers.items():
        if _CONTROL.search(value):
            raise SettingsError(
                f"The header {name} would hold a line break or another control sign; mend the setting or the "
                "variable of the environment that it is made of."
            )
    return {name: value.encode("latin-1", "replace") for name, value in headers.items()}


def _pieces(
    answer: http.client.HTTPResponse, sock: socket.socket, limits: Limits, taken: Callable[[], float]
) -> Iterator[bytes]:
    """The body piece by piece, so that one that trickles in for ever ends too."""
    while not answer.isclosed():
        left = limits.slowest - taken()
        if left <= 0:
            raise _TooMuch(f"took longer than {limits.slowest:.0f} s")
        sock.settimeout(min(limits.silence, left))
        piece = answer.read1(_CHUNK)
        if not piece:
            break
        yield piece
    if answer.length:
        raise http.client.IncompleteRead(b"", answer.length)


def _unpacked(pieces: Iterator[bytes], headers: Mapping[str, str], most: int) -> Iterator[bytes]:
    """The pieces without their compression, each grown to at most one byte more than may be taken in all."""
    if headers.get("content-encoding") not in ("gzip", "x-gzip", "deflate"):
        yield from pieces
        return
    unpack = zlib.decompressobj(47)  # 32 + 15: it tells gzip from zlib by the first bytes
    for piece in pieces:
        yield unpack.decompress(piece, most + 1)


def _whole(pieces: Iterator[bytes], most: int) -> bytes:
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) > most:
            raise _TooMuch(f"is larger than {most >> 20} MB")
    return bytes(held)
