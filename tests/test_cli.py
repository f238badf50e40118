"""The command line: what it prints for people and for tools, and how it ends when something is wrong."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Command, Run
from small_forum import small_forum, topic, write_forum
from sqlalchemy import create_engine, text

from kbminer import Store, __version__
from kbminer.cli.ends import FAILED, end_with_code

COUNTS = ("threads", "posts", "accepted", "problems")


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small forum as a folder of topics."""
    return write_forum(tmp_path_factory.mktemp("cli") / "forum", small_forum())


def assert_one_sentence(outcome: tuple[int, str, str], *words: str) -> None:
    """It ended with exit code 2 and one line that holds ``words``, and nothing else was written."""
    code, out, err = outcome
    assert code == 2
    assert out == ""
    assert err.startswith("kbminer: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    for word in words:
        assert word in err


def test_the_installed_command_mines_a_forum(forum: Path, tmp_path: Path) -> None:
    """As a process of its own: sources in, report and drafts out, one JSON object on standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "kbminer", "run", forum, "--out", tmp_path / "out", "--json"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    figures = json.loads(done.stdout)
    assert (figures["threads"], figures["posts"], figures["accepted"]) == (12, 26, 3)
    assert Path(figures["report"]) == tmp_path / "out" / "report.html"
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        ".briefing.written.json",
        ".written.json",
        "briefing.atom",
        "briefing.html",
        "briefing.json",
        "briefing.md",
        "briefings",
        "drafts",
        "kbminer.db",
        "kbminer.db.lock",
        "report.html",
        "report.json",
    }
    assert len(list((tmp_path / "out" / "drafts").glob("*.md"))) == figures["drafts"] > 0


def test_a_process_that_fails_says_one_sentence(tmp_path: Path) -> None:
    """As a process of its own: a source that is not there ends with exit code 2 and no traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "kbminer", "run", "no-such-forum", "--out", tmp_path / "out"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
    )
    assert_one_sentence((done.returncode, done.stdout, done.stderr), "no-such-forum")


def test_a_second_run_tells_the_same_and_keeps_what_was_edited(
    kbminer: Command, forum: Path, tmp_path: Path
) -> None:
    """Run again, it prints the same figures, and names the draft that an editor has changed."""
    store = f"sqlite:///{tmp_path / 'forum.db'}"
    call = ("run", forum, "--out", tmp_path / "out", "--store", store)
    code, first, _ = kbminer(*call)
    assert code == 0
    assert "12 threads, 26 posts, 3 with an accepted answer" in first
    assert f"report: {tmp_path / 'out' / 'report.html'}" in first
    draft = sorted((tmp_path / "out" / "drafts").glob("*.md"))[0]
    draft.write_text("Mine now.", encoding="utf-8")
    code, second, _ = kbminer(*call)
    assert code == 0
    added = {"nothing is new since the last run", f"kept, because edited: {draft}"}
    assert added <= set(second.splitlines())
    figures = [line for line in first.splitlines() if not line.startswith("briefing: ")]
    assert figures == [
        line for line in second.splitlines() if line not in added and not line.startswith("briefing: ")
    ]
    assert draft.read_text(encoding="utf-8") == "Mine now."


def test_ingest_and_status_count_what_the_store_holds(kbminer: Command, forum: Path, tmp_path: Path) -> None:
    """Both print one object with threads, posts and accepted; a second ingest finds nothing new."""
    store = f"sqlite:///{tmp_path / 'forum.db'}"
    _, out, _ = kbminer("ingest", forum, "--store", store, "--json")
    first = json.loads(out)
    assert (first["threads"], first["posts"], first["accepted"]) == (12, 26, 3)
    assert (first["new"], first["updated"], first["same"], first["problems"]) == (12, 0, 0, [])
    _, out, _ = kbminer("ingest", forum, "--store", store, "--json")
    second = json.loads(out)
    assert (second["new"], second["updated"], second["same"]) == (0, 0, 12)
    _, out, _ = kbminer("status", "--store", store, "--json")
    told = json.loads(out)
    assert [told[name] for name in COUNTS] == [12, 26, 3, 0]
    _, out, _ = kbminer("status", "--store", store)
    assert out.startswith("12 threads, 26 posts, 3 with an accepted answer\n")


def test_status_counts_the_examples(kbminer: Command, examples_run: Run) -> None:
    """What the README says of the example forum is what the store holds after a run."""
    _, out, _ = kbminer("status", "--store", examples_run.store, "--json")
    told = json.loads(out)
    assert [told[name] for name in COUNTS] == [122, 470, 31, 0]


