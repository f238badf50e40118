"""Topics in forms that nobody named: guessed JSON, Markdown with front matter; and Khoros."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from public_items import public_items

from kbminer.errors import UnknownFormat
from kbminer.ingest import detect, read
from kbminer.ingest.formats.markdown_facts import name_and_date
from kbminer.records import Thread


def write(path: Path, value: Any) -> Path:
    """Write JSON, or a text as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def read_all(path: Path, **options: Any) -> tuple[list[Thread], list[str]]:
    """The threads of a source, and what is told beside them."""
    return public_items(read(path, **options))


def talk_of(thread: Thread) -> list[tuple[str | None, str]]:
    """Who said what."""
    return [(post.author, post.body) for post in thread.posts]


MAKES: dict[str, Any] = {
    "posts hold all": [{"id": 5, "title": "Lid sticks", "posts": [
        {"author": "ada", "date": "2023-02-01", "content": "Why?"}, {"author": "bo", "date": "2023-02-02",
        "content": "Oil it."}]}],
    "replies beside words": {"data": {"questions": [{"questionId": 5, "questionTitle": "Lid sticks",
    "asker": "x",
        "author": {"username": "ada"}, "body": "Why?", "createdAt": 1675242000, "state": "open", "answers": [
            {"answerText": "Oil it.", "text": "Oil it.", "author": {"displayName": "bo"},
            "createdAt": 1675328400}]}]}},
    "comments in comments": [{"slug": "lid", "subject": "Lid sticks", "user": "ada", "message": "Why?",
    "time": "2023-02-01 09:00",
        "comments": [{"user": "bo", "message": "Oil it.", "time": "2023-02-01 10:00", "replies": [
            {"user": "cy", "message": "So it is.", "time": "2023-02-01 11:00", "deleted": True}]}]}],
    "by key": {"topics": {"5": {"title": "Lid sticks", "creator": "z", "author": "ada", "text": "Why?",
    "date": "01.02.2023",
        "messages": [{"id": "a", "by": "bo", "body": "Oil it.", "sent_at": "02.02.2023",
        "isAccepted": True}]}}},
    "in German": [{"Titel": "Lid sticks", "Verfasser": "ada", "Datum": "01.02.2023", "Inhalt": "Why?",
        "Beiträge": [{"Verfasser": "bo", "Datum": "02.02.2023", "Inhalt": "Oil it."}]}],
}  # fmt: skip


@pytest.mark.parametrize("make", MAKES)
def test_topics_of_unknown_make_are_mapped_and_shown(make: str, tmp_path: Path) -> None:
    """Titles, posts, authors and dates by the names of their fields, and the guess is told."""
    path = write(tmp_path / "topics.json", MAKES[make])
    assert detect(path).format == "topic-json"
    (thread,), said = read_all(path)
    assert thread.title == "Lid sticks"
    assert talk_of(thread) == [("ada", "Why?"), ("bo", "Oil it.")]
    assert all(post.created_at for post in thread.posts)
    assert thread.created_at is not None
    assert str(thread.created_at)[:10] == "2023-02-01"
    assert said[0].startswith("the fields were guessed for 1 topics: ")
    assert "--map gives others" in said[0]


def test_fields_may_be_given(tmp_path: Path) -> None:
    """Paths with dots lead into objects; what is given comes before what is guessed."""
    path = write(tmp_path / "t.json", [{"title": "Lid sticks", "text": "not this", "was": "Why?",
    "who": {"id": 1, "call": "ada"},
        "thread": [{"was": "Oil it.", "who": {"call": "bo"}}]}])  # fmt: skip
    columns = {"body": "was", "author": "who.call", "posts": "thread"}
    (thread,), _ = read_all(path, columns=columns)
    assert talk_of(thread) == [("ada", "Why?"), ("bo", "Oil it.")]


def test_one_topic_a_line_with_marks(tmp_path: Path) -> None:
    """Lines of objects; the accepted answer, tags, views and address are read."""
    lines = "\n".join(json.dumps({
        "id": n, "title": f"Lid {n}", "tags": ["lid", {"name": "hot"}], "views": 7,
        "url": f"https://x.org/{n}",
        "question": "Why?", "answers": [{"body": "Oil it.", "accepted": n == 1}]}) for n in (1,
        2))  # fmt: skip
    threads, _ = read_all(write(tmp_path / "t.jsonl", lines + "\n"))
    assert [thread.id for thread in threads] == ["1", "2"]
    assert [thread.posts[1].accepted for thread in threads] == [True, False]
    assert (threads[0].solved, threads[0].tags, threads[0].views) == (True, ("lid", "hot"), 7)
    assert threads[0].url == "https://x.org/1"


