"""An editor's merges and splits bind every later run."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from small_forum import small_forum, write_forum

from kbminer import mine
from kbminer.cluster.constraints import share_rows
from kbminer.pipeline.read_sources import ingest
from kbminer.records import Link
from kbminer.store import Store
from kbminer.testing import WordEmbedder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with the small forum."""
    url = f"sqlite:///{tmp_path / 'forum.db'}"
    store = Store(url)
    ingest([write_forum(tmp_path / "forum", small_forum())], store)
    return store


def _homes(store: Store) -> dict[str, str]:
    groups = mine(store=store, embedder=WordEmbedder()).grouping.groups
    return {key: group.id for group in groups for key in group.members}


def test_links_bind_the_next_run(store: Store) -> None:
    """Two groups that an editor joins are one in the next run, two threads that are parted are in two."""
    homes = _homes(store)
    one, other = next((a, b) for a, b in combinations(sorted(homes), 2) if homes[a] != homes[b])
    first, second = next((a, b) for a, b in combinations(sorted(homes), 2) if homes[a] == homes[b])
    store.save_link(Link(one=one, other=other))
    store.save_link(Link(one=second, other=first, together=False))
    after = _homes(store)
    assert after[one] == after[other]
    assert after.get(first) != after.get(second) or first not in after
    store.drop_link(other, one)
    store.drop_link(first, second)
    again = _homes(store)
    assert {frozenset(k for k in again if again[k] == v) for v in again.values()} == {
        frozenset(k for k in homes if homes[k] == v) for v in homes.values()
    }


def test_linked_questions_ask_the_same_in_an_article() -> None:
    """Questions that an editor joined, also through others, share a vector; the others keep theirs."""
    rows = {name: np.array([i], np.float32) for i, name in enumerate("abcde")}
    links = [Link(one="c", other="b"), Link(one="b", other="a"), Link(one="d", other="a", together=False)]
    assert {name: float(row[0]) for name, row in share_rows(rows, links).items()} == {
        "a": 0.0,
        "b": 0.0,
        "c": 0.0,
        "d": 3.0,
        "e": 4.0,
    }
