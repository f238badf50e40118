"""The Python API: light to import, small to use, and every stage alone on plain values."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from small_forum import TILES_FIX, small_forum, write_forum

import kbminer
from kbminer import KnowledgeBase, mine
from kbminer.cluster import group_questions
from kbminer.draft import compose_draft, gather_evidence
from kbminer.errors import KbminerError
from kbminer.ingest import read
from kbminer.pipeline.read_thread import read_thread
from kbminer.plan import plan
from kbminer.publish.draft_markdown import render_markdown
from kbminer.questions import to_questions
from kbminer.records import Question, Thread
from kbminer.resolve import ResolutionModel
from kbminer.testing import WordEmbedder
from kbminer.verify import check_draft


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small forum as a folder of topics."""
    return write_forum(tmp_path_factory.mktemp("api") / "forum", small_forum())


@pytest.fixture(scope="module")
def kb(forum: Path) -> KnowledgeBase:
    """The small forum, mined."""
    return mine(forum, embedder=WordEmbedder())


def test_importing_it_loads_nothing_heavy() -> None:
    """``import kbminer`` leaves the slow libraries for when their stage runs."""
    heavy = (
        "torch transformers sentence_transformers sklearn scipy numpy hdbscan pandas lxml bs4 sqlalchemy "
        "pydantic jinja2 typer tqdm"
    )
    code = f"import sys, kbminer\nprint([m for m in {heavy!r}.split() if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT
    )
    assert done.stdout == "[]\n"


def test_all_that_is_promised_is_there() -> None:
    """Every public name can be had, and a name that is none says so."""
    for name in kbminer.__all__:
        assert getattr(kbminer, name)
    assert set(kbminer.__all__) <= set(dir(kbminer))
    with pytest.raises(AttributeError, match="no attribute 'mime'"):
        _ = kbminer.mime


def test_from_a_path_to_a_table(forum: Path) -> None:
    """Two lines lead from a path to a table that shows itself."""
    suggestions = mine(forum, embedder=WordEmbedder()).suggestions
    table = suggestions._repr_html_()
    assert table.count("<tr>") == 1 + len(suggestions) == 4
    assert "asked by 4 people" in table
    assert repr(suggestions).count("\n") == 2


def test_a_table_shows_titles_as_text() -> None:
    """A title full of markup can't become markup in a notebook."""
    group = kbminer.records.Group(
        id="g", members=("s:1",), representative="s:1", title="<script>alert(1)</script>", terms=("<b>",)
    )
    row = kbminer.records.Suggestion(group=group, action="write", score=1.0, reasons=())
    shown = kbminer.pipeline.knowledge_base.Suggestions([row])._repr_html_()
    assert "<script>" not in shown
    assert "<b>" not in shown


def test_suggestions_behave_as_a_sequence(kb: KnowledgeBase) -> None:
    """They have a length, give one by its rank, and a slice shows itself as they do."""
    assert len(kb.suggestions) == 3
    assert kb.suggestions[0] == kb.ranked[0]
    assert list(kb.suggestions[:2]) == list(kb.ranked[:2])
    assert "<table>" in kb.suggestions[:2]._repr_html_()
    assert repr(kb.suggestions[:0]) == "no suggestions"


def test_a_frame_for_pandas(kb: KnowledgeBase) -> None:
    """A row a suggestion, with its figures as numbers."""
    frame = kb.suggestions.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame["rank"]) == [1, 2, 3]
    assert list(frame["group"]) == [suggestion.group.id for suggestion in kb.suggestions]
    for name in ("askers", "growth", "views", "unsolved", "sureness", "score", "threads"):
        assert np.issubdtype(frame[name].dtype, np.number)
    assert kb.suggestions[:0].to_frame().empty


def test_every_stage_can_be_called_alone(forum: Path) -> None:
    """Read, understand, resolve, embed, group, plan, draft, render: each takes what the one before gave."""
    threads = {thread.key: thread for thread in read(forum) if isinstance(thread, Thread)}
    readings = [read_thread(thread) for thread in threads.values()]
    questions = {question.thread: question for question in to_questions([ask for ask, _ in readings])}
    resolutions = {r.thread: r for r in ResolutionModel.shipped().resolve_all([s for _, s in readings])}
    asked = list(questions.values())
    vectors = WordEmbedder().encode([question.text for question in asked])
    groups = group_questions(asked, vectors).grouping.groups
    suggestions = plan(groups, questions, resolutions, {}).suggestions
    solved = next(s.group for s in suggestions if "forum:1" in s.group.members)
    draft = compose_draft(gather_evidence(solved, threads, questions, resolutions))
    assert check_draft(draft, threads) == ()
    assert "Rebuild tiles" in TILES_FIX
    assert "**Rebuild tiles**" in render_markdown(draft)


def test_grouping_takes_plain_questions() -> None:
    """Questions made by hand are grouped as those of a forum are."""
    titles = ["export my notes", "notes export", "export of notes", "dark theme at night", "dark night theme"]
    questions = [Question(thread=f"t:{i}", title=title) for i, title in enumerate(titles)]
    grouped = group_questions(questions, WordEmbedder().encode(titles))
    assert sorted(group.members for group in grouped.grouping.groups) == [
        ("t:0", "t:1", "t:2"),
        ("t:3", "t:4"),
    ]


def test_no_source_and_no_store_is_an_empty_forum() -> None:
    """Nothing to mine is no error: there is nothing to suggest."""
    kb = mine(embedder=WordEmbedder())
    assert (kb.counts.threads, kb.ranked, kb.drafts) == (0, (), ())


def test_errors_have_one_root(tmp_path: Path) -> None:
    """Who catches the root catches all that is raised on purpose."""
    with pytest.raises(KbminerError):
        mine(tmp_path / "nothing here", embedder=WordEmbedder())
