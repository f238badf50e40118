"""Forums of software that has no reader of its own: what is read of them, and when nothing is."""

from __future__ import annotations

import hashlib
import json
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from board_markup import SITE, SOFTWARES, Software, page
from board_markup_aside import ASIDE
from board_markup_boxes import BOXES
from board_markup_later import LATER
from board_markup_tables import TABLES
from invented_forum import Said, Talk, forum

from kbminer.cli.warnings import warning_lines
from kbminer.config import Settings
from kbminer.ingest import detect, read
from kbminer.pipeline.run import mine
from kbminer.records import Post, Problem, Thread
from kbminer.text.to_markdown import to_markdown

LEAST = 0.97
ALL = SOFTWARES | ASIDE | TABLES | BOXES | LATER
NAMES_MATTER = {"discuz", "bbpress", "proboards"}
"""Where signs against copying are known by their class alone, a topic without replies, and guests."""


@dataclass(slots=True)
class Score:
    """How many titles, posts, authors, dates and accepted answers of how many came in right."""

    titles: float = 0.0
    posts: float = 0.0
    authors: float = 0.0
    dates: float = 0.0
    accepted: float = 0.0


def words(body: str) -> str:
    """A body's plain words."""
    return " ".join(re.sub(r"[`\\]", "", to_markdown(body)).split())


def save(folder: Path, software: Software, talks: list[Talk]) -> Path:
    """Save a forum's pages as the software draws them."""
    for talk in talks:
        path = folder / software.name(talk)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(software.page(talk), encoding="utf-8")
    return folder


def scored(folder: Path, talks: list[Talk]) -> Score:
    """Compare what comes in with what was said, post by post, by the words of each."""
    threads = {item.title: item for item in read(folder) if isinstance(item, Thread)}
    score = Score(titles=sum(talk.title in threads for talk in talks) / len(talks))
    said = [(post, talk) for talk in talks for post in talk.shown()]
    right = [(post, found) for post, talk in said if (found := _found(post, talk, threads))]
    best = [post for post, _ in said if post.accepted]
    score.posts = len(right) / len(said)
    score.authors = sum(found.author == post.author for post, found in right) / len(said)
    score.dates = sum(_is_date(found, post) for post, found in right) / len(said)
    score.accepted = sum(bool(found.accepted) for post, found in right if post.accepted) / max(len(best), 1)
    shown = sum(len(thread.posts) for thread in threads.values())
    assert shown <= 1.03 * len(said), "what is no post came in as one"
    assert sum(bool(post.accepted) for thread in threads.values() for post in thread.posts) == len(best)
    return score


def _found(post: Said, talk: Talk, threads: dict[str, Thread]) -> Post | None:
    posts = threads[talk.title].posts if talk.title in threads else ()
    return next((found for found in posts if words(found.body) == post.words), None)


def _is_date(found: Post, post: Said) -> bool:
    return found.created_at is not None and abs(found.created_at - post.at) < timedelta(minutes=1)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", sorted(ALL))
def test_ten_pages_of_an_unknown_board_come_in(name: str, seed: int, tmp_path: Path) -> None:
    """Titles, posts, authors and dates of nearly all, the accepted answers, and nothing twice."""
    software = ALL[name]
    talks = forum(seed, comments=software.comments, accepted=software.accepted)
    save(tmp_path, software, talks)
    assert detect(tmp_path).format == "generic"
    score = scored(tmp_path, talks)
    assert min(score.titles, score.posts, score.authors, score.dates) >= LEAST, score
    assert score.accepted == 1 or not software.accepted


def renamed(drawn: str) -> str:
    """A page with names of classes and ids that say nothing, the same for the same everywhere."""

    def token(name: str) -> str:
        number = re.search(r"\d*$", name)
        letters = hashlib.md5(re.sub(r"\d+", "", name).encode(), usedforsecurity=False).hexdigest()[:5]
        return "x" + letters.translate(str.maketrans("0123456789", "ghijklmnop")) + (number or [""])[0]

    return re.sub(
        r'\b(class|id)="([^"]*)"', lambda m: f'{m[1]}="{" ".join(map(token, m[2].split()))}"', drawn
    )


