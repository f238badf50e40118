"""A store on a PostgreSQL server: many at once, none in another's way, and what happens when it goes away."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from conftest import Command, NewStore
from database_server import PASSWORD, DatabaseServer
from desk_tools import served
from killing import left_in
from small_forum import small_forum, topic, write_forum
from sqlalchemy import Engine, event, text

from kbminer.config import Settings
from kbminer.errors import MissingExtra, RunLocked, StoreError
from kbminer.pipeline.dry_run import throwaway_store
from kbminer.pipeline.job import run_job
from kbminer.pipeline.lock import only_run
from kbminer.records import Decision, Post, Thread
from kbminer.review.answers import Answers
from kbminer.review.article_text import ArticleText
from kbminer.review.desk import Desk
from kbminer.review.queue import Filter
from kbminer.store import Store, StoredReading, migrations
from kbminer.testing import WordEmbedder

NOW = datetime(2025, 5, 1, tzinfo=UTC)
LATER = topic(40, "Grey offline map", "<p>Why is the offline map grey since 4.2?</p>")


def decision(group: str, kind: str, *, base: int = 0, words: str = "") -> Decision:
    """What somebody decided about a suggestion."""
    return Decision(kind=kind, group=group, by="ivy", at=NOW, base=base, text=words)


def job(source: Path, url: str, home: Path) -> None:
    """Mine a forum into a store, and write its report into ``home``."""
    home.mkdir(exist_ok=True)
    with Store(url) as store:
        settings = Settings(briefing_every="run")
        run_job([source], store, home / "out", settings=settings, embedder=WordEmbedder())


@pytest.fixture
def url(database_server: DatabaseServer) -> str:
    """The address of a new store."""
    return database_server.new_database()


@pytest.fixture
def forum(tmp_path: Path) -> Path:
    """A small forum's files."""
    return write_forum(tmp_path / "forum", small_forum())


def statements(work: Callable[[], object]) -> Counter[str]:
    """Count the statements that some work puts to any database."""
    asked: Counter[str] = Counter()

    def count(_: object, __: object, statement: str, *___: object) -> None:
        asked[statement.split("(", maxsplit=1)[0]] += 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        work()
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return asked


def test_a_run_leaves_the_same_files_as_with_a_file(url: str, example_forum: Path, tmp_path: Path) -> None:
    """Report, drafts and briefing of two nights are the same, byte for byte."""
    grown = tmp_path / "grown" / "forum"
    shutil.copytree(example_forum, grown)
    write_forum(grown, [LATER])
    for source in (example_forum, grown):
        job(source, url, tmp_path / "server")
        job(source, f"sqlite:///{tmp_path / 'forum.db'}", tmp_path / "file")
    assert left_in(tmp_path / "server") == left_in(tmp_path / "file")
    with Store(url) as one, Store(f"sqlite:///{tmp_path / 'forum.db'}") as other:
        assert list(one.threads()) == list(other.threads())
        assert list(one.readings()) == list(other.readings())
        assert [each.key for each in one.summaries()] == [each.key for each in other.summaries()]
        assert one.likes() == other.likes()
        assert one.counts() == other.counts()


def test_words_stand_in_the_order_that_every_language_shares(url: str) -> None:
    """The order of keys is that of their signs, on a server that would sort like a dictionary."""
    names = ["b", "A", "ä", "a", "Z", "_", "é", "-"]
    with Store(url) as store:
        store.ingest(
            Thread(id=name, source="s", title=name, posts=(Post(id="1", body=name),)) for name in names
        )
        assert [thread.id for thread in store.threads()] == sorted(names)
        assert [each.title for each in store.summaries()] == sorted(names)


def test_numbers_of_eight_bytes_are_kept(url: str) -> None:
    """What SQLite holds, the server holds too."""
    many = 2**62
    with Store(url) as store:
        store.ingest([Thread(id="1", source="s", title="x", views=many, posts=(Post(id="1", body="x"),))])
        assert next(store.threads()).views == many


