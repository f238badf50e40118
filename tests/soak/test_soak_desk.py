"""The long campaign of the desk: killed again and again while somebody writes."""

from pathlib import Path

import pytest
from desk_killing import kept, killed_while_editing
from small_forum import small_forum, write_forum

from kbminer import mine
from kbminer.store import Store
from kbminer.testing import WordEmbedder

pytestmark = pytest.mark.soak


def test_fifty_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Every version that the desk answered for stands in the store with its text."""
    url = f"sqlite:///{tmp_path / 'forum.db'}"
    with Store(url) as store:
        kb = mine(write_forum(tmp_path / "forum", small_forum()), store=store, embedder=WordEmbedder())
    acknowledged, _ = killed_while_editing(url, kb.drafts[0].group, kills=50, seed=17)
    found = kept(url)
    assert len(acknowledged) > 50
    assert {version: found.get(version) for version in acknowledged} == acknowledged
