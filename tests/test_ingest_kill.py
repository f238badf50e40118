"""A crawl whose process is killed, again and again, ends as one that was left in peace."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from ingest_killing import crawled_with_kills
from ingest_server import Board, Discourse, StackExchange

TOPICS = {7: 3, 8: 45, 9: 1, 10: 21, 11: 2}
FORUMS = (
    (Discourse(TOPICS), "/", TOPICS),
    (Board({n: n * 4 for n in range(1, 8)}), "/", {n: n * 4 for n in range(1, 8)}),
    (StackExchange(8), "/2.3/questions?site=qa", dict.fromkeys(range(1, 9), 2)),
)


def check(folder: Path, seed: int) -> None:
    """Nothing lost, nothing twice, no two requests closer than the interval, a request a kill at most."""
    forum, path, truth = FORUMS[seed % 3]
    told = crawled_with_kills(forum, folder, seed, path)
    assert {int(thread): posts for thread, posts in told.posts.items()} == truth
    assert min(later - earlier for earlier, later in pairwise(told.times)) >= 1.0
    faults = 3 * len(told.asked)  # the server may fail each address three times
    assert sum(told.asked.values()) <= len(told.asked) + told.kills + faults


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_process_loses_nothing(tmp_path: Path, seed: int) -> None:
    """One forum of each kind, its crawler killed by SIGKILL at requests and by a timer anywhere."""
    check(tmp_path, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 150))
def test_fifty_forums_with_killed_processes(tmp_path: Path, seed: int) -> None:
    """Fifty seeds, up to twelve kills each."""
    check(tmp_path, seed)
