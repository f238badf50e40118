"""The commands about sources: what a source is, what came in, what was left out, and how a forum is asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ingest_server import HOST, Board, Discourse, FakeTime, ForumServer, Reply
from small_forum import small_forum, topic, write_forum

from kbminer.cli.app import main
from kbminer.errors import SettingsError, UnknownFormat
from kbminer.ingest import Live, detect
from kbminer.pipeline.read_sources import ingest
from kbminer.store import Store

Command = Callable[..., tuple[int, str, str]]
PAGES = Path(__file__).parent / "pages"


@pytest.fixture
def kbminer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, in this process: gives its exit code and what it wrote to both streams."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kbminer", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        return code, *capsys.readouterr()

    return call


def test_detect_says_what_it_sees(kbminer: Command) -> None:
    """Format, how sure, and by which mark, for people and for tools."""
    code, out, _ = kbminer("detect", PAGES / "phpbb3.html")
    assert code == 0
    assert out.startswith("phpBB 3 pages (--format phpbb), 97% sure\nseen by: ")
    _, out, _ = kbminer("detect", PAGES / "phpbb3.html", "--json")
    found = json.loads(out)
    assert set(found) == {"source", "format", "title", "confidence", "why", "others"}
    assert (found["format"], found["confidence"]) == ("phpbb", 0.97)


def test_detect_says_what_else_lies_there(kbminer: Command) -> None:
    """A folder of several softwares names the others too."""
    _, out, _ = kbminer("detect", PAGES, "--json")
    found = json.loads(out)
    assert {found["format"], *found["others"]} >= {"phpbb", "smf", "xenforo", "generic"}


def test_detect_of_what_nobody_knows_is_one_sentence(kbminer: Command, tmp_path: Path) -> None:
    """Nothing known, nothing there, an inner address: exit code 2 and one line."""
    (tmp_path / "x.bin").write_bytes(b"\x00\x01\x02")
    for source in (tmp_path / "x.bin", tmp_path / "none", "http://127.0.0.1:9/"):
        code, out, err = kbminer("detect", source)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert err.startswith("kbminer: ")


def test_a_live_forum_is_detected_by_the_way_it_would_be_read() -> None:
    """One page tells a Discourse, whose API would be asked, and a board, page by page; else it is unknown."""
    time = FakeTime()
    live = Live(interval=0, allowed_hosts=("127.0.0.1",))
    for forum, format in ((Discourse({7: 1}), "discourse-json"), (Board({1: 1}), "phpbb")):
        with ForumServer(forum, time) as server:
            found = detect(server.url.replace(HOST, "127.0.0.1") + "/", live=live)
            asked = [path for _, path, _ in server.requests]
        assert found.format == format
        assert asked == ["/robots.txt", "/"]
    assert detect("https://cooking.stackexchange.com").format == "stackexchange-api"
    with (
        ForumServer(lambda path: Reply(b"nothing to see"), time) as server,
        pytest.raises(UnknownFormat),
    ):
        detect(server.url.replace(HOST, "127.0.0.1") + "/x", live=live)


@pytest.mark.parametrize("call", ["read('http://f.example')", "detect('http://f.example')"])
def test_without_the_web_libraries_a_live_forum_says_what_to_install(call: str) -> None:
    """A process in which they can't be imported ends with the install command; files need none of them."""
    code = (
        "import sys\n"
        "for name in ('protego', 'truststore'): sys.modules[name] = None\n"
        "from kbminer.ingest import read, detect\n"
        "from kbminer.errors import MissingExtra\n"
        f"print(detect({str(PAGES / 'phpbb3.html')!r}).format)\n"
        f"try: {call}\n"
        "except MissingExtra as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("phpbb\nreading a live forum needs ")
    assert 'pip install "kbminer[web]"' in done.stdout


def test_ingest_tells_dates_languages_and_what_was_skipped(kbminer: Command, tmp_path: Path) -> None:
    """Counted in the store: the first and last post, languages of a sample, problems by their reason."""
    folder = write_forum(tmp_path / "forum", [*small_forum(), topic(90, "How?", "<p>How does it work?</p>")])
    for i in range(3):
        (folder / f"broken-{i}.json").write_text('{"id": 1, "post_stream": ', encoding="utf-8")
    (folder / "a.css").write_text("a {}")
    store = f"sqlite:///{tmp_path / 'forum.db'}"
    _, out, _ = kbminer("ingest", folder, "--store", store, "--json")
    told = json.loads(out)
    assert told["first_post"].startswith("2025-03-02T09:00")
    assert told["first_post"] < told["last_post"]
    assert set(told["languages"]) == {"en"}
    assert told["languages_read_from"] == told["threads"] == 13
    assert told["skipped"] == [
        {"reason": "it is broken JSON", "count": 3, "lost": 3},
        {"reason": "files are in no known format and were not read", "count": 1, "lost": 0},
    ]
    _, out, _ = kbminer("status", "--store", store, "--json")
    status = json.loads(out)
    assert status.pop("run") is None  # nothing has been mined yet
    assert status == {name: told[name] for name in status if name != "problems"} | {"problems": 4}
    _, out, _ = kbminer("status", "--store", store)
    assert "posts from 2025-03-02 to " in out
    assert "languages of 13 threads: en " in out


def test_live_options_reach_the_crawl(kbminer: Command, tmp_path: Path) -> None:
    """--allow-host lets a host on an inner network be asked, --max-pages ends it, --archive keeps answers."""
    archive = tmp_path / "answers.db"
    with ForumServer(Discourse({7: 1}), FakeTime()) as server:
        address = server.url.replace(HOST, "127.0.0.1")
        call = (
            "ingest",
            address,
            "--store",
            f"sqlite:///{tmp_path / 'f.db'}",
            "--archive",
            archive,
            "--json",
        )
        code, out, err = kbminer(*call)
        assert code == 2
        assert "--allow-host 127.0.0.1" in err
        _, out, _ = kbminer(*call, "--allow-host", "127.0.0.1", "--max-pages", 1, "--since", "2020-01-01")
        assert [path for _, path, _ in server.requests] == ["/robots.txt", "/"]
    assert [problem["what"] for problem in json.loads(out)["problems"]] == [
        "the budget of pages is spent; the next run goes on from here"
    ]
    assert archive.read_bytes().startswith(b"SQLite")


def test_one_archive_keeps_one_forum(tmp_path: Path) -> None:
    """Two live forums can't share an archive: their crawls would be taken for one another's."""
    live = Live(state=tmp_path / "a.db")
    with Store() as store, pytest.raises(SettingsError, match="One archive"):
        ingest(["https://a.example", "https://b.example"], store, live=live)


def test_a_source_without_any_thread_is_no_success(kbminer: Command, tmp_path: Path) -> None:
    """What was claimed and gave nothing is said, also by the exit code; other sources' threads count."""
    (tmp_path / "a.csv").write_text("Ticket ID,Message\n")
    store = f"sqlite:///{tmp_path / 'kb.db'}"
    code, out, err = kbminer("ingest", tmp_path / "a.csv", "--store", store)
    assert code == 2
    assert out.startswith("0 new, 0 updated, 0 unchanged\na.csv: the table holds no rows")
    assert err == f"kbminer: no thread was found in {tmp_path / 'a.csv'}: a.csv: the table holds no rows\n"
    code, _, _ = kbminer("ingest", tmp_path / "a.csv", PAGES / "phpbb3.html", "--store", store)
    assert code == 0


def test_columns_are_mapped_on_the_command_line(kbminer: Command, tmp_path: Path) -> None:
    """A role that there is not is one sentence; another map reads the same file anew."""
    (tmp_path / "a.csv").write_text("Nr,Wer,Was,Message,Date\n1,ann,How?,x,\n1,bob,So.,y,\n")
    store = f"sqlite:///{tmp_path / 'kb.db'}"
    code, _, err = kbminer("ingest", tmp_path / "a.csv", "--map", "words=Was")
    assert (code, err.startswith("kbminer: --map takes ROLE=COLUMN")) == (2, True)
    kbminer("ingest", tmp_path / "a.csv", "--store", store)
    kbminer("ingest", tmp_path / "a.csv", "--store", store, "--map", "body=Was", "--map", "thread=Nr")
    with Store(store) as opened:
        assert ["How?", "So."] in [[post.body for post in thread.posts] for thread in opened.threads()]
