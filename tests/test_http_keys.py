"""Keys stay with the origin that the user named, whatever a server answers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from ingest_server import Board, Discourse, FakeTime, ForumServer, Reply, StackExchange, as_json

from kbminer.errors import SourceError
from kbminer.http.client import Client, Politeness
from kbminer.http.credential import Credential, origin_of
from kbminer.http.safety import AddressRefused
from kbminer.ingest.live.crawl import crawl
from kbminer.records import Problem, Thread

HOSTS = ("forum.example", "other.example", "api.example")
KEY = "s3cret-key"


def client(time: FakeTime) -> Client:
    """A client that may ask the tests' servers, under every name."""
    polite = Politeness(allowed_hosts=HOSTS, tries=2)
    return Client(polite, sleep=time.sleep, clock=time.clock, resolve=lambda host, port: ["127.0.0.1"])


def keys_sent(server: ForumServer) -> list[str]:
    """The paths that were asked with the key, in a header or in the address."""
    return [path for _, path, headers in server.requests if KEY in path or KEY in str(headers)]


@pytest.mark.parametrize("kind", ["headers", "query"])
@pytest.mark.parametrize(
    "elsewhere",
    ["http://other.example:{other}/x", "http://forum.example:{other}/x", "//other.example:{other}/x"],
    ids=["another host", "another port", "without a scheme"],
)
def test_a_redirect_takes_no_key_to_another_origin(kind: str, elsewhere: str) -> None:
    """Scheme, host and port all belong to an origin; on the way back to it the key goes along again."""
    time = FakeTime()
    with ForumServer(lambda path: None, time) as server, ForumServer(lambda path: None, time) as other:
        port = other.url.rsplit(":", 1)[1]
        server.routes = lambda path: (
            Reply(b"", 302, {"Location": elsewhere.format(other=port)})
            if path.startswith("/a")
            else Reply(b"home")
        )
        other.routes = lambda path: Reply(b"", 302, {"Location": f"{server.url}/back"})
        credential = Credential(origin=origin_of(server.url), **{kind: {"Api-Key": KEY}})
        answer = client(time).get(f"{server.url}/a", credential=credential)
    assert answer.body == b"home"
    assert [path.split("?")[0] for path in keys_sent(server)] == ["/a", "/back"]
    assert other.requests
    assert not keys_sent(other)
    assert KEY not in answer.url


def test_an_origin_is_scheme_host_and_port() -> None:
    """The same host under another scheme or port is another origin; letters, dots and paths make none."""
    named = origin_of("https://Forum.example./community?x=1")
    assert named == origin_of("https://forum.example:443")
    others = ("http://forum.example", "https://forum.example:8443", "https://forum.example.evil.example")
    assert all(origin_of(other) != named for other in others)
    with pytest.raises(AddressRefused):
        origin_of("https://forum.example@evil.example/")


