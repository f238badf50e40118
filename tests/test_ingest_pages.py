"""Pages of every forum software, hand-written in its shape, come out as the threads that they show."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kbminer.ingest import Origin, detect, read
from kbminer.ingest.document import Document
from kbminer.records import Problem, Thread
from kbminer.text.to_markdown import to_markdown

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a page shows: the thread's key, title and mark, and its posts as (id, author, date, "
    "accepted, words)."""

    format: str
    key: str
    title: str
    solved: bool | None
    posts: tuple[tuple[str, str, str | None, bool | None, str], ...]


QUOTE = "> **{}**\n> {}\n\n{}".format
SHOWN = {
    "phpbb3.html": Shown(
        format="phpbb", key="hob.example:41", title="Kettle hums at night", solved=None,
        posts=(
            ("801", "Orla", "2018-09-03T11:39", None, "It hums.\n\n```\nhum = 1\n  loud = 0\n```"),
            ("802", "Pim", "2018-09-04T06:15", None, QUOTE("Orla wrote:", "It hums.", "Descale it.")),
        ),
    ),
    "phpbb3-theme.html": Shown(
        format="phpbb", key="pages:77", title="[Résolu] Four qui siffle", solved=True,
        posts=(
            ("900", "Lise", "2018-03-18T09:57", None, "Il siffle."),
            ("901", "Gus", "2018-03-19T07:02", None, "Joint usé."),
        ),
    ),
    "phpbb2.html": Shown(
        format="phpbb2", key="pages:55", title="Timer stuck", solved=None,
        posts=(
            ("310", "Ada", "2009-06-05T14:15", None, "It stops at three."),
            ("311", "Bo", "2009-06-06T09:00", None,
             QUOTE("Ada wrote:", "It stops at three.", "Turn it past five.")),
        ),
    ),
    "vbulletin5.html": Shown(
        format="vbulletin", key="pages:500", title="Lid rattles", solved=None,
        posts=(
            ("500", "Uma", "2021-06-05T14:48", None, "It rattles."),
            ("501", "Vic", "2021-06-06T14:48", None, QUOTE("Uma wrote:", "It rattles.", "Use a clip.")),
        ),
    ),
    "vbulletin4.html": Shown(
        format="vbulletin", key="hob.example:600", title="Plate cracks", solved=None,
        posts=(("61", "Wim", "2014-03-19T03:57", None, "It cracks."),),
    ),
    "vbulletin3.html": Shown(
        format="vbulletin", key="pages:31", title="Cord frays", solved=None,
        posts=(("91", "Xan", "2008-05-12T22:01", None, "It frays."),),
    ),
    "xenforo2.html": Shown(
        format="xenforo", key="pages:88", title="[Question] Fan stops", solved=True,
        posts=(
            ("701", "Zoe", "2020-09-18T15:56", False, "It stops.\n\n```c\nint x;\n```"),
            ("702", "Yan", "2020-09-19T15:56", True, QUOTE("Zoe wrote:", "It stops.", "Oil the hub.")),
        ),
    ),
    "xenforo1.html": Shown(
        format="xenforo", key="hob.example:66", title="Belt slips", solved=None,
        posts=(("401", "Abe", "2014-03-03T17:12", None, "It slips."),),
    ),
    "smf.html": Shown(
        format="smf", key="hob.example:19", title="Dial sticks", solved=None,
        posts=(
            ("150", "Bea", "2012-05-03T09:12", None, "It sticks.\n\n```\nturn(1);\nturn(2);\n```"),
            ("151", "Cal", "2012-05-04T10:00", None, QUOTE("Bea wrote:", "It sticks.", "Grease it.")),
        ),
    ),
    "vanilla.html": Shown(
        format="vanilla", key="pages:44", title="Rack bends", solved=True,
        posts=(
            ("d44", "Dot", "2019-06-10T04:57", None, "It bends."),
            ("90", "Fay", "2019-06-11T04:57", False, "Mine too."),
            ("91", "Eli", "2019-06-12T04:57", True, "Turn it."),
        ),
    ),
    "invision.html": Shown(
        format="invision", key="hob.example:73", title="Tray warps", solved=True,
        posts=(
            ("731", "Gil", "2021-02-03T10:00", False, "It warps."),
            ("732", "Hal", "2021-02-04T10:00", True, QUOTE("Gil wrote:", "It warps.", "Cool it slowly.")),
        ),
    ),
    "discourse.html": Shown(
        format="discourse-html", key="hob.example:301", title="Light flickers", solved=True,
        posts=(
            ("1", "ivo", "2022-03-04T05:06", False,
             "It flickers.\n\n[![lamp](https://hob.example/b.jpeg)](https://hob.example/a.jpeg)"),
            ("2", "jo", "2022-03-05T05:06", True, "Swap the bulb."),
        ),
    ),
    "schema.html": Shown(
        format="schema-org", key="pages:81", title="Seal leaks", solved=True,
        posts=(
            ("q", "Mia", "2023-01-02T03:04", None, "It leaks."),
            ("82", "Ned", "2023-01-03T03:04", True, "Clean it."),
            ("s2", "Oz", None, False, "No idea."),
        ),
    ),
    "unknown.html": Shown(
        format="generic", key="pages:unknown", title="Hinge squeaks", solved=None,
        posts=(
            ("q0", "Kai", "2016-05-12T10:22", None, "The hinge squeaks when the door opens fully."),
            ("11", "Lou", "2016-05-13T11:00", None, "A drop of oil will do, I think."),
            ("12", "Kai", "2016-05-14T12:00", None, "That worked, thank you very much."),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_page_gives_what_it_shows(name: str) -> None:
    """Format, thread, posts, dates in UTC, the accepted answer, and words without furniture."""
    shown = SHOWN[name]
    assert detect(PAGES / name).format == shown.format
    threads = [item for item in read(PAGES / name) if isinstance(item, Thread)]
    assert [(thread.key, thread.title, thread.solved) for thread in threads] == [
        (shown.key, shown.title, shown.solved)
    ]
    found = tuple(
        (post.id, post.author, post.created_at.isoformat()[:16] if post.created_at else None, post.accepted,
         to_markdown(post.body, post.format))
        for post in threads[0].posts
    )  # fmt: skip
    assert [post[:3] for post in found] == [post[:3] for post in shown.posts]
    assert [post[4] for post in found] == [post[4] for post in shown.posts]
    if shown.solved:
        assert [bool(post[3]) for post in found] == [bool(post[3]) for post in shown.posts]


def test_one_thread_is_one_thread_in_every_view(tmp_path: Path) -> None:
    """MyBB's full page, its archive page and its list, whose prefix says solved, make one thread."""
    for name in ("mybb.html", "mybb-archive.html", "mybb-list.html"):
        (tmp_path / name).write_text((PAGES / name).read_text())
    (thread,) = [item for item in read(tmp_path) if isinstance(item, Thread)]
    assert [post.author for post in thread.posts] == ["Noé", "Ines"]
    assert (thread.id, thread.title, thread.solved, thread.views) == (
        "12",
        "[RÉSOLU] Bouton collé",
        True,
        1204,
    )


def test_the_same_page_twice_changes_nothing(tmp_path: Path) -> None:
    """A topic saved under three names comes in once, each post once."""
    for name in ("viewtopic.php?t=41.html", "viewtopic.php?p=802.html", "x.html"):
        (tmp_path / name).write_text((PAGES / "phpbb3.html").read_text())
    (thread,) = [item for item in read(tmp_path) if isinstance(item, Thread)]
    assert [post.id for post in thread.posts] == ["801", "802"]


def test_a_missing_page_is_said() -> None:
    """A thread that ends before its last page goes through and is said to be cut short."""
    problems = [item for item in read(PAGES / "phpbb3.html") if isinstance(item, Problem)]
    assert [(item.what, item.lost) for item in problems] == [
        ("the thread is cut short: page 2 of 2 is missing", False)
    ]


def test_a_folder_may_hold_several_softwares() -> None:
    """Every page of a mixed folder goes to the reader of its own software."""
    threads = [item for item in read(PAGES) if isinstance(item, Thread)]
    assert len(threads) == len(SHOWN) + 1  # and MyBB's


def test_the_worked_example_of_the_docs_works(tmp_path: Path) -> None:
    """The format that docs/formats.md adds reads a page of its board, and is recognised."""
    text = (PAGES.parent.parent / "docs" / "formats.md").read_text()
    example: dict[str, Any] = {}
    exec(text.split("```python\n", 1)[1].split("```", 1)[0], example)  # noqa: S102 - our own docs
    page = (
        '<html><h1>Lid</h1><article class="hob-post" id="h12"><b class="hob-name">Ann</b>'
        '<i class="hob-date">26-02-2015, 13h46</i><div class="hob-words">It sticks.'
        '<p class="hob-sig">A.</p></div></article>'
    )
    document = Document("read.php?topic=7.html", page.encode(), io.BytesIO())
    format = example["FORMAT"]
    assert format.recognise(document).confidence == 0.95
    reader = format.reader(Origin(name="hob"))
    assert list(reader.feed(document)) == []
    (thread,) = [item for item in reader.finish() if isinstance(item, Thread)]
    assert (thread.key, thread.title) == ("hob:7", "Lid")
    assert [(post.id, post.author, post.body) for post in thread.posts] == [("12", "Ann", "It sticks.")]


def test_only_dates_that_were_read_are_counted(tmp_path: Path) -> None:
    """A page of which one date is in no known words: one is counted as read, one as not."""
    (tmp_path / "a.html").write_text(THAI_PAGE.replace("07 มิถุนายน 2554, 09:00", "zw. Vollmond"))
    items = list(read(tmp_path))
    told = [item.what for item in items if isinstance(item, Problem)]
    assert told == ["2 dates name no zone and were taken as UTC", "the dates of 1 posts can't be read"]
    (thread,) = [item for item in items if isinstance(item, Thread)]
    assert [str(post.created_at)[:10] for post in thread.posts] == ["2011-06-06", "None", "2011-06-08"]


def _thai_post(number: int, name: str, date: str, words: str) -> str:
    return (
        f'<div id="p{number}" class="post"><div class="inner"><dl class="postprofile"><dt>'
        f'<a class="username" href="./u={number}">{name}</a></dt></dl><div class="postbody"><div>'
        f'<h3><a href="#p{number}">พิมพ์</a></h3><p class="author">โดย <strong><a class="username">{name}</a>'
        f"</strong> &raquo; {date}</p>"
        f'<div class="content">{words}</div></div></div></div></div>'
    )


THAI_PAGE = (
    '<!DOCTYPE html><html lang="th"><head><meta charset="utf-8"><title>พิมพ์ซ้ำ</title></head><body id="phpbb" '
    'class="section-viewtopic"><h2 class="topic-title"><a href="./viewtopic.php?f=2&amp;t=77">พิมพ์ซ้ำ</a></h2>'
    + _thai_post(1, "สมชาย", "06 มิ.ย. 2554 14:22", "พิมพ์ซ้ำสองครั้ง แก้อย่างไร?")
    + _thai_post(2, "มาลี", "07 มิถุนายน 2554, 09:00", "ปิด Retry")
    + _thai_post(3, "สมชาย", "08/06/2554 10:00", "ได้แล้ว ขอบคุณ")
    + "</body></html>"
)
