"""Further inputs of the kinds that people reported: different in everything but the kind."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from public_items import public_items

from kbminer.errors import SourceError
from kbminer.ingest import read
from kbminer.ingest.dates import read_date
from kbminer.records import Problem, Thread
from kbminer.text.to_markdown import to_markdown


def save(folder: Path, files: dict[str, Any]) -> Path:
    """Save texts as they are, and anything else as JSON."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


def threads_of(folder: Path, **options: Any) -> list[Thread]:
    """The threads of a folder, in order."""
    return public_items(read(folder, **options))[0]


def talks(threads: list[Thread]) -> list[tuple[str, list[str]]]:
    """Titles with the words of each post."""
    return sorted(
        (thread.title, [" ".join(to_markdown(post.body, post.format).split()) for post in thread.posts])
        for thread in threads
    )


@pytest.mark.parametrize("files", [
    {"q1.tsv": "Nr\tVon\tText\n1\tada\tThe lid sticks.\n2\tbo\tThe hinge creaks.\n",
     "q2.tsv": "Nr\tVon\tText\n1\tcy\tThe kiln is cold.\n2\tdi\tThe door is loose.\n"},
    {"a/mails.json": [{"id": 7, "from": "ada", "subject": "Lid", "body": "The lid sticks."}],
     "b/mails.json": [{"id": 7, "from": "bo", "subject": "Door", "body": "The door is loose."}]},
])  # fmt: skip
def test_rows_of_two_files_with_the_same_numbers_are_apart(files: dict[str, Any], tmp_path: Path) -> None:
    """A number counts within its file where no column says which thread is meant."""
    threads = threads_of(save(tmp_path, files), format="table")
    assert len(threads) == sum(len(c) if isinstance(c, list) else c.count("\n") - 1 for c in files.values())
    assert len({thread.id for thread in threads}) == len(threads)


def board(rows: str, *, title: str = "Lid sticks", head: str = "") -> str:
    """A page with a heading."""
    return f"<html><head><title>{title} - Hob</title>{head}</head><body><h1>{title}</h1>{rows}</body></html>"


def rows(*said: tuple[str, str, str]) -> str:
    """Posts as table rows: author and date in one, words in the next."""
    return "<table>" + "".join(
        f'<tr class="top" id="m{n}"><td><b class="poster">{name}</b></td><td class="when">{when}</td></tr>'
        f'<tr class="said"><td colspan="2"><div class="msg">{words}</div></td></tr>'
        for n, (name, when, words) in enumerate(said, 61)
    ) + "</table>"  # fmt: skip


TALK = (("ada", "5 June 2020, 10:00", "It sticks when hot."), ("bo", "6 June 2020, 11:00", "Oil the hinge."),
        ("ada", "7 June 2020, 12:00", "That was it."))  # fmt: skip


@pytest.mark.parametrize("described", [
    {"@type": "QAPage", "mainEntity": {"@type": "Question", "name": "Lid sticks",
     "text": "It sticks when hot.", "answerCount": 2, "author": {"@type": "Person", "name": "ada"},
     "datePublished": "2020-06-05"}},
    {"@graph": [{"@type": "WebPage"}, {"@type": "SocialMediaPosting", "headline": "Lid sticks",
     "commentCount": 2, "articleBody": "It sticks when hot.", "author": "ada"}]},
])  # fmt: skip
def test_a_description_with_the_opening_alone_gives_way_to_the_page(described: Any, tmp_path: Path) -> None:
    """Where a page counts answers that its description does not hold, what it shows is read."""
    head = f'<script type="application/ld+json">{json.dumps(described)}</script>'
    save(tmp_path, {"t7.html": board(rows(*TALK), head=head)})
    (thread,) = threads_of(tmp_path)
    assert [post.author for post in thread.posts] == ["ada", "bo", "ada"]


