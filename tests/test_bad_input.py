"""Bad input spoils one thread: it is counted and shown in the report, and every other thread goes through."""

import io
import json
import os
import random
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from mutation import mutated_topics
from small_forum import ALONE, small_forum, topic, write_forum

from kbminer import KnowledgeBase, mine
from kbminer.records import Post, Problem, Thread
from kbminer.store import Store
from kbminer.testing import WordEmbedder

GOOD = 12
REPEATED = {
    ("forum:1", "forum:2", "forum:3", "forum:4"),
    ("forum:10", "forum:8", "forum:9"),
    ("forum:5", "forum:6", "forum:7"),
}
Spoil = Callable[[Path], object]


class Mined:
    """A small forum with something bad in it, mined and written."""

    def __init__(self, source: Path, out: Path) -> None:
        self.kb: KnowledgeBase = mine(source, embedder=WordEmbedder())
        written = self.kb.write(out)
        self.data: dict[str, Any] = json.loads(written.data.read_text(encoding="utf-8"))
        self.page = BeautifulSoup(written.report.read_text(encoding="utf-8"), "lxml")

    def problem_rows(self) -> list[str]:
        """The lines of the page's table of problems."""
        heading = self.page.find("h2", string="Problems in the input")
        table = heading.find_next("table") if heading else None
        return [row.get_text(" ") for row in table.find_all("tr")[1:]] if table else []

    def assert_told(self, where: str, what: str, *, thread: str | None, lost: bool) -> None:
        """One problem stands in the report's data and on its page, with the thread it spoiled."""
        told = [p for p in self.data["problems"] if where in p["where"]]
        assert [(p["thread"], p["lost"]) for p in told] == [(thread, lost)]
        assert what in told[0]["what"]
        rows = [row for row in self.problem_rows() if where in row]
        assert len(rows) == 1
        assert what in rows[0]
        assert (thread or "") in rows[0]
        assert ("lost" in rows[0].split()) == lost


def mined_with(tmp_path: Path, spoil: Spoil) -> Mined:
    """Mine the small forum after ``spoil`` was let loose on its folder."""
    folder = write_forum(tmp_path / "forum", small_forum())
    spoil(folder)
    return Mined(folder, tmp_path / "out")


def write_topic(folder: Path, data: dict[str, Any]) -> None:
    """Put one more topic into the folder."""
    (folder / f"{data['id']}.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def test_a_truncated_topic_goes_through_with_a_line(tmp_path: Path) -> None:
    """A topic with fewer posts than its stream names is read as far as it goes, and said to be cut short."""
    cut = topic(50, "Where is the log kept?", "<p>Where is the log kept?</p>", [("fern", "<p>In home.</p>")])
    cut["post_stream"]["stream"] += [5002, 5003]
    mined = mined_with(tmp_path, lambda folder: write_topic(folder, cut))
    mined.assert_told("50.json", "2 of its 4 posts are missing", thread="forum:50", lost=False)
    assert (mined.kb.counts.threads, mined.kb.counts.posts) == (GOOD + 1, 28)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'{"id": 50, "title": "Cut', "broken JSON"),
        (b"", "empty"),
        (b"\x00\x00\x00\x00", "broken JSON"),
        (b"[1, 2]", "no Discourse topic"),
        (b'{"id": 50, "title": "x", "post_stream": {"posts": []}}', "no posts"),
    ],
    ids=["cut", "empty", "zeros", "list", "postless"],
)
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    """A file that holds no topic is a problem under its name; the others go through."""
    mined = mined_with(tmp_path, lambda folder: (folder / "broken.json").write_bytes(content))
    told = [p for p in mined.data["problems"] if "broken.json" in p["where"]]
    assert len(told) == 1
    assert what in told[0]["what"]
    assert told[0]["lost"]
    assert any("broken.json" in row and what in row for row in mined.problem_rows())
    assert mined.kb.counts.threads == GOOD
    assert {group.members for group in mined.kb.grouping.groups} >= REPEATED