def test_no_thread_costs_a_question_of_its_own(new_store: NewStore, tmp_path: Path) -> None:
    """Eight times as many threads are mined, and mined again after an edit, by as many statements."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "grey.md").write_text("# The offline map is grey\n\nOpen Settings and press Rebuild tiles.\n")

    def asked(times: int, words: str) -> int:
        told = [each for _ in range(times) for each in small_forum()]
        topics = [topic_again(each, number, words) for number, each in enumerate(told, 1)]
        source = write_forum(tmp_path / f"{times}{words}" / "forum", topics)
        given = Settings(articles=str(articles))
        with Store(addresses[times]) as store:
            return statements(
                lambda: run_job(
                    [source], store, tmp_path / str(times), settings=given, embedder=WordEmbedder()
                )
            ).total()

    addresses = {1: new_store(), 8: new_store()}
    for words in ("", " again"):
        few, many = asked(1, words), asked(8, words)
        assert many - few < 20, (few, many)


def topic_again(topic: dict[str, Any], number: int, words: str) -> dict[str, Any]:
    """A topic under another number, with some more words in its title."""
    return {**topic, "id": number, "title": topic["title"] + words}


def test_two_that_open_an_old_store_at_once_bring_it_up_to_date_once(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second waits for the first, and finds nothing left to do."""
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "_MIGRATIONS", migrations._MIGRATIONS[:4])
        patch.setattr(migrations, "NEWEST", 4)
        Store(url).close()
    script = f"from kbminer.store import Store; Store({url!r}).close(); print('open')"
    command = [sys.executable, "-c", script]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(3)
    ]
    assert [process.communicate()[0] for process in started] == ["open\n"] * 3
    with Store(url) as store, store._engine.connect() as connection:
        versions = connection.scalars(text("SELECT version FROM schema_version ORDER BY version"))
        assert list(versions) == list(range(1, migrations.NEWEST + 1))


