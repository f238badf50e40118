"""The map: who asks alike lies near, it stays as it was, and its picture is bounded and legible."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from small_forum import small_forum, write_forum

from kbminer import Store, mine
from kbminer.cluster.map_layout import map_questions
from kbminer.publish.map_picture import MOST_DOTS, Spot, dots_path, map_picture, placed_labels
from kbminer.publish.report import render_page
from kbminer.records import Group, QuestionMap
from kbminer.records.question_map import MAP_HEIGHT, MAP_WIDTH
from kbminer.testing import WordEmbedder


def subjects(count: int, each: int, seed: int = 3) -> NDArray[np.float32]:
    """Unit rows about so many subjects."""
    chance = np.random.default_rng(seed)
    rows = np.repeat(chance.normal(size=(count, 24)), each, axis=0) + 0.5 * chance.normal(
        size=(count * each, 24)
    )
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def keys(count: int) -> list[str]:
    """Names of threads."""
    return [f"f:{n}" for n in range(count)]


def test_questions_of_one_subject_lie_together() -> None:
    """Of twelve subjects, nearly all nearest neighbours in the plane are of the same."""
    drawn = map_questions(keys(240), subjects(12, 20), ())
    places = np.array([drawn.x, drawn.y]).T
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(apart, axis=1)[:, :5]
    same = nearest // 20 == (np.arange(240) // 20)[:, None]
    assert same.mean() > 0.95


def test_members_of_a_group_draw_each_other() -> None:
    """What an editor joined lies nearer than it would by its words alone."""
    rows, names = subjects(12, 20), keys(240)
    joined = Group(id="g", members=("f:0", "f:30", "f:60", "f:90"), representative="f:0", title="t")

    def spread(drawn: QuestionMap) -> float:
        places = np.array([drawn.x, drawn.y]).T[[0, 30, 60, 90]]
        return float(np.linalg.norm(places - places.mean(axis=0), axis=1).mean())

    assert spread(map_questions(names, rows, (joined,))) < spread(map_questions(names, rows, ()))


def test_the_same_questions_give_the_same_map() -> None:
    """To the unit, and within the frame."""
    first, second = (map_questions(keys(100), subjects(5, 20), ()) for _ in range(2))
    assert first == second
    assert all(0 <= x <= MAP_WIDTH for x in first.x)
    assert all(0 <= y <= MAP_HEIGHT for y in first.y)


def test_newcomers_are_put_beside_their_neighbours_and_all_others_stay() -> None:
    """Until a tenth is new: then all are laid out anew."""
    rows = subjects(5, 40)
    old = np.delete(np.arange(200), [7, 90])
    before = map_questions([f"f:{n}" for n in old], rows[old], ())
    after = map_questions(keys(200), rows, (), before)
    places = dict(zip(after.threads, zip(after.x, after.y, strict=True), strict=True))
    assert [places[key] for key in before.threads] == list(zip(before.x, before.y, strict=True))
    for newcomer in (7, 90):
        own = [places[f"f:{n}"] for n in old if n // 40 == newcomer // 40]
        assert np.linalg.norm(np.array(places[f"f:{newcomer}"]) - np.mean(own, axis=0)) < 200
    few = replace(before, threads=before.threads[:150], x=before.x[:150], y=before.y[:150], laid_out=150)
    assert map_questions(keys(200), rows, (), few).laid_out == 200


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_a_map_of_a_few_questions_is_a_map(count: int) -> None:
    """Nothing to lay out, or hardly anything, is no fault; nor are questions that all say the same."""
    alike = np.ones((count, 8), dtype=np.float32) / np.float32(8**0.5)
    for rows in (alike, subjects(max(count, 1), 1)[:count]):
        assert len(map_questions(keys(count), rows, ()).threads) == count


def test_a_picture_holds_so_many_dots_at_most() -> None:
    """A hundred thousand questions make a picture of the size of eight thousand."""
    chance = np.random.default_rng(1)
    places = list(zip(*(chance.integers(0, most, 100_000).tolist() for most in (1200, 800)), strict=True))
    path = dots_path(places)
    assert MOST_DOTS / 3 < path.count("h0") <= MOST_DOTS
    assert len(path) < 100_000


def test_labels_cover_no_other() -> None:
    """Of circles that crowd, the largest have labels; none leaves the picture."""
    chance = np.random.default_rng(2)
    spots = [
        Spot(
            group=str(n),
            title=f"How do I set number {n} of many?",
            x=x,
            y=y,
            radius=9,
            threads=3,
            kind="write",
        )
        for n, (x, y) in enumerate(chance.integers(0, 800, (150, 2)).tolist())
    ]
    labels = list(placed_labels(spots))
    assert labels[0].group == "0"
    boxes = []
    for label in labels:
        wide = 10 * len(label.words)
        left = label.x - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
        boxes.append((left, label.y - 19, left + wide, label.y))
        assert left >= 0
        assert left + wide <= MAP_WIDTH
    assert not any(
        a < r and c > p and b < s and d > q for (a, b, c, d), (p, q, r, s) in combinations(boxes, 2)
    )


def test_a_run_draws_its_map_and_the_report_shows_it(tmp_path: Path) -> None:
    """As a picture with a name and a table that says the same; titles in it are text."""
    with Store(str(tmp_path / "forum.db")) as store:
        found = mine(write_forum(tmp_path / "forum", small_forum()), store=store, embedder=WordEmbedder())
    asked = {q.thread for q in found.questions if q.set_aside is None}
    assert set(found.question_map.threads) == asked
    page = render_page(found)
    svg = re.search(r"<svg viewBox=\"0 0 1200 800\".*?</svg>", page, re.S)
    assert svg
    assert 'role="img"' in svg[0]
    drawn = map_picture(found, lambda suggestion: suggestion.action)
    assert drawn is not None
    for suggestion in found.ranked:
        assert suggestion.group.id in {spot.group for spot in drawn.spots}
    assert svg[0].count("<circle") == len(found.ranked)
    assert "The same as a table" in page
    assert "The map" not in render_page(replace(found, question_map=QuestionMap(), released=True))