@pytest.mark.parametrize("name", sorted(ALL.keys() - NAMES_MATTER))
def test_names_of_classes_help_and_are_not_needed(name: str, tmp_path: Path) -> None:
    """With every class and id renamed to what says nothing, the folder still shows what its posts are."""
    software = ALL[name]
    talks = forum(1, comments=software.comments, accepted=software.accepted)
    for talk in talks:
        (tmp_path / f"t{talk.number}.html").write_text(renamed(software.page(talk)), encoding="utf-8")
    threads = {item.title: item for item in read(tmp_path) if isinstance(item, Thread)}
    said = [(post, talk) for talk in talks for post in talk.shown()]
    right = [(post, found) for post, talk in said if (found := _found(post, talk, threads))]
    assert len(right) >= LEAST * len(said)
    assert sum(found.author == post.author and _is_date(found, post) for post, found in right) >= LEAST * len(
        said
    )


@pytest.mark.parametrize("name", sorted(ALL))
def test_one_page_of_an_unknown_board_comes_in(name: str, tmp_path: Path) -> None:
    """A single page shows enough, though there is no other to compare it with."""
    software = ALL[name]
    talks = [talk for talk in forum(3, comments=software.comments) if talk.posts[0].at.day > 12]
    talk = max(talks, key=lambda talk: len(talk.posts))  # a day that is no month
    score = scored(save(tmp_path, software, [talk]), [talk])
    assert min(score.titles, score.posts, score.authors, score.dates) >= LEAST, score


def test_the_first_post_asks_and_comments_follow_what_they_are_on(tmp_path: Path) -> None:
    """On a page of questions and answers the question is first, and each comment names its answer."""
    talks = forum(4, comments=True)
    save(tmp_path, SOFTWARES["askbot"], talks)
    for thread in (item for item in read(tmp_path) if isinstance(item, Thread)):
        talk = next(talk for talk in talks if talk.title == thread.title)
        assert [words(post.body) for post in thread.posts] == [said.words for said in talk.shown()]
        answers = [str(post.number) for post in talk.posts for _ in post.comments]
        assert [post.reply_to for post in thread.posts if post.reply_to] == answers


def drawn(posts: list[tuple[str, str, str]], *, title: str = "Lid sticks", joined: str = "") -> str:
    """A page of simple boxes: author, date and words of each."""
    boxes = "".join(
        f'<div class="entry" id="e{number}"><b class="nick">{name}</b> {joined}<i>{date}</i>'
        f'<div class="text">{said}</div></div>'
        for number, (name, date, said) in enumerate(posts, 40)
    )
    return page(f"{title} - {SITE}", f"<h1>{title}</h1>{boxes}")


def threads_of(folder: Path) -> list[Thread]:
    """The threads that lie there."""
    return [item for item in read(folder, format="generic") if isinstance(item, Thread)]


@pytest.mark.parametrize(
    "joined",
    ["<span>Joined: 3 May 2009</span>", "<dl><dt>Registered</dt><dd>2009-05-03</dd></dl>",
     "<small>Mitglied seit: 03.05.2009, 10:15</small>", "<p>Member since <em>May 3, 2009 10:15</em></p>"],
)  # fmt: skip
def test_the_date_of_a_post_is_not_that_of_its_member(joined: str, tmp_path: Path) -> None:
    """When somebody joined stands nearer to the name than the post's own date, and is not taken for it."""
    posts = [
        ("ann", "5 June 2020, 10:00", "It sticks when hot."),
        ("bob", "6 June 2020, 11:00", "Oil the hinge."),
    ]
    (tmp_path / "t7.html").write_text(drawn(posts, joined=joined))
    (thread,) = threads_of(tmp_path)
    dates = [post.created_at and post.created_at.date().isoformat() for post in thread.posts]
    assert dates == ["2020-06-05", "2020-06-06"]


def test_the_same_words_twice_are_two_posts(tmp_path: Path) -> None:
    """Somebody who sent a post twice in one minute wrote two, by their numbers."""
    again = ("bob", "6 June 2020, 11:00", "Oil the hinge.")
    posts = [("ann", "5 June 2020, 10:00", "It sticks."), again, again]
    (tmp_path / "t7.html").write_text(drawn(posts))
    (thread,) = threads_of(tmp_path)
    assert [post.author for post in thread.posts] == ["ann", "bob", "bob"]


