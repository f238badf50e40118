"""The measures are the published ones, and a broken line is named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kbminer.errors import SourceError
from kbminer.evaluate.bcubed import bcubed, with_singletons
from kbminer.evaluate.clustering import evaluate_clustering
from kbminer.evaluate.labelled_files import read_labelled
from kbminer.evaluate.pairs import evaluate_pairs
from kbminer.evaluate.stability import evaluate_stability
from kbminer.records import Question


class Letters:
    """An embedder that counts letters: enough for texts that share or do not share words."""

    name = "letters"

    def encode(self, texts: list[str]) -> np.ndarray:
        """Count the letters of each text."""
        rows = np.array([[text.lower().count(c) for c in "abcdefghijklmnopqrstuvwxyz"] for text in texts])
        rows = rows.astype(np.float32) + 0.01
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_bcubed_of_a_small_case() -> None:
    """Worked by hand: {a, b, x} and {y} found, {a, b} and {x, y} true."""
    score = bcubed(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]))
    assert score.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert score.recall == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)


def test_noise_counts_as_groups_of_one() -> None:
    """None and −1 are groups of their own."""
    assert with_singletons([None, "a", -1, "a", None]).tolist() == [0, 1, 2, 1, 3]


def test_a_file_is_scored_and_told_in_the_published_shape(tmp_path: Path) -> None:
    """Files, measures and mean stand under the names that other tools read."""
    lines = [{"text": f"export notes {i}", "label": "export"} for i in range(4)]
    lines += [{"text": f"zzz quiz jazz {i}", "label": "music"} for i in range(4)]
    lines.append({"text": "why", "label": None})
    path = tmp_path / "small.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    scores = evaluate_clustering([path], embedder=Letters())
    (file,) = scores.as_dict()["files"]
    assert {
        "name",
        "bcubed_precision",
        "bcubed_recall",
        "bcubed_f1",
        "ari",
        "groups",
        "left_out",
        "seconds",
    } <= {*file}
    assert file["name"] == "small"
    assert file["bcubed_f1"] == scores.as_dict()["mean"]["bcubed_f1"] == 1.0
    assert file["left_out"] == pytest.approx(1 / 9, abs=1e-4)
    assert file["model"] == "letters"
    assert "small" in str(scores)


def test_a_file_in_another_language_is_read_by_a_model_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a forum's threads are, where no model is named; the choice is shown."""
    french = ["Comment est-ce que je peux exporter mes notes ?", "Pourquoi la page est-elle vide ?"]
    english = ["How can I export my notes to a file?", "Why is the page of my notes empty?"]
    for name, texts in (("fr", french), ("en", english)):
        rows = [json.dumps({"text": text, "label": text}) for text in texts]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(rows))

    class Named(Letters):
        def __init__(self, name: str | None) -> None:
            self.name = str(name)

    monkeypatch.setattr("kbminer.evaluate.clustering.make_embedder", Named)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    scores = evaluate_clustering([tmp_path / "fr.jsonl", tmp_path / "en.jsonl"])
    assert [file.model for file in scores.files] == ["multilingual", "None"]
    assert "multilingual" in str(scores)


@pytest.mark.parametrize("line", ["{", "[]", '{"text": 3, "label": null}', '{"text": "no label"}'])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    """The error names file and line, and what is wrong."""
    path = tmp_path / "broken.jsonl"
    path.write_text('{"text": "fine", "label": "a"}\n\n' + line)
    with pytest.raises(SourceError, match=r"broken\.jsonl, line 3"):
        read_labelled(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that isn't there is an error with its name."""
    with pytest.raises(SourceError, match=r"nowhere\.jsonl"):
        read_labelled(tmp_path / "nowhere.jsonl")


def test_pairs_are_ordered_by_likeness(tmp_path: Path) -> None:
    """Pairs that share their words stand before pairs that share none."""
    rows = [{"q1": f"export notes {i}", "q2": f"notes export {i}", "label": 1} for i in range(3)]
    rows += [{"q1": f"export notes {i}", "q2": f"jazz quiz {i}", "label": 0} for i in range(3)]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    (file,) = evaluate_pairs([path], embedder=Letters()).as_dict()["files"]
    assert file["average_precision"] == file["best_f1"] == 1.0


def test_stability_of_plain_groups_is_full() -> None:
    """Groups that nothing can be confused with keep their ids through everything."""
    subjects = ("export notes", "quiz jazz", "why sync", "dull bulb")
    questions = [
        Question(thread=f"demo:{n}-{i:02}", title=f"{s} {'!' * (i % 3)}", ask=f"{s} " * 9)
        for n, s in enumerate(subjects)
        for i in range(20)
    ]
    figures = evaluate_stability(questions, embedder=Letters())
    assert figures.growth == figures.shuffle == 1.0
    assert figures.threads == 80
    assert "threads" in str(figures)
