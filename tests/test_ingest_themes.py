"""Pages that differ from their software's usual ones: themes, guests, other charsets, what browsers save."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from kbminer.ingest import detect, read
from kbminer.ingest.dates import read_date
from kbminer.records import Problem, Thread, public_part
from kbminer.text.to_markdown import to_markdown

THEMES = Path(__file__).parent / "themes"
PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a page shows: format, thread, title, mark, and posts as (id, author, minute in UTC, words)."""

    format: str
    id: str
    title: str
    solved: bool | None = None
    posts: tuple[tuple[str, str | None, str, str], ...]


SHOWN = {
    "xenforo23.html": Shown(
        format="xenforo", id="912", title="[Gelöst] Pumpe brummt", solved=True,
        posts=(
            ("5001", "Gast17", "2024-03-05T09:00",
             "Sie brummt.\n![a.jpg](https://h.example/a.jpg)\n\n![](https://h.example/b.jpg)"),
            ("5002", "Deleted member 88", "2024-03-06T09:00",
             "> **Gast17 wrote:**\n> > **Uli wrote:**\n> > Innen.\n>\n> Außen.\n\nEntlüften."),
        ),
    ),
    "discourse-rendered.html": Shown(
        format="discourse-html", id="77", title="Valve drips", solved=True,
        posts=(
            ("1", "ann", "2024-03-05T10:00", "It drips."),
            ("2", "bob", "2024-03-06T10:00", "New washer."),
        ),
    ),
    "invision5.html": Shown(
        format="invision", id="84", title="Lamp dim",
        posts=(
            ("901", "Ina", "2024-03-05T10:00", "It is dim.\n\n![l](https://hob.example/l.jpg)"),
            ("902", "Guest Karl", "2024-03-06T10:00", "> **Ina wrote:**\n> It is dim.\n\nNew tube."),
        ),
    ),
    "nodebb.html": Shown(
        format="nodebb-html", id="61", title="Sensor off",
        posts=(
            ("310", "lea", "2024-03-05T10:00", "It reads zero."),
            ("311", "Guest", "2024-03-06T10:00", "Swap the wire of it."),
        ),
    ),
    "smf11-windows-1251.html": Shown(
        format="smf", id="33", title="Насос гудит",
        posts=(
            ("71", "Оля", "2012-03-05T09:12", "Он гудит."),
            ("72", "Гость", "2012-03-06T09:12", "> **Оля wrote:**\n> Он гудит.\n\nСпустите воздух."),
        ),
    ),
    "phpbb33-windows-1251.html": Shown(
        format="phpbb", id="55", title="Кран капает",
        posts=(
            ("501", "Оля", "2024-03-05T10:00",
             "Капает.\n\n![k.jpg](https://hob.example/download/file.php?id=7)"),
            ("502", "Гость", "2024-03-06T07:00", "> **Оля wrote:**\n> Капает.\n\nПрокладка."),
        ),
    ),
    "vbulletin5-guest.html": Shown(
        format="vbulletin", id="800", title="Tap stuck",
        posts=(
            ("800", "Guest", "2024-03-05T10:00", "Stuck.![](filedata/fetch?id=5)"),
            ("802", "Rex", "2024-03-06T10:01", "Oil."),
        ),
    ),
    "mybb-archive-guest.html": Shown(
        format="mybb", id="90", title="Tap squeals",
        posts=(
            ("1", "Ada", "2016-05-12T15:14", "It squeals."),
            ("2", "Guest", "2016-05-13T15:14", "Oil it."),
        ),
    ),
}  # fmt: skip


def only_thread(path: Path) -> Thread:
    """The one thread that lies there."""
    (thread,) = [item for item in read(path) if isinstance(item, Thread)]
    return thread


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_an_unusual_page_gives_what_it_shows(name: str) -> None:
    """Guests, deleted users, nested quotes, lazy images, relative links, old charsets, "yesterday"."""
    shown = SHOWN[name]
    assert detect(THEMES / name).format == shown.format
    thread = only_thread(THEMES / name)
    assert (thread.id, thread.title, thread.solved) == (shown.id, shown.title, shown.solved)
    assert [
        (post.id, post.author, post.created_at and post.created_at.isoformat()[:16],
         to_markdown(post.body, post.format))
        for post in thread.posts
    ] == list(shown.posts)  # fmt: skip


RENAMED = {
    "phpbb3.html": "postbody|postprofile|username|author|content",
    "xenforo2.html": "message-name|username|u-dt|message-body|bbWrapper",
    "vbulletin5.html": "author|js-post__content-text|b-post__timestamp",
    "smf.html": "poster|keyinfo|postarea|post_wrapper|smalltext",
    "discourse.html": "crawler-post|creator|post-time",
}


@pytest.mark.parametrize("name", sorted(RENAMED))
def test_a_theme_that_renames_classes_is_read_all_the_same(name: str, tmp_path: Path) -> None:
    """Without the classes that its software is known by, a page still gives its posts, authors and dates."""
    whole = only_thread(PAGES / name)
    page = (PAGES / name).read_text()
    page = re.sub(rf'(?<=[" ])({RENAMED[name]})(?=[" ])', r"hob-\1", page)
    (tmp_path / name).write_text(page)
    thread = only_thread(tmp_path)
    assert len(thread.posts) == len(whole.posts)
    assert [post.author for post in thread.posts] == [post.author for post in whole.posts]
    assert all(post.created_at for post in thread.posts)