@pytest.mark.parametrize("named", ["no origin", "another host", "another port", "https"])
def test_a_discourse_key_goes_to_no_forum_that_was_not_named(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forum that is merely crawled gets no key; one line says so, and it is read as a guest reads it."""
    time = FakeTime()
    monkeypatch.setenv("KBMINER_DISCOURSE_KEY", KEY)
    with ForumServer(Discourse({1: 2}), time) as server:
        origins = {
            "no origin": "",
            "another host": server.url.replace("forum.", "other."),
            "another port": f"{server.url}1"[: len(server.url)].rsplit(":", 1)[0] + ":9",
            "https": server.url.replace("http:", "https:"),
        }
        monkeypatch.setenv("KBMINER_DISCOURSE_ORIGIN", origins[named])
        items = list(crawl(server.url, state=tmp_path / "s.db", client=client(time)))
        assert not keys_sent(server)
    told = [item.what for item in items if isinstance(item, Problem)]
    assert len([item for item in items if isinstance(item, Thread)]) == 1
    assert len(told) == 1
    assert "the key is not sent" in told[0]
    assert KEY not in told[0]


def test_a_discourse_key_goes_to_the_forum_that_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every list, topic and batch of posts is asked with it, and it is written nowhere."""
    time = FakeTime()
    with ForumServer(Discourse({1: 30}), time) as server:
        monkeypatch.setenv("KBMINER_DISCOURSE_KEY", KEY)
        monkeypatch.setenv("KBMINER_DISCOURSE_ORIGIN", f"{server.url}/t/5")
        assert len(list(crawl(server.url, state=tmp_path / "s.db", client=client(time)))) == 1
        asked = {path.split("?")[0] for path in keys_sent(server)}
    assert {"/latest.json", "/t/1.json", "/t/1/posts.json"} <= asked
    assert "/robots.txt" not in asked
    assert all(KEY.encode() not in file.read_bytes() for file in tmp_path.iterdir())


def test_a_forum_that_sends_its_crawl_elsewhere_gives_no_key_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A named forum that redirects to another Discourse takes the crawl there, but not the key."""
    time = FakeTime()
    with ForumServer(Discourse({1: 2}), time) as other:
        target = other.url.replace("forum.", "other.")
        with ForumServer(lambda path: Reply(b"", 301, {"Location": f"{target}/"}), time) as server:
            monkeypatch.setenv("KBMINER_DISCOURSE_KEY", KEY)
            monkeypatch.setenv("KBMINER_DISCOURSE_ORIGIN", server.url)
            items = list(crawl(server.url, state=tmp_path / "s.db", client=client(time)))
        assert any(isinstance(item, Thread) for item in items)
        assert not keys_sent(other)


@pytest.mark.parametrize("named", [False, True])
def test_a_stack_exchange_key_goes_to_its_api_alone(
    named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that merely answers like the API gets no key unless it was named; no address keeps the key."""
    time = FakeTime()
    with ForumServer(StackExchange(2), time) as server:
        monkeypatch.setenv("KBMINER_STACKEXCHANGE_KEY", KEY)
        if named:
            monkeypatch.setenv("KBMINER_STACKEXCHANGE_ORIGIN", server.url)
        address = f"{server.url}/2.3/questions?site=qa"
        assert list(crawl(address, state=tmp_path / "s.db", client=client(time)))
        assert bool(keys_sent(server)) is named
    assert all(KEY.encode() not in file.read_bytes() for file in tmp_path.iterdir())


MALFORMED = [
    *(
        "http://[",
        "http://[::1/x",
        "https://a:b:c/",
        "http://x:99999/",
        "http://\x00/",
        "//[",
        "javascript:x",
    ),
    *("file:///etc/passwd", "http://u:p@other.example/", "http://%zz/", f"http://{'a' * 300}.example/"),
]


def linked(target: str) -> Callable[[str], Reply | None]:
    """A board on whose every page a link leads to ``target``."""
    board = Board({1: 3, 2: 12})

    def answer(path: str) -> Reply | None:
        reply = board(path)
        if reply is not None and b"</body>" in reply.body:
            link = f'<a href="{target}">x</a><a href="{target}/viewtopic.php?t=9">x</a></body>'.encode()
            reply.body = reply.body.replace(b"</body>", link).replace(
                b'class="content">', b'class="content">' + link[:-7]
            )
        return reply

    return answer


@pytest.mark.parametrize("target", MALFORMED)
def test_a_malformed_link_stops_no_crawl(target: str, tmp_path: Path) -> None:
    """Wherever it stands on a page: what it leads to is not asked for, everything else is, twice over."""
    for number in (1, 2):
        time = FakeTime()
        with ForumServer(linked(target), time) as server:
            items = list(crawl(server.url, state=tmp_path / f"{number}.db", client=client(time)))
        threads = {item.id: len(item.posts) for item in items if isinstance(item, Thread)}
        assert threads == {"1": 3, "2": 12}


@pytest.mark.parametrize("target", MALFORMED)
@pytest.mark.parametrize("where", ["/viewtopic.php?t=1", "/robots.txt", "/t/1.json", "/"])
def test_a_malformed_redirect_costs_one_page(target: str, where: str, tmp_path: Path) -> None:
    """A page that redirects to no address is a problem; the first page is a sentence, robots.txt nothing."""
    forum = Discourse({1: 2, 2: 2}) if where == "/t/1.json" else Board({1: 3, 2: 12})

    def answer(path: str) -> Reply | None:
        if path == where:
            return Reply(b"", 302, {"Location": target.replace("\x00", "%00")})
        return forum(path)

    for _ in range(2):
        time = FakeTime()
        with ForumServer(answer, time) as server:
            found = crawl(server.url, state=tmp_path / "s.db", client=client(time))
            if where == "/":
                with pytest.raises(SourceError):
                    list(found)
                continue
            items = list(found)
    if where != "/":
        ids = {item.id for item in items if isinstance(item, Thread)}
        assert ids == ({"1", "2"} if where == "/robots.txt" else {"2"})
        assert where == "/robots.txt" or any(isinstance(item, Problem) for item in items)


@pytest.mark.parametrize(
    "listed",
    [{"id": 2**63}, {"id": -1}, {"id": True}, {"id": 1, "bumped_at": 2**70}, {"id": "x"}, 5, None, [1]],
)
def test_a_list_with_strange_entries_stops_no_crawl(listed: object, tmp_path: Path) -> None:
    """Whatever else a list of topics names, the sound topics come."""
    forum = Discourse({7: 2})

    def answer(path: str) -> Reply | None:
        if path.startswith("/latest.json") and "page=0" in path:
            return as_json({"topic_list": {"topics": [listed, forum._listed(7)]}})
        return forum(path) if not path.startswith("/latest.json") else as_json({})

    time = FakeTime()
    with ForumServer(answer, time) as server:
        items = list(crawl(server.url, state=tmp_path / "s.db", client=client(time)))
    assert [item.id for item in items if isinstance(item, Thread)] == ["7"]
