"""Fitting on a forum's own accepted answers, and measuring with the marks hidden."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kbminer.errors import ModelError, SettingsError, SourceError
from kbminer.evaluate.resolution import evaluate_resolution, hidden
from kbminer.ingest import write_jsonl
from kbminer.records import Post, Thread
from kbminer.resolve import ResolutionModel, read_signals
from kbminer.resolve.cues import cue_files, read_cue_file
from kbminer.resolve.features import REPLY_FEATURES, THREAD_FEATURES, View, reply_rows, thread_row

CONFIRMS = ("Thanks, that fixed it.", "That worked, thank you!", "Great, it works now.")
FAILS = ("Still the same error.", "No, that did not help.", "It does not work for me.")


def forum(count: int) -> list[Thread]:
    """A made-up forum: of two replies the confirmed one is accepted, in every second thread."""
    threads = []
    for i in range(count):
        good = i % 2 == 0
        first = i % 4 < 2
        said = [("ann", "How do I print a page? It does not work."), ("bob", f"You need to open menu {i}.")]
        said.append(("ann", CONFIRMS[i % 3] if good and first else FAILS[i % 3]))
        said += [
            ("cy", f"Try to restart the printer number {i}."),
            ("ann", CONFIRMS[i % 3] if good else FAILS[i % 3]),
        ]
        accepted = (1 if first else 3) if good else None
        posts = tuple(
            Post(
                id=f"{i}.{n}", author=author, body=body, format="text", accepted=n == accepted if n else None
            )
            for n, (author, body) in enumerate(said)
        )
        threads.append(Thread(id=str(i), source="forum", title=f"Printing {i}", posts=posts, solved=good))
    return threads


def test_refitting_needs_enough_marks() -> None:
    """With few accepted answers the model stays what it was; with enough it is a new one."""
    shipped = ResolutionModel.shipped()
    signals = [read_signals(thread) for thread in forum(160)]
    assert shipped.refitted(signals[:40]) is shipped
    assert shipped.refitted([hidden(each) for each in signals]) is shipped
    assert shipped.refitted(signals) is not shipped


def test_refitting_is_deterministic() -> None:
    """The same threads give the same weights."""
    signals = [read_signals(thread) for thread in forum(160)]
    one, two = (ResolutionModel.shipped().refitted(signals) for _ in range(2))
    assert one == two


def test_hiding_hides_every_mark() -> None:
    """Inference from hidden signals does not depend on what the forum declares."""
    marked = read_signals(forum(1)[0])
    bare = replace(forum(1)[0], solved=None)
    bare = replace(bare, posts=tuple(replace(post, accepted=None) for post in bare.posts))
    assert hidden(marked) == read_signals(bare)


def test_evaluation_gives_the_promised_json(tmp_path: Path) -> None:
    """The report has one entry a file, with the promised keys, and every figure is a share."""
    path = tmp_path / "threads.jsonl"
    write_jsonl(forum(160), path)
    for refit in (False, True):
        report = evaluate_resolution([path], refit=refit)
        (figures,) = json.loads(json.dumps(report.as_dict()))["files"]
        keys = ["name", "auc", "average_precision", "brier", "calibration_error", "p_at_1", "mrr", "threads"]
        assert list(figures) == keys
        assert figures["threads"] == 160
        assert figures["auc"] > 0.9
        assert all(0.0 <= figures[key] <= 1.0 for key in keys[1:-1])
        assert "threads.jsonl" in str(report)


def test_evaluation_of_nothing_says_so(tmp_path: Path) -> None:
    """A file without any reply is an error that names the file."""
    path = tmp_path / "empty.jsonl"
    write_jsonl([Thread(id="1", source="s", title="Alone", posts=(Post(id="1", body="Hello?"),))], path)
    with pytest.raises(SourceError, match=r"empty\.jsonl"):
        evaluate_resolution([path])


def test_rows_fit_their_names() -> None:
    """Every feature has a name and every name a feature."""
    view = View.of(read_signals(forum(1)[0]))
    assert {len(row) for row in reply_rows(view)} == {len(REPLY_FEATURES)}
    assert len(thread_row(view)) == len(THREAD_FEATURES)


def test_shipped_model_names_only_known_features() -> None:
    """The model file holds weights for features that exist."""
    model = ResolutionModel.shipped()
    assert set(model.choice.replies) <= set(REPLY_FEATURES)
    assert set(model.choice.none) <= set(THREAD_FEATURES)


def test_damaged_model_is_an_error() -> None:
    """A model file without its parts says what to do."""
    with pytest.raises(ModelError, match="install kbminer again"):
        ResolutionModel.from_dict({"replies": {}})


@pytest.mark.parametrize("language", ["de", "en", "es", "fr"])
def test_cue_files_are_whole(language: str) -> None:
    """Every shipped language has every kind of cue, so that no state is out of its reach."""
    kinds = {kind for kind, _ in cue_files()[language].phrases.phrases}
    assert {"solved", "self_solved", "thanks", "fails", "ask_back", "irony", "duplicate", "anger"} <= kinds


def test_unknown_kind_in_a_cue_file_is_named() -> None:
    """A speaker who misspells a kind learns which kinds there are."""
    with pytest.raises(SettingsError, match="known are solved"):
        read_cue_file({"cues": {"solvd": ["it works"]}}, name="xx.toml")
