"""Live forums, on loopback: everything comes in once, politely, and safely, whatever happens in between."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from ingest_server import (
    HOST,
    Board,
    Discourse,
    FakeTime,
    ForumServer,
    Reply,
    StackExchange,
    as_json,
    bomb,
    shaky,
)

from kbminer.errors import SourceError
from kbminer.http.client import Client, ComeBackLater, Politeness
from kbminer.http.safety import AddressRefused, is_public, safe_addresses
from kbminer.http.transport import Response, Unfetched
from kbminer.ingest import read
from kbminer.ingest.live.crawl import Budget, crawl
from kbminer.ingest.live.crawl_stackexchange import stack_exchange
from kbminer.ingest.live.crawl_state import CrawlState, mark_stored
from kbminer.ingest.live.crawl_walk import Crawl
from kbminer.records import Problem, Thread

TOPICS = {7: 3, 8: 45, 9: 1, 10: 21, 11: 2}


class Killed(BaseException):
    """The process ends here."""


class MortalClient(Client):
    """A client whose process is killed at the n-th request, before or after the answer came."""

    def __init__(self, at: int, *, after: bool, time: FakeTime) -> None:
        super().__init__(
            Politeness(allowed_hosts=(HOST,)), sleep=time.sleep, clock=time.clock, resolve=to_loopback, seed=1
        )
        self._left = at
        self._after = after

    def get(self, url: str, **options: object) -> Response:
        """Fetch, or die."""
        self._left -= 1
        if self._left <= 0 and not self._after:
            raise Killed
        answer = super().get(url, **options)  # type: ignore[arg-type]
        if self._left <= 0:
            raise Killed
        return answer


def to_loopback(host: str, port: int) -> list[str]:
    """Every name leads to the loopback."""
    return ["127.0.0.1"]


def client(time: FakeTime, **manner: object) -> Client:
    """A client that may ask the test's server and whose time is the test's."""
    politeness = Politeness(allowed_hosts=(HOST,), **manner)  # type: ignore[arg-type]
    return Client(politeness, sleep=time.sleep, clock=time.clock, resolve=to_loopback, seed=1)


def threads_of(items: list[Thread | Problem]) -> dict[str, Thread]:
    """The threads by id."""
    return {item.id: item for item in items if isinstance(item, Thread)}


def test_a_discourse_forum_comes_in_whole(tmp_path: Path) -> None:
    """Lists, long topics and accepted answers of a live Discourse come in, every post once."""
    time = FakeTime()
    with ForumServer(Discourse(TOPICS), time) as server:
        found = threads_of(list(crawl(server.url, state=tmp_path / "s.db", client=client(time))))
    assert {int(key): len(thread.posts) for key, thread in found.items()} == TOPICS
    assert all(len({post.id for post in thread.posts}) == len(thread.posts) for thread in found.values())
    assert found["8"].solved
    assert found["8"].posts[1].accepted
    assert found["8"].url == f"{server.url}/t/t8/8"


def test_a_board_comes_in_page_by_page(tmp_path: Path) -> None:
    """Topics of several pages are followed from the lists and stitched; sessions make no second address."""
    time = FakeTime()
    topics = {n: n * 4 for n in range(1, 8)}
    with ForumServer(Board(topics), time) as server:
        items = list(crawl(f"{server.url}/", state=tmp_path / "s.db", client=client(time)))
        asked = Counter(path for _, path, _ in server.requests)
    found = threads_of(items)
    assert {int(key): len(thread.posts) for key, thread in found.items()} == topics
    assert max(asked.values()) == 1
    assert found["1"].posts[0].created_at == datetime(2020, 3, 1, 9, 0, tzinfo=UTC)


def test_the_stack_exchange_api_is_read_with_its_backoff(tmp_path: Path) -> None:
    """Questions and answers of all pages come in, and the wait in the body is obeyed."""
    time = FakeTime()
    with ForumServer(StackExchange(5), time) as server, closing(CrawlState(tmp_path / "s.db")) as state:
        walk = Crawl(client(time), state, Budget(), None)
        found = threads_of(list(stack_exchange(walk, server.url, "qa")))
    assert len(found) == 5
    assert all(thread.solved and len(thread.posts) == 2 for thread in found.values())
    assert found["1"].title == "Q & A 1"
    first, second = [when for when, path, _ in server.requests if path.startswith("/2.3/")][:2]
    assert second - first >= 7


@pytest.mark.parametrize("seed", range(2))
def test_faults_lose_nothing_and_break_no_rate(tmp_path: Path, seed: int) -> None:
    """Overload, server errors and resets are waited out, never faster than the allowed rate."""
    time = FakeTime()
    with ForumServer(Discourse(TOPICS), time) as server:
        server.faults = shaky(seed)
        found = threads_of(list(crawl(server.url, state=tmp_path / "s.db", client=client(time))))
    assert {int(key): len(thread.posts) for key, thread in found.items()} == TOPICS
    times = [when for when, _, _ in server.requests]
    assert min(b - a for a, b in pairwise(times)) >= 1.0


@pytest.mark.parametrize("asked", ["1" + "0" * 20, "Fri, 31 Dec 9999 23:59:59 GMT", "600"])
def test_a_server_that_asks_for_an_endless_wait_ends_the_crawl_and_the_next_goes_on(
    tmp_path: Path, asked: str
) -> None:
    """What is asked above a quarter of an hour is not waited for: the crawl says so, and is resumed."""
    time = FakeTime()
    topics = dict.fromkeys(range(1, 8), 4)
    busy = Reply(b"", 429, {"Retry-After": asked})
    with ForumServer(Board(topics), time) as server:
        server.faults = lambda path, count: busy if "topic.php?t=5" in path else None
        items = list(crawl(f"{server.url}/", state=tmp_path / "s.db", client=client(time)))
        said = [item.what for item in items if isinstance(item, Problem)]
        assert "more than 15 minutes" in said[-1]
        assert set(threads_of(items)) < set(map(str, topics))
        assert time.now < 1000 + 1000
        server.faults = lambda path, count: None
        again = list(crawl(f"{server.url}/", state=tmp_path / "s.db", client=client(time)))
        asked_for = Counter(path for _, path, _ in server.requests if "robots" not in path)
    assert set(threads_of([*items, *again])) == set(map(str, topics))
    assert {path for path, count in asked_for.items() if count > 1} == {
        path for path in asked_for if "topic.php?t=5" in path
    }


@pytest.mark.parametrize("backoff", [10**400, 1e300])
def test_an_endless_backoff_of_an_api_is_not_waited_for(backoff: float) -> None:
    """A number that no time has ends the crawl in a sentence, not in an overflow."""
    with pytest.raises(ComeBackLater, match="15 minutes"):
        client(FakeTime()).wait(HOST, backoff)


def killed_and_resumed(folder: Path, seed: int) -> None:
    """Kill a crawl again and again at random moments; in the end all is there and nothing was asked twice."""
    chance = random.Random(seed)
    time = FakeTime()
    stored: dict[str, Thread] = {}
    with ForumServer(Discourse(TOPICS), time) as server:
        for _ in range(60):
            mortal = MortalClient(chance.randint(1, 6), after=chance.random() < 0.5, time=time)
            try:
                for item in crawl(server.url, state=folder / f"{seed}.db", client=mortal):
                    if isinstance(item, Thread):
                        stored[item.id] = item
                        if chance.random() < 0.1:
                            raise Killed
                break
            except Killed:
                continue
        else:
            pytest.fail("the crawl never ended")
        answered = Counter(path for _, path, _ in server.requests if path != "/robots.txt")
    assert {int(key): len(thread.posts) for key, thread in stored.items()} == TOPICS
    assert all(len({post.id for post in thread.posts}) == len(thread.posts) for thread in stored.values())
    assert sum(answered.values()) <= len(answered) + 60  # a kill costs one request at most
    times = [when for when, path, _ in server.requests if path != "/robots.txt"]
    assert times == sorted(times)


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_crawl_goes_on(tmp_path: Path, seed: int) -> None:
    """After kills at random moments nothing is lost and nothing comes twice."""
    killed_and_resumed(tmp_path, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 150))
def test_fifty_killed_crawls_go_on(tmp_path: Path, seed: int) -> None:
    """Fifty seeds of kills at random moments."""
    killed_and_resumed(tmp_path, seed)


def test_a_second_crawl_asks_only_for_what_changed(tmp_path: Path) -> None:
    """Unchanged topics are not asked for again, a changed post and a grown topic come in."""
    time = FakeTime()
    forum = Discourse(dict(TOPICS))
    with ForumServer(forum, time) as server:
        for _ in range(2):
            list(crawl(server.url, state=tmp_path / "s.db", client=client(time)))
        server.requests.clear()
        list(crawl(server.url, state=tmp_path / "s.db", client=client(time)))
        quiet = [path for _, path, _ in server.requests if path.startswith("/t/")]
        forum.edited[9] = "2024-05-05T00:00:00.000Z"
        forum.topics[8] = 46
        found = threads_of(list(crawl(server.url, state=tmp_path / "s.db", client=client(time))))
    assert quiet == []
    assert len(found["8"].posts) == 46
    assert "2024-05-05" in found["9"].posts[0].body


def test_what_was_not_stored_is_given_again(tmp_path: Path) -> None:
    """However many crawls ended before their threads were stored, the next gives all, and asks for none."""
    time, path = FakeTime(), tmp_path / "s.db"
    with ForumServer(Discourse(TOPICS), time) as server:
        given = [threads_of(list(crawl(server.url, state=path, client=client(time)))) for _ in range(4)]
        mark_stored(path)
        after = threads_of(list(crawl(server.url, state=path, client=client(time))))
        asked = Counter(each.split("?")[0] for _, each, _ in server.requests)
    assert all(found == given[0] for found in given)
    assert after == {}
    assert asked["/t/8.json"] == 1


def test_a_deleted_topic_is_said_to_be_gone(tmp_path: Path) -> None:
    """A topic that the list still shows and the server no longer has spoils only itself."""
    time = FakeTime()
    forum = Discourse(TOPICS)
    forum.deleted.add(9)
    with ForumServer(forum, time) as server:
        items = list(crawl(server.url, state=tmp_path / "s.db", client=client(time)))
    assert set(threads_of(items)) == {"7", "8", "10", "11"}
    assert [item.what for item in items if isinstance(item, Problem)] == ["the topic is gone"]


def test_a_budget_is_kept_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """No run asks for more pages than it may; together the runs bring everything."""
    time = FakeTime()
    stored: dict[str, Thread] = {}
    with ForumServer(Discourse(TOPICS), time) as server:
        for _ in range(5):
            server.requests.clear()
            items = list(
                crawl(server.url, state=tmp_path / "s.db", client=client(time), budget=Budget(max_pages=3))
            )
            stored |= threads_of(items)
            assert len([path for _, path, _ in server.requests if path != "/robots.txt"]) <= 3
    assert {int(key): len(thread.posts) for key, thread in stored.items()} == TOPICS


def test_what_was_fetched_can_be_parsed_again(tmp_path: Path) -> None:
    """The crawl's memory is itself a source: the same threads, without one request."""
    time = FakeTime()
    with ForumServer(Discourse(TOPICS), time) as server:
        live = threads_of(list(crawl(server.url, state=tmp_path / "s.db", client=client(time))))
    again = threads_of(list(read(tmp_path / "s.db", base_url=server.url)))
    assert again == live


