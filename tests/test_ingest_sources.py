"""Files, folders and archives are read safely, and their formats told from what lies in them."""

from __future__ import annotations

import gzip
import io
import json
import random
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbminer.errors import SourceError, UnknownFormat
from kbminer.ingest import detect, read, write_jsonl
from kbminer.ingest.dates import read_date
from kbminer.ingest.document import Document
from kbminer.ingest.walk import walk
from kbminer.ingest.zones import stated_zone
from kbminer.records import Post, Problem, Thread, public_part
from kbminer.text.quote_captions import quoted_name
from kbminer.text.title_marks import solved_mark


def topic(number: int, **changes: object) -> dict[str, object]:
    """A Discourse topic of two posts and a small action."""
    posts = [
        {"id": number * 10 + n, "post_number": n, "post_type": kind, "username": "ann",
         "created_at": "2020-01-01T00:00:00.000Z", "cooked": f"<p>{n}</p>", "accepted_answer": n == 2,
         "actions_summary": [{"id": 2, "count": 3}]}
        for n, kind in ((1, 1), (2, 1), (3, 3))
    ]  # fmt: skip
    stream = {"posts": posts, "stream": [post["id"] for post in posts]}
    return {"id": number, "title": f"T{number}", "archetype": "regular", "post_stream": stream, **changes}


def read_all(path: Path, **options: str) -> tuple[list[Thread], list[Problem]]:
    """What a source gives, apart."""
    items = list(read(path, **options))  # type: ignore[arg-type]
    return [i for i in items if isinstance(i, Thread)], [i for i in items if isinstance(i, Problem)]


def write_topics(folder: Path, *topics: dict[str, object]) -> Path:
    """A folder of topics."""
    folder.mkdir(exist_ok=True)
    for each in topics:
        (folder / f"{each['id']}.json").write_text(json.dumps(each))
    return folder


def test_discourse_topics_count_regular_posts_only(tmp_path: Path) -> None:
    """Small actions are no posts; likes, the accepted answer and the source's name are read."""
    (thread,), problems = read_all(write_topics(tmp_path / "forum", topic(1)))
    assert (thread.key, len(thread.posts), thread.solved) == ("forum:1", 2, True)
    assert (thread.posts[1].accepted, thread.posts[0].likes) == (True, 3)
    assert problems == []


def test_a_truncated_topic_goes_through_and_is_said(tmp_path: Path) -> None:
    """Fewer posts than the stream names: the thread comes with a problem that loses nothing."""
    cut = topic(1)
    cut["post_stream"]["stream"].append(99)  # type: ignore[index]
    threads, problems = read_all(write_topics(tmp_path / "f", cut, topic(2)))
    assert [thread.id for thread in threads] == ["2", "1"]
    assert [(p.what, p.lost, p.thread) for p in problems] == [
        ("the topic is cut short: 1 of its 4 posts are missing", False, "f:1")
    ]


def test_bad_files_spoil_only_themselves(tmp_path: Path) -> None:
    """Broken JSON, an empty file, a private message, no author, no date, another charset."""
    folder = write_topics(tmp_path / "f", topic(1), topic(2, archetype="private_message"))
    (folder / "3.json").write_text('{"post_stream": {"posts": [')
    (folder / "4.json").write_text("")
    bare = topic(5, title="🙂🙂")
    bare["post_stream"]["posts"][0] |= {"username": None, "created_at": None}  # type: ignore[index]
    (folder / "5.json").write_text(json.dumps(bare))
    latin = json.dumps(topic(6, title="Tür"), ensure_ascii=False).encode("latin-1")
    (folder / "6.json").write_bytes(latin)
    half = json.dumps(topic(7)).replace('"T7"', '"half \\ud83d pair"')
    (folder / "7.json").write_text(half)
    threads, problems = read_all(folder)
    by_id = {thread.id: thread for thread in threads}
    assert sorted(by_id) == ["1", "2", "5", "6", "7"]
    assert [thread.id for thread in threads if public_part(thread)] == ["1", "5", "6", "7"]
    assert (by_id["5"].title, by_id["5"].asker, by_id["5"].posts[0].created_at) == ("🙂🙂", None, None)
    assert by_id["6"].title == "Tür"
    by_id["7"].title.encode()
    assert len(problems) == 2
    assert all(problem.lost and problem.where for problem in problems)