@pytest.mark.parametrize("names", [
    ("topic-88-1.html", "topic-89-1.html", "topic-90-2.html"),
    ("forum.php?mod=viewthread&tid=88&page=1.html", "forum.php?mod=viewthread&tid=89&page=1.html",
     "forum.php?mod=viewthread&tid=90&page=1.html"),
    ("88/index.html", "89/index.html", "90/index.html"),
])  # fmt: skip
def test_what_stands_the_same_in_every_name_is_no_number_of_a_thread(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    """Pages and boards are numbered in names, too; the part that differs is the thread's."""
    for number, name in enumerate(names):
        said = [
            (who, when.replace("2020", str(2018 + number)), f"{words} {number}") for who, when, words in TALK
        ]
        save(tmp_path, {name: board(rows(*said), title=f"Lid {number} sticks")})
    threads = threads_of(tmp_path, format="generic")
    assert sorted((thread.title, len(thread.posts)) for thread in threads) == [
        (f"Lid {n} sticks", 3) for n in range(3)
    ]


@pytest.mark.parametrize("hidden", [
    '<font style="font-size:0px">x7 k2</font>', '<span style="display: none !important">stolen</span>',
    "<p hidden>stolen</p>", '<i style="visibility:hidden">stolen</i>',
])  # fmt: skip
def test_what_readers_never_saw_is_not_read(hidden: str, tmp_path: Path) -> None:
    """Signs against copying stand between the words, unseen."""
    said = [(who, when, f"{words[:3]}{hidden}{words[3:]}") for who, when, words in TALK]
    save(tmp_path, {"t7.html": board(rows(*said))})
    (thread,) = threads_of(tmp_path)
    assert talks([thread])[0][1] == [words for _, _, words in TALK]


@pytest.mark.parametrize("top", [
    '<div class="best-answer"><h3>Best answer</h3>{}</div>',
    '<section class="solution">Solved by bo{}</section>',
])  # fmt: skip
def test_an_answer_shown_on_top_too_is_one_and_accepted(top: str, tmp_path: Path) -> None:
    """Boards repeat the solution under the question; it counts where it was written."""

    def box(number: int, name: str, when: str, words: str) -> str:
        return (f'<div class="item" data-id="{number}"><b class="user">{name}</b> <i>{when}</i>'
                f'<div class="body">{words}</div></div>')  # fmt: skip

    items = [box(n, *said) for n, said in enumerate(TALK, 400)]
    again = top.format(items[1])
    save(tmp_path, {"t7.html": board(f'<div class="list">{items[0]}{again}{items[1]}{items[2]}</div>')})
    (thread,) = threads_of(tmp_path)
    assert [(post.author, bool(post.accepted)) for post in thread.posts] == [
        ("ada", False), ("bo", True), ("ada", False)
    ]  # fmt: skip


@pytest.mark.parametrize("files", [
    {"larks.json": [{"kind": "Listing", "data": {"children": [{"kind": "t3", "data": {
        "id": "q1", "name": "t3_q1", "title": "Lid sticks", "selftext": "It sticks.", "author": "ada",
        "subreddit": "kilns", "created_utc": 1700000000, "num_comments": 1}}]}},
        {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": {
        "id": "c1", "link_id": "t3_q1", "parent_id": "t3_q1", "body": "Oil it.", "author": "bo",
        "subreddit": "kilns", "created_utc": 1700000100, "replies": ""}}]}}]},
    {"RC_2023": '{"id":"c1","link_id":"t3_q1","parent_id":"t3_q1","body":"Oil it.","author":"bo",'
        '"subreddit":"kilns","created_utc":"1700000100"}\n{"id":"c2","link_id":"t3_q1","parent_id":"t1_c1",'
        '"body":"[deleted]","author":"[deleted]","subreddit":"kilns","created_utc":"1700000200"}\n',
     "RS_2023": '{"id":"q1","title":"Lid sticks","selftext":"It sticks.","author":"ada","subreddit":"kilns",'
        '"created_utc":"1700000000","num_comments":2}\n'},
])  # fmt: skip
def test_comments_of_a_link_aggregator_join_what_they_are_on(files: dict[str, Any], tmp_path: Path) -> None:
    """As the site answers, or as archives of months without endings hold them; what is gone is no post."""
    threads = threads_of(save(tmp_path, files))
    assert talks(threads) == [("Lid sticks", ["It sticks.", "Oil it."])]


