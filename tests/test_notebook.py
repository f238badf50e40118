"""The notebook: it runs from top to bottom, its first cell keeps its word, and it is kept without outputs."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

NOTEBOOK = ROOT / "notebooks" / "mine_a_forum.ipynb"


@pytest.fixture(scope="module")
def kept() -> Any:
    """The notebook as it is kept."""
    return nbformat.read(NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The notebook after all its cells were run in a folder that holds the examples and nothing else."""
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "examples").symlink_to(ROOT / "examples")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(
        notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return notebook


def outputs_of(notebook: Any) -> list[str]:
    """The HTML, Markdown or plain text that each code cell shows."""
    shown = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            data = [output["data"] for output in cell.outputs if "data" in output]
            shown.append(
                "\n".join(d.get("text/html") or d.get("text/markdown") or d["text/plain"] for d in data)
            )
    return shown


def test_it_is_kept_without_outputs(kept: Any) -> None:
    """What a run showed is not committed."""
    for cell in kept.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_six_lines_lead_from_a_path_to_a_table(kept: Any, executed: Any) -> None:
    """The first cell has at most six lines and shows the table of suggestions."""
    first = next(cell for cell in kept.cells if cell.cell_type == "code")
    assert len(first.source.splitlines()) <= 6
    table = outputs_of(executed)[0]
    assert table.count("<tr>") >= 7  # its head, and six suggestions
    assert "asked by" in table


def test_every_cell_shows_what_it_says(executed: Any) -> None:
    """A draft with sources, threads with evidence, plots, a frame, what was set aside, the run again."""
    suggestions, draft, threads, plots, frame, outside, again = outputs_of(executed)
    assert "## Resolution" in draft
    assert "[^1]:" in draft
    assert "evidence" in threads
    assert plots.count("<svg") == 5
    assert "unsolved" in frame
    assert "pinned" in outside
    assert set(re.findall(r"<tr>.*?</tr>", again, re.S)) <= set(
        re.findall(r"<tr>.*?</tr>", suggestions, re.S)
    )
    assert again.count("<tr>") == 4


def test_nothing_is_complained_of(executed: Any) -> None:
    """No cell writes to the error stream but for progress bars, which a notebook draws itself."""
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            said = output.get("text", "") if output.get("name") == "stderr" else ""
            assert "Warning" not in said
            assert "Error" not in said


def test_it_lies_where_the_readme_says() -> None:
    """The notebook that the README names exists."""
    assert Path("notebooks/mine_a_forum.ipynb") == NOTEBOOK.relative_to(ROOT)