def test_comments_below_a_vbulletin_post_are_posts(tmp_path: Path) -> None:
    """A comment, which stands inside the post that it answers and has names of its own, comes in."""
    page = (THEMES / "vbulletin5-guest.html").read_text()
    comment = (
        '<ul><li data-node-id="850" class="b-post b-comment js-post"><a class="b-comment__author">Kit</a>'
        '<div class="b-post__timestamp">03-07-2024, 11:00 AM</div>'
        '<div class="js-post__content" itemprop="commentText">Or grease.</div></li></ul></li></ul></body>'
    )
    (tmp_path / "t.html").write_text(page.replace("</li></ul></body>", comment))
    posts = only_thread(tmp_path).posts
    assert [(post.id, post.author, post.body) for post in posts if post.id == "850"] == [
        ("850", "Kit", "Or grease.")
    ]
    assert all(post.created_at for post in posts)


def test_posts_of_one_minute_are_not_one_post(tmp_path: Path) -> None:
    """Where posts have no ids, two of one author in one minute both come in, once, however often saved."""
    page = (THEMES / "mybb-archive-guest.html").read_text()
    page = page.replace("05-13-2016", "05-12-2016").replace("<h2>Guest</h2>", "<h2>Ada</h2>")
    for name in ("thread-90.html", "thread-90-1.html"):
        (tmp_path / name).write_text(page)
    assert [post.body for post in only_thread(tmp_path).posts] == ["It squeals.", "Oil it."]


def test_a_list_of_threads_is_no_thread(tmp_path: Path) -> None:
    """Rows of titles with authors and dates, of a software that nobody knows, are not taken for posts."""
    rows = "".join(
        f'<div class="topic-row"><a href="/topic/{n}">How do I clean the filter number {n}?</a>'
        f'<span class="author">ann</span><span class="date">03 Mar 2020 10:0{n}</span>'
        f"<div>{n} replies</div></div>"
        for n in range(8)
    )
    (tmp_path / "list.html").write_text(f"<html><body><h1>Filters</h1>{rows}</body></html>")
    assert not [item for item in read(tmp_path, format="generic") if isinstance(item, Thread)]


def test_a_hidden_flarum_post_is_not_public_and_a_deleted_user_is_nobody(tmp_path: Path) -> None:
    """Hidden posts are not shown; a deleted user's post comes without an author, best answer or not."""

    def post(number: int, user: object, **attributes: object) -> dict[str, object]:
        own = {"number": number, "createdAt": "2024-03-05T10:00:00+00:00", "contentType": "comment"}
        return {
            "type": "posts", "id": str(number), "attributes": own | attributes,
            "relationships": {"user": {"data": user}},
        }  # fmt: skip

    links = {"posts": {"data": [{"type": "posts", "id": str(n)} for n in (1, 2, 3)]}}
    discussion = {"title": "Fan", "hasBestAnswer": 2}
    answer = {
        "data": {"type": "discussions", "id": "9", "attributes": discussion, "relationships": links},
        "included": [
            post(1, {"type": "users", "id": "1"}, contentHtml="<p>Why?</p>"),
            post(2, None, contentHtml="<p>So.</p>"),
            post(3, None, isHidden=True),
            {"type": "users", "id": "1", "attributes": {"username": "ann"}},
        ],
    }
    (tmp_path / "d.json").write_text(json.dumps(answer))
    thread = public_part(only_thread(tmp_path))
    assert thread
    assert [(post.id, post.author, post.accepted) for post in thread.posts] == [
        ("1", "ann", False),
        ("2", None, True),
    ]
    assert not [item for item in read(tmp_path) if isinstance(item, Problem)]


@pytest.mark.parametrize(
    "printed",
    ["« Antwort #1 am: 03. Mai 2012, 09:12:44 »", "3 marts 2012 09:12", "3 mrt 2012 09:12", "9:12 3/5/2012",
     "2012. május 3., 09:12", "3 травня 2012, 09:12", "2012년 5월 3일 09:12", "03 Mayıs 2012 - 09:12",
     "3/May/2012 09:12", "Thu, 3 May 2012 07:12:44 -0200", "Jue May 03, 2012 9:12 am", "3 май 2012, 09:12",
     "le 3 mai 2012 à 9h12", "pe, 03.05.2012 klo 09.12", "« Odpowiedź #1 dnia: 03 maja 2012, 09:12:44 »"],
)  # fmt: skip
def test_dates_of_many_boards(printed: str) -> None:
    """The third of May (or of March, where the word says so), at twelve past nine."""
    found = read_date(printed)
    assert found is not None
    assert (found.year, found.day, found.hour, found.minute) == (2012, 3, 9, 12)
    assert found.month == (3 if "marts" in printed or "mrt" in printed else 5)
