"""Whole runs over forums that hold what is not public: not one byte that leaves has its words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kbminer.config import Settings
from kbminer.pipeline.knowledge_base import KnowledgeBase
from kbminer.pipeline.run import mine
from kbminer.publish.draft_export import ExportReport, export
from kbminer.publish.target_registry import target_names
from kbminer.store import Store, StoredThreads
from kbminer.testing import WordEmbedder

SECRET = "Open the kettle with the zanzibar key and descale the kettle with zanzibar acid."
ANSWER = "You have to descale the kettle with vinegar. Let the vinegar boil twice and rinse it."
TITLES = ("Kettle hums loudly at night", "How to stop a kettle that hums")
Saying = tuple[str, str, bool]
"""Who says what, and whether everybody may read it."""


def talk_of(number: int) -> list[Saying]:
    """A question, a staff's whisper, a public answer, and thanks."""
    asked = f"My kettle hums loudly at night, model {number}. How do I stop the kettle from humming?"
    return [
        (f"asker{number}", asked, True),
        ("staff", SECRET, False),
        (f"helper{number}", ANSWER, True),
        (f"asker{number}", "Thanks, that fixed it.", True),
    ]


def talks() -> Iterator[tuple[str, str, list[Saying], bool]]:
    """Threads by id and title: public ones, private ones, and such as open with what is hidden."""
    for number in range(1, 7):
        talk = talk_of(number)
        yield str(number), TITLES[number % 2], talk, True
        yield f"8{number}", "Zanzibar kettle hums", talk, False
        yield f"9{number}", "A kettle hums", [(w, f"zanzibar {t}", public) for w, t, public in talk[1:]], True


def at(minute: int) -> str:
    """A time."""
    return f"2024-05-01T10:{minute:02}:00Z"


