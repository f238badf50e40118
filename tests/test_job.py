"""The job that a scheduler starts: its settings file, its exit codes, and how it bears what happens to it."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import ROOT, Command
from filelock import FileLock
from small_forum import small_forum, topic, write_forum

from kbminer import Store
from kbminer.pipeline.run_in_progress import RunInProgress

Done = subprocess.CompletedProcess[str]
Job = Callable[..., Done]
SPOILED = '{"id": 1, "title": "cut off", "post_stream": {"posts": ['


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a forum and the settings of a job that mines it."""
    write_forum(tmp_path / "forum", small_forum())
    (tmp_path / "kbminer.toml").write_text(
        'sources = ["forum"]\nstore = "sqlite:///state/kb.db"\nout = "report"\nmodel = "lexical"\n'
    )
    (tmp_path / "state").mkdir()
    return tmp_path


@pytest.fixture
def job(kbminer: Command) -> Job:
    """Run the job of a folder's settings in this process; as a process of its own it is the same command."""

    def run(home: Path, *arguments: str) -> Done:
        code, out, err = kbminer(*arguments, "--config", home / "kbminer.toml")
        return subprocess.CompletedProcess(arguments, code, out, err)

    return run


def as_process(home: Path, *arguments: str, **environment: str) -> Done:
    """Run the job as a scheduler does: as a process of its own, from anywhere."""
    command = [sys.executable, "-m", "kbminer", *arguments, "--config", str(home / "kbminer.toml")]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, cwd="/", timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip


