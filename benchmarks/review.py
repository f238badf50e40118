"""How long a page of the desk takes with four editors and a run at once: ``python benchmarks/review.py``.

A store with 10,000 suggestions and 500 drafts is made by hand; `kbminer review` serves it as a process of its
own. Four editors open, filter, read, write, decide and undo as fast as they are answered, while a fourth
process writes to the same store as a run does. The figures are those of the clock over loopback.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from kbminer.pipeline import stages
from kbminer.pipeline.results import Codec
from kbminer.records import (
    Citation,
    Counts,
    Draft,
    Group,
    Grouping,
    Post,
    Question,
    QuestionMap,
    Reason,
    Resolution,
    RunRecord,
    RunResult,
    Section,
    Statement,
    Suggestion,
    Thread,
    ThreadSummary,
)
from kbminer.records.question_map import MAP_HEIGHT, MAP_WIDTH
from kbminer.review.desk import Desk
from kbminer.review.web.desk_app import make_app
from kbminer.review.web.gatekeeper import Access
from kbminer.store import Store

SUGGESTIONS, DRAFTS, THREADS_EACH, POSTS_EACH = 10_000, 500, 4, 5
EDITORS, SECONDS = 4, 60
PROMISED = 150  # milliseconds at the 95th percentile
WORDS = "kettle pump hinge filter sensor meter printer lamp valve timer map export sync watch note".split()
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def sentence(chance: random.Random) -> str:
    """Some ten words that mean nothing."""
    return " ".join(chance.choices(WORDS, k=chance.randint(6, 14))).capitalize() + "."


def threads(chance: random.Random) -> Iterator[Thread]:
    """The threads of the suggestions that have drafts; the others are known by their titles alone."""
    for n in range(DRAFTS * THREADS_EACH):
        posts = tuple(
            Post(
                id=f"{n}.{i}",
                author=f"u{(n * 7 + i) % 997}",
                body="".join(f"<p>{sentence(chance)}</p>" for _ in range(4)),
                created_at=NOW - timedelta(days=n % 900, hours=-i),
            )
            for i in range(POSTS_EACH)
        )
        yield Thread(id=str(n), source="f", title=sentence(chance), posts=posts)


def draft(group: Group, stored: dict[str, Thread]) -> Draft:
    """An article of some thirty sentences, each the words of a post."""
    statements = []
    for key in group.members:
        for post in stored[key].posts:
            words = re.sub(r"<[^>]+>", "", post.body.split("</p>")[0])
            by = (Citation(thread=key, post=post.id, number=1),)
            statements.append(Statement(text=words, citations=by))
    sections = (
        Section(name="issue", statements=tuple(statements[:4])),
        Section(name="resolution", statements=tuple(statements[4:])),
    )
    return Draft(
        id=f"{group.id}-1", group=group.id, title=group.title, sections=sections, threads=group.members
    )


def found(chance: random.Random, stored: dict[str, Thread]) -> RunResult:
    """What a run on a forum of 40,000 threads would have found."""
    groups = []
    for n in range(SUGGESTIONS):
        members = tuple(f"f:{n * THREADS_EACH + i}" for i in range(THREADS_EACH))
        title = sentence(chance)
        groups.append(Group(id=f"{n:012x}", members=members, representative=members[0], title=title))
    keys = [key for group in groups for key in group.members]
    titles = {key: stored[key].title if key in stored else sentence(chance) for key in keys}
    reasons = (Reason(name="askers", value=4, words="asked by 4 people", weight=4.0),)
    return RunResult(
        counts=Counts(threads=len(keys), posts=len(keys) * POSTS_EACH, accepted=0),
        problems=(),
        threads=tuple(
            ThreadSummary(key=k, title=titles[k], category=f"c{i % 9}") for i, k in enumerate(keys)
        ),
        questions=tuple(
            Question(thread=k, title=titles[k], language="en", asker=k, asked_at=NOW) for k in keys
        ),
        resolutions=tuple(Resolution(thread=k, state="answered", probability=0.4) for k in keys),
        grouping=Grouping(groups=tuple(groups)),
        ranked=tuple(
            Suggestion(group=g, action="write", score=float(SUGGESTIONS - i), reasons=reasons)
            for i, g in enumerate(groups)
        ),
        drafts=tuple(draft(group, stored) for group in groups[:DRAFTS]),
        question_map=QuestionMap(
            threads=tuple(keys),
            x=tuple(chance.randrange(MAP_WIDTH) for _ in keys),
            y=tuple(chance.randrange(MAP_HEIGHT) for _ in keys),
        ),
        top=DRAFTS,
        released=True,
    )


def make(url: str) -> None:
    """Fill a store."""
    chance = random.Random(1)  # noqa: S311 - for the same store every time
    stored = {thread.key: thread for thread in threads(chance)}
    with Store(url) as store:
        store.ingest(stored.values(), source="f")
        number = store.begin_run(NOW)
        digest, body = Codec[RunResult](RunResult).encode(found(chance, stored))
        kept = store.keep_result(stages.RELEASE.name, key="", outcome=digest, body=body)
        record = RunRecord(
            number=number, started_at=NOW, finished_at=NOW, versions=(), settings={"top": DRAFTS}, stages=()
        )
        store.finish_run(record, {stages.RELEASE.name: kept})


def write_as_a_run_does(url: str, until: float) -> None:
    """Take threads in and keep results, a batch after another, as the nightly run does."""
    chance, n = random.Random(2), 0  # noqa: S311
    with Store(url) as store:
        number = store.begin_run(datetime.now(UTC))
        while time.monotonic() < until:
            batch = [
                Thread(id=f"new{n}.{i}", source="g", title="x", posts=(Post(id="1", body=sentence(chance)),))
                for i in range(200)
            ]
            store.ingest(batch, source=f"g{n}")
            store.keep_result("bench", key=f"{number}.{n}", outcome="", body=bytes(500_000))
            n += 1


class Editor:
    """One editor with a browser's cookies and nothing of its patience."""

    def __init__(self, port: int, name: str, seed: int) -> None:
        self.port, self.chance = port, random.Random(seed)  # noqa: S311
        self.took: dict[str, list[float]] = defaultdict(list)
        self.lost: list[str] = []
        self.cookie = f"kbminer_editor={name}"
        headers = self._ask("GET", "/")[2]
        self.cookie += "; " + headers["set-cookie"].split(";")[0]
        self.token = self._token()

    def _token(self) -> str:
        found = re.search(r'data-csrf="(\w+)"', self._ask("GET", "/")[1])
        return found[1] if found else ""

    def _ask(
        self, method: str, path: str, body: str | None = None, kind: str = ""
    ) -> tuple[int, str, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": self.cookie, "Origin": f"http://127.0.0.1:{self.port}"}
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRF-Token": self.token}
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        read = answer.read().decode()
        connection.close()
        return answer.status, read, {k.lower(): v for k, v in answer.getheaders()}

    def timed(self, what: str, method: str, path: str, body: str | None = None, kind: str = "") -> str:
        """Ask, and note how long the answer took or that it did not come."""
        began = time.perf_counter()
        try:
            status, page, _ = self._ask(method, path, body, kind)
        except OSError as error:
            self.lost.append(f"{what}: {error}")
            return ""
        self.took[what].append(1000 * (time.perf_counter() - began))
        if status >= 500:
            self.lost.append(f"{what}: {status}")
        return page

    def sit(self, until: float) -> None:
        """Work until the time is over."""
        form = "application/x-www-form-urlencoded"
        while time.monotonic() < until:
            group = f"{self.chance.randrange(DRAFTS):012x}"
            self.timed("queue", "GET", f"/?page={self.chance.randint(1, 200)}")
            self.timed("search", "GET", f"/?q={self.chance.choice(WORDS)}")
            page = self.timed("suggestion", "GET", f"/s/{group}")
            self.timed("threads", "GET", "/threads")
            self.timed("decisions", "GET", "/decisions")
            self.timed("map", "GET", "/map")
            version = re.search(r'data-version="(\d+)"', page)
            text = f"## Resolution\n\n{sentence(self.chance)}\n"
            sent = {"text": text, "base": int(version[1]) if version else 0}
            self.timed("save", "POST", f"/s/{group}/text", json.dumps(sent), "application/json")
            self.timed("preview", "POST", f"/s/{group}/preview", json.dumps(sent), "application/json")
            decided = urlencode({"kind": "reject", "reason": "other"})
            self.timed("decide", "POST", f"/s/{group}/decide", decided, form)
            self.timed("undo", "POST", "/undo", "", form)


def alone(url: str) -> None:
    """Print the processor time that one page takes when nobody else asks, in this process."""
    app = make_app(Desk(Store(url)), Access())

    async def ask(path: str) -> None:
        scope: dict[str, Any] = {
            "type": "http", "method": "GET", "headers": [(b"host", b"127.0.0.1")],
            "path": path.partition("?")[0], "query_string": path.partition("?")[2].encode(), "scheme": "http",
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "root_path": "", "http_version": "1.1",
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(_: Any) -> None:
            return

        await app(scope, receive, send)

    some = [f"/s/{n:012x}" for n in range(40, 80)]
    for what, paths in (
        ("queue", ["/?page=3"] * 20),
        ("search", ["/?q=pump"] * 20),
        ("suggestion, first", some),
        ("suggestion, again", some),
        ("open threads", ["/threads"] * 20),
        ("decisions", ["/decisions"] * 20),
        ("map", ["/map"] * 20),
    ):
        asyncio.run(ask("/s/000000000000" if what.startswith("suggestion") else paths[0]))
        began = time.process_time()
        for path in paths:
            asyncio.run(ask(path))
        each = 1000 * (time.process_time() - began) / len(paths)
        print(f"{what:<18} {each:5.1f} ms of processor time, alone")


def main() -> None:
    """Print the times by page."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'desk.db'}"
        make(url)
        alone(url)
        command = [sys.executable, "-m", "kbminer", "review", "--store", url, "--port", "0", "--no-browser"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert server.stdout
        port = int(re.search(r":(\d+)/", server.stdout.readline())[1])  # type: ignore[index]
        run = subprocess.Popen([sys.executable, __file__, url])
        editors = [Editor(port, f"editor{n}", n) for n in range(EDITORS)]
        until = time.monotonic() + SECONDS
        sitting = [threading.Thread(target=editor.sit, args=(until,)) for editor in editors]
        for each in sitting:
            each.start()
        for each in sitting:
            each.join()
        run.wait()
        server.terminate()
        server.wait()
    lost = [told for editor in editors for told in editor.lost]
    for what in editors[0].took:
        took = [ms for editor in editors for ms in editor.took[what]]
        p95 = quantiles(took, n=20)[-1]
        print(
            f"{what:<11} {len(took):>5} requests  median {median(took):6.1f} ms  95 % under {p95:6.1f} ms"
            f"{'' if p95 < PROMISED else '  (more than promised)'}"
        )
    print(f"{len(lost)} requests lost {sorted(set(lost))[:3]}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write_as_a_run_does(sys.argv[1], time.monotonic() + SECONDS)
    else:
        main()