def test_robots_txt_is_obeyed(tmp_path: Path) -> None:
    """What robots.txt forbids is not asked for."""
    time = FakeTime()
    with ForumServer(lambda path: Reply(b"User-agent: *\nDisallow: /t/\n"), time) as server:
        with pytest.raises(Unfetched, match=r"robots\.txt"):
            client(time).get(f"{server.url}/t/1.json")
        assert [path for _, path, _ in server.requests] == ["/robots.txt"]


def test_inner_addresses_are_refused_at_every_step() -> None:
    """Neither a name that leads inside, nor a redirect that does, is followed."""
    time = FakeTime()
    with pytest.raises(AddressRefused, match="inner address"):
        Client(sleep=time.sleep, clock=time.clock, resolve=to_loopback).get("http://forum.example/")
    targets = [
        "http://169.254.169.254/latest",
        "http://localhost:1/",
        "ftp://x/",
        "http://[::ffff:10.0.0.1]/",
    ]
    for target in targets:

        def routes(path: str, target: str = target) -> Reply | None:
            return Reply(b"", 302, {"Location": target}) if path == "/" else None

        def resolve(host: str, port: int) -> list[str]:
            return ["127.0.0.1"] if host in (HOST, "localhost") else [host]

        with ForumServer(routes, time) as server:
            polite = Politeness(allowed_hosts=(HOST,))
            with pytest.raises(AddressRefused):
                Client(polite, sleep=time.sleep, clock=time.clock, resolve=resolve).get(f"{server.url}/")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
     "0.0.0.0",  # noqa: S104
     "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
     "224.0.0.1", "nonsense"],
)  # fmt: skip
def test_what_is_no_public_address(address: str) -> None:
    """Loopback, private, link-local, shared, mapped and translated inner addresses are not public."""
    assert not is_public(address)