def test_an_archive_cannot_escape(tmp_path: Path) -> None:
    """Entries that point outside, links and devices are named and not read; the others go through."""
    path = tmp_path / "forum.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name in ("../out.json", "/abs.json", "1.json"):
            content = json.dumps(topic(1)).encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("link.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    threads, problems = read_all(path)
    assert [thread.key for thread in threads] == ["forum:1"]
    assert sorted(problem.where for problem in problems) == ["../out.json", "/abs.json", "link.json"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["forum.tar.gz"]


def test_a_zip_is_read_and_guarded(tmp_path: Path) -> None:
    """A zip's topics come in; an entry that points outside or explodes does not."""
    path = tmp_path / "forum.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/1.json", json.dumps(topic(1)))
        archive.writestr("../2.json", json.dumps(topic(2)))
        archive.writestr("bomb.json", b'{"post_stream": {"posts": []}, "x": "' + b"0" * (80 << 20) + b'"}')
    threads, problems = read_all(path)
    assert [thread.id for thread in threads] == ["1"]
    assert {problem.where for problem in problems} == {"../2.json", "bomb.json"}


def test_a_damaged_archive_gives_what_came_before(tmp_path: Path) -> None:
    """An archive that breaks off in the middle gives its first topics and says where it broke."""
    path = tmp_path / "forum.tar"
    with tarfile.open(path, "w") as archive:
        for number in range(1, 30):
            content = json.dumps(topic(number, title=random.Random(number).randbytes(3000).hex())).encode()
            entry = tarfile.TarInfo(f"{number}.json")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    whole = gzip.compress(path.read_bytes())
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    threads, problems = read_all(cut)
    assert 0 < len(threads) < 29
    assert any("damaged" in problem.what for problem in problems)


def test_thread_jsonl_round_trips(tmp_path: Path) -> None:
    """What is written is read again as the same threads, compressed or not, byte for byte the same."""
    post = Post(id="1", author="ann", created_at=datetime(2020, 1, 1, tzinfo=UTC), body="<p>é</p>", likes=2)
    answer = Post(id="2", body="so", format="text", accepted=True, reply_to="1", license="CC BY-SA 4.0")
    thread = Thread(
        id="7", source="hob.example", title="Why?", posts=(post, answer), url="https://hob.example/7",
        tags=("a",),
        views=5, language="en", solved=True, pinned=True, duplicate_of="3",
    )  # fmt: skip
    for name in ("a.jsonl", "a.jsonl.gz"):
        assert write_jsonl([thread], tmp_path / name) == 1
        first = (tmp_path / name).read_bytes()
        assert list(read(tmp_path / name)) == [thread]
        write_jsonl(read(tmp_path / name), tmp_path / name)  # type: ignore[arg-type]
        assert (tmp_path / name).read_bytes() == first


def test_a_broken_line_is_named_by_its_number(tmp_path: Path) -> None:
    """A broken line of thread JSONL loses that line only."""
    good = '{"id": "1", "title": "t", "posts": [{"id": "1", "body": "b"}]}'
    (tmp_path / "t.jsonl").write_text("\n".join([good, "{broken", '{"id": "2", "posts": []}', good]))
    threads, problems = read_all(tmp_path / "t.jsonl")
    assert len(threads) == 2
    assert [problem.where for problem in problems] == ["t.jsonl, line 2", "t.jsonl, line 3"]
    assert threads[0].source == "t"


@pytest.mark.parametrize("name", ["nothing-there", "empty", "empty.bin", "noise.bin"])
def test_an_unreadable_source_says_what_to_do(tmp_path: Path, name: str) -> None:
    """A missing path, an empty folder, an empty file and noise each stop with one sentence."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.bin").write_bytes(b"")
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(SourceError) as caught:
        detect(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_format_can_be_forced_only_by_a_known_name(tmp_path: Path) -> None:
    """A format that does not exist is answered with those that do."""
    with pytest.raises(SourceError, match="thread-jsonl"):
        read(tmp_path, format="no-such")
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(UnknownFormat):
        read(tmp_path)


def test_other_files_are_counted_not_read(tmp_path: Path) -> None:
    """Pictures and style sheets beside topics are told in one line."""
    folder = write_topics(tmp_path / "f", topic(1))
    (folder / "a.png").write_bytes(b"\x89PNG")
    (folder / "b.css").write_text("a{}")
    threads, problems = read_all(folder)
    assert len(threads) == 1
    assert [(p.what, p.lost) for p in problems] == [
        ("2 files are in no known format and were not read", False)
    ]


@pytest.mark.parametrize("format", ["flarum", "github-discussions", "nodebb", "stackexchange-api", "zendesk"])
def test_json_of_other_forums(format: str) -> None:
    """Each API's answer becomes the same thread: who asked, who answered, that it is solved, and when."""
    path = Path(__file__).parent / "formats" / f"{format}.json"
    assert detect(path).format == format
    (thread,), problems = read_all(path)
    assert (thread.id, thread.title, thread.solved) == ("5", "Stuck", True)
    assert (thread.posts[0].author, thread.posts[-1].author) == ("ann", "bob")
    assert thread.posts[0].created_at == datetime(2021, 1, 1, tzinfo=UTC)
    assert thread.posts[-1].created_at == datetime(2021, 1, 2, tzinfo=UTC)
    assert [post for post in problems if post.lost] == []


def test_a_stack_exchange_dump(tmp_path: Path) -> None:
    """Answers stand under their questions, duplicates are linked, and entities are never resolved."""
    (tmp_path / "Posts.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<posts>\n'
        '<row Id="2" PostTypeId="2" ParentId="1" CreationDate="2020-01-02T00:00:00.000" '
        'Body="&lt;p&gt;!&lt;/p&gt;" />\n'
        '<row Id="1" PostTypeId="1" AcceptedAnswerId="2" CreationDate="2020-01-01T00:00:00.000" Title="Why" '
        'Tags="&lt;a&gt;&lt;b&gt;" Body="&lt;p&gt;?&lt;/p&gt;" OwnerUserId="9" ViewCount="3" />\n</posts>'
    )
    (tmp_path / "PostLinks.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<postlinks>\n'
        '<row Id="1" PostId="1" RelatedPostId="7" LinkTypeId="3" />\n'
        '<row Id="2" PostId="1" RelatedPostId="8" LinkTypeId="1" />\n</postlinks>'
    )
    (thread,), problems = read_all(tmp_path)
    assert (thread.title, thread.tags, thread.solved, thread.duplicate_of) == ("Why", ("a", "b"), True, "7")
    assert [post.accepted for post in thread.posts] == [False, True]
    assert problems == []
    (tmp_path / "Posts.xml").write_text(
        '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<posts> <row Id="1" '
        'PostTypeId="1" Title="a" Body="&x;" /></posts>'
    )
    assert all(
        "root:" not in post.body for item in read(tmp_path) if isinstance(item, Thread) for post in item.posts
    )


def test_a_mailing_list(tmp_path: Path) -> None:
    """Replies join their thread by reference or subject; encoded headers and list tags are read."""
    (tmp_path / "2021-January.txt").write_text(
        "From ann at hob.example  Fri Jan  1 10:06:45 2021\nFrom: ann at hob.example (Ann)\nDate: "
        "Fri, 1 Jan 2021 10:06:45 "
        "+0100\nSubject: [hob] =?utf-8?q?Caf=C3=A9?= machine\nMessage-ID: <a@x>\n\nIt drips.\nFrom "
        "here on, too.\n\n"
        "From bob at hob.example  Sat Jan  2 10:06:45 2021\nFrom: bob at hob.example (Bob)\nDate: "
        "Sat, 2 Jan 2021 09:00:00 "
        "+0000\nSubject: [hob] Re: Café machine\nIn-Reply-To: <a@x>\nMessage-ID: <b@x>\n\n> It "
        "drips.\nNew seal.\n\n"
        "From cy at hob.example  Sun Jan  3 10:06:45 2021\nFrom: cy at hob.example (Cy)\nDate: nonsense\n"
        "Subject: AW: [hob] Café machine\nMessage-ID: <c@x>\n\nSame here.\n"
    )
    (thread,), _ = read_all(tmp_path)
    assert (thread.title, [post.author for post in thread.posts]) == ("Café machine", ["Ann", "Bob", "Cy"])
    assert thread.posts[0].created_at == datetime(2021, 1, 1, 9, 6, 45, tzinfo=UTC)
    assert thread.posts[0].body == "It drips.\nFrom here on, too."
    assert thread.posts[2].created_at is None


def test_a_list_that_sends_in_its_own_name_leaves_its_writers_theirs(tmp_path: Path) -> None:
    """What such a list sets behind a sender's name is no part of it: who asks is known again."""
    (tmp_path / "list.mbox").write_text(
        "From list@hob.example Fri Jan  1 10:06:45 2021\nFrom: Ann Lee via hob-users <list@hob.example>\n"
        "Date: Fri, 1 Jan 2021 10:06:45 +0100\nSubject: Lid\nMessage-ID: <a@x>\n\nIt sticks.\n\n"
        "From list@hob.example Sat Jan  2 10:06:45 2021\nFrom: 'Ann Lee' via hob-users <list@hob.example>\n"
        "Date: Sat, 2 Jan 2021 10:06:45 +0100\nSubject: Re: Lid\nIn-Reply-To: <a@x>\n"
        "Message-ID: <b@x>\n\nOiled.\n"
    )
    (thread,), _ = read_all(tmp_path)
    assert [post.author for post in thread.posts] == ["Ann Lee", "Ann Lee"]


def test_a_table_is_read_with_its_guess_shown(tmp_path: Path) -> None:
    """Rows of messages join by their thread column; the guessed columns are told."""
    (tmp_path / "t.csv").write_text(
        "Ticket ID;From;Sent;Subject;Message;Status\n4;ann;26-02-2015 13:46;Lid;It sticks;open\n"
        "4;bob;27-02-2015 09:00;;Oil it;solved\n5;cy;01-03-2015 10:00;Dial;?;open\n"
    )
    threads, problems = read_all(tmp_path / "t.csv")
    assert [(thread.id, thread.title, len(thread.posts), thread.solved) for thread in threads] == [
        ("4", "Lid", 2, True), ("5", "Dial", 1, False)
    ]  # fmt: skip
    assert threads[1].posts[0].created_at == datetime(2015, 3, 1, 10, tzinfo=UTC)
    assert "body from 'Message'" in problems[0].what
    assert "body from 'Message'" in detect(tmp_path / "t.csv").why


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26-02-2015, 13h46", "2015-02-26T13:46"),
        ("Mon, 23/03/2015 - 21:36", "2015-03-23T21:36"),
        ("Dim 18 Mars 2018, 10:57", "2018-03-18T10:57"),
        ("03 Sep 2018 13:39", "2018-09-03T13:39"),
        ("May 3, 2012, 09:12:44 PM", "2012-05-03T21:12"),
        ("Пн авг 03, 2015 11:22", "2015-08-03T11:22"),
        ("12. März 2014 um 10:57 Uhr", "2014-03-12T10:57"),
        ("3 de marzo de 2012, 10:11", "2012-03-03T10:11"),
        ("2014年3月5日 10:22", "2014-03-05T10:22"),
        ("Yesterday, 05:12 PM", "2020-05-01T17:12"),
        ("Hier, 10h11", "2020-05-01T10:11"),
        ("il y a 3 heures", "2020-05-02T09:00"),
        ("6 years ago", "2014-05-02T12:00"),
        ("4 years 6 months ago", "2015-11-02T12:00"),
        ("vor 2 Monaten", "2020-03-02T12:00"),
        ("3 года назад", "2017-05-02T12:00"),
        ("för 2 veckor sedan", "2020-04-18T12:00"),
        ("3년 전", "2017-05-02T12:00"),
        ("2 个月前", "2020-03-02T12:00"),
        ("5d ago", "2020-04-27T12:00"),
        ("Reply #1 - Jan 12th, 2012 at 9:12am", "2012-01-12T09:12"),
        ("Post 3 - 12 May, 2013", "2013-05-12T00:00"),
        ("2,013 posts ago", None),
        ("400 years ago", None),
        ("not a date", None),
    ],
)
def test_dates_of_boards(text: str, expected: str | None) -> None:
    """Dates in the languages and forms of boards, relative ones by the page's own time."""
    found = read_date(text, now=datetime(2020, 5, 2, 12, tzinfo=UTC))
    assert (found.isoformat()[:16] if found else None) == expected