def test_a_post_that_says_the_title_again_keeps_its_words(tmp_path: Path) -> None:
    """Whether it says nothing else, or has the title within a sentence."""
    title = "Why does the kiln lid stick"
    posts = [("ann", "5 June 2020, 10:00", title),
             ("bob", "6 June 2020, 11:00", f"So: is <i><b>{title}</b></i> what you ask?")]  # fmt: skip
    (tmp_path / "t7.html").write_text(drawn(posts, title=title))
    (thread,) = threads_of(tmp_path)
    assert [words(post.body) for post in thread.posts] == [title, f"So: is **{title}** what you ask?"]


def test_letters_that_are_never_closed_change_nothing_of_what_follows(tmp_path: Path) -> None:
    """Browsers go on with an unclosed bold type around all later posts; they are posts all the same."""
    for number in range(4):
        said = ("It sticks <b>when hot." if number == 2 else "It sticks.", "Oil <em>it.", "That was it.")
        days = [f"{day + 3 * number} June 2020, 10:00" for day in (5, 6, 7)]
        words = [f"{each} {number}" for each in said]
        posts = list(zip(("ann", "bob", "ann"), days, words, strict=True))
        (tmp_path / f"t{number}.html").write_text(drawn(posts, title=f"Lid {number}"))
    assert [[post.author for post in thread.posts] for thread in threads_of(tmp_path)] == [
        ["ann", "bob", "ann"]
    ] * 4


def test_an_index_of_forums_is_no_thread(tmp_path: Path) -> None:
    """Rows with a forum's name, what it is about, and who wrote last and when, however few they are."""
    days = (23, 4, 17, 2, 28, 9, 21, 6)
    rows = "".join(
        f'<tr class="row"><td><a href="forum.php?f={n}">Forum of things {n}</a><div class="text">All to'
        f" say about the things of kind {n} and what they do.</div></td><td><i>{day} June 2020, 10:00</i> "
        f'<a class="author" href="user.php?u={n}">ann{n}</a></td></tr>'
        for n, day in enumerate(days)
    )
    for shown in (rows, "</tr>".join(rows.split("</tr>")[:2])):
        (tmp_path / "index.html").write_text(page("Forums", f"<h1>Forums</h1><table>{shown}</table>"))
        assert threads_of(tmp_path) == []


def test_damaged_pages_spoil_themselves_alone(tmp_path: Path) -> None:
    """Pages cut short anywhere, with bytes lost or doubled: those beside them come in, and nothing breaks."""
    talks = forum(6, talks=12)
    chance = random.Random(1)
    for number, talk in enumerate(talks):
        text = SOFTWARES["fluxbb"].page(talk)
        (tmp_path / f"viewtopic.php?id={talk.number}.html").write_text(text)
        for again in range(6):
            start, end = sorted(chance.sample(range(len(text)), 2))
            hurt = text[:start] + text[end:] if again % 2 else text[:end] + text[start:]
            (tmp_path / f"viewtopic.php?id={9000 + 10 * number + again}.html").write_text(hurt)
    items = list(read(tmp_path, format="generic"))
    found = {item.id: item for item in items if isinstance(item, Thread)}
    whole = [talk for talk in talks if str(talk.number) in found]
    assert len(whole) >= LEAST * len(talks)
    assert all(len(found[str(talk.number)].posts) == len(talk.posts) for talk in whole)
    assert not [item for item in items if isinstance(item, Problem) and "not as expected" in item.what]


def warnings_of(folder: Path) -> list[str]:
    """What is said loudly; no thread may come beside it."""
    items = list(read(folder, format="generic"))
    assert not [item for item in items if isinstance(item, Thread)]
    return [item.what for item in items if isinstance(item, Problem) and item.warns]


def test_a_forum_under_one_title_is_refused(tmp_path: Path) -> None:
    """Where nothing but the site's name can be found for a title, no thread is made of it."""
    for number in range(12):
        asked = ("ann", f"{number + 1} June 2020, 10:00", f"It sticks {number} times.")
        body = drawn([asked, ("bob", f"{number + 2} June 2020, 11:00", "Oil it.")], title="Archived Forum")
        (tmp_path / f"t{number}.html").write_text(re.sub(r" - [^<]*(?=</title>)", "", body))
    (said,) = warnings_of(tmp_path)
    assert "12 of 12 threads have the same title" in said