@pytest.mark.parametrize("heading", [
    "## bo, 2023-02-02 10:00", "### Reply by bo on 2 February 2023", "**bo** — 2023-02-02",
    "## @bo · Feb 2, 2023",
    "**Antwort von bo am 02.02.2023:**", "#### bo (2023-02-02T10:00:00Z)",
])  # fmt: skip
def test_a_file_holds_a_topic_and_its_replies(heading: str, tmp_path: Path) -> None:
    """Front matter tells the topic; a heading with a name and a date begins a reply, another one does not."""
    facts = "---\ntitle: Lid sticks\nauthor: ada\ndate: 2023-02-01\ntags: [lid]\n---\n"
    text = f"{facts}Why?\n\n## Since 2019\n\nAlways.\n\n{heading}\n\nOil it.\n"
    path = write(tmp_path / "topics" / "lid.md", text)
    assert detect(tmp_path).format == "markdown"
    (thread,), _ = read_all(tmp_path)
    assert talk_of(thread) == [("ada", "Why?\n\n## Since 2019\n\nAlways."), ("bo", "Oil it.")]
    assert (thread.id, thread.tags, path.stem) == ("topics-lid", ("lid",), "lid")
    assert str(thread.posts[1].created_at)[:10] == "2023-02-02"


def test_a_file_may_hold_one_post(tmp_path: Path) -> None:
    """Files that name one topic are one thread; what is not public stays out, damage is told."""
    write(
        tmp_path / "2.md",
        '+++\ntitle = "Re: Lid"\nauthor = "bo"\ndate = 2023-02-02T10:00:00Z\nthread = "7"\n+++\nOil it.\n',
    )
    write(tmp_path / "1.md", "---\ntitle: Lid\nauthor: ada\ndate: 2023-02-01\nthread: 7\n---\nWhy?\n")
    write(
        tmp_path / "3.md",
        "---\ntitle: Lid\nauthor: cy\ndate: 2023-02-01\nthread: 8\nprivate: true\n---\nSecret\n",
    )
    write(tmp_path / "4.md", "---\ntitle: Lid\ndate: [1\nauthor: x\n---\nBroken\n")
    (thread,), said = read_all(tmp_path)
    assert talk_of(thread) == [("ada", "Why?"), ("bo", "Oil it.")]
    assert any("front matter can't be read" in what for what in said)
    assert "kept back: internal: private (1)" in said


def message(number: int, topic: int, words: str, **more: Any) -> dict[str, Any]:
    """A message as version 2 of the API gives it."""
    return {"type": "message", "id": str(number), "subject": "Stops", "body": words,
    "author": {"login": f"u{number}"},
            "topic": {"type": "message", "id": str(topic)}, "depth": int(number != topic),
            "board": {"id": "hubs"},
            "post_time": f"2021-03-27T08:{number:02}:00.000-07:00", **more}  # fmt: skip


def test_khoros_messages_join_their_topic(tmp_path: Path) -> None:
    """Answers in any order, replies nested or apart; the solution once and accepted, where it stands."""
    opening = message(1, 1, "<p>Why?</p>", conversation={"solved": True},
    view_href="https://c.example.org/t5/1",
        metrics={"views": 431}, labels={"items": [{"text": "hub"}]}, replies={"items": [message(2, 1,
        "<p>Restart.</p>")]})  # fmt: skip
    write(
        tmp_path / "b.json",
        {"status": "success", "data": {"items": [message(3, 1, "<p>Reset it.</p>", is_solution=True)]}},
    )
    write(
        tmp_path / "c.json", {"status": "success", "data": {"items": [opening, message(9, 9, "<p>How?</p>")]}}
    )
    threads, _ = read_all(tmp_path)
    assert [[post.body for post in thread.posts] for thread in threads] == [
        ["<p>Why?</p>", "<p>Restart.</p>", "<p>Reset it.</p>"], ["<p>How?</p>"]
    ]  # fmt: skip
    first = threads[0]
    assert (first.key, first.solved, first.views, first.tags) == ("c.example.org:1", True, 431, ("hub",))
    assert [post.accepted for post in first.posts] == [None, None, True]


def test_the_older_api_of_khoros_is_read(tmp_path: Path) -> None:
    """Each value in a box of its own, the topic as an address."""

    def boxed(number: int, words: str) -> dict[str, Any]:
        return {"id": {"type": "int", "$": number}, "subject": {"$": "Stops"}, "body": {"$": words},
                "author": {"login": {"$": f"u{number}"}},
                "post_time": {"$": f"2021-03-27T08:0{number}:00+00:00"},
                "thread": {"type": "thread", "href": "/threads/id/1"}}  # fmt: skip

    answer = {"response": {"status": "success", "messages": {"message": [boxed(1, "Why?"), boxed(2, "So.")]}}}
    (thread,), _ = read_all(write(tmp_path / "a.json", answer), format="khoros-api")
    assert talk_of(thread) == [("u1", "Why?"), ("u2", "So.")]


