"""The long campaigns of the whole way: kills at every kind of moment, and thousands of damaged topics."""

import random
from pathlib import Path

import pytest
from conftest import ROOT
from killing import left_in, run, run_for
from mutation import mutated_topics

from kbminer import Store, mine
from kbminer.ingest import read
from kbminer.testing import WordEmbedder

pytestmark = pytest.mark.soak


def test_killed_after_any_time(tmp_path: Path) -> None:
    """Killed from outside again and again after random times on the example forum, and begun again."""
    chance = random.Random(21)
    source = ROOT / "examples" / "forum"
    peace, trouble = tmp_path / "peace", tmp_path / "trouble"
    for home in (peace, trouble):
        home.mkdir()
    run(source, peace)
    if all(run_for(source, trouble, seconds=chance.uniform(0.05, 4.0)) for _ in range(30)):
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
