"""A forum server on loopback that replays real-shaped answers, with the faults that real ones have.

It writes down every request with the test's own clock, so that rates can be checked without waiting.
"""

from __future__ import annotations

import gzip
import json
import random
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

HOST = "forum.example"


@dataclass
class FakeTime:
    """A clock that only moves when somebody sleeps."""

    now: float = 1000.0

    def clock(self) -> float:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        self.now += seconds


@dataclass
class Reply:
    """One answer of the server."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False


class ForumServer:
    """Serves ``routes`` on a free port of the loopback; ``faults`` may answer first."""

    def __init__(self, routes: Callable[[str], Reply | None], time: FakeTime) -> None:
        self.routes = routes
        self.faults: Callable[[str, int], Reply | None] = lambda path, count: None
        self.requests: list[tuple[float, str, dict[str, str]]] = []
        self._counts: dict[str, int] = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.requests.append((time.now, self.path, headers))
                count = server._counts[self.path] = server._counts.get(self.path, 0) + 1
                reply = server.faults(self.path, count) or server.routes(self.path) or Reply(b"gone", 404)
                if reply.reset:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                tag = reply.headers.get("ETag")
                if tag and headers.get("if-none-match") == tag:
                    reply = Reply(b"", 304, reply.headers)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *args: object) -> None:
                """Keep quiet."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://{HOST}:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> ForumServer:
        """Start."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def as_json(value: object, **headers: str) -> Reply:
    """A JSON answer with an ETag of its own."""
    body = json.dumps(value).encode()
    return Reply(
        body, headers={"Content-Type": "application/json", "ETag": f'"{hash(body) & 0xFFFFFF:x}"', **headers}
    )


class Discourse:
    """A small Discourse: ``topics`` maps ids to how many posts each has; 20 come with the topic."""

    def __init__(self, topics: dict[int, int]) -> None:
        self.topics = topics
        self.edited: dict[int, str] = {}
        self.deleted: set[int] = set()

    def __call__(self, path: str) -> Reply | None:
        """Answer one request."""
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        if parts.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /admin\n")
        if parts.path == "/":
            return Reply(b'<html><head><meta name="generator" content="Discourse 3.4.0"></head></html>')
        if parts.path == "/latest.json":
            page = int(query["page"][0])
            ids = sorted(self.topics, reverse=True)[page * 30 : page * 30 + 30]
            return as_json({"topic_list": {"topics": [self._listed(topic) for topic in ids]}})
        words = parts.path.strip("/").removesuffix(".json").split("/")
        if words[0] != "t" or int(words[1]) in self.deleted:
            return None
        topic = int(words[1])
        if words[-1] == "posts":
            wanted = [int(number) for number in query["post_ids[]"]]
            return as_json({"post_stream": {"posts": [self._post(topic, n % 1000) for n in wanted]}})
        count = self.topics[topic]
        stream = {
            "posts": [self._post(topic, n) for n in range(1, min(count, 20) + 1)],
            "stream": [topic * 1000 + n for n in range(1, count + 1)],
        }
        return as_json(
            {**self._listed(topic), "archetype": "regular", "slug": f"t{topic}", "post_stream": stream}
        )

    def _listed(self, topic: int) -> dict[str, object]:
        bumped = self.edited.get(topic, "2024-01-02T00:00:00.000Z")
        return {
            "id": topic, "title": f"Topic {topic}", "posts_count": self.topics[topic], "bumped_at": bumped,
            "last_posted_at": bumped, "created_at": "2024-01-01T00:00:00.000Z",
        }  # fmt: skip

    def _post(self, topic: int, number: int) -> dict[str, object]:
        return {
            "id": topic * 1000 + number, "post_number": number, "post_type": 1, "username": f"user{number}",
            "created_at": "2024-01-01T00:00:00.000Z", "topic_id": topic,
            "cooked": f"<p>Post {number} of {topic} "
                      f"{self.edited.get(topic, '')}</p>", "accepted_answer": number == 2,
        }  # fmt: skip


class Board:
    """A small phpBB board: one list of topics on two pages, ten posts a page."""

    def __init__(self, topics: dict[int, int]) -> None:
        self.topics = topics

    def __call__(self, path: str) -> Reply | None:
        """Answer one request."""
        parts = urlsplit(path)
        query = {
            name: int(values[0]) for name, values in parse_qs(parts.query).items() if values[0].isdigit()
        }
        if parts.path == "/robots.txt":
            return Reply(b"", 404)
        if parts.path == "/":
            return self._page("", '<a href="/viewforum.php?f=1&sid=abc123">General</a>')
        if parts.path == "/viewforum.php":
            start = query.get("start", 0)
            ids = sorted(self.topics)[start : start + 5]
            rows = "".join(
                f'<li class="row"><a class="topictitle" href="/viewtopic.php?t={n}">T</a></li>' for n in ids
            )
            more = f'<a rel="next" href="/viewforum.php?f=1&start={start + 5}">next</a>'
            return self._page("", rows + (more if start + 5 < len(self.topics) else ""))
        if parts.path == "/viewtopic.php" and query.get("t") in self.topics:
            return self._topic(query["t"], query.get("start", 0))
        return None

    def _topic(self, topic: int, start: int) -> Reply:
        count = self.topics[topic]
        posts = "".join(
            f'<div id="p{topic * 100 + n}" class="post">'
            f'<dl class="postprofile"><dt><a class="username">user{n}</a></dt></dl>'
            f'<div class="postbody"><p class="author">by <a class="username">user{n}</a> » '
            f'{n + 1:02d} Mar 2020 10:0{n % 10}</p><div class="content">Post {n} of {topic}</div></div></div>'
            for n in range(start, min(start + 10, count))
        )
        pages = (count + 9) // 10
        more = (
            f'<a rel="next" href="/viewtopic.php?t={topic}&start={start + 10}">next</a>'
            if start + 10 < count
            else ""
        )
        shown = f"Page <strong>{start // 10 + 1}</strong> of <strong>{pages}</strong>"
        paging = f'<div class="pagination">{shown}{more}</div>'
        title = f'<h2 class="topic-title"><a href="/viewtopic.php?t={topic}">Topic {topic}</a></h2>'
        hidden = f'<input type="hidden" name="t" value="{topic}">'
        return self._page("section-viewtopic", title + hidden + paging + posts)

    def _page(self, section: str, body: str) -> Reply:
        content = (
            f'<html><body id="phpbb" class="{section}">{body}<p>All times are UTC+01:00</p></body></html>'
        )
        return Reply(content.encode(), headers={"Content-Type": "text/html"})


class StackExchange:
    """The API of a small site: two pages of questions, answers two to a page."""

    def __init__(self, questions: int) -> None:
        self.questions = questions

    def __call__(self, path: str) -> Reply | None:
        """Answer one request."""
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        if parts.path == "/robots.txt":
            return Reply(b"", 404)
        page = int(query.get("page", ["1"])[0])
        if parts.path == "/2.3/questions":
            ids = range(1, self.questions + 1)[(page - 1) * 3 : page * 3]
            items = [
                {"question_id": n, "title": f"Q &amp; A {n}", "body": "<p>why</p>",
                 "creation_date": 1_600_000_000 + n,
                 "answer_count": 1, "accepted_answer_id": n + 500, "is_answered": True, "tags": ["a"],
                 "last_activity_date": 1_600_000_000, "link": f"https://qa.example/q/{n}"} for n in ids
            ]  # fmt: skip
            more = page * 3 < self.questions
            return as_json(
                {"items": items, "has_more": more, "quota_remaining": 9, "backoff": 7 if page == 1 else None}
            )
        if parts.path.endswith("/answers"):
            ids = [int(n) for n in parts.path.split("/")[3].split(";")]
            chosen = ids[(page - 1) * 2 : page * 2]
            items = [{"question_id": n, "answer_id": n + 500, "body": "<p>so</p>",
                      "creation_date": 1_600_000_900,
                      "is_accepted": True} for n in chosen]  # fmt: skip
            return as_json({"items": items, "has_more": page * 2 < len(ids), "quota_remaining": 9})
        return None


def shaky(seed: int, *, share: float = 0.15) -> Callable[[str, int], Reply | None]:
    """Faults at random requests: overload with and without a wait, broken answers, resets."""
    chance = random.Random(seed)

    def fault(path: str, count: int) -> Reply | None:
        if count > 3 or path == "/robots.txt" or chance.random() > share:
            return None
        return chance.choice(
            [
                Reply(b"slow down", 429, {"Retry-After": "4"}),
                Reply(b"slow down", 429),
                Reply(b"oops", 500),
                Reply(b"busy", 503, {"Retry-After": "2"}),
                Reply(b"", reset=True),
            ]
        )

    return fault


def bomb(size: int) -> Reply:
    """A gzip bomb that unpacks to ``size`` bytes."""
    return Reply(
        gzip.compress(b"\0" * size, 9), headers={"Content-Encoding": "gzip", "Content-Type": "text/html"}
    )