def test_ingest_names_the_problems(kbminer: Command, tmp_path: Path) -> None:
    """For people each problem is a line with its file; of very many the rest is counted."""
    folder = write_forum(tmp_path / "forum", [topic(1, "How?", "<p>How does it work?</p>")])
    for i in range(25):
        (folder / f"broken-{i:02}.json").write_text('{"id": 1, "post_stream": ', encoding="utf-8")
    code, out, _ = kbminer("ingest", folder, "--store", f"sqlite:///{tmp_path / 'forum.db'}")
    assert code == 0
    assert out.startswith("1 new, 0 updated, 0 unchanged\nbroken-00.json: ")
    assert "… and 5 more problems" in out


def test_settings_reach_a_run(kbminer: Command, forum: Path, tmp_path: Path) -> None:
    """A settings file and --top are heeded, --top first."""
    config = tmp_path / "kbminer.toml"
    config.write_text("top = 5\nleast_askers = 4\n", encoding="utf-8")
    call = ("run", forum, "--out", tmp_path / "out", "--config", config, "--top", 0, "--json")
    _, out, _ = kbminer(*call)
    figures = json.loads(out)
    assert (figures["suggestions"], figures["drafts"]) == (1, 0)


def test_version_and_help(kbminer: Command) -> None:
    """Both answer at once, and help names every command."""
    assert kbminer("--version") == (0, f"kbminer {__version__}\n", "")
    _, out, _ = kbminer("--help")
    for command in ("run", "ingest", "status"):
        assert f"\n  {command} " in out


# What stops it


def test_an_unknown_setting(kbminer: Command, forum: Path, tmp_path: Path) -> None:
    """A misspelt key is named, with the file and the keys that there are."""
    config = tmp_path / "kbminer.toml"
    config.write_text("tpo = 5\n", encoding="utf-8")
    for command in ("run", "ingest"):
        outcome = kbminer(command, forum, "--config", config)
        assert_one_sentence(outcome, "'tpo'", str(config), "least_askers")


@pytest.mark.parametrize("content", [b"top = ", b"\xff\xfe", b"top = 'many'"], ids=["cut", "bytes", "value"])
def test_a_bad_settings_file(kbminer: Command, forum: Path, tmp_path: Path, content: bytes) -> None:
    """A file that is no TOML, or holds a value that can't be, is named, and no store is made."""
    config = tmp_path / "kbminer.toml"
    config.write_bytes(content)
    assert_one_sentence(kbminer("ingest", forum, "--config", config), str(config))
    assert not (tmp_path / "kbminer.db").exists()


def test_a_missing_settings_file(kbminer: Command, forum: Path, tmp_path: Path) -> None:
    """A file that was asked for by name and is not there is no reason to go on without it."""
    assert_one_sentence(kbminer("run", forum, "--config", tmp_path / "no.toml"), "no.toml", "--config")


def test_a_source_that_cannot_be_read(kbminer: Command, tmp_path: Path) -> None:
    """Nothing there, nothing in it, or nothing known: each is said, with the path."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "cut.json.gz").write_bytes(b"\x1f\x8b\x08\x00")
    for name in ("gone", "empty", "picture.png", "cut.json.gz"):
        store = f"sqlite:///{tmp_path / 'forum.db'}"
        assert_one_sentence(kbminer("ingest", tmp_path / name, "--store", store), name)


def test_an_unknown_format(kbminer: Command, forum: Path, tmp_path: Path) -> None:
    """A format that can't be forced is named beside those that can."""
    outcome = kbminer("ingest", forum, "--format", "fax", "--store", f"sqlite:///{tmp_path / 'forum.db'}")
    assert_one_sentence(outcome, "'fax'", "discourse-json", "thread-jsonl")


def test_a_folder_that_cannot_be_written(kbminer: Command, forum: Path, tmp_path: Path) -> None:
    """A file in the folder's place is found before the work begins, whichever store is named."""
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    store = f"sqlite:///{tmp_path / 'forum.db'}"
    for out in (tmp_path / "taken", tmp_path / "taken" / "out"):
        assert_one_sentence(kbminer("run", forum, "--out", out), str(out), "writable")
        assert_one_sentence(kbminer("run", forum, "--out", out, "--store", store), str(out), "writable")
    assert not (tmp_path / "forum.db").exists()


