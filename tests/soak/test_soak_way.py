"""The long campaigns of the whole way: kills at every kind of moment, and thousands of damaged topics."""

import random
from pathlib import Path

import pytest
from conftest import ROOT
from killing import left_in, run, run_for
from mutation import mutated_topics
from small_forum import small_forum, topic, write_forum

from kbminer import Store, mine
from kbminer.ingest import read
from kbminer.testing import WordEmbedder

pytestmark = pytest.mark.soak


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Sixty runs, each killed once on its first way and once on its second, end as one left in peace."""
    chance = random.Random(20)
    source = write_forum(tmp_path / "forum", small_forum())
    more = [topic(40, "Grey offline map", "<p>Why is the offline map grey since 4.2?</p>")]
    peace = tmp_path / "peace"
    peace.mkdir()
    first = run(source, peace)
    before = left_in(peace)
    both = write_forum(tmp_path / "grown" / "forum", [*small_forum(), *more])
    second = run(both, peace)
    after = left_in(peace)
    for i in range(60):
        home = tmp_path / f"trouble-{i}"
        home.mkdir()
        run(source, home, killed_at=chance.randrange(first))
        run(source, home)
        assert left_in(home) == before
        run(both, home, killed_at=chance.randrange(second))
        run(both, home)
        assert left_in(home) == after


def test_killed_after_any_time(tmp_path: Path) -> None:
    """Killed from outside again and again after random times on the example forum, and begun again."""
    chance = random.Random(21)
    source = ROOT / "examples" / "forum"
    peace, trouble = tmp_path / "peace", tmp_path / "trouble"
    for home in (peace, trouble):
        home.mkdir()
    run(source, peace)
    for _ in range(30):
        run_for(source, trouble, seconds=chance.uniform(0.05, 4.0))
    run(source, trouble)
    assert left_in(trouble) == left_in(peace)


def test_thousands_of_damaged_topics_never_stop_an_ingest(tmp_path: Path) -> None:
    """Two thousand topics, each read alone and all mined together: read or told, never raised."""
    folder = tmp_path / "forum"
    folder.mkdir()
    seeds = sorted((ROOT / "examples" / "forum").glob("*.json"))
    for i, content in enumerate(mutated_topics(seeds, random.Random(22), 2000)):
        file = folder / f"{i}.json"
        file.write_bytes(content)
        with Store() as store:
            done = store.ingest(read(file, format="discourse-json"))
        assert done.new + done.updated + done.same + len(done.problems) >= 1
    kb = mine(folder, embedder=WordEmbedder())
    kb.write(tmp_path / "out")
    assert kb.counts.threads > 0
