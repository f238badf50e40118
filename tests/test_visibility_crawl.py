"""A crawl with a key stores what a guest could read, and the rest only where it is asked to."""

import json
import sqlite3
import zlib
from pathlib import Path

import pytest
from ingest_server import FakeTime, ForumServer, Reply, as_json
from test_ingest_live import client, threads_of

from kbminer.ingest.live.crawl import Budget, crawl
from kbminer.ingest.live.guest_view import guest_view
from kbminer.records import public_part

STAFF, OPEN = 9, 1
SECRETS = ("Salaries", "backroom", "psst", "buried", "Cellar")


def topic(number: int, category: int, **marks: object) -> dict[str, object]:
    """One topic as a list shows it."""
    bumped = "2024-01-02T00:00:00.000Z"
    title = {21: "Lid sticks", 22: "Salaries of us all", 23: "A backroom talk"}[number]
    return {
        "id": number, "title": title, "category_id": category, "posts_count": 3, "bumped_at": bumped,
        "last_posted_at": bumped, "created_at": "2024-01-01T00:00:00.000Z", **marks,
    }  # fmt: skip


TOPICS = {21: topic(21, OPEN), 22: topic(22, STAFF), 23: topic(23, OPEN, visible=False)}


def forum(path: str) -> Reply | None:
    """A forum as its staff reads it: a closed category, a topic off the lists, a whisper, a deleted post."""
    name = path.split("?", maxsplit=1)[0]
    if name == "/":
        return Reply(b'<html><head><meta name="generator" content="Discourse 3.4.0"></head></html>')
    if name == "/categories.json":
        closed = {"id": STAFF, "name": "Cellar", "read_restricted": True}
        return as_json({"category_list": {"categories": [{"id": OPEN, "name": "Lids"}, closed]}})
    if name == "/latest.json":
        return as_json({"topic_list": {"topics": list(TOPICS.values()) if "page=0" in path else []}})
    if not name.startswith("/t/"):
        return None
    number = int(name[3:].split(".")[0])
    posts = [
        {
            "id": number * 10 + n,
            "post_number": n,
            "post_type": kind,
            "cooked": words,
            **marks,
        }
        for n, kind, words, marks in (
            (1, 1, f"<p>{TOPICS[number]['title']}?</p>", {}),
            (2, 4, "<p>psst, ask Ann</p>", {}),
            (3, 1, "<p>buried here</p>", {"deleted_at": "2024-01-03T00:00:00.000Z"}),
        )
    ]
    stream = {"posts": posts, "stream": [post["id"] for post in posts]}
    return as_json({**TOPICS[number], "archetype": "regular", "post_stream": stream,
                    "suggested_topics": list(TOPICS.values())})  # fmt: skip


def archive(path: Path) -> str:
    """Every answer that a crawl wrote down."""
    with sqlite3.connect(path) as database:
        bodies = [zlib.decompress(body) for (body,) in database.execute("SELECT body FROM answer")]
    database.close()
    return b"\n".join(bodies).decode()


@pytest.mark.parametrize("internal", [False, True])
def test_a_keyed_crawl_writes_down_what_a_guest_could_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, internal: bool
) -> None:
    """Not one word of the rest stands in the archive or in a thread, unless asked for; all is counted."""
    monkeypatch.setenv("KBMINER_DISCOURSE_KEY", "0123456789")
    time = FakeTime()
    with ForumServer(forum, time) as server:
        monkeypatch.setenv("KBMINER_DISCOURSE_ORIGIN", server.url)
        budget = Budget(internal=internal)
        items = list(crawl(server.url, state=tmp_path / "s.db", client=client(time), budget=budget))
    found = threads_of(items)
    written = archive(tmp_path / "s.db") + repr(list(found.values()))
    assert "Lid sticks" in written
    assert [secret for secret in SECRETS if secret in written] == (list(SECRETS) if internal else [])
    assert {key: public_part(thread) is not None for key, thread in found.items()} == {
        "21": True, "22": False, "23": False,
    }  # fmt: skip
    assert [post.visibility.audience for post in found["21"].posts] == ["public", "internal", "removed"]


def test_an_answer_that_is_cut_off_is_not_kept() -> None:
    """It may hold a whisper, and nobody can tell where."""
    assert guest_view(b'{"posts": [{"id": 2, "whisper": true, "raw": "Psst', {}) == b""


def test_what_is_all_public_stays_byte_for_byte() -> None:
    """Only what must go changes an answer."""
    for body in (b"[1, 2]", json.dumps({"posts": [{"id": 1, "hidden": False}]}).encode()):
        assert guest_view(body, {}) == body