def test_one_inner_address_among_many_refuses_the_host() -> None:
    """All addresses of a name are checked, not only the first."""
    with pytest.raises(AddressRefused):
        safe_addresses("mixed.example", 80, resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"])


def test_answers_have_limits() -> None:
    """A gzip bomb and an endless redirect end in an error, not in memory."""
    time = FakeTime()

    def routes(path: str) -> Reply | None:
        return bomb(200 << 20) if path == "/bomb" else Reply(b"", 302, {"Location": path + "x"})

    with ForumServer(routes, time) as server:
        with pytest.raises(Unfetched, match="larger than"):
            client(time).get(f"{server.url}/bomb")
        with pytest.raises(Unfetched, match="redirects again"):
            client(time).get(f"{server.url}/loop")


def test_keys_are_never_written_down(tmp_path: Path) -> None:
    """The crawl's memory holds no key, even where one stands in the address."""
    state = CrawlState(tmp_path / "s.db")
    state.remember(
        "https://api.example/q?site=x&key=s3cret", 200, {"set-cookie": "c00kie"}, b"{}", changed=True
    )
    state.close()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"s3cret" not in content
    assert b"c00kie" not in content


def test_a_forum_that_is_not_there_says_so(tmp_path: Path) -> None:
    """An address that answers with an error stops with one sentence."""
    time = FakeTime()
    with ForumServer(lambda path: None, time) as server, pytest.raises(SourceError, match="answered 404"):
        list(crawl(f"{server.url}/nope", state=tmp_path / "s.db", client=client(time)))


class Slow:
    """A forum whose every answer takes its time."""

    def __init__(self, forum: Callable[[str], Reply | None], time: FakeTime, seconds: float) -> None:
        self.forum, self.time, self.seconds = forum, time, seconds

    def __call__(self, path: str) -> Reply | None:
        """Answer one request, late."""
        self.time.now += self.seconds
        return self.forum(path)


class Endless(Discourse):
    """A Discourse whose lists never end: each page names thirty topics that no page before named."""

    def __init__(self) -> None:
        super().__init__({})

    def __call__(self, path: str) -> Reply | None:
        """Answer one request."""
        if path.startswith("/latest.json"):
            page = int(path.rpartition("=")[2])
            self.topics |= dict.fromkeys(range(page * 30 + 1, page * 30 + 31), 1)
            listed = [self._listed(topic) for topic in range(page * 30 + 1, page * 30 + 31)]
            return as_json({"topic_list": {"topics": listed}})
        return super().__call__(path)


def _links_without_end(path: str) -> Reply:
    """A board on which every page links to ten others that nobody saw before."""
    links = "".join(f'<a href="/viewforum.php?f=1{path.rpartition("=")[2]}{n}">x</a>' for n in range(10))
    return Reply(f"<html><body>{links}</body></html>".encode(), headers={"Content-Type": "text/html"})


@pytest.mark.parametrize("forum", [Endless(), Discourse({1: 300_000})], ids=["lists", "topic"])
@pytest.mark.parametrize("seconds", [0.0, 19.0], ids=["quick", "slow"])
def test_a_crawl_without_end_ends_in_its_hours_and_the_next_goes_on(
    tmp_path: Path, forum: Discourse, seconds: float
) -> None:
    """Neither endless lists nor an endless topic nor a slow server holds a run longer than it may take."""
    time = FakeTime()
    with ForumServer(Slow(forum, time, seconds), time) as server:
        counts = []
        for _ in range(2):
            before = time.now
            items = list(
                crawl(server.url, state=tmp_path / "s.db", client=client(time), budget=Budget(longest=120.0))
            )
            assert time.now - before <= 120 + 2 * 19 + 2
            told = [item.what for item in items if isinstance(item, Problem)]
            assert any("took 0.0333 hours" in what and "the next run goes on" in what for what in told)
            counts.append(len(server.requests))
    assert counts[0] < counts[1] <= 2 * 121


def test_links_without_end_end_in_the_hours_of_a_run(tmp_path: Path) -> None:
    """A board whose pages breed pages ends with a sentence, also where no page holds a thread."""
    time = FakeTime()
    with ForumServer(_links_without_end, time) as server:
        with pytest.raises(SourceError, match="no forum that kbminer can read"):
            list(
                crawl(
                    f"{server.url}/viewforum.php?f=1",
                    state=tmp_path / "s.db",
                    client=client(time),
                    budget=Budget(longest=60.0),
                )
            )
        assert len(server.requests) <= 62


def test_a_crawl_takes_so_many_bytes_and_no_more(tmp_path: Path) -> None:
    """Answers that are each within their limit end the run when they are too much together."""
    time = FakeTime()
    with ForumServer(Discourse(dict.fromkeys(range(1, 200), 20)), time) as server:
        items = list(
            crawl(server.url, state=tmp_path / "s.db", client=client(time), budget=Budget(largest=200_000))
        )
        assert len(server.requests) < 100
    told = [item.what for item in items if isinstance(item, Problem)]
    assert any("what one run takes; the next run goes on from here" in what for what in told)


def test_a_topic_is_asked_for_as_many_posts_as_discourse_lets_one_have(tmp_path: Path) -> None:
    """A topic that names 300,000 posts is asked for ten thousand, in 500 requests, and is cut short."""
    time = FakeTime()
    forum = Discourse({1: 300_000})
    with ForumServer(forum, time) as server:
        items = list(crawl(server.url, state=tmp_path / "s.db", client=client(time)))
        assert len([path for _, path, _ in server.requests if "posts.json" in path]) == 500
    assert any("cut short" in item.what for item in items if isinstance(item, Problem))


def test_a_server_that_gives_nothing_is_left_alone_after_ten_addresses(tmp_path: Path) -> None:
    """Where address after address can't be had, the run ends with a sentence instead of trying them all."""
    time = FakeTime()
    with ForumServer(Discourse(dict.fromkeys(range(1, 31), 1)), time) as server:
        server.faults = lambda path, count: Reply(b"", 503) if path.startswith("/t/") else None
        items = list(crawl(server.url, state=tmp_path / "s.db", client=client(time)))
        assert len({path for _, path, _ in server.requests if path.startswith("/t/")}) == 10
        server.faults = lambda path, count: None
        again = threads_of(list(crawl(server.url, state=tmp_path / "s.db", client=client(time))))
    assert "gave nothing for 10 addresses in a row" in items[-1].what  # type: ignore[union-attr]
    assert len(again) == 30
