"""Faults that spoil no more than their own thread, file or command."""

import gzip
import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import tracemalloc
import zlib
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from conftest import Command
from ingest_server import Discourse, FakeTime, ForumServer
from small_forum import small_forum, write_forum
from test_http_keys import client
from typer.testing import CliRunner

from kbminer import Store, latest_run
from kbminer.articles.markdown import from_markdown
from kbminer.cli.app import app
from kbminer.errors import KbminerError, RunLocked, SourceError
from kbminer.ingest import read
from kbminer.ingest.live.crawl import crawl
from kbminer.pipeline.lock import only_run
from kbminer.pipeline.read_sources import ingest
from kbminer.publish.file_names import report_name
from kbminer.publish.folder import write_files
from kbminer.records import Draft, Post, Problem, Thread
from kbminer.similarity.embed.cache import CachedEmbedder
from kbminer.testing import WordEmbedder


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small forum, and a run's report and store in it."""
    folder = tmp_path_factory.mktemp("mined")
    write_forum(folder / "forum", small_forum())
    run = ["run", str(folder / "forum"), "--out", str(folder / "out"), "--model", "lexical"]
    assert CliRunner().invoke(app, run).exit_code == 0
    return folder


def threads(*changes: dict[str, object]) -> list[Thread]:
    """Threads that differ from a sound one."""
    post = Post(id="1", body="How?")
    sound = (Thread(id=str(n), source="f", title=f"T{n}", posts=(post,)) for n, _ in enumerate(changes))
    return [replace(thread, **change) for thread, change in zip(sound, changes, strict=True)]


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**40])
def test_a_number_that_no_store_holds_costs_that_number(number: int) -> None:
    """Of a batch with such views and likes every thread is stored, and each left-out number is told."""
    store = Store()
    liked = {"posts": (Post(id="1", body="How?", likes=number),)}
    done = store.ingest(threads({}, {"views": number}, liked, {"views": 5}))
    assert done.new == 4
    assert [thread.views for thread in store.threads()] == [None, None, None, 5]
    assert [problem.thread for problem in done.problems] == ["f:1", "f:2"]


@pytest.mark.parametrize(
    "field", ["id", "source", "url", "category", "tags", "language", "duplicate_of", "title"]
)
@pytest.mark.parametrize("text", ["a\udce4b", "a\ud83d", "a\x00b"])
def test_text_that_is_no_text_costs_no_thread(field: str, text: str) -> None:
    """Undecodable names and half characters in any field are stored as what can be written of them."""
    store = Store()
    value = (text,) if field == "tags" else text
    done = store.ingest(threads({}, {field: value}, {}))
    assert done.new == 3
    assert len(list(store.threads())) == 3
    assert len(store.summaries()) == 3
    of_post = {"id": "1", "body": "b", "author": text, "url": text, "license": text, "reply_to": text}
    assert store.ingest(threads({"posts": (Post(**of_post), Post(id=text, body=text))})).updated == 1


def test_two_undecodable_ids_stay_two() -> None:
    """Two files whose names differ in what can't be decoded are two threads."""
    store = Store()
    assert store.ingest(threads({"id": "a\udce4"}, {"id": "a\udcf6"})).new == 2


def test_a_file_with_an_undecodable_name_is_read(tmp_path: Path, kbminer: Command) -> None:
    """The name is shown as far as it can be."""
    folder = write_forum(tmp_path / "forum", small_forum())
    one = sorted(folder.iterdir())[0]
    try:
        os.rename(one, os.path.join(os.fsencode(folder), b"\xe4\xff.json"))
    except OSError:
        pytest.skip("this file system takes no such name")
    count = len(list(folder.iterdir()))
    code, out, _ = kbminer("ingest", folder, "--store", f"sqlite:///{tmp_path / 'a.db'}", "--json")
    assert code == 0
    assert json.loads(out)["new"] == count


def written(folder: Path, title: str) -> Path:
    """A folder with one thread file."""
    folder.mkdir(parents=True)
    post = {"id": "1", "body": f"{title} how?"}
    (folder / "a.jsonl").write_text(json.dumps({"id": "1", "title": title, "posts": [post]}) + "\n")
    return folder