def one_sentence(done: Done) -> str:
    """The one line that it wrote to standard error."""
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("kbminer: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_settings_file_is_the_whole_job(home: Path, job: Job) -> None:
    """Sources, store and report are taken from the file's own folder, wherever the scheduler starts."""
    done = as_process(home, "run", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    figures = json.loads(done.stdout)
    assert figures["nothing_new"] is False
    assert Path(figures["report"]) == home / "report" / "report.html"
    assert (home / "state" / "kb.db").is_file()
    again = json.loads(job(home, "run", "--json").stdout)
    assert (again["nothing_new"], again["threads"]) == (True, 12)


def test_a_settings_file_in_the_working_folder_is_read(
    home: Path, monkeypatch: pytest.MonkeyPatch, kbminer: Command
) -> None:
    """Without --config, kbminer.toml of the working folder counts."""
    monkeypatch.chdir(home)
    code, out, _ = kbminer("run", "--json")
    assert code == 0
    assert json.loads(out)["threads"] == 12


def test_threads_lost_by_damage_end_with_one(home: Path, job: Job) -> None:
    """The sound threads are reported, and the exit code says that somebody should look."""
    (home / "forum" / "900.json").write_text(SPOILED)
    done = job(home, "run", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["threads"] == 12
    assert (home / "report" / "report.html").is_file()


def test_a_second_run_at_once_ends_with_three(home: Path, job: Job) -> None:
    """It leaves at once, says so, and the first one is not disturbed."""
    job(home, "run")
    with FileLock(home / "state" / "kb.db.lock"):
        done = job(home, "run")
    assert done.returncode == 3
    assert "Another run is at work" in one_sentence(done)


def test_a_dry_run_writes_nothing(home: Path, job: Job) -> None:
    """It says what a run would find, and leaves every file as it was."""
    job(home, "run")
    write_forum(
        home / "forum", [topic(40, "Grey offline map", "<p>Why is the offline map grey since 4.2?</p>")]
    )
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    done = job(home, "run", "--dry-run", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["dry_run"], told["new"], told["updated"]) == (True, 1, 0)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_a_dry_run_needs_no_store(home: Path, job: Job) -> None:
    """Before the first run it makes none."""
    done = job(home, "run", "--dry-run")
    assert done.returncode == 0
    assert "12 new" in done.stdout
    assert list((home / "state").iterdir()) == []


def test_log_lines_are_keys_and_values_in_utc(home: Path) -> None:
    """Each line of --verbose can be read by a machine, whatever the zone and its summer time."""
    done = as_process(home, "--verbose", "run", TZ="Europe/Berlin")
    assert done.returncode == 0
    lines = done.stderr.splitlines()
    assert all(line.startswith("time=20") and " event=" in line for line in lines), lines
    assert 'event="run done" exit=0 nothing_new=False lost=0 run=1' in lines[-1]
    written = datetime.fromisoformat(lines[-1].split()[0].removeprefix("time="))
    assert abs(datetime.now(UTC) - written) < timedelta(minutes=10)


def test_a_vanished_source_ends_with_two_and_loses_nothing(home: Path, job: Job) -> None:
    """What was read of it before stays, and comes back into the report with it."""
    job(home, "run")
    report = (home / "report" / "report.json").read_bytes()
    (home / "forum").rename(home / "away")
    done = job(home, "run")
    assert done.returncode == 2
    assert "forum" in one_sentence(done)
    (home / "away").rename(home / "forum")
    assert job(home, "run").returncode == 0
    assert (home / "report" / "report.json").read_bytes() == report


def test_a_model_that_is_gone_ends_with_two(home: Path, job: Job) -> None:
    """The sentence names the model; once it is back, the report is what it was."""
    assert job(home, "run").returncode == 0
    text, report = (home / "kbminer.toml").read_text(), (home / "report" / "report.json").read_bytes()
    (home / "kbminer.toml").write_text(text.replace('"lexical"', f'"{home}/gone-model"'))
    done = job(home, "run")
    assert done.returncode == 2
    assert "gone-model can't be loaded" in one_sentence(done)
    (home / "kbminer.toml").write_text(text)
    assert job(home, "run").returncode == 0
    assert (home / "report" / "report.json").read_bytes() == report


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_run_that_is_told_to_stop_says_so_and_is_taken_up_again(
    home: Path, job: Job, name: str, code: int
) -> None:
    """It ends with the signal's code and one sentence; the next run ends as one that was never stopped."""
    peace = shutil.copytree(home, home.parent / f"{home.name}-peace")
    assert job(peace, "run").returncode == 0
    script = (
        "import os, signal, sys\n"
        "from sqlalchemy import Engine, event\n"
        "left = [30]\n"
        "def moment(*_):\n"
        "    left[0] -= 1\n"
        f"    if left[0] == 0: os.kill(os.getpid(), signal.{name})\n"
        "event.listen(Engine, 'before_cursor_execute', moment)\n"
        f"sys.argv = ['kbminer', 'run', '--config', {str(home / 'kbminer.toml')!r}]\n"
        "from kbminer.cli.app import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=False, cwd=ROOT
    )
    assert done.returncode == code
    assert f"Stopped by {name}; nothing is lost" in one_sentence(done)
    assert job(home, "run").returncode == 0
    assert (home / "report" / "report.json").read_bytes() == (peace / "report" / "report.json").read_bytes()


# One process for all steps of a test: a step is the job, whose exit code is printed, or a line of a shell.
STEPS = """
import subprocess, sys
from kbminer.cli.app import main
settings, steps = sys.argv[1], sys.argv[2:]
for step in steps:
    if step == "job":
        sys.argv = ["kbminer", "run", "--config", settings]
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        print("code", code, flush=True)
    else:
        subprocess.run(step, shell=True, check=True)
"""


def in_a_small_file_system(home: Path, options: str, *steps: str) -> tuple[Done, list[int]]:
    """Run steps where the store's folder is a file system of its own; skip where none may be mounted."""
    mount = f"mount -t tmpfs -o {options} tmpfs {home}/state"
    probe = ["unshare", "-rm", "sh", "-c", mount]
    if not shutil.which("unshare") or subprocess.run(probe, check=False, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    done = subprocess.run(
        ["unshare", "-rm", sys.executable, "-c", STEPS, str(home / "kbminer.toml"), mount, *steps],
        check=False, capture_output=True, encoding="utf-8", cwd="/",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    codes = [int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("code ")]
    return done, codes


@pytest.mark.parametrize("size", ["64k", "160k"])
def test_a_full_disk_ends_with_two_and_says_to_make_room(home: Path, size: str) -> None:
    """Whether it is full while the store is made or later; once there is room the run goes on."""
    room = f"mount -o remount,size=64m {home}/state"
    done, codes = in_a_small_file_system(home, f"size={size}", "job", room, "job")
    assert "room" in one_sentence(done)
    assert codes == [2, 0]


def test_a_read_only_store_ends_with_two(home: Path) -> None:
    """The sentence says that it can't be written; what it held is there afterwards."""
    read_only = f"mount -o remount,ro {home}/state"
    writable = f"mount -o remount,rw {home}/state"
    done, codes = in_a_small_file_system(home, "size=64m", "job", read_only, "job", writable, "job")
    assert "writable" in one_sentence(done)
    assert codes == [0, 2, 0]


def test_a_clock_that_was_set_back_takes_no_post_for_one_of_the_future(home: Path, job: Job) -> None:
    """The day of a run is never before that of the run before it; the log says so, and the job is done."""
    assert job(home, "run").returncode == 0
    file, ahead = home / "state" / "kb.db", datetime.now(UTC) + timedelta(days=400)
    with closing(sqlite3.connect(file)) as database, database:
        old = json.loads(database.execute("SELECT record FROM runs").fetchone()[0])
        later = json.dumps({**old, "finished_at": ahead.isoformat()})
        database.execute("UPDATE runs SET record = ?", [later])
    with Store(f"sqlite:///{file}") as store:
        assert RunInProgress(store, {}).today == ahead.date()
    before = json.loads((home / "report" / "report.json").read_text())
    done = as_process(home, "--verbose", "run")
    assert done.returncode == 0
    assert 'level=WARNING by=kbminer.pipeline.run_in_progress event="the clock was set back' in done.stderr
    assert json.loads((home / "report" / "report.json").read_text()) == before


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="zones of a process are POSIX's")
def test_summer_time_and_the_machines_zone_change_nothing(
    home: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Around hours that a zone skips and hours that it has twice, every file and every date is the same."""
    told = []
    hours = ("2025-03-30T01:30:00+00:00", "2025-10-26T00:30:00+00:00", "2025-10-26T01:30:00+00:00")
    asked = [
        topic(60 + n, "Bell rings twice", "<p>Why does the bell ring twice?</p>") for n in range(len(hours))
    ]
    for each, hour in zip(asked, hours, strict=True):
        for post in each["post_stream"]["posts"]:
            post["created_at"] = hour
        each["created_at"] = hour
    for zone in ("UTC", "Europe/Berlin", "America/St_Johns"):
        own = home / zone.replace("/", "-")
        write_forum(own / "forum", [*small_forum(), *asked])
        shutil.copy(home / "kbminer.toml", own)
        (own / "state").mkdir()
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert job(own, "run").returncode == 0
        files = [own / "report" / name for name in ("report.json", "report.html", "briefing.md")]
        told.append([file.read_bytes() for file in files])
        assert job(own, "run").returncode == 0
    monkeypatch.undo()
    time.tzset()
    assert told[0] == told[1] == told[2]


def damaged(file: Path, chance: random.Random, pages: int) -> None:
    """Overwrite pages of a store with noise."""
    data = bytearray(file.read_bytes())
    for _ in range(pages):
        at = 4096 * chance.randrange(1, len(data) // 4096)
        data[at : at + 4096] = chance.randbytes(4096)
    file.write_bytes(data)


def codes_after_damage(home: Path, seeds: Sequence[int], job: Job) -> set[int]:
    """The exit codes of runs on stores with a corrupt page; each run that fails says one sentence."""
    job(home, "run")
    sound = (home / "state" / "kb.db").read_bytes()
    codes = set()
    for seed in seeds:
        (home / "state" / "kb.db").write_bytes(sound)
        for beside in (home / "state").glob("kb.db-*"):
            beside.unlink()
        damaged(home / "state" / "kb.db", random.Random(seed), 1)
        done = job(home, "run")
        codes.add(done.returncode)
        assert "Traceback" not in done.stderr, seed
        assert done.returncode in (0, 1, 2), (seed, done.stderr)
        assert done.returncode != 2 or done.stderr.startswith("kbminer: "), seed
    return codes


def test_a_corrupt_page_ends_in_a_sentence(home: Path, job: Job) -> None:
    """Wherever the damage lies: it is noticed, or it was of no account."""
    assert codes_after_damage(home, range(12), job)


@pytest.mark.soak
def test_many_corrupt_pages_end_in_sentences(home: Path, job: Job) -> None:
    """Wherever the damage lies, two hundred times."""
    assert codes_after_damage(home, range(200), job)


def test_the_doctor_finds_a_sound_job_well(home: Path, kbminer: Command) -> None:
    """Before the first run and after it, and leaves nothing behind."""
    for _ in range(2):
        before = sorted(home.rglob("*"))
        code, out, err = kbminer("doctor", "--config", home / "kbminer.toml", "--json")
        assert (code, err) == (0, "")
        told = json.loads(out)
        assert told["well"] is True
        names = [each["name"].split()[0] for each in told["findings"]]
        assert names == ["settings", "source", "store", "lock", "clock", "model", "report", "free"]
        assert sorted(home.rglob("*")) == before
        assert kbminer("run", "--config", home / "kbminer.toml")[0] == 0


@pytest.mark.parametrize(
    ("ill", "name"),
    [("source", "source"), ("model", "model"), ("page", "store"), ("lock", "lock"), ("articles", "articles")],
)
def test_the_doctor_says_what_to_mend(home: Path, kbminer: Command, ill: str, name: str) -> None:
    """Each thing that would end a run is found before it does, with what to do."""
    assert kbminer("run", "--config", home / "kbminer.toml")[0] == 0
    text = (home / "kbminer.toml").read_text()
    lock = FileLock(home / "state" / "kb.db.lock")
    if ill == "source":
        shutil.rmtree(home / "forum")
    elif ill == "model":
        (home / "kbminer.toml").write_text(text.replace('"lexical"', f'"{home}/gone-model"'))
    elif ill == "page":
        damaged(home / "state" / "kb.db", random.Random(3), 8)
    elif ill == "articles":
        (home / "empty").mkdir()
        (home / "kbminer.toml").write_text(text + 'articles = "empty"\n')
    else:
        lock.acquire()
    code, out, err = kbminer("doctor", "--config", home / "kbminer.toml", "--json")
    lock.release()
    assert (code, err) == (2, "")
    to_mend = [each for each in json.loads(out)["findings"] if each["mend"]]
    assert name in [each["name"].split()[0] for each in to_mend]