@given(st.text(max_size=40))
def test_any_date_text_is_taken(text: str) -> None:
    """No text fails; what comes back is aware and of our time."""
    found = read_date(text, now=datetime(2020, 5, 2, tzinfo=UTC))
    assert found is None or (found.tzinfo is UTC and 1980 <= found.year < 2100)


@pytest.mark.parametrize(
    ("title", "solved"),
    [
        ("[SOLVED] Lid", True), ("Lid [résolu]", True), ("Gelöst: Lid", True), ("Lid - RESOLVED", True),
        ("[unsolved] Lid", False), ("Lid (not solved)", False), ("Lid [non résolu]", False),
        ("Solved equations", None), ("How I solved it", None), ("Is this resolved?", None),
    ],
)  # fmt: skip
def test_solved_marks_of_titles(title: str, solved: bool | None) -> None:
    """A mark counts only where it stands apart; its negatives count as such."""
    assert solved_mark(title) is solved


def test_small_readings() -> None:
    """Names in captions and zones in footers."""
    assert quoted_name(" author=juan link=topic=1.msg2#msg2 date=133 wrote:") == "juan"
    assert quoted_name("Zitat von Ann") == "Ann"
    zone = stated_zone("Heures au format UTC + 1 heure [ Heure d’été ]")
    assert zone is not None
    assert zone.utcoffset(None).total_seconds() == 7200  # type: ignore[union-attr]