def test_two_folders_of_one_name_keep_their_threads(tmp_path: Path) -> None:
    """Both forums keep their threads, the first under its plain name; a second reading changes nothing."""
    one, other = written(tmp_path / "a" / "forum", "One"), written(tmp_path / "b" / "forum", "Other")
    store = Store()
    assert ingest([one, other], store).new == 2
    assert sorted(store.digests()) == ["b/forum:1", "forum:1"]
    assert ingest([one, other], store).new == 0
    assert ingest([one], store).new == 0


def test_a_thread_that_takes_anothers_place_is_told(tmp_path: Path) -> None:
    """A second forum under the first one's name, read by itself, overwrites nothing in silence."""
    one, other = written(tmp_path / "a" / "forum", "One"), written(tmp_path / "b" / "forum", "Other")
    store = Store()
    ingest([one], store)
    told = ingest([other], store).problems
    assert [problem.lost for problem in told] == [True]
    assert "need names that differ" in told[0].what
    edited = written(tmp_path / "c" / "forum", "Other")
    (edited / "a.jsonl").write_text((edited / "a.jsonl").read_text().replace('"Other"', '"Another title"'))
    assert ingest([edited], store).problems == ()


DAMAGE = {
    "cut": lambda data: data[: len(data) // 2],
    "no database": lambda data: b"no database at all" * 500,
    "zeros": lambda data: data[:4096] + bytes(len(data) - 4096),
    "noise": lambda data: data[:100] + random.Random(3).randbytes(len(data) - 100),
    "noise further on": lambda data: data[:8192] + random.Random(4).randbytes(len(data) - 8192),
}


@pytest.mark.parametrize("damage", sorted(DAMAGE))
def test_a_damaged_store_is_a_sentence(damage: str, mined: Path, tmp_path: Path, kbminer: Command) -> None:
    """No command ends in a traceback, and each says what to do."""
    file = tmp_path / "damaged.db"
    with closing(sqlite3.connect(mined / "out" / "kbminer.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = (mined / "out" / "kbminer.db").read_bytes()
    url = f"sqlite:///{file}"
    for arguments in (
        ["status"],
        ["suggest", "How do I sync?"],
        ["export", "markdown", "--out", tmp_path / "e"],
        ["ingest", mined / "forum"],
        ["run", "--out", tmp_path / "o"],
        ["link", "a:1", "b:2"],
    ):
        file.write_bytes(DAMAGE[damage](data))
        code, _, err = kbminer(*arguments, "--store", url)
        assert "Traceback" not in err
        assert code in (0, 2)
        assert code == 0 or err.startswith("kbminer: ")


def test_damaged_results_are_a_sentence(mined: Path, tmp_path: Path, kbminer: Command) -> None:
    """What a run kept is damaged inside a sound database: readers say so, a run works it out again."""
    file = tmp_path / "kept.db"
    with closing(sqlite3.connect(mined / "out" / "kbminer.db")) as database:
        database.execute("VACUUM INTO ?", (str(file),))
    for body in (b"", b"no deflate", zlib.compress(b"{"), zlib.compress(b"[1]")):
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("UPDATE results SET body = ?", (body,))
        for arguments in (["suggest", "How?"], ["export", "html", "--out", tmp_path / "e"], ["status"]):
            code, _, err = kbminer(*arguments, "--store", f"sqlite:///{file}")
            assert "Traceback" not in err
            assert code == (0 if arguments == ["status"] else 2)


@pytest.mark.parametrize("row", [b"", b"x", b"\x00" * 6, b"\xff" * 8])
def test_a_damaged_vector_is_encoded_again(row: bytes) -> None:
    """A vector of a wrong length or without numbers is no vector; the others are used as they are."""
    store, texts = Store(), [f"question {n}" for n in range(6)]
    cached = CachedEmbedder(WordEmbedder(), store)
    sound = cached.encode(texts)
    with store._engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE vectors SET vector = ? WHERE digest IN (SELECT digest FROM vectors LIMIT 2)", (row,)
        )
    assert np.allclose(cached.encode(texts), sound)
    assert np.allclose(cached.encode(texts), sound)


@pytest.mark.parametrize("damage", ["cut", "no database", "noise"])
def test_a_damaged_crawl_is_a_sentence(damage: str, tmp_path: Path) -> None:
    """The memory of a crawl that can't be read names itself and the way out."""
    time, state = FakeTime(), tmp_path / "s.db"
    with ForumServer(Discourse(dict.fromkeys(range(1, 30), 3)), time) as server:
        assert len(list(crawl(server.url, state=state, client=client(time)))) == 29
        state.write_bytes(DAMAGE[damage](state.read_bytes()))
        for beside in tmp_path.glob("s.db-*"):
            beside.unlink()
        with pytest.raises(SourceError, match="can't be used"):
            list(crawl(server.url, state=state, client=client(time)))


def test_a_damaged_answer_is_asked_for_again(tmp_path: Path) -> None:
    """One answer of a crawl that can't be unpacked costs one request."""
    time, state = FakeTime(), tmp_path / "s.db"
    with ForumServer(Discourse({1: 2, 2: 2}), time) as server:
        list(crawl(server.url, state=state, client=client(time)))
        with closing(sqlite3.connect(state)) as database, database:
            database.execute("UPDATE answer SET body = x'00' WHERE url LIKE '%/t/1.json'")
            database.execute("UPDATE answer SET headers = '{' WHERE url LIKE '%/t/2.json'")
        items = list(crawl(server.url, state=state, client=client(time)))
    assert {item.id for item in items if isinstance(item, Thread)} == {"1", "2"}


def test_two_commands_on_one_store_wait_or_say_so(mined: Path, tmp_path: Path) -> None:
    """Of commands that start together on one store each runs, or says that another one does."""
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    command = [sys.executable, "-m", "kbminer", "ingest", str(mined / "forum"), "--store", url]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    ends = [(process.communicate()[1].decode(), process.returncode) for process in both]
    assert [code for _, code in ends].count(0) >= 1
    for err, code in ends:
        assert code == 0 or ("another" in err.lower() and "wait" in err), err


def test_a_source_is_not_read_into_a_store_that_a_run_holds(mined: Path, tmp_path: Path) -> None:
    """The right to change a store is one command's, and that command's own steps share it."""
    with Store(f"sqlite:///{tmp_path / 'a.db'}") as store, only_run(store):
        assert ingest([mined / "forum"], store).new
        command = [sys.executable, "-m", "kbminer", "ingest", str(mined / "forum"), "--store", store.url]
        done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
        assert done.returncode == 3
        assert "Another run is at work" in done.stderr
    with Store(f"sqlite:///{tmp_path / 'a.db'}") as store, only_run(store):
        pass
    assert RunLocked.__mro__[1].__name__ == "StoreError"


@pytest.mark.parametrize("letter", ["\U0001f600", "\U00020000", "é", "a"])
def test_a_title_of_any_letters_has_a_file(letter: str, tmp_path: Path) -> None:
    """A name fits a file system, with all that stands around it while it is written."""
    draft = Draft(
        id="d", group="0123456789ab" + letter, title=letter * 5000 + "\U00020000" * 300, sections=()
    )
    name = f"{report_name(draft)}.md"
    write_files({name: "x"}, tmp_path)
    assert (tmp_path / name).read_text() == "x"


@pytest.mark.parametrize("front", ["a: " + "[" * 50_000, "a: " + "{b: " * 20_000, "- " * 50_000])
def test_deeply_nested_front_matter_costs_one_article(front: str) -> None:
    """It is a problem of that article, whichever way it is nested."""
    with pytest.raises(SourceError, match="front matter"):
        from_markdown(f"---\n{front}\n---\nText.", id="x")


def test_front_matter_that_holds_itself_over_and_over_costs_one_article() -> None:
    """Nine anchors that each name the one before nine times are refused, before anything is made of them."""
    levels = [f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in pairwise("abcdefghij")]
    front = "\n".join(["a: &a [x]", *levels, "tags: *j", "title: *j"])
    with pytest.raises(SourceError, match="anchors"):
        from_markdown(f"---\n{front}\n---\nText.", id="x")


def test_what_kbminer_wrote_is_no_source(tmp_path: Path, kbminer: Command) -> None:
    """Reports, drafts, exports and stores inside a source are not read, nor do they change what it holds."""
    folder = write_forum(tmp_path / "forum", small_forum())
    store, arguments = folder / "keep" / "mine.db", ("--model", "lexical", "--json")
    store.parent.mkdir()
    run = ("run", folder, "--out", folder / "out", "--store", f"sqlite:///{store}", *arguments)
    first = json.loads(kbminer(*run)[1])
    assert (
        kbminer("export", "markdown", "--out", folder / "articles", "--store", f"sqlite:///{store}")[0] == 0
    )
    again = json.loads(kbminer(*run)[1])
    assert {**again, "run": 0, "nothing_new": False} == {**first, "run": 0}
    assert again["nothing_new"]
    assert again["problems"] == 0
    code, out, _ = kbminer(*run[:-1])
    assert code == 0
    assert "nothing is new" in out


def test_a_report_in_the_source_folder_itself_is_no_source(tmp_path: Path, kbminer: Command) -> None:
    """The same where report and source are one folder."""
    folder = write_forum(tmp_path / "forum", small_forum())
    run = ("run", folder, "--out", folder, "--model", "lexical", "--json")
    first, again = (json.loads(kbminer(*run)[1]) for _ in range(2))
    assert {**again, "run": 0, "nothing_new": False} == {**first, "run": 0}
    assert again["nothing_new"]
    assert again["problems"] == 0


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00", b"a text", "other"])
@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["suggest", "a"],
        ["export", "html"],
        ["link", "a", "b"],
        ["evaluate", "drafts"],
        ["evaluate", "groups", "--pairs", os.devnull],
        ["run"],
    ],
)
def test_reading_makes_no_store(
    command: list[str], content: object, tmp_path: Path, kbminer: Command
) -> None:
    """A file that holds no store is named, and stays byte for byte what it was."""
    file = tmp_path / "a.db"
    if content == "other":
        with closing(sqlite3.connect(file)) as database:
            database.execute("CREATE TABLE notes (text)")
            database.commit()
    else:
        file.write_bytes(content)
    before = file.read_bytes()
    out = ["--out", tmp_path / "out"] if command[0] in ("run", "export") else []
    code, _, err = kbminer(*command, "--store", f"sqlite:///{file}", *out)
    assert code == 2
    assert err.startswith("kbminer: ")
    assert len(err.splitlines()) == 1
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