def test_a_store_from_a_newer_version(kbminer: Command, forum: Path, tmp_path: Path) -> None:
    """No command touches it."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    Store(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO schema_version VALUES (99)"))
    engine.dispose()
    for call in (
        ("run", forum, "--out", tmp_path / "out", "--store", url),
        ("ingest", forum, "--store", url),
        ("status", "--store", url),
    ):
        assert_one_sentence(kbminer(*call), "newer version", "upgrade kbminer")


def test_a_store_that_is_none(kbminer: Command, forum: Path, tmp_path: Path) -> None:
    """A file that is no database, and a file that is not there, are said to be that."""
    (tmp_path / "notes.txt").write_text("no database, but long enough to be mistaken for one" * 20)
    assert_one_sentence(
        kbminer("ingest", forum, "--store", f"sqlite:///{tmp_path / 'notes.txt'}"), "notes.txt", "--store"
    )
    assert_one_sentence(
        kbminer("status", "--store", f"sqlite:///{tmp_path / 'none.db'}"), "no store", "none.db"
    )
    assert not (tmp_path / "none.db").exists()


def test_a_command_that_does_not_exist(kbminer: Command) -> None:
    """Misuse ends with exit code 2 and the usage, on the error stream."""
    code, out, err = kbminer("mime")
    assert (code, out) == (2, "")
    assert "mime" in err


def test_help_does_not_wait_for_torch() -> None:
    """Asking for help loads neither the model's libraries nor the statistics'."""
    heavy = (
        "torch sentence_transformers transformers sklearn scipy hdbscan pandas lxml bs4 sqlalchemy".split()
    )
    code = (
        "import sys; sys.argv = ['kbminer', '--help']\n"
        "from kbminer.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT, check=True
    )
    assert done.stderr == "[]\n"


def test_links_are_kept_listed_and_withdrawn(kbminer: Command, forum: Path, tmp_path: Path) -> None:
    """One link for two threads, the last one said; contradictions and unknown threads are refused."""
    url = f"sqlite:///{tmp_path / 'forum.db'}"
    kbminer("ingest", forum, "--store", url)
    with Store(url) as store:
        a, b, c = sorted(store.digests())[:3]
    kbminer("link", a, b, "--store", url)
    kbminer("link", b, a, "--apart", "--store", url)
    _, out, _ = kbminer("link", b, c, "--store", url, "--json")
    assert json.loads(out)["links"] == [
        {"one": a, "other": b, "together": False},
        {"one": b, "other": c, "together": True},
    ]
    kbminer("link", a, c, "--apart", "--store", url)
    assert_one_sentence(kbminer("link", a, b, "--store", url), "withdraw the merge or the split")
    assert_one_sentence(kbminer("link", a, "nowhere:1", "--store", url), "no thread nowhere:1")
    _, out, _ = kbminer("link", b, a, "--withdraw", "--store", url, "--json")
    assert len(json.loads(out)["links"]) == 2


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_a_terminal_that_knows_few_letters_ends_no_run(tmp_path: Path, encoding: str) -> None:
    """What can't be shown is shown as its number, after the work as before it."""
    post = {
        "id": "1",
        "author": "a",
        "body": "Wie geht \u65e5\u672c? \u2603",
        "created_at": "2024-01-01T00:00:00Z",
    }
    lines = {"id": "\u65e5\u2603", "title": "\u65e5\u672c \u2603 \u2192?", "source": "f", "posts": [post]}
    source = tmp_path / "\u65e5\u2603.jsonl"
    source.write_text(json.dumps(lines) + "\n{broken\n", encoding="utf-8")
    store = f"sqlite:///{tmp_path / 'a.db'}"
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for arguments in (["ingest", str(source), "--store", store], ["status", "--store", store]):
        command = [sys.executable, "-m", "kbminer", *arguments]
        done = subprocess.run(command, capture_output=True, check=False, env=environment)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr


def test_nothing_from_a_source_steers_a_terminal(kbminer: Command, tmp_path: Path) -> None:
    """Titles, names of files and addresses are printed as letters alone, as lines and as JSON."""
    folder = tmp_path / "in\x1b]0;title\x07\u202e"
    folder.mkdir()
    (folder / "a.jsonl").write_text(
        json.dumps(
            {"id": "1", "title": "a\x1b[31m\x9b2J", "source": "f\u202e", "posts": [{"id": "1", "body": "a"}]}
        )
        + "\n{broken \x1b[31m\n"
    )
    store = f"sqlite:///{tmp_path / 'a.db'}"
    for arguments in (["ingest", folder, "--store", store], ["detect", folder], ["status", "--store", store],
                      ["ingest", folder / "missing"], ["suggest", "a?", "--store", store]):  # fmt: skip
        for end in ([], ["--json"]):
            _, out, err = kbminer(*arguments, *end)
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out + err)


def test_a_name_that_no_system_takes_ends_in_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """It is too long: what to do is said, and the exit code is that of what was not done."""
    with pytest.raises(SystemExit) as ended:
        end_with_code((tmp_path / ("x" * 300)).stat)
    assert ended.value.code == FAILED
    assert "give a shorter name" in capsys.readouterr().err