@pytest.mark.parametrize(("printed", "meant"), [
    ("12 พ.ค. 2560 08:05", "2017-05-12T08:05"), ("วันที่ 3 ธันวาคม พ.ศ. 2562 23:10", "2019-12-03T23:10"),
    ("2017年5月12日 上午 08:05", "2017-05-12T08:05"), ("2017-05-12 下午 1:05", "2017-05-12T13:05"),
    ("2019. 3. 1. 오전 9:07", "2019-03-01T09:07"), ("01-Mar-19 12:30 AM", "2019-03-01T00:30"),
    ("1-Dec-2019 11:59 PM", "2019-12-01T23:59"), ("13 Φεβ 2018 14:00", "2018-02-13T14:00"),
])  # fmt: skip
def test_dates_of_other_calendars_and_halves_of_the_day(printed: str, meant: str) -> None:
    """Buddhist years, short years, halves before and behind the time."""
    found = read_date(printed)
    assert found is not None
    assert found == datetime.fromisoformat(f"{meant}:00+00:00")


@pytest.mark.parametrize(
    "title", ["R&amp;amp;D&#8217;s lid", "R&amp;D&amp;rsquo;s lid", "R&amp;D’s\u200b li\u00add"]
)
def test_titles_are_plain_words(title: str, tmp_path: Path) -> None:
    """Escaped once or twice, with signs that nobody sees."""
    topic = {"title": title, "posts": [{"author": "ada", "body": "Why?", "date": "2023-02-01"}]}
    csv = f'thread_id,title,author,message\n1,"{title}",ada,Why?\n'
    for name, content in (("t.json", [topic]), ("t.csv", csv)):
        (thread,) = threads_of(save(tmp_path / name, {name: content}))
        assert thread.title == "R&D’s lid"


@pytest.mark.parametrize(("described", "first"), [
    ("It sticks.\n\nWhy?", {"plain_body": "It sticks.\n\nWhy?"}),
    ("It sticks. Why?", {"html_body": '<div class="zd-comment"><p>It sticks.&nbsp;Why?</p></div>'}),
])  # fmt: skip
def test_a_ticket_is_its_comments_and_closed_is_solved(
    described: str, first: dict[str, str], tmp_path: Path
) -> None:
    """The description is the first comment, however that is written."""
    times = ("2023-02-01T09:00:00Z", "2023-02-01T10:00:00Z")
    comments = [{"id": 51 + n, "public": True, "author_id": n, "created_at": times[n], **each}
                for n, each in enumerate((first, {"body": "Oil it."}))]  # fmt: skip
    ticket = {"id": 5, "status": "closed", "subject": "Lid sticks", "description": described,
              "requester_id": 0, "created_at": times[0], "comments": comments}  # fmt: skip
    (thread,) = threads_of(save(tmp_path, {"t.json": {"tickets": [ticket]}}))
    assert (talks([thread])[0][1], thread.solved) == (["It sticks. Why?", "Oil it."], True)


@pytest.mark.parametrize("files", [
    {"x.json": {"tickets": []}}, {"x.json": {"conversations": [], "type": "conversation.list"}},
    {"x.csv": "Ticket ID,From,Message\n"},
    {"x.json": [{"guild": {}, "channel": {"id": "1"}, "messages": []}]},
    {"x.html": "<html><body id='phpbb'><p>12 May 2020, 10:00</p></body></html>"},
])  # fmt: skip
def test_what_is_claimed_and_gives_nothing_is_said(files: dict[str, Any], tmp_path: Path) -> None:
    """Refused, or read with a word about it: never silence."""
    save(tmp_path, files)
    try:
        told = [item.what for item in read(tmp_path) if isinstance(item, Problem)]
    except SourceError as refused:
        told = [str(refused)]
    assert any(told)


@pytest.mark.parametrize("comment", [
    {"isMinimized": True, "minimizedReason": "off-topic"}, {"isMinimized": True, "minimizedReason": "abuse"},
])  # fmt: skip
def test_comments_that_were_folded_away_stay_out(comment: dict[str, Any], tmp_path: Path) -> None:
    """Whatever the reason that a tracker gives."""
    made = {"author": {"login": "bo"}, "createdAt": "2023-02-01T10:00:00Z", "url": "u"}
    issue = {"number": 4, "title": "Lid sticks", "body": "Why?", "author": {"login": "ada"}, "state": "OPEN",
             "createdAt": "2023-02-01T09:00:00Z", "url": "https://github.com/x/y/issues/4", "comments": [
                 {**made, "id": "1", "body": "Buy lids!", **comment},
                 {**made, "id": "2", "body": "Oil it.", "isMinimized": False}]}  # fmt: skip
    (thread,) = threads_of(save(tmp_path, {"i.json": [issue]}))
    assert [post.body for post in thread.posts] == ["Why?", "Oil it."]