def test_a_notebook_that_mistypes_a_store_makes_none(tmp_path: Path) -> None:
    """Opening the latest run of a store that is not there says so."""
    (tmp_path / "empty.db").touch()
    for name in ("missing.db", "empty.db"):
        with pytest.raises(KbminerError, match="no store"):
            latest_run(f"sqlite:///{tmp_path / name}")
    assert [path.name for path in tmp_path.iterdir()] == ["empty.db"]


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's")
def test_store_crawl_and_report_are_their_owners_alone(mined: Path, tmp_path: Path, kbminer: Command) -> None:
    """Neither group nor others read a file or folder that a run made, whatever they may by default."""
    before = os.umask(0)
    try:
        with ForumServer(Discourse({1: 2}), FakeTime()) as server:
            list(crawl(server.url, state=tmp_path / "crawl.db", client=client(FakeTime())))
        run = kbminer("run", mined / "forum", "--model", "lexical", "--out", tmp_path / "out")
        assert run[0] == 0
    finally:
        os.umask(before)
    made = [tmp_path / "crawl.db", tmp_path / "out", *(tmp_path / "out").rglob("*")]
    assert len(made) > 8
    for path in made:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's")
def test_a_copy_of_a_store_is_its_owners_alone(tmp_path: Path) -> None:
    """The copy before a change of the schema is as private as the store."""
    from kbminer.store.backup import back_up

    before = os.umask(0)
    try:
        store = Store(f"sqlite:///{tmp_path / 'a.db'}")
        with store._engine.connect() as connection:
            copy = back_up(connection, 1)
    finally:
        os.umask(before)
    assert copy is not None
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_planted_half_written_file_leads_nowhere(tmp_path: Path) -> None:
    """A link that waits where a file is written first is not written through."""
    target = tmp_path / "elsewhere.txt"
    target.write_text("mine")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / f".a.md.{os.getpid()}.kbminer-tmp").symlink_to(target)
    write_files({"a.md": "theirs"}, folder)
    assert (target.read_text(), (folder / "a.md").read_text()) == ("mine", "theirs")