def test_a_step_that_fails_leaves_the_schema_as_it_was(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no copy is made, a change of the schema is all or nothing."""
    Store(url).close()
    with monkeypatch.context() as patch:
        broken = (*migrations._MIGRATIONS, ("CREATE TABLE halfway (x INTEGER)", "CREATE NONSENSE"))
        patch.setattr(migrations, "_MIGRATIONS", broken)
        patch.setattr(migrations, "NEWEST", len(broken))
        with pytest.raises(StoreError, match="can't be used"):
            Store(url)
    with Store(url) as store, store._engine.connect() as connection:
        assert connection.scalar(text("SELECT to_regclass('halfway')")) is None


def test_a_second_run_is_refused_until_the_first_has_ended(url: str) -> None:
    """Whoever comes second leaves at once; the one who holds the store may take it again."""
    with Store(url) as one, Store(url) as other:
        with only_run(one), only_run(one):
            with pytest.raises(RunLocked, match="Another run is at work"), only_run(other):
                pass
            one.begin_run(NOW)
        with only_run(other):
            other.begin_run(NOW)


def test_editors_and_readers_do_their_work_while_a_run_writes(url: str, forum: Path, tmp_path: Path) -> None:
    """Every decision is kept under a number of its own while the run goes on, and every reader is served."""
    job(forum, url, tmp_path / "home")
    grown = write_forum(tmp_path / "grown" / "forum", [*small_forum(), LATER])
    at_work = threading.Event()

    def edit(editor: int) -> list[int]:
        numbers = []
        with Store(url) as store:
            for turn in range(12):
                done = store.decide(decision(f"g{editor}", "edit", base=store.newest_text(f"g{editor}")))
                assert done is not None, turn
                numbers.append(done.number)
        return numbers

    def read(_: int) -> int:
        times = 0
        with Store(url) as store:
            while not at_work.is_set():
                assert len(list(store.threads())) >= len(small_forum())
                assert store.run_results(["threads", "group"]).keys() == {"threads", "group"}
                times += 1
        return times

    with ThreadPoolExecutor(7) as pool:
        readers = [pool.submit(read, n) for n in range(3)]
        editors = [pool.submit(edit, n) for n in range(4)]
        job(grown, url, tmp_path / "home")
        numbers = [number for editor in editors for number in editor.result()]
        at_work.set()
        assert all(reader.result() for reader in readers)
    assert sorted(numbers) == list(range(1, 49))


def test_of_two_edits_of_one_version_one_comes_too_late(url: str) -> None:
    """However close together they come, the second is set aside."""
    with Store(url) as store:
        store.begin_run(NOW)
        for _ in range(10):
            base = store.newest_text("g")
            start = threading.Barrier(2)

            def edit(start: threading.Barrier = start, base: int = base) -> Decision | None:
                start.wait()
                return store.decide(decision("g", "edit", base=base))

            with ThreadPoolExecutor(2) as pool:
                done = [each.result() for each in [pool.submit(edit), pool.submit(edit)]]
            assert sum(each is None for each in done) == 1


def test_two_that_keep_the_same_answer_at_once_both_go_on(url: str) -> None:
    """What two work out of the same texts is kept once."""
    with Store(url) as store:
        store.ingest([Thread(id="1", source="s", title="x", posts=(Post(id="1", body="x"),))])
        reading = StoredReading(thread="s:1", digest="x", question="{}", signals="{}")

        def keep(n: int) -> None:
            for turn in range(10):
                store.save_answer(f"key {turn}", f"from {n}")
                store.save_vectors("m", [(f"digest {turn}", b"12")])
                store.save_readings([replace(reading, digest=str(turn))])

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(keep, range(4)))
        assert store.load_answer("key 9") is not None
        assert len(store.load_vectors("m", [f"digest {n}" for n in range(10)])) == 10


def test_a_connection_lost_in_mid_run_costs_nothing_that_was_done(
    url: str, forum: Path, tmp_path: Path, database_server: DatabaseServer
) -> None:
    """The run ends with a sentence that says what to do, and the next one ends as one left in peace."""
    job(forum, database_server.new_database(), tmp_path / "peace")
    lost = 0

    def lose(_: object, __: object, statement: str, *___: object) -> None:
        nonlocal lost
        if statement.startswith("INSERT INTO results"):
            lost += 1
            if lost == 4:
                for pid in database_server.connections():
                    database_server.end_connection(pid)

    event.listen(Engine, "before_cursor_execute", lose)
    try:
        with pytest.raises(StoreError, match=r"what was done so far is kept.*give the same command again"):
            job(forum, url, tmp_path / "trouble")
    finally:
        event.remove(Engine, "before_cursor_execute", lose)
    job(forum, url, tmp_path / "trouble")
    assert left_in(tmp_path / "trouble") == left_in(tmp_path / "peace")


def test_who_has_lost_the_right_to_mine_writes_no_more(url: str, database_server: DatabaseServer) -> None:
    """Where the connection that holds the store is lost, another run may have begun: nothing mixes."""
    with Store(url) as store, Store(url) as other:
        with only_run(store):
            for pid in database_server.connections():
                database_server.end_connection(pid)
            with only_run(other):
                other.begin_run(NOW)
                with pytest.raises(StoreError, match="ended the connection"):
                    store.begin_run(NOW)
            with pytest.raises(StoreError, match="the right to mine"):
                store.begin_run(NOW)
        with only_run(store):
            assert store.begin_run(NOW) == 2


def test_readers_go_on_when_the_server_is_back(tmp_path: Path, database_server: DatabaseServer) -> None:
    """A desk that stays open tells that the server is away, and works again once it has been started."""
    with Store(database_server.new_database()) as store:
        store.ingest([Thread(id="1", source="s", title="x", posts=(Post(id="1", body="x"),))])
        database_server.stop()
        try:
            with pytest.raises(StoreError, match="see that it runs"):
                store.counts()
        finally:
            database_server.start()
        assert store.counts().threads == 1


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://kb:wr0ng-secret@127.0.0.1:{port}/postgres", "password"),
        ("postgresql://kb:wr0ng-secret@127.0.0.1:1/postgres", "see that it runs"),
        ("postgresql://kb:wr0ng-secret@127.0.0.1:port/postgres", "can't be read"),
        (
            "postgresql://kb:wr0ng-se/cret@127.0.0.1/postgres",
            "can't be read|see that it runs|names no database",
        ),
        ("postgresql://kb:wr0ng-se@cret@127.0.0.1/postgres", "can't be read"),
        ("postgresql://kb:wr0ng-secret@127.0.0.1:{port}", "names no database"),
        ("postgresql://127.0.0.1:{port}/postgres?password=wr0ng-secret", "PGPASSWORD"),
        ("postgresql+psycopg://kb:wr0ng-secret@127.0.0.1/postgres", "pg8000 alone"),
        ("postgresql://kb:wr0ng-secret@127.0.0.1:{port}/postgres?sslmode=odd", "sslmode"),
        (f"postgresql://kb:{PASSWORD}@127.0.0.1:{{port}}/nowhere", "createdb"),
    ],
)
def test_a_bad_address_is_told_without_its_password(
    database_server: DatabaseServer, address: str, says: str
) -> None:
    """One sentence says what to do; not a piece of the password stands in it."""
    with pytest.raises(StoreError, match=says) as caught:
        Store(address.format(port=database_server.port))
    for told in (str(caught.value), str(caught.value.__cause__), str(caught.value.__context__)):
        assert not any(piece in told for piece in ("wr0ng", "cret", PASSWORD))


def test_a_password_may_come_from_the_environment(
    database_server: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it stands in no command line that others can list."""
    monkeypatch.setenv("PGUSER", "kb")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with Store(database_server.new_database().replace(f"kb:{PASSWORD}@", "")) as store:
        assert store.counts().threads == 0
        assert PASSWORD not in store.shown_url


def test_a_server_may_be_reached_by_its_socket(database_server: DatabaseServer) -> None:
    """The folder of the socket stands where psql has it."""
    name = database_server.new_database().rsplit("/", 1)[1]
    address = f"postgresql://kb:{PASSWORD}@:{database_server.port}/{name}?host={database_server.folder}"
    with Store(address) as store:
        assert store.counts().threads == 0


def test_a_database_of_another_program_is_left_alone(url: str, database_server: DatabaseServer) -> None:
    """Where a table of one of our names lies there, nothing is made."""
    name = url.rsplit("/", 1)[1]
    database_server.ask("CREATE TABLE posts (words text)", name)
    with pytest.raises(StoreError, match="one of its own"):
        Store(url)
    left = database_server.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name)
    assert left == [("posts",)]