@pytest.mark.parametrize("said", [
    "Hubs • {title}\n=====\n\nDate: {date}\n\n{words}\n\nStatistics: Posted by\n"
    "[{name}](http://f.example.org/memberlist.php?mode=viewprofile&u=7)\n--- {date}\n\n--------\n",
    "Title: {title}\nAuthor: {name}\nDate: {date}\n\n{words}\n",
    "# {title}\n\nVerfasst von {name} am {date}\n\n{words}\n",
    "# {title}\n\nGeplaatst door {name} op {date}\n\n{words}\n",
    "---\nsubject: '{title}'\nfrom: {name}\nsent: {date}\n---\n{words}\n",
])  # fmt: skip
def test_files_of_one_post_each_are_joined_by_their_subjects(said: str, tmp_path: Path) -> None:
    """Facts in front matter, in lines, or in a byline; a reply follows the latest question of its subject."""
    posts = [("Lid sticks", "ada", "2023-02-01 10:00", "Why?"),
             ("Re: Lid sticks", "bo", "2023-02-02 10:00", "Oil it."),
             ("Hinge", "cy", "2023-02-02 11:00", "How?"),
             ("Lid sticks", "di", "2024-02-01 10:00", "Mine, too?"),
             ("AW: Re: Lid sticks", "bo", "2024-02-02 10:00", "Oil that."),
             ("Re: Gone", "ed", "2024-02-03 10:00", "It is.")]  # fmt: skip
    for number, (title, name, date, words) in enumerate(posts):
        text = said.format(title=title, name=name, date=date, words=words)
        write(tmp_path / f"{9 - number}.md", text)
    assert detect(tmp_path).format == "markdown"
    threads, told = read_all(tmp_path)
    assert sorted((thread.title, talk_of(thread)) for thread in threads) == [
        ("Gone", [("ed", "It is.")]), ("Hinge", [("cy", "How?")]),
        ("Lid sticks", [("ada", "Why?"), ("bo", "Oil it.")]),
        ("Lid sticks", [("di", "Mine, too?"), ("bo", "Oil that.")]),
    ]  # fmt: skip
    assert any(what.startswith("1 topics begin with a reply") for what in told)
    assert all(post.created_at for thread in threads for post in thread.posts)


@pytest.mark.parametrize("byline", ["Posted on **{date}** by **{name}**:", "Posted by {name} on {date}"])
def test_posts_between_rules_are_read_with_the_line_above_each(byline: str, tmp_path: Path) -> None:
    """A topic saved as one file: who wrote a post and when stands above it, in either order."""
    posts = [("ada", "Why?"), ("bo", "Oil it."), ("ada", "First line.\n\nSecond.")]
    above = [byline.format(name=name, date=f"2023-02-0{n} 10:00:00") for n, (name, _) in enumerate(posts, 1)]
    parts = [f"{line}\n\n{words}" for line, (_, words) in zip(above, posts, strict=True)]
    write(tmp_path / "lid.md", "## Lid sticks\n" + "\n\n---\n\n".join(parts) + "\n\n---\n")
    (thread,), _ = read_all(tmp_path)
    assert (thread.title, talk_of(thread)) == ("Lid sticks", posts)
    assert [post.created_at.day for post in thread.posts if post.created_at] == [1, 2, 3]


@pytest.mark.parametrize("line", [
    "ada wrote on 2 May 2023", "ada schreef op 2023-05-02", "ada schrieb am 2. Mai 2023",
    "ada a écrit le 2 mai 2023", "Geplaatst door ada op 2 mei 2023",
])  # fmt: skip
def test_what_joins_a_name_and_a_date_is_no_part_of_the_name(line: str) -> None:
    """Whatever the language, the words between who wrote and when belong to neither."""
    assert name_and_date(line) == {"author": "ada", "date": "2023-05-02T00:00:00+00:00"}


def test_a_page_with_a_title_and_a_remark_is_no_post(tmp_path: Path) -> None:
    """A manual's page has a heading and lines with colons, and nobody who wrote it at a time."""
    write(
        tmp_path / "manual.md",
        "# Lids\n\nNote: they stick.\nSee: hinges\n\nOil them, as said by old hands.\n",
    )
    with pytest.raises(UnknownFormat):
        detect(tmp_path)