def test_a_forum_of_single_posts_is_refused(tmp_path: Path) -> None:
    """Threads of one post throughout: the replies were not seen."""
    for number in range(12):
        body = drawn(
            [(f"ann{number % 5}", f"{number + 1} June 2020, 10:00", f"It sticks {number} times.")],
            title=f"Lid {number}",
        )
        (tmp_path / f"t{number}.html").write_text(body)
    (said,) = warnings_of(tmp_path)
    assert "one post" in said


def test_dates_from_before_there_were_forums_are_refused(tmp_path: Path) -> None:
    """A year of birth is no date of a post."""
    for number in range(12):
        posts = [(name, f"{number + 1} January 1985, 0{place}:00", f"It sticks {number + place} times.")
                 for place, name in enumerate(("ann", "bob"))]  # fmt: skip
        (tmp_path / f"t{number}.html").write_text(drawn(posts, title=f"Lid {number}"))
    (said,) = warnings_of(tmp_path)
    assert "before there were forums" in said


def test_pages_of_which_most_show_no_thread_are_refused(tmp_path: Path) -> None:
    """A folder of articles with one thread among them is no forum."""
    for number in range(20):
        text = "".join(f"<p>Part {n} of chapter {number} says more.</p>" for n in range(9))
        (tmp_path / f"a{number}.html").write_text(
            page(f"Chapter {number}", f"<h1>Chapter {number}</h1>{text}")
        )
    posts = [("ann", "5 June 2020, 10:00", "It sticks."), ("bob", "6 June 2020, 11:00", "Oil the hinge.")]
    (tmp_path / "t.html").write_text(drawn(posts))
    (said,) = warnings_of(tmp_path)
    assert "20 of 21 pages show no thread" in said


def test_a_date_counts_back_from_the_page_s_own(tmp_path: Path) -> None:
    """ "2 days ago" is two days before the mirror's date, not before today."""
    posts = [("ann", "5 days ago", "It sticks when hot."), ("bob", "2 days ago", "Oil the hinge.")]
    mirror = "HTTrack Website Copier/3.x [XR&CO'2014]"
    note = f"<!-- Mirrored from hob.example/t7.html by {mirror}, Wed, 10 Jun 2020 10:00:00 GMT -->"
    (tmp_path / "t7.html").write_text(drawn(posts) + note)
    (thread,) = threads_of(tmp_path)
    assert [post.created_at for post in thread.posts] == [
        datetime(2020, 6, 5, 10, tzinfo=UTC),
        datetime(2020, 6, 8, 10, tzinfo=UTC),
    ]


def test_a_site_in_two_languages_is_one_forum(tmp_path: Path) -> None:
    """Half of the pages say "Submitted by ann on", half "Verfasst von ann am"; both name their authors."""
    talks = forum(5)
    for number, talk in enumerate(talks):
        drawn_page = SOFTWARES["drupal"].page(talk)
        if number % 2:
            drawn_page = re.sub(
                r"Submitted by (.*?) on \w+, (\d\d)/(\d\d)/(\d{4}) - ",
                r"Verfasst von \1 am \3.\2.\4 - ",
                drawn_page,
            )
            drawn_page = drawn_page.replace("not verified", "nicht überprüft")
        (tmp_path / f"n{talk.number}.html").write_text(drawn_page)
    score = scored(tmp_path, talks)
    assert min(score.titles, score.posts, score.authors, score.dates) >= LEAST, score