def as_lines(folder: Path) -> None:
    """Thread JSONL."""
    lines = [
        {"id": key, "title": title, "private": not shown, "solved": True, "posts": [
            {"id": str(n), "author": who, "body": words, "format": "text", "is_whisper": not public,
             "accepted": n == 2}
            for n, (who, words, public) in enumerate(talk)]}
        for key, title, talk, shown in talks()
    ]  # fmt: skip
    (folder / "forum.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


def as_topics(folder: Path) -> None:
    """Topics of unknown make."""
    topics = [
        {"id": key, "title": title, "state": "solved", "forum": {"private": not shown}, "posts": [
            {"id": f"{key}-{n}", "author": who, "date": at(n), "content": words, "hidden": not public,
             "isAccepted": n == 2} for n, (who, words, public) in enumerate(talk)]}
        for key, title, talk, shown in talks()
    ]  # fmt: skip
    (folder / "topics.json").write_text(json.dumps(topics), encoding="utf-8")


def as_discourse(folder: Path) -> None:
    """Topics of Discourse, each in a file."""
    for key, title, talk, shown in talks():
        posts = [
            {"id": int(key) * 10 + n, "post_number": n + 1, "username": who, "created_at": at(n),
             "cooked": f"<p>{words}</p>", "post_type": 1 if public else 4, "accepted_answer": n == 2}
            for n, (who, words, public) in enumerate(talk)]  # fmt: skip
        topic = {"id": int(key), "title": title, "visible": shown, "category_id": 1,
                 "post_stream": {"posts": posts, "stream": [post["id"] for post in posts]}}  # fmt: skip
        (folder / f"{key}.json").write_text(json.dumps(topic), encoding="utf-8")


def as_slack(folder: Path) -> None:
    """A channel of Slack, a private one beside it, tombstones and ephemeral messages."""
    channels: dict[str, list[dict[str, Any]]] = {"help": [], "staff": []}
    for order, (_, title, talk, shown) in enumerate(talks()):
        root = f"17100{order:05}.000100"
        for n, (who, words, public) in enumerate(talk):
            text = f"{title}. {words}" if n == 0 else words
            channels["help" if shown else "staff"].append(
                {"type": "message", "user": who, "text": text, "ts": f"17100{order:05}.{n + 1:03}100",
                 "thread_ts": root, **({} if public else {"hidden": True})})  # fmt: skip
    for name, said in channels.items():
        (folder / name).mkdir()
        (folder / name / "2024-05-01.json").write_text(json.dumps(said), encoding="utf-8")
    listed = [{"id": f"C{n}", "name": n, "is_private": n == "staff", "members": []} for n in channels]
    (folder / "channels.json").write_text(json.dumps(listed), encoding="utf-8")


def as_tickets(folder: Path) -> None:
    """Tickets of Freshdesk with private notes, and spam."""
    tickets = [
        {"id": int(key), "subject": title, "description_text": talk[0][1], "status": 5, "spam": not shown,
         "private": not talk[0][2], "requester_id": int(key), "responder_id": 7, "created_at": at(0),
         "conversations": [
             {"id": int(key) * 10 + n, "body_text": words, "private": not public, "incoming": who[0] == "a",
              "user_id": int(key) if who[0] == "a" else 7, "created_at": at(n)}
             for n, (who, words, public) in enumerate(talk[1:], 1)]}
        for key, title, talk, shown in talks()
    ]  # fmt: skip
    (folder / "tickets.json").write_text(json.dumps(tickets), encoding="utf-8")


def as_table(folder: Path) -> None:
    """A table with a column that says who may read a row."""
    rows = ["thread,title,author,date,body,visibility"]
    for key, title, talk, shown in talks():
        rows += [
            f'{key},{title},{who},{at(n)},"{words}",{"public" if public and shown else "staff"}'
            for n, (who, words, public) in enumerate(talk)
        ]
    (folder / "rows.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


FORUMS: dict[str, Callable[[Path], None]] = {
    "thread JSONL": as_lines, "topics of unknown make": as_topics, "Discourse": as_discourse,
    "Slack": as_slack, "Freshdesk": as_tickets, "a table": as_table,
}  # fmt: skip


def run_over(
    folder: Path, out: Path, **settings: Any
) -> tuple[KnowledgeBase, bytes, dict[str, ExportReport]]:
    """Mine a forum, write and export everything, ask; give also all that was produced, as bytes."""
    store = Store(f"sqlite:///{out.parent / 'forum.db'}")
    found = mine(folder, store=store, settings=Settings(least_askers=2, **settings), embedder=WordEmbedder())
    found.write(out)
    threads = StoredThreads(store)
    done = {target: export(found.drafts, target, out / target, threads=threads) for target in target_names()}
    hits = repr(found.suggest("How do I stop the zanzibar kettle from humming at night?", 5)).encode()
    assert b"kettle" in hits
    files = [path for path in sorted(out.rglob("*")) if path.is_file()]
    left = b"\n".join(
        (*(str(path).encode() + path.read_bytes() for path in files), hits, repr(found).encode())
    )
    store.close()
    return found, left, done


@pytest.mark.parametrize("forum", FORUMS)
def test_not_one_byte_that_leaves_holds_what_is_not_public(forum: str, tmp_path: Path) -> None:
    """Report, drafts, every export and suggest: no title, term, quotation or passage says the word."""
    folder = tmp_path / "forum"
    folder.mkdir()
    FORUMS[forum](folder)
    found, left, _ = run_over(folder, tmp_path / "out")
    assert found.drafts
    assert b"vinegar" in left
    assert not re.search(rb"zanzibar", left, re.I)
    assert sum(each.posts for each in found.counts.withheld) == 6 + 6 * 4 + 6 * 3


def test_a_report_for_inside_marks_every_sentence_of_an_internal_post(tmp_path: Path) -> None:
    """Only posts of public threads; marked in every file; exports refuse them, and suggest stays public."""
    folder = tmp_path / "forum"
    folder.mkdir()
    as_lines(folder)
    lines = [json.loads(line) for line in (folder / "forum.jsonl").read_text().splitlines()]
    for line in lines:  # the whisper is the only answer
        line["posts"] = [post for post in line["posts"] if post["id"] != "2"]
        line["posts"][1:] = [{**post, "accepted": post["id"] == "1"} for post in line["posts"][1:]]
    (folder / "forum.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    out = tmp_path / "out"
    found, _, done = run_over(folder, out, show_internal=True)
    drafts = [path.read_text(encoding="utf-8") for path in (out / "drafts").glob("*.md")]
    assert any("zanzibar" in draft for draft in drafts)
    for path in (out / "report.html", out / "report.json", *(out / "drafts").glob("*.md")):
        content = path.read_text(encoding="utf-8")
        said = [words for words in re.split(r"(?<=[.?!])\s|[“”\n]", content) if "zanzibar" in words.lower()]
        assert said or path.suffix != ".md"
        assert all("⟨internal⟩" in words for words in said), said
    assert "For inside alone" in (out / "report.html").read_text(encoding="utf-8")
    assert not re.search("zanzibar kettle hums", repr(found), re.I)  # threads that are private as a whole
    for target, report in done.items():
        assert "internal posts" in report.refused[0].reason
        assert not any(
            b"zanzibar" in path.read_bytes() for path in (out / target).rglob("*") if path.is_file()
        )
    hits = found.suggest("How do I stop the kettle from humming at night?", 5)
    assert hits
    assert "zanzibar" not in repr(hits)