def test_walking_is_lazy_and_ordered(tmp_path: Path) -> None:
    """Documents come in the order of their names, one at a time, hidden ones and links left out."""
    for name in ("b.txt", "a.txt", ".hidden"):
        (tmp_path / name).write_text(name)
    (tmp_path / "link").symlink_to(tmp_path / "a.txt")
    found = list(walk(tmp_path))
    assert [item.name for item in found if isinstance(item, Document)] == ["a.txt", "b.txt"]
    assert [item.where for item in found if isinstance(item, Problem)] == ["link"]


@pytest.mark.parametrize(("printed", "meant"), [
    ("06 มิ.ย. 2554 14:22", "2011-06-06 14:22"), ("07 มิถุนายน 2554, 09:00", "2011-06-07 09:00"),
    ("08/06/2554 10:00", "2011-06-08 10:00"), ("เสาร์ 12 ก.พ. 54 23:05 น.", "2011-02-12 23:05"),
    ("2566-03-04 08:15", "2023-03-04 08:15"), ("1 ธ.ค. 2565", "2022-12-01 00:00"),
    ("5 มกราคม 54", "2011-01-05 00:00"),
    ("05-Dec-19 07:03 AM", "2019-12-05 07:03"), ("12-Mar-21 14:05", "2021-03-12 14:05"),
    ("12-Mar-21 02:05 PM", "2021-03-12 14:05"), ("3-Jan-2020 12:30 AM", "2020-01-03 00:30"),
    ("2021-3-12 下午 02:22", "2021-03-12 14:22"), ("2021年3月12日 上午 12:05", "2021-03-12 00:05"),
    ("2021/03/12 下午2:22", "2021-03-12 14:22"), ("2020年1月3日 午後 5:06", "2020-01-03 17:06"),
    ("2021-03-12 오후 5:06", "2021-03-12 17:06"), ("2024년 3월 4일 오전 9:10", "2024-03-04 09:10"),
    ("2021. 3. 12. 오후 12:06", "2021-03-12 12:06"), ("12/3/2021 5:06 μ.μ.", "2021-03-12 17:06"),
    ("12 Mart 2021 ÖS 05:06", "2021-03-12 17:06"), ("12.03.2021 5:06 ص", "2021-03-12 05:06"),
    ("Los 12 Mar 2021 05:06", "2021-03-12 05:06"),
])  # fmt: skip
def test_dates_of_other_calendars_and_halves_of_the_day(printed: str, meant: str) -> None:
    """Thai months and Buddhist years, short years behind dashes, the half of the day before the time."""
    read = read_date(printed)
    assert read is not None
    assert read.strftime("%Y-%m-%d %H:%M") == meant