def test_a_topic_without_a_title_is_not_dropped_silently(tmp_path: Path) -> None:
    """Posts whose topic never came, and so have no title, are told; odd tags are no obstacle."""
    untitled = topic(50, "Title", "<p>How?</p>")
    del untitled["title"]
    odd = topic(51, "What is odd here?", "<p>What is odd here?</p>", tags=True)

    def spoil(folder: Path) -> None:
        write_topic(folder, untitled)
        write_topic(folder, odd)

    mined = mined_with(tmp_path, spoil)
    mined.assert_told("50.json", "without their topics", thread=None, lost=True)
    assert mined.kb.counts.threads == GOOD + 1


def test_json_nested_without_end_is_named(tmp_path: Path) -> None:
    """A file of brackets alone does not end the run."""
    content = b"[" * 200_000
    mined = mined_with(tmp_path, lambda folder: (folder / "deep.json").write_bytes(content))
    mined.assert_told("deep.json", "JSON", thread=None, lost=True)
    assert mined.kb.counts.threads == GOOD


def test_a_wrong_charset_is_read(tmp_path: Path) -> None:
    """A topic written in Windows-1252 keeps its accents: nothing is lost, so nothing is said."""
    french = topic(50, "Où est l’écran d’été ?", "<p>Où est passé l’écran d’été ?</p>")

    def spoil(folder: Path) -> None:
        (folder / "50.json").write_bytes(json.dumps(french, ensure_ascii=False).encode("cp1252"))

    mined = mined_with(tmp_path, spoil)
    title = next(q.title for q in mined.kb.questions if q.thread == "forum:50")
    assert title == "Où est l’écran d’été ?"
    assert mined.kb.problems == ()


def test_an_empty_forum_is_a_report_of_nothing(tmp_path: Path) -> None:
    """A forum whose threads all ask nothing, and one with no thread at all, still leave a report."""
    rules = topic(1, "Forum rules", "<p>Be kind.</p>", pinned=True)
    folder = write_forum(tmp_path / "forum", [rules])
    mined = Mined(folder, tmp_path / "out")
    assert mined.data["suggestions"] == []
    assert "No question was asked by enough people" in mined.page.get_text()
    assert [entry["thread"] for entry in mined.data["set_aside"]] == ["forum:1"]
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "threads.jsonl").write_bytes(b"")
    nothing = mine(tmp_path / "none" / "threads.jsonl", store=Store(), embedder=WordEmbedder())
    assert nothing.counts.threads == 0


def test_a_forum_with_no_two_alike(tmp_path: Path) -> None:
    """Where nobody asks what another asks, no group is made up, and each question is said to stand alone."""
    folder = write_forum(tmp_path / "forum", [topic(i, *parts) for i, parts in enumerate(ALONE, 1)])
    mined = Mined(folder, tmp_path / "out")
    assert mined.kb.grouping.groups == ()
    assert [entry["thread"] for entry in mined.data["left_out"]] == ["forum:1", "forum:2"]


def test_one_thread_is_a_forum(tmp_path: Path) -> None:
    """A forum of one thread is mined without a word of complaint."""
    mined = Mined(write_forum(tmp_path / "forum", [topic(1, *ALONE[0])]), tmp_path / "out")
    assert (mined.kb.counts.threads, mined.kb.problems) == (1, ())