def test_without_its_driver_the_install_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "pg8000", None)
    with pytest.raises(MissingExtra, match=r"pip install \"kbminer\[postgres\]\""):
        Store("postgresql://kb@127.0.0.1/kb")


def test_a_store_in_a_file_loads_nothing_of_the_server() -> None:
    """Who keeps threads in a file waits for no driver."""
    script = (
        "import sys; from kbminer.store import Store; Store('sqlite://').close(); "
        "print([name for name in sys.modules if 'postgresql' in name or 'pg8000' in name])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_dry_run_works_on_a_copy_in_a_file(url: str, forum: Path, tmp_path: Path) -> None:
    """What it finds is what the server holds, and nothing is written there."""
    job(forum, url, tmp_path / "home")
    with throwaway_store(url) as copy, Store(url) as store:
        assert copy.file is not None
        assert list(copy.threads()) == list(store.threads())
        copy.begin_run(NOW)
        assert copy.newest() == store.newest()
        assert len(copy.runs()) == 1


def test_every_command_works_with_a_server(kbminer: Command, url: str, forum: Path, tmp_path: Path) -> None:
    """From a first look over a run to an export, and no command shows the password."""
    out = tmp_path / "out"
    for command, said in (
        (["doctor", forum, "--store", url, "--out", out, "--json"], "the first run makes it"),
        (["run", forum, "--store", url, "--out", out, "--model", "lexical"], "report:"),
        (["doctor", forum, "--store", url, "--out", out, "--json"], "1 finished runs"),
        (["run", "--store", url, "--out", out, "--model", "lexical", "--dry-run"], "nothing was written"),
        (["status", "--store", url], "threads"),
        (["suggest", "the offline map is grey", "--store", url], "map"),
        (["export", "markdown", "--store", url, "--out", tmp_path / "drafts"], ""),
    ):
        code, shown, told = kbminer(*command)
        assert (code, said in shown) == (0, True), (command, code, shown, told)
        assert PASSWORD not in shown + told
    for file in out.rglob("*"):
        assert file.is_dir() or PASSWORD.encode() not in file.read_bytes()


def test_the_desk_and_the_bots_work_with_a_server(url: str, forum: Path, tmp_path: Path) -> None:
    """Pages are served, a question is answered, and of two editors' texts none is lost."""
    job(forum, url, tmp_path / "home")
    with Store(url) as store, Store(url) as other:
        with served(store, embedder=WordEmbedder()) as address, urlopen(address) as page:  # noqa: S310
            assert b"offline map" in page.read().lower()
        desk, second = (Desk(each, embedder=WordEmbedder()) for each in (store, other))
        answers = Answers(desk)
        assert answers.suggest("the offline map is grey")["answers"]
        group = answers.suggestions(Filter())["suggestions"][0]["group"]
        assert second.save(group, "Ada", ArticleText(text="# One\n\nOne answer.\n"), base=0).newer is None
        late = desk.save(group, "Kim", ArticleText(text="# Two\n\nAnother answer.\n"), base=0)
        assert late.newer is not None
        assert [each.by for each in store.decisions()] == ["Ada", "Kim"]


def test_a_command_that_reads_makes_no_store(
    kbminer: Command, url: str, database_server: DatabaseServer
) -> None:
    """An empty database stays empty."""
    code, _, told = kbminer("status", "--store", url)
    assert code == 2
    assert "There is no store of kbminer's" in told
    assert not database_server.ask(
        "SELECT 1 FROM pg_tables WHERE schemaname = 'public'", url.rsplit("/", 1)[1]
    )