def test_structured_data_with_fewer_posts_than_they_count_give_way_to_the_page(tmp_path: Path) -> None:
    """A plugin describes the opening alone and counts three answers: the page is read, its title kept."""
    posts = [("ann", "5 June 2020, 10:00", "It sticks."), ("bob", "6 June 2020, 11:00", "Oil the hinge."),
             ("ann", "7 June 2020, 12:00", "That was it.")]  # fmt: skip
    described = (
        '<script type="application/ld+json">{"@type": "DiscussionForumPosting", "headline": "Lid sticks", '
        '"articleBody": "It sticks.", "datePublished": "1970-01-01T00:00:00+00:00", '
        '"author": {"name": "ann"}, '
        '"interactionStatistic": {"interactionType": "https://schema.org/CommentAction", '
        '"userInteractionCount": 3}}</script>'
    )
    (tmp_path / "t7.html").write_text(drawn(posts).replace("</head>", f"{described}</head>"))
    items = list(read(tmp_path))
    (thread,) = [item for item in items if isinstance(item, Thread)]
    assert [post.author for post in thread.posts] == ["ann", "bob", "ann"]
    assert thread.posts[0].created_at == datetime(2020, 6, 5, 10, tzinfo=UTC)
    assert any(
        "of 4 posts that it counts, 3 are there" in item.what for item in items if isinstance(item, Problem)
    )


def test_a_refused_source_stands_at_the_top_of_the_report(tmp_path: Path) -> None:
    """Beside a forum that was read, the one that was not is named before any suggestion, in every output."""
    save(tmp_path / "good", SOFTWARES["fluxbb"], forum(7))
    (tmp_path / "bad").mkdir()
    for number in range(12):
        posts = [("ann", f"{number + 1} June 2020, 10:00", f"It sticks {number} times."),
                 ("bob", f"{number + 1} June 2020, 11:00", f"Oil it {number} times.")]  # fmt: skip
        drawn_page = drawn(posts, title="Archived Forum").replace(f" - {SITE}", "")
        (tmp_path / "bad" / f"t{number}.html").write_text(drawn_page)
    kb = mine(tmp_path / "good", tmp_path / "bad", settings=Settings(model="lexical"))
    kb.write(tmp_path / "out")
    data = json.loads((tmp_path / "out" / "report.json").read_text())
    assert ["same title" in warning["what"] for warning in data["warnings"]] == [True]
    html = (tmp_path / "out" / "report.html").read_text()
    assert 0 < html.index("have the same title") < html.index(">Suggestions</h2>")
    assert [line for line in warning_lines(kb.problems) if line.startswith("WARNING: bad: ")]
    assert not any("Archived" in draft.title for draft in kb.drafts)


def test_the_rows_of_topic_lists_are_no_posts(tmp_path: Path) -> None:
    """A third of the folder are lists that tell who asked, who wrote last and when, in many orders."""
    talks = forum(8)
    save(tmp_path, SOFTWARES["drupal"], talks)
    mirror = "by HTTrack Website Copier/3.x, Wed, 10 Jun 2020 10:00:00 GMT"
    for number in range(12):
        rows = "".join(
            f'<tr class="r{at % 2}"><td class="title"><a href="../node/{talk.number}.html">'
            f'{talk.title[: 5 + (at + number) % 40]}</a></td><td class="replies">{at}</td>'
            f'<td class="created">{at + 2} weeks {number} days ago<br>by <a href="../user/{at}.html">ann{at}'
            f'</a></td><td class="last-reply">{at + 1} weeks ago<br>by <a href="../user/{at}.html">bob{at}'
            "</a></td></tr>"
            for at, talk in enumerate(talks[number:] + talks[:number])
        )
        table = f'<table id="forum-topic-3"><tbody>{rows}</tbody></table>'
        listed = page(
            f"Forum {number} | {SITE}", f"{table}<!-- Mirrored from hob.example/f{number} {mirror} -->"
        )
        (tmp_path / f"forum{number}.html").write_text(listed)
    score = scored(tmp_path, talks)
    assert min(score.titles, score.posts, score.authors, score.dates) >= LEAST, score


@pytest.mark.parametrize("said", [
    '<p><a href="https://elsewhere.example/kiln">https://elsewhere.example/kiln</a></p>',
    '<p>See: <a href="https://elsewhere.example/a/long/address">how the lid was made to fit</a></p>',
])  # fmt: skip
def test_a_post_may_be_nothing_but_a_link(said: str, tmp_path: Path) -> None:
    """Whether it opens a thread or answers in one."""
    for number in range(8):
        words = [f"{each} {number} times." for each in ("It sticks", "Oil it", "Thanks for it")]
        if number in (3, 4):
            words[number - 3] = said
        posts = [(("ann", "bob", "cy")[place], f"{3 * number + place + 1} June 2020, 10:00", each)
                 for place, each in enumerate(words)]  # fmt: skip
        (tmp_path / f"t{number}.html").write_text(drawn(posts, title=f"Lid {number} sticks"))
    assert [len(thread.posts) for thread in threads_of(tmp_path)] == [3] * 8