def test_a_post_of_log(tmp_path: Path) -> None:
    """A hundred thousand characters of log don't hide the question that stands above them."""
    line = "2025-03-01 09:00:00 WARN tiles queue is long, waiting for the store\n"
    log = line * (100_000 // len(line) + 1) + "2025-03-01 09:01:00 ERROR: tile store is full (TS-4711)\n"
    asked = topic(50, "Tile store full?", f"<p>Why is the tile store full?</p><pre><code>{log}</code></pre>")
    bare = topic(51, "Is the belt queue long?", f"<p>Is the belt queue long?</p><p>{log}</p>")

    def spoil(folder: Path) -> None:
        write_topic(folder, asked)
        write_topic(folder, bare)

    mined = mined_with(tmp_path, spoil)
    fenced, unfenced = (q for q in mined.kb.questions if q.thread in ("forum:50", "forum:51"))
    assert fenced.ask == "Why is the tile store full?"
    assert any("TS-4711" in error for error in fenced.errors)
    assert unfenced.ask.startswith("Is the belt queue long?")
    assert len(unfenced.text) < 5000
    assert mined.kb.problems == ()


def test_a_title_of_emoji(tmp_path: Path) -> None:
    """A title without a letter is kept as it is; the thread is read by its post."""
    shout = topic(50, "😡😡😡🔥", "<p>The offline map stays grey since the update to 4.2. What can I do?</p>")
    silent = topic(51, "🎉", "<p>🎉🎉</p>")

    def spoil(folder: Path) -> None:
        write_topic(folder, shout)
        write_topic(folder, silent)

    mined = mined_with(tmp_path, spoil)
    reasons = {q.thread: q.set_aside for q in mined.kb.questions}
    assert reasons["forum:50"] is None
    assert reasons["forum:51"] == "no words"
    assert "😡😡😡🔥" in mined.page.get_text()


def test_a_post_without_author_or_date(tmp_path: Path) -> None:
    """A deleted account and a lost date are no obstacle: the thread counts, undated and unsigned."""
    ghost = topic(50, "Offline map grey since update 4.2", "<p>Why is the offline map grey since 4.2?</p>")
    del ghost["created_at"]
    for post in ghost["post_stream"]["posts"]:
        post["username"] = None
        post["created_at"] = None
    mined = mined_with(tmp_path, lambda folder: write_topic(folder, ghost))
    question = next(q for q in mined.kb.questions if q.thread == "forum:50")
    assert (question.asker, question.asked_at) == (None, None)
    assert any("forum:50" in group.members for group in mined.kb.grouping.groups)
    assert "undated" in mined.page.get_text()


def test_no_dates_at_all(tmp_path: Path) -> None:
    """A forum that gives no date is reported without figures by year."""
    topics = small_forum()
    for each in topics:
        del each["created_at"]
        for post in each["post_stream"]["posts"]:
            del post["created_at"]
    mined = Mined(write_forum(tmp_path / "forum", topics), tmp_path / "out")
    assert len(mined.kb.suggestions) == 3
    assert mined.data["figures"]["by_year"] == []


@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
@pytest.mark.parametrize("name", ["../outside.json", "/etc/outside.json", "..\\outside.json"])
def test_an_entry_that_points_outside(tmp_path: Path, kind: str, name: str) -> None:
    """It is not read and nothing is written there; the other entries go through."""
    entries = {f"forum/{each['id']}.json": json.dumps(each).encode() for each in small_forum()}
    entries[name] = json.dumps(topic(99, "Outside?", "<p>Am I outside?</p>")).encode()
    archive = tmp_path / "here" / f"forum.{kind}"
    archive.parent.mkdir()
    if kind == "zip":
        with zipfile.ZipFile(archive, "w") as packed:
            for entry, content in entries.items():
                packed.writestr(entry, content)
    else:
        with tarfile.open(archive, "w:gz") as packed:
            for entry, content in entries.items():
                info = tarfile.TarInfo(entry)
                info.size = len(content)
                packed.addfile(info, io.BytesIO(content))
    mined = Mined(archive, tmp_path / "out")
    mined.assert_told("outside.json", "points outside", thread=None, lost=True)
    assert mined.kb.counts.threads == GOOD
    assert not (tmp_path / "outside.json").exists()


def test_a_cut_archive_gives_what_it_holds(tmp_path: Path) -> None:
    """A download that broke off gives the topics before the break, and a line that says so."""
    whole = tmp_path / "whole.tar"
    with tarfile.open(whole, "w") as packed:
        packed.add(write_forum(tmp_path / "forum", small_forum()), "forum")
    cut = tmp_path / "cut.tar"
    with tarfile.open(whole) as packed:
        middle = packed.getmembers()[6].offset_data + 100
    cut.write_bytes(whole.read_bytes()[:middle])
    mined = Mined(cut, tmp_path / "out")
    assert 0 < mined.kb.counts.threads < GOOD
    assert any("cut" in row or "damaged" in row for row in mined.problem_rows())


@pytest.mark.skipif(sys.platform == "darwin", reason="this file system takes no such names")
def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    """A broken file under a name of odd bytes is told like any other."""
    mined = mined_with(
        tmp_path, lambda folder: Path(os.fsdecode(bytes(folder) + b"/\xff\xfe.json")).write_bytes(b"{")
    )
    assert len(mined.data["problems"]) == 1
    assert mined.kb.counts.threads == GOOD


def test_a_bad_line_among_threads(tmp_path: Path) -> None:
    """In thread JSONL a broken line is named by its number, and the lines around it are read."""
    good = {"id": "1", "source": "s", "title": "How?", "posts": [{"id": "1", "body": "<p>How?</p>"}]}
    lines = [json.dumps(good), '{"id": ', json.dumps(good | {"id": "2"}), "[]", json.dumps({"id": "3"})]
    file = tmp_path / "threads.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    mined = Mined(file, tmp_path / "out")
    assert mined.kb.counts.threads == 2
    assert [p["where"].rsplit(" ", 1)[1] for p in mined.data["problems"]] == ["2", "4", "5"]


def test_markup_nested_without_end(tmp_path: Path) -> None:
    """A post of thousands of open elements spoils at most itself."""
    deep = topic(50, "Deep?", "<div>" * 20_000 + "How deep is this?")
    quotes = topic(51, "Menus in Welsh?", "<blockquote>" * 3_000 + "Who translates menus?")

    def spoil(folder: Path) -> None:
        write_topic(folder, deep)
        write_topic(folder, quotes)

    mined = mined_with(tmp_path, spoil)
    assert mined.kb.counts.threads == GOOD + 2
    assert {group.members for group in mined.kb.grouping.groups} >= REPEATED


def test_a_thread_given_without_posts() -> None:
    """A thread that a program made without posts is no reason to fail."""
    with Store() as store:
        store.ingest(
            [
                Thread(id="1", source="s", title="Empty", posts=()),
                Thread(id="2", source="s", title="How?", posts=(Post(id="1", body="How?"),)),
                Problem(where="here", what="odd"),
            ]
        )
        kb = mine(store=store, embedder=WordEmbedder())
    assert kb.counts.threads == 2
    assert [problem.where for problem in kb.problems] == ["here"]


def test_every_problem_is_told_once(tmp_path: Path) -> None:
    """The number on the page is the number of problems, also where the table is cut."""
    folder = write_forum(tmp_path / "forum", small_forum())
    for i in range(70):
        (folder / f"bad-{i:02}.json").write_bytes(b"{")
    mined = Mined(folder, tmp_path / "out")
    assert len(mined.data["problems"]) == 70
    assert len(mined.problem_rows()) == 60
    assert "70 found; 70 threads were lost by them." in mined.page.get_text()
    assert "10 more stand in report.json." in mined.page.get_text()


def test_problems_mended_at_the_source_go(tmp_path: Path) -> None:
    """When a broken file has been replaced by a whole one, the next report no longer complains."""
    folder = write_forum(tmp_path / "forum", small_forum())
    with Store() as store:
        (folder / "1.json").write_bytes(b"{")
        assert len(mine(folder, store=store, embedder=WordEmbedder()).problems) == 1
        write_forum(folder, small_forum()[:1])
        assert mine(folder, store=store, embedder=WordEmbedder()).problems == ()


@pytest.mark.parametrize("seed", [1, 2])
def test_mutated_topics_are_survived(tmp_path: Path, seed: int) -> None:
    """Topics with values and bytes changed at random are read or told, and the run goes to its end."""
    folder = tmp_path / "forum"
    folder.mkdir()
    seeds = sorted((ROOT / "examples" / "forum").glob("*.json"))
    for i, content in enumerate(mutated_topics(seeds, random.Random(seed), 40)):
        (folder / f"{i}.json").write_bytes(content)
    mined = Mined(folder, tmp_path / "out")
    assert mined.kb.counts.threads > 0
