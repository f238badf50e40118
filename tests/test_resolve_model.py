"""Fitting on a forum's own accepted answers, and measuring with the marks hidden."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from kbminer.errors import ModelError, SettingsError, SourceError
from kbminer.evaluate.hidden_marks import evaluate_resolution, hidden
from kbminer.ingest import write_jsonl
from kbminer.records import Cue, Post, Thread
from kbminer.resolve import PostSignals, ResolutionModel, Signals, read_signals
from kbminer.resolve.cues import cues_by_language, grow_phrases
from kbminer.resolve.marking_calibration import fit_marking
from kbminer.resolve.post_table import PostTable
from kbminer.resolve.reply_features import REPLY_FEATURES, reply_features
from kbminer.resolve.thread_features import THREAD_FEATURES, thread_features

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


def test_cues_of_another_version_are_passed_over() -> None:
    """A store that another version mined may hold kinds of cues unknown to this one: they say nothing."""
    read = read_signals(forum(1)[0])
    foreign = Cue(kind="announced_elsewhere", quote="-", post=read.posts[0].id)
    posts = tuple(replace(post, cues=(*post.cues, foreign)) for post in read.posts)
    assert (PostTable.of([replace(read, posts=posts)]).kinds == PostTable.of([read]).kinds).all()


def feature(thread: Thread, name: str) -> list[float]:
    """One feature of each reply of a thread."""
    table = PostTable.of([read_signals(thread)])
    return [float(row[REPLY_FEATURES.index(name)]) for row in reply_features(table)]


def test_rows_fit_their_names() -> None:
    """Every feature has a name and every name a feature."""
    table = PostTable.of([read_signals(thread) for thread in forum(3)])
    assert reply_features(table).shape == (12, len(REPLY_FEATURES))
    assert thread_features(table).shape == (3, len(THREAD_FEATURES))
    assert len(set(REPLY_FEATURES)) == len(REPLY_FEATURES)


def test_features_of_a_thread_do_not_depend_on_its_neighbours() -> None:
    """A thread laid out among others has the features that it has alone."""
    signals = [read_signals(thread) for thread in forum(6)]
    together = reply_features(PostTable.of(signals))
    alone = [reply_features(PostTable.of([each])) for each in signals]
    assert np.array_equal(together, np.concatenate(alone))
    threads = [thread_features(PostTable.of([each])) for each in signals]
    assert np.array_equal(thread_features(PostTable.of(signals)), np.concatenate(threads))


def test_features_say_who_speaks_where() -> None:
    """The asker's return, the last reply by a helper and what the asker says next are found."""
    thread = forum(1)[0]  # ann asks, bob answers, ann confirms, cy answers, ann confirms
    assert feature(thread, "asker") == [0, 1, 0, 1]
    assert feature(thread, "last_helper") == [0, 0, 1, 0]
    assert feature(thread, "asker_follows") == [1, 0, 1, 0]
    assert feature(thread, "next_solved") == [1, 0, 1, 0]
    assert feature(thread, "before_last_good") == [0, 0, 1, 0]
    assert feature(thread, "before_first_good") == [1, 0, 0, 0]
    assert feature(thread, "asker_last") == [0, 0, 0, 1]


def test_words_that_the_asker_takes_up_count_for_the_reply_that_brought_them() -> None:
    """A fix that the asker speaks of again is told from one that nobody mentions."""
    said = [
        ("ann", "The kettle hums."),
        ("bob", "Tighten the gasket screw."),
        ("cy", "Descale it with vinegar."),
        ("ann", "With vinegar it works now!"),
    ]
    posts = tuple(Post(id=str(i), author=who, body=text) for i, (who, text) in enumerate(said))
    thread = Thread(id="1", source="forum", title="Humming", posts=posts)
    bob, cy, _ = feature(thread, "taken_up_when_solved")
    assert cy > bob == 0


def asked_in(year: int, category: str = "help") -> Signals:
    """A thread of that year."""
    at = datetime(year, 6, 1, tzinfo=UTC).timestamp()
    return Signals(thread="1", posts=(PostSignals(id="1", at=at),), category=category)


def test_a_new_habit_of_marking_is_told_from_new_threads() -> None:
    """Threads from before the button are as solved as later ones, and as seldom marked as they were."""
    odds = np.tile([3.0, -3.0, 1.0, -1.0], 150)
    years = [2015] * 300 + [2020] * 300
    said = np.tile([True, False, True, False, True, False, True, False, True, False, False, True], 50)
    marks = np.array([float(solved and year == 2020) for solved, year in zip(said, years, strict=True)])
    marking = fit_marking(odds, marks, years)
    assert marking.marked(3.0, asked_in(2015)) < 0.3
    assert marking.marked(3.0, asked_in(2020)) > 0.7
    assert marking.solved(3.0) > 0.7
    assert marking.marked(3.0, asked_in(1999)) == marking.marked(3.0, asked_in(2015))
    assert marking.solved(-3.0) < 0.2


def test_a_category_without_marks_promises_none_and_fails_none() -> None:
    """Where a forum never marks, a thread may be as solved as elsewhere, yet nobody will mark it."""
    help_desk = [read_signals(thread) for thread in forum(160)]
    talk = [replace(hidden(each), thread=f"talk {each.thread}", category="talk") for each in help_desk]
    model = ResolutionModel.shipped().refitted([*help_desk, *talk])
    assert max(model.mark_probabilities(talk)) == 0.0
    chances = [model.resolve(each).probability or 0.0 for each in (hidden(help_desk[0]), talk[0])]
    assert chances[0] == pytest.approx(chances[1], abs=0.1)
    assert chances[0] > 0.8


def test_a_reply_that_is_answered_with_a_story_is_less_surely_the_one_that_helped() -> None:
    """Who was helped says so; who tells more has often found the cure alone, in a post of their own."""
    said = [
        ("ann", "How do I print a page? It does not work."),
        ("bob", "You need to open the second menu and choose the printer there."),
    ]
    ends = ("Thanks, it works now.", "Thanks, it works now. " + "The driver was from the year before. " * 12)
    chances = []
    for end in ends:
        posts = (
            Post(id=str(n), author=who, body=body) for n, (who, body) in enumerate([*said, ("ann", end)])
        )
        signals = read_signals(Thread(id="1", source="f", title="Print", posts=tuple(posts)))
        chances.append(ResolutionModel.shipped().solved.right_post(signals, 1, 0.9))
    assert chances[1] < chances[0] - 0.05


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
def test_cues_are_whole(language: str) -> None:
    """Every shipped language has every kind of cue, so that no state is out of its reach."""
    kinds = {kind for kind, _ in cues_by_language()[language].phrases.phrases}
    assert {"solved", "self_solved", "thanks", "fails", "ask_back", "irony", "duplicate", "anger"} <= kinds


def test_an_unknown_kind_of_cue_is_named() -> None:
    """A speaker who misspells a kind learns which kinds there are."""
    with pytest.raises(SettingsError, match="known are solved"):
        grow_phrases({"solvd": ["it works"]}, name="xx.toml")
    with pytest.raises(SettingsError, match=r"xx\.toml: a phrase must begin"):
        grow_phrases({"solved": ["... works"]}, name="xx.toml")
