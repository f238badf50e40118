"""Readers at length: killed while they read, and given damaged pages of software that nobody named."""

from __future__ import annotations

import random
import resource
import sqlite3
import sys
import time
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent))

from invented_forum import forum
from killing import run_for_reading
from test_ingest_fuzz import EXPORTS, PAGES, damaged, examine
from test_ingest_unknown import ALL, save

pytestmark = pytest.mark.soak


def mixed(folder: Path) -> Path:
    """A folder with every format's sample, and a forum of each drawn board in a folder of its own."""
    for number, (name, software) in enumerate(sorted(ALL.items())):
        save(folder / name, software, forum(number, comments=software.comments))
    for path in (*EXPORTS.iterdir(), *PAGES.iterdir()):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def threads_in(home: Path) -> list[str]:
    """Every row of threads and posts that a store holds."""
    with closing(sqlite3.connect(home / "forum.db")) as database:
        names = ("threads", "posts")
        return sorted(str(row) for name in names for row in database.execute(f"SELECT * FROM {name}"))  # noqa: S608


def test_fifty_kills_while_files_are_read_lose_nothing(tmp_path: Path) -> None:
    """Killed at any moment, one to three times each, and begun again: the store of one left in peace."""
    source = mixed(tmp_path / "forum")
    peace = tmp_path / "peace"
    peace.mkdir()
    started = time.perf_counter()
    assert not run_for_reading(source, peace, seconds=300)
    length = time.perf_counter() - started
    whole = threads_in(peace)
    kills = 0
    chance = random.Random(14)
    for number in count():
        if kills >= 50:
            break
        home = tmp_path / f"trouble-{number}"
        home.mkdir()
        for _ in range(chance.randint(1, 3)):
            kills += run_for_reading(source, home, seconds=chance.uniform(0, length))
        assert not run_for_reading(source, home, seconds=300)
        assert threads_in(home) == whole


def drawn() -> list[tuple[str, bytes]]:
    """Pages of every drawn board, and the exports of chats and of single posts."""
    pages = [
        (f"{name}-{talk.number}.html", software.page(talk).encode())
        for name, software in sorted(ALL.items())
        for talk in forum(5, comments=software.comments)[:4]
    ]
    names = ("markdown", "teams", "topic-json", "discord", "slack", "table")
    return pages + [
        (each.name, each.read_bytes()) for each in EXPORTS.iterdir() if each.name.startswith(names)
    ]


@pytest.mark.parametrize("seed", range(201, 205))
def test_twenty_thousand_damaged_inputs_of_unknown_make(tmp_path: Path, seed: int) -> None:
    """Four times five thousand, a folder of four at a time: no crash, none over 5 s, memory bounded."""
    chance = random.Random(seed)
    whole = drawn()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    slowest = 0.0
    for _ in range(1_250):
        for name, content in chance.sample(whole, 4):
            (tmp_path / name).write_bytes(damaged(content, chance))
        started = time.process_time()
        examine(tmp_path)
        slowest = max(slowest, time.process_time() - started)
        for path in tmp_path.iterdir():
            path.unlink()
    assert slowest < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10
