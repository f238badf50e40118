"""Reviewing in a notebook: the same queue as at the desk, a decision a call."""

import html
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient
from small_forum import small_forum, write_forum

from kbminer import KnowledgeBase, Store, latest_run, mine
from kbminer.errors import SettingsError
from kbminer.pipeline.notebook_review import Review
from kbminer.testing import WordEmbedder

NOTEBOOK = ROOT / "notebooks" / "review_suggestions.ipynb"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The small forum, mined."""
    made = Store(str(tmp_path / "forum.db"))
    mine(write_forum(tmp_path / "forum", small_forum()), store=made, embedder=WordEmbedder())
    return made


@pytest.fixture
def queue(store: Store) -> Review:
    """Its queue."""
    return latest_run(store).review(by="Kim")


def states(queue: Review) -> list[str]:
    """Where each suggestion stands."""
    return [row.case.state for row in queue.rows]


def test_a_call_is_a_decision(queue: Review, store: Store) -> None:
    """Accepted, rejected, snoozed, renamed, assigned by rank or by group; the table shows it at once."""
    groups = [row.suggestion.group.id for row in queue.rows]
    drafted = next(r.rank for r in queue.rows if latest_run(store).draft_of(r.suggestion))
    other = next(r.rank for r in queue.rows if r.rank != drafted)
    queue.accept(drafted).reject(other, "wrong", note="no").rename(groups[drafted - 1], "A title")
    assert {states(queue)[drafted - 1], states(queue)[other - 1]} == {"accepted", "rejected"}
    assert queue.rows[drafted - 1].title == "A title"
    assert [(d.kind, d.by) for d in store.decisions()] == [
        ("accept", "Kim"),
        ("reject", "Kim"),
        ("rename", "Kim"),
    ]
    accepted = store.decisions()[0]
    assert accepted.text
    assert "[^1]" in accepted.text
    assert len(accepted.cited) >= 1
    assert accepted.members


def test_undo_goes_back_step_by_step(queue: Review) -> None:
    """Each call takes back one decision of this table; then there is nothing left."""
    queue.reject(1).snooze(2, grown_by=1)
    assert states(queue)[:2] == ["rejected", "snoozed"]
    assert states(queue.undo())[:2] == ["rejected", "open"]
    assert states(queue.undo())[:2] == ["open", "open"]
    with pytest.raises(SettingsError, match="Nothing was decided"):
        queue.undo()


def test_merges_bind_the_next_run(queue: Review, store: Store) -> None:
    """Two suggestions merged here are one group after it."""
    one, other = (row.suggestion.group for row in queue.rows[:2])
    queue.merge(1, into=2)
    mine(store=store, embedder=WordEmbedder())
    homes = {key: group.id for group in latest_run(store).grouping.groups for key in group.members}
    assert len({homes[key] for key in (*one.members, *other.members)}) == 1


def test_it_shows_itself_as_a_table_without_markup_of_others(queue: Review) -> None:
    """A row each; a title full of tags is text."""
    queue.rename(1, "<script>alert(1)</script>")
    table = queue._repr_html_()
    assert table.count("<tr>") == 1 + len(queue)
    assert "<script>" not in table
    assert html.escape("<script>") in table
    assert list(queue.to_frame()["rank"]) == list(range(1, len(queue) + 1))


def test_what_cannot_be_is_said(queue: Review) -> None:
    """An unknown row, a snooze without an end, and a value that came from no store."""
    with pytest.raises(SettingsError, match="no suggestion 99"):
        queue.accept(99)
    with pytest.raises(SettingsError, match="give a day"):
        queue.snooze(1)
    values = {
        name: getattr(mine(embedder=WordEmbedder()), name) for name in ("counts", "problems", "threads")
    }
    empty: Any = {"questions": (), "resolutions": (), "ranked": (), "drafts": ()}
    found = KnowledgeBase(**values, **empty, grouping=mine(embedder=WordEmbedder()).grouping)
    with pytest.raises(SettingsError, match="latest_run"):
        found.review()


def test_the_notebook_runs_from_top_to_bottom(tmp_path: Path) -> None:
    """Kept without outputs, and executed in a folder that holds the examples and nothing else."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(cell.get("outputs", []) == [] for cell in notebook.cells)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    place = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources=place).execute()
    shown = "\n".join(
        str(output["data"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "data" in output
    )
    assert "Keep pictures when exporting to Markdown" in shown
    assert "<b>open</b>" in shown