CELLS = [
    ("threads", "key", None), ("threads", "key", "f:0"), ("threads", "title", b"\xff"),
    ("threads", "tags", "{"),
    ("threads", "created_at", "x"), ("threads", "views", "many"), ("threads", "visibility", b"\0"),
    ("posts", "body", b"\xff"), ("posts", "author", b"\xff"), ("posts", "created_at", b"\xff"),
    ("runs", "record", "{"), ("lineage", "before", "x"), ("lineage", "at", "never"),
    ("results", "outcome", ""),
    ("results", "body", b"{"), ("vectors", "vector", b"x"), ("readings", "question", "[]"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column", "value"), CELLS)
def test_a_damaged_cell_ends_in_a_sentence(
    mined: Path, tmp_path: Path, table: str, column: str, value: object
) -> None:
    """Whatever a cell of a store holds, each command works or says what to do; none ends in a traceback."""
    file = tmp_path / "store.db"
    shutil.copy(mined / "out" / "kbminer.db", file)
    with closing(sqlite3.connect(file)) as database:
        database.execute(
            f"UPDATE {table} SET {column} = ? WHERE rowid = (SELECT min(rowid) FROM {table})",  # noqa: S608
            (value,),
        )
        database.commit()
    for number, command in enumerate((["status"], ["suggest", "grey map"], ["export", "markdown"], ["run"])):
        out = ["--out", str(tmp_path / f"out{number}")] if command[0] in ("export", "run") else []
        done = CliRunner().invoke(app, [*command, *out, "--store", f"sqlite:///{file}"])
        assert done.exception is None or isinstance(done.exception, KbminerError | SystemExit), command


def test_somebody_elses_report_is_not_written_over(mined: Path, tmp_path: Path, kbminer: Command) -> None:
    """Neither a page of that name nor a report that was changed by hand; the run says so before it begins."""
    out = tmp_path / "out"
    out.mkdir()
    for name in ("report.html", "report.json"):
        (out / name).write_text("mine")
        code, _, said = kbminer("run", mined / "forum", "--out", out, "--model", "lexical")
        assert (code, (out / name).read_text()) == (2, "mine")
        assert "was not written by kbminer" in said
        (out / name).unlink()
    assert kbminer("run", mined / "forum", "--out", out, "--model", "lexical")[0] == 0
    assert kbminer("run", mined / "forum", "--out", out, "--model", "lexical")[0] == 0
    with (out / "report.html").open("a") as page:
        page.write("<p>A note of mine</p>")
    assert kbminer("run", mined / "forum", "--out", out, "--model", "lexical")[0] == 2
    assert "A note of mine" in (out / "report.html").read_text()


def test_a_report_of_an_earlier_version_is_replaced(mined: Path, tmp_path: Path, kbminer: Command) -> None:
    """It kept no ledger of reports, and is known by what stands in it."""
    out = tmp_path / "out"
    shutil.copytree(mined / "out", out)
    (out / ".written.json").unlink()
    (out / "report.json").write_text((out / "report.json").read_text().replace("2025", "2024"))
    assert kbminer("run", "--store", f"sqlite:///{out / 'kbminer.db'}", "--out", out)[0] == 0
    assert "2025" in (out / "report.json").read_text()


def test_drafts_are_not_written_through_a_link(mined: Path, tmp_path: Path, kbminer: Command) -> None:
    """What lies behind it may be somebody else's folder."""
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    out.mkdir()
    (out / "drafts").symlink_to(elsewhere)
    code, _, said = kbminer("run", mined / "forum", "--out", out, "--model", "lexical")
    assert (code, list(elsewhere.iterdir())) == (2, [])
    assert "is a link" in said


def test_a_pipe_in_the_folder_is_not_waited_for(tmp_path: Path) -> None:
    """Neither in a file's place nor in the ledger's."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes")
    os.mkfifo(tmp_path / "a.md")
    os.mkfifo(tmp_path / ".kbminer-export.json")
    done = write_files({"a.md": "words", "b.md": "words"}, tmp_path)
    assert (done.written, done.kept) == (("b.md",), ("a.md",))


def test_only_what_kbminer_left_half_written_is_swept_away(tmp_path: Path) -> None:
    """Other programs name their temporary files after processes, too."""
    foreign, own = tmp_path / ".notes.999999999.tmp", tmp_path / ".a.md.999999999.kbminer-tmp"
    for file in (foreign, own):
        file.write_text("half")
    write_files({"b.md": "words"}, tmp_path)
    assert (foreign.exists(), own.exists()) == (True, False)


def test_a_store_behind_a_link_that_led_nowhere_is_its_owners_alone(tmp_path: Path) -> None:
    """The file is made where the link leads, with the same rights."""
    before = os.umask(0)
    try:
        (tmp_path / "link.db").symlink_to(tmp_path / "real.db")
        Store(f"sqlite:///{tmp_path / 'link.db'}").close()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "real.db").stat().st_mode) == 0o600


def test_a_lock_that_can_not_be_taken_ends_in_a_sentence(tmp_path: Path, kbminer: Command) -> None:
    """A folder, or a link that leads nowhere, in its place."""
    write_forum(tmp_path / "forum", small_forum())
    (tmp_path / "a.db.lock").mkdir()
    code, _, said = kbminer("run", tmp_path / "forum", "--out", tmp_path / "o", "--store",
                            f"sqlite:///{tmp_path / 'a.db'}", "--model", "lexical")  # fmt: skip
    assert (code, "keeps two runs apart" in said) == (2, True)


def test_a_question_that_is_no_text_is_answered(mined: Path) -> None:
    """A terminal hands over bytes in whatever charset it has."""
    store = f"sqlite:///{mined / 'out' / 'kbminer.db'}"
    command = [sys.executable, "-m", "kbminer", "suggest", b"grey map \xe4\xff", "--store", store, "--json"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_a_line_of_blanks_takes_no_memory(tmp_path: Path) -> None:
    """Neither does one of another sign: it is told and passed over, and the next line is read."""
    thread = json.dumps({"id": "1", "title": "T", "posts": [{"id": "1", "body": "How?"}]})
    file = tmp_path / "a.jsonl.gz"
    with gzip.open(file, "wb", compresslevel=1) as packed:
        packed.write(thread.encode() + b"\n")
        for sign in (b" ", b"x"):
            for _ in range(80):
                packed.write(sign * (1 << 20))
            packed.write(b"\n")
        packed.write(thread.replace('"1"', '"2"', 1).encode() + b"\n")
    tracemalloc.start()
    items = list(read(file, format="thread-jsonl"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [item.id for item in items if isinstance(item, Thread)] == ["1", "2"]
    assert [item.what for item in items if isinstance(item, Problem)] == ["the line is longer than 64 MB"]
    assert peak < 200 << 20


def test_every_error_is_one_of_kbminers(mined: Path, tmp_path: Path) -> None:
    """A store that vanishes under a reader is an error of kbminer's."""
    file = tmp_path / "gone.db"
    shutil.copy(mined / "out" / "kbminer.db", file)
    with Store(f"sqlite:///{file}") as store:
        file.write_bytes(b"x" * 5000)
        for beside in tmp_path.glob("gone.db-*"):
            beside.unlink()
        store._engine.dispose()
        with pytest.raises(KbminerError):
            store.summaries()


def test_problem_lines_are_records() -> None:
    """What is told of a thread is a problem like any other."""
    assert isinstance(Store().ingest(threads({"views": 2**64})).problems[0], Problem)


@pytest.mark.parametrize(
    "address", ["http://[", "http://", "https://a:b:c/x", "http://x:99999", "http://%zz/"]
)
def test_a_malformed_address_of_the_users_own_is_a_sentence(
    address: str, mined: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kbminer: Command
) -> None:
    """As a source, as the forum's own address and as a language model's."""
    monkeypatch.chdir(tmp_path)
    store = ("--store", f"sqlite:///{tmp_path / 'a.db'}")
    for arguments in (["detect", address], ["ingest", address, *store]):
        code, _, err = kbminer(*arguments)
        assert (code, len(err.splitlines())) == (2, 1)
        assert err.startswith("kbminer: ")
    monkeypatch.setenv("KBMINER_BASE_URL", address)
    assert kbminer("ingest", mined / "forum", *store)[0] == 0
    monkeypatch.setenv("KBMINER_LLM_URL", address)
    monkeypatch.setenv("KBMINER_LLM_MODEL", "m")
    code, _, err = kbminer("run", mined / "forum", "--model", "lexical", "--out", tmp_path / "o")
    assert code == 2 or "Traceback" not in err
