"""The one client: what a server sends is taken whole, within limits, from an address that was checked."""

from __future__ import annotations

import gzip
import socketserver
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from ingest_server import FakeTime

from kbminer.errors import SettingsError
from kbminer.http.client import Client, Politeness
from kbminer.http.json_request import post_json
from kbminer.http.safety import AddressRefused, check_url
from kbminer.http.transport import Limits, Request, Unfetched, send

HOST = "forum.example"


@contextmanager
def answering(*answers: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that sends these bytes, an answer a connection, the last for ever; with what was asked."""
    asked: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += self.rfile.readline()
            asked.append(head)
            self.wfile.write(answers[min(len(asked), len(answers)) - 1])

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(body: bytes, *headers: str, length: int | None = None) -> bytes:
    """An answer of status 200 that promises ``length`` bytes, by default those that it has."""
    promised = f"Content-Length: {len(body) if length is None else length}"
    return "\r\n".join(["HTTP/1.1 200 OK", promised, *headers, "", ""]).encode() + body


def to_loopback(host: str, port: int) -> list[str]:
    """Every name leads to the loopback."""
    return ["127.0.0.1"]


def polite(time: FakeTime, **manner: object) -> Client:
    """A client that may ask the test's server and whose time is the test's."""
    politeness = Politeness(allowed_hosts=(HOST,), **manner)  # type: ignore[arg-type]
    return Client(politeness, sleep=time.sleep, clock=time.clock, resolve=to_loopback, seed=1)


NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def test_an_answer_that_stops_before_its_end_is_asked_for_again() -> None:
    """Half a page is never taken for a page."""
    with answering(NO_ROBOTS, answer(b"half", length=8), answer(b"all of it")) as (url, asked):
        assert polite(FakeTime()).get(f"{url}/t/1").body == b"all of it"
    assert len(asked) == 3


def test_a_body_that_comes_in_chunks_is_whole_too() -> None:
    """Chunks are joined; where the last one is missing, the answer is broken."""
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n"
    with answering(chunked + b"0\r\n\r\n", chunked) as (url, _):
        request = Request(url=f"{url}/x")
        assert send(request, limits=Limits(), allowed=(HOST,), resolve=to_loopback).body == b"abcde"
        with pytest.raises(OSError, match="IncompleteRead"):
            send(request, limits=Limits(), allowed=(HOST,), resolve=to_loopback)


def test_packed_answers_are_unpacked_and_broken_ones_said_to_be() -> None:
    """Compression is undone; what can't be undone spoils one page, not the crawl."""
    packed = answer(gzip.compress(b"words"), "Content-Encoding: gzip")
    broken = answer(b"no gzip at all", "Content-Encoding: gzip")
    with answering(NO_ROBOTS, packed, broken) as (url, _):
        client = polite(FakeTime())
        assert client.get(f"{url}/a").body == b"words"
        with pytest.raises(Unfetched, match="/b "):
            client.get(f"{url}/b?key=s3cret")


def test_a_small_answer_that_unpacks_to_much_is_unpacked_no_further_than_it_may() -> None:
    """600 MB of zeros in 600 KB end at the limit while they come, in memory of a few times that."""
    pack = zlib.compressobj(9, wbits=31)
    zeros = bytes(1 << 20)
    body = b"".join([*(pack.compress(zeros) for _ in range(600)), pack.flush()])
    with answering(answer(body, "Content-Encoding: gzip")) as (url, _):
        tracemalloc.start()
        try:
            with pytest.raises(Unfetched, match="larger than 4 MB"):
                send(
                    Request(url=f"{url}/x"),
                    limits=Limits(largest=4 << 20),
                    allowed=(HOST,),
                    resolve=to_loopback,
                )
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert len(body) < 1 << 20
    assert most < 32 << 20


def test_addresses_of_any_alphabet_are_asked_for() -> None:
    """Letters that no request may hold are escaped; what is escaped already stays so."""
    with answering(NO_ROBOTS, answer(b"ok")) as (url, asked):
        polite(FakeTime()).get(f"{url}/Überblick %C3%A4?q=ж&page=2")
    assert asked[1].startswith(b"GET /%C3%9Cberblick%20%C3%A4?q=%D0%B6&page=2 HTTP/1.1\r\n")


def test_a_server_is_told_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agent's name and the contact that its owner set stand in each request, beside the host."""
    monkeypatch.setenv("KBMINER_CONTACT", "kb@example.org")
    with answering(NO_ROBOTS, answer(b"ok")) as (url, asked):
        polite(FakeTime()).get(f"{url}/")
    assert b"User-Agent: kbminer (+kb@example.org)\r\n" in asked[1]
    assert f"Host: {url.removeprefix('http://')}\r\n".encode() in asked[1]


@pytest.mark.parametrize("contact", ["a\r\nX-Evil: 1", "a\n", "a\x1bb"], ids=ascii)
def test_a_line_break_in_what_becomes_a_header_is_told(contact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends in a sentence that names the header, before anything is sent."""
    monkeypatch.setenv("KBMINER_CONTACT", contact)
    with answering(NO_ROBOTS) as (url, asked), pytest.raises(SettingsError, match="User-Agent"):
        polite(FakeTime()).get(f"{url}/")
    assert asked == []


@pytest.mark.parametrize(
    "url",
    ["http://[::1", "http://a:99999/", "http://a:0/", "file:///x", "http://u:p@a.example/", "http:///x"],
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    """A broken address, another scheme, or a password in it is refused in one sentence."""
    with pytest.raises(AddressRefused):
        check_url(url)


def test_a_configured_endpoint_may_lie_inside_and_a_broken_address_is_an_ordinary_failure() -> None:
    """Who configured an endpoint named it; whatever is wrong with it is an ``OSError`` that names no key."""
    with answering(answer(b'{"a": 1}')) as (url, asked):
        inner = url.replace(HOST, "127.0.0.1")
        assert post_json(inner, {"q": 1}, {"Authorization": "Bearer k"}, timeout=5) == {"a": 1}
    assert b"Content-Type: application/json\r\n" in asked[0]
    for bad in ("http://[::1", "http://user:s3cret@127.0.0.1/"):
        with pytest.raises(OSError, match=r"address") as failure:
            post_json(bad, {}, {}, timeout=1)
        assert "s3cret" not in str(failure.value)