def test_messages_that_are_files_are_joined_whatever_their_names(tmp_path: Path) -> None:
    """A mail program saves each message as a file: answers may lie before what they answer."""
    mails = [("c", "b", "Re: Lid sticks", "09:20", "Thanks."), ("a", "", "Lid sticks", "09:00", "Why?"),
             ("b", "a", "Re: Lid sticks", "09:10", "Oil it.")]  # fmt: skip
    for number, (own, parent, subject, time, words) in enumerate(mails):
        reply = f"In-Reply-To: <{parent}@hob.example>\n" if parent else ""
        (tmp_path / f"{number}.eml").write_text(
            "Received: from mx.hob.example\n\tby hob.example; Mon, 1 Jan 2024\n"
            f"From: {own}nn <{own}@hob.example>\nDate: Mon, 1 Jan 2024 {time}:00 +0000\nSubject: {subject}\n"
            f"Message-ID: <{own}@hob.example>\n{reply}Content-Type: text/plain\n\n{words}\n"
        )
    assert detect(tmp_path).format == "mbox"
    (thread,) = (item for item in read(tmp_path) if isinstance(item, Thread))
    assert (thread.title, [post.body for post in thread.posts]) == (
        "Lid sticks",
        ["Why?", "Oil it.", "Thanks."],
    )


@pytest.mark.parametrize(
    ("name", "magic"), [("mails.pst", b"!BDN"), ("one.msg", b"\xd0\xcf\x11\xe0\xa1\xb1")]
)
def test_outlook_s_own_files_are_named_with_what_to_do(name: str, magic: bytes, tmp_path: Path) -> None:
    """What cannot be read says how the same mails can be given."""
    (tmp_path / name).write_bytes(magic + b"\0" * 600)
    with pytest.raises(SourceError, match=r"Outlook file .* \.eml or mbox"):
        detect(tmp_path)
