"""Runs: each is recorded, readers read the last finished one, and nothing is mined twice or in secret."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, Command, Run
from filelock import FileLock
from small_forum import small_forum, topic, write_forum

import kbminer
from kbminer import Settings, Store, latest_run, mine
from kbminer.errors import NoRun, RunLocked, StoreError
from kbminer.pipeline.stages import JUDGE, STAGES
from kbminer.records import Post, QuestionMap, Thread
from kbminer.testing import WordEmbedder

Mined = Callable[..., kbminer.KnowledgeBase]


@pytest.fixture
def forum(tmp_path: Path) -> Path:
    """The small forum as a folder of topics."""
    return write_forum(tmp_path / "forum", small_forum())


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    return f"sqlite:///{tmp_path / 'forum.db'}"


def test_a_run_is_recorded_with_every_stage(forum: Path, url: str) -> None:
    """Settings, versions, and of each stage inputs, outcome, counts and time stand in the store."""
    mine(forum, store=url, embedder=WordEmbedder(), settings=Settings(top=2))
    with Store(url) as store:
        record = store.latest_run()
    assert record is not None
    assert (record.number, record.settings["top"]) == (1, 2)
    assert "llm_key" not in record.settings
    assert dict(record.versions)["kbminer"] == kbminer.__version__
    gone_through = [stage.name for stage in STAGES if stage is not JUDGE]  # there is no model to judge
    assert [stage.name for stage in record.stages] == ["ingest", *gone_through]
    assert not any(stage.reused for stage in record.stages)
    assert all(stage.outcome for stage in record.stages[1:])
    assert dict(record.stages[0].counts)["new"] == 12
    assert dict(record.counts)["suggestions"] == 3
    assert dict(record.changed) == {"groups born": 3}


def test_a_run_with_nothing_new_is_recorded_and_shows_the_same(forum: Path, url: str) -> None:
    """The second run uses every stage again, and what it shows is what the first one showed."""
    first = mine(forum, store=url, embedder=WordEmbedder())
    second = mine(forum, store=url, embedder=WordEmbedder())
    with Store(url) as store:
        one, two = store.runs()
    assert second == first
    assert two.found_nothing_new
    assert not one.found_nothing_new
    assert (two.counts, two.changed) == (one.counts, ())


def test_a_run_with_nothing_new_keeps_what_the_next_one_carries_on_from(forum: Path, url: str) -> None:
    """State of groups, model and all that is known of unchanged threads are those of the run before."""
    carried = (
        *("group state", "resolution model", "known texts"),
        *("forum evidence", "forum words", "resolved by thread", "term counts"),
    )
    held = []
    for _ in range(2):
        mine(forum, store=url, embedder=WordEmbedder())
        with Store(url) as store:
            held.append(store.run_results(carried))
    assert held[0].keys() == set(carried)
    assert held[1] == held[0]


def test_what_a_run_shows_as_changed_is_not_shown_again(forum: Path, url: str) -> None:
    """A run with other settings works out only what depends on them, and tells no old news."""
    mine(forum, store=url, embedder=WordEmbedder())
    again = mine(store=url, embedder=WordEmbedder(), settings=Settings(top=1))
    with Store(url) as store:
        record = store.latest_run()
    assert record is not None
    assert {stage.name for stage in record.stages if not stage.reused} == {"draft", "author", "release"}
    assert again.grouping.lineage == ()
    assert latest_run(url).grouping.lineage == ()


def test_reading_the_last_run_gives_what_it_found(forum: Path, url: str) -> None:
    """Whoever opens the store later sees the same value, whatever came into the store since."""
    found = mine(forum, store=url, embedder=WordEmbedder())
    with Store(url) as store:
        store.ingest(kbminer.ingest.read(write_forum(forum.parent / "more", [topic(77, "New?", "<p>x</p>")])))
        assert latest_run(store) == found
        assert len(store.runs()) == 1


def test_where_there_is_no_run_one_sentence_says_which_command_makes_one(forum: Path, url: str) -> None:
    """A store that was filled but never mined refuses to be read."""
    with Store(url) as store:
        store.ingest(kbminer.ingest.read(forum))
        assert store.latest_run() is None
    with pytest.raises(NoRun, match=f"kbminer run --store {url}"):
        latest_run(url)


def test_articles_of_a_run_are_there_for_export_and_suggest(
    examples_run: Run, tmp_path: Path, kbminer: Command
) -> None:
    """After ``run --articles`` the other commands, which name no articles, give what that run found."""
    copy = tmp_path / "kbminer.db"
    shutil.copy(examples_run.store.removeprefix("sqlite:///"), copy)

    def said(*arguments: object) -> str:
        code, out, err = kbminer(*arguments)
        assert code == 0, err
        return out

    store = ("--store", f"sqlite:///{copy}")
    articles = str(ROOT / "examples" / "articles")
    said("run", "--articles", articles, "--out", str(tmp_path / "out"), *store)
    found = latest_run(store[1])
    asked = said("suggest", "how to reset the vault passphrase", "--json", *store)
    exported = json.loads(said("export", "markdown", "--out", str(tmp_path / "md"), "--json", *store))
    assert json.loads(asked)["answers"][0]["id"] == "forgotten-vault-passphrase"
    assert len(exported["written"]) == len(found.drafts)
    assert any(covered.action == "point" for covered in found.coverage)
    assert latest_run(store[1]) == found
    with Store(store[1]) as opened:
        assert len(opened.runs()) == 2


@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["suggest", "how to reset the vault passphrase"],
        ["export", "markdown", "--out", "md"],
        ["evaluate", "drafts"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_a_command_that_reads_never_mines(
    command: list[str], examples_run: Run, tmp_path: Path, kbminer: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came into the store after the last run is seen by the next run, and by no reader."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(examples_run.store.removeprefix("sqlite:///"), "kbminer.db")
    with Store("sqlite:///kbminer.db") as store:
        store.ingest([newcomer()])
        found = latest_run(store)
    code, _, err = kbminer(*command, "--store", "sqlite:///kbminer.db")
    assert code == 0, err
    with Store("sqlite:///kbminer.db") as store:
        assert latest_run(store) == found
        assert len(store.runs()) == 1


def newcomer() -> Thread:
    """A thread that no run of the example has seen."""
    return Thread(
        id="1",
        source="late",
        title="Where is the mast?",
        posts=(Post(id="1", body="I see none.", format="text"),),
    )


def test_a_run_that_is_cut_off_is_no_run(forum: Path, url: str) -> None:
    """What readers see is the last finished run; the next one carries on and ends as any other."""

    class Broken(WordEmbedder):
        """Fails at work, as a full disk or a kill would."""

        def encode(self, texts: object) -> object:  # type: ignore[override]
            """Fail."""
            raise KeyboardInterrupt

    before = mine(forum, store=url, embedder=WordEmbedder())
    write_forum(forum, [topic(40, "Grey offline map", "<p>Why is the offline map grey since 4.2?</p>")])
    with pytest.raises(KeyboardInterrupt):
        mine(forum, store=url, embedder=Broken())
    assert latest_run(url) == before
    after = mine(forum, store=url, embedder=WordEmbedder())
    with Store(url) as store:
        assert [run.number for run in store.runs()] == [1, 3]
    assert after.counts.threads == before.counts.threads + 1


def test_what_a_cut_off_run_had_found_is_told_by_the_one_that_ends(
    forum: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Groups that are born and states that change are entered, whichever run worked them out."""

    def fails(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("kbminer.pipeline.release.release", fails)
        with pytest.raises(KeyboardInterrupt):
            mine(forum, store=url, embedder=WordEmbedder())
    mine(forum, store=url, embedder=WordEmbedder())
    with Store(url) as store:
        [run] = store.runs()
        assert ("group", False) in [(stage.name, stage.reused) for stage in run.stages]
        assert not run.found_nothing_new
        born, _ = store.lineage_after(0)
    assert [event.kind for event in born] == ["born"] * 3


def test_a_second_run_at_once_leaves_and_says_so(forum: Path, url: str) -> None:
    """Two runs never write to one store together."""
    file = url.removeprefix("sqlite:///")
    with FileLock(f"{file}.lock"), pytest.raises(RunLocked, match="Another run is at work"):
        mine(forum, store=url, embedder=WordEmbedder())
    assert mine(forum, store=url, embedder=WordEmbedder()).counts.threads == 12


OF_SCHEMA_3 = frozenset(
    "threads posts problems readings vectors lineage states intakes links schema_version".split()
)


def old_store(file: Path, kb: kbminer.KnowledgeBase) -> None:
    """Turn a store back into one of schema 3, in which the last outcome was one artifact."""
    from pydantic import TypeAdapter

    outcome = TypeAdapter(kbminer.records.RunResult).dump_python(kb, mode="json")
    with sqlite3.connect(file) as connection:
        state = connection.execute("SELECT body FROM results WHERE stage = 'group state'").fetchone()[0]
        there = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        for table in sorted(there - OF_SCHEMA_3):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("CREATE TABLE artifacts (name TEXT PRIMARY KEY, body BLOB NOT NULL)")
        connection.execute("DROP INDEX threads_by_visibility")
        for table in ("threads", "posts"):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN visibility")
        connection.execute("ALTER TABLE problems DROP COLUMN warns")
        connection.execute("ALTER TABLE threads DROP COLUMN satisfied")
        connection.execute("DELETE FROM schema_version WHERE version > 3")
        rows = [
            ("outcome", b"f" * 32 + zlib.compress(json.dumps(outcome).encode())),
            ("grouping", json.dumps(outcome["grouping"]).encode()),
            ("grouping state", state),
        ]
        connection.executemany("INSERT INTO artifacts VALUES (?, ?)", rows)
    connection.close()


def test_an_older_store_is_copied_and_keeps_what_it_found(forum: Path, url: str) -> None:
    """The last outcome becomes the first run, readable at once; a copy of the old file lies beside it."""
    found = mine(forum, store=url, embedder=WordEmbedder())
    file = Path(url.removeprefix("sqlite:///"))
    old_store(file, found)
    assert latest_run(url) == replace(found, question_map=QuestionMap())  # there was no map in those days
    copy = sqlite3.connect(f"{file}.schema-3.bak")
    assert copy.execute("SELECT count(*) FROM artifacts").fetchone() == (3,)
    assert copy.execute("SELECT count(*) FROM threads").fetchone() == (12,)
    copy.close()
    again = mine(forum, store=url, embedder=WordEmbedder())
    assert [group.id for group in again.grouping.groups] == [group.id for group in found.grouping.groups]
    assert again.grouping.lineage == ()


def test_an_older_store_that_cannot_be_copied_is_left_as_it_is(forum: Path, url: str) -> None:
    """Without room for the copy nothing is changed, and one sentence says what to do."""
    file = Path(url.removeprefix("sqlite:///"))
    old_store(file, mine(forum, store=url, embedder=WordEmbedder()))
    blocked = Path(f"{file}.schema-3.bak.part")
    blocked.mkdir()
    (blocked / "full").touch()
    with pytest.raises(StoreError, match="no copy of it could be made"):
        Store(url)
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT max(version) FROM schema_version").fetchone() == (3,)
    connection.close()