def test_a_zone_in_somebody_s_words_is_not_the_page_s(tmp_path: Path) -> None:
    """Who writes "my time zone is UTC-5" moves no post, neither his own nor another's."""
    posts = [("ann", "5 June 2020, 10:00", "I have set my time zone to UTC-5 and the lid sticks."),
             ("bob", "6 June 2020, 11:00", "Oil the hinge.")]  # fmt: skip
    (tmp_path / "t7.html").write_text(drawn(posts))
    (thread,) = threads_of(tmp_path)
    assert [post.created_at and post.created_at.hour for post in thread.posts] == [10, 11]


def test_indented_replies_are_posts_like_the_others(tmp_path: Path) -> None:
    """A board draws answers to answers further in, on few of its pages."""
    for number in range(20):
        posts = [(f"ann{place}", f"{place + 1} June 2020, 1{number % 10}:00", f"Words {number} of {place}.")
                 for place in range(4)]  # fmt: skip
        shown = drawn(posts, title=f"Lid {number} sticks")
        if number == 7:
            for place in (42, 43):
                shown = shown.replace(
                    f'<div class="entry" id="e{place}">', f'<div class="in"><div class="entry" id="e{place}">'
                )
            shown = shown.replace("</div></div></body>", "</div></div></div></div></body>")
        (tmp_path / f"t{number}.html").write_text(shown)
    assert [len(thread.posts) for thread in threads_of(tmp_path)] == [4] * 20


@pytest.mark.parametrize("line", [
    "#{number} - {name} - {date}", "{number}. {name} | {date}", "{date} · {name}",
    "Nr. {number}: {name} - {date}",
])  # fmt: skip
def test_number_name_and_date_may_stand_in_one_line(line: str, tmp_path: Path) -> None:
    """A home-made board writes them as one heading above the words, and links to another board's pages."""
    for number in range(12):
        posts = []
        for place in range(3):
            name = ("ann", "bob lee", "cy")[(number + place) % 3]
            date = f"{('Fri', 'Sat', 'Sun')[place]} Jun {place + 5:02}, 2020 9:{10 + number} am"
            head = line.format(number=1000 + 10 * number + place, name=name, date=date)
            link = '<a href="http://old.example/viewtopic.php?t=5">there</a>' if number == 2 else "there"
            words = f"Words {number} of {place}, as {link}."
            posts.append(f'<div class="post"><h4>{head}</h4><div class="words">{words}</div></div>')
        shown = f'<h1>{SITE}</h1><h2>Kilns > Lid {number} sticks</h2><div id="posts">{"".join(posts)}</div>'
        (tmp_path / f"{number}.html").write_text(page(f"Lid {number} sticks - {SITE}", shown))
    threads = [item for item in read(tmp_path) if isinstance(item, Thread)]
    assert [thread.title for thread in threads] == [f"Lid {number} sticks" for number in range(12)]
    names = [("ann", "bob lee", "cy")[(n + place) % 3] for n in range(12) for place in range(3)]
    assert [post.author for thread in threads for post in thread.posts] == names
    assert all(post.created_at for thread in threads for post in thread.posts)


def test_a_large_folder_is_read_on_all_cores_as_on_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same threads and problems in the same order, damaged pages among them."""
    save(tmp_path, SOFTWARES["drupal"], forum(9, talks=60))
    (tmp_path / "broken.html").write_bytes(b"<html><p>5 June 2020, 10:00 <div class='submitted'>\xff\xfe" * 9)
    alone = list(read(tmp_path))
    monkeypatch.setattr("kbminer.ingest.boards.unknown.stored_pages._WORTH_WORKERS", 1)
    assert list(read(tmp_path)) == alone
    assert sum(isinstance(item, Thread) for item in alone) == 60
