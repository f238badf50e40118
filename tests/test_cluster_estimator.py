"""The grouping keeps scikit-learn's contract, and its graph and tree do what they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.utils.estimator_checks import estimator_checks_generator

from kbminer.cluster import neighbour_index
from kbminer.cluster.average_linkage import build_dendrogram
from kbminer.cluster.cluster_settings import ClusterSettings
from kbminer.cluster.clusterer_registry import make_clusterer
from kbminer.cluster.constraints import Constraints
from kbminer.cluster.cuts import CUTS, choose_cut, worth_of_cut
from kbminer.cluster.estimator import QuestionClusterer
from kbminer.cluster.group_anew import group_anew
from kbminer.cluster.group_likeness import likeness_to_groups
from kbminer.cluster.group_titles import unique_titles
from kbminer.cluster.grouping_state import state_of
from kbminer.cluster.hierarchy import without_noise
from kbminer.cluster.linkage import Linkage
from kbminer.cluster.neighbour_index import nearest_by_index, nearest_of_others
from kbminer.cluster.neighbour_search import nearest
from kbminer.cluster.ordered_questions import OrderedQuestions
from kbminer.cluster.pair_model import PairModel
from kbminer.records import Question
from kbminer.similarity.vectors import unit


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
@pytest.mark.parametrize(
    "check", [c for _, c in estimator_checks_generator(QuestionClusterer(), legacy=True)]
)
def test_estimator_contract(check: Callable[[Any], None]) -> None:
    """Every check of scikit-learn passes; none is expected to fail."""
    from unittest import SkipTest

    try:
        check(QuestionClusterer())
    except SkipTest as reason:
        pytest.skip(str(reason))


def test_noise_is_minus_one_and_groups_are_numbered_by_size() -> None:
    """Two groups of three and five, and one row far from both."""
    rows = np.array([[1, 0, 0, 0]] * 3 + [[0, 1, 0, 0]] * 5 + [[0, 0, -1, 1.0]])
    assert QuestionClusterer().fit_predict(rows).tolist() == [1, 1, 1, 0, 0, 0, 0, 0, -1]


@given(seed=st.integers(0, 1_000), n=st.integers(3, 40), cut=st.floats(0.1, 0.9))
@settings(max_examples=30, deadline=None)
def test_the_tree_is_average_linkage(seed: int, n: int, cut: float) -> None:
    """With all neighbours known, the tree is that of exact average linkage by cosine."""
    rows = unit(np.random.default_rng(seed).normal(size=(n, 5)))
    tree = build_dendrogram(rows, np.ones(n, dtype=np.float32), k=n, floor=-1.0)
    exact = linkage(rows.astype(float), "average", metric="cosine")
    heights = np.sort(1 - exact[:, 2])
    assert np.allclose(np.sort(tree.similarity), heights, atol=1e-4)
    if np.abs(heights - cut).min() > 1e-3:
        mine, theirs = tree.cut(cut), fcluster(exact, 1 - cut, "distance")
        assert len({*zip(mine, theirs, strict=True)}) == len({*mine}) == len({*theirs})


def test_equal_rows_are_counted_not_compared() -> None:
    """A row with a weight of three is three equal rows."""
    rows = unit(np.array([[1.0, 0.2], [0.3, 1.0], [1.0, -0.4]]))
    heavy = build_dendrogram(rows, np.array([3, 1, 1], dtype=np.float32), k=2, floor=-1.0)
    spread = build_dendrogram(
        np.vstack([rows[:1]] * 3 + [rows[1:]]), np.ones(5, dtype=np.float32), k=4, floor=-1.0
    )
    assert np.allclose(heavy.similarity, spread.similarity[2:], atol=1e-6)


def test_an_index_finds_nearly_all_neighbours_and_always_the_same() -> None:
    """At least 95 of 100 of the exact neighbours in clustered data, with their exact products."""
    rng = np.random.default_rng(0)
    middles = rng.normal(size=(100, 32))
    rows = unit(np.repeat(middles, 40, axis=0) + rng.normal(size=(4_000, 32)) * 0.5)
    exact, found = nearest(rows, 10), nearest_by_index(rows, 10)
    shared = [len(set(a) & set(b)) for a, b in zip(exact.index.tolist(), found.index.tolist(), strict=True)]
    assert np.mean(shared) > 9.5
    products = np.einsum("ikd,id->ik", rows[found.index], rows)
    assert np.allclose(found.similarity, products, atol=1e-6)
    assert np.array_equal(found.index, nearest_by_index(rows, 10).index)


def test_where_too_few_neighbours_are_found_the_search_looks_further(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Rows without any order, the hardest case, are searched until 95 of 100 are found, or far enough."""
    rows = unit(np.random.default_rng(0).normal(size=(6_000, 256)))
    with caplog.at_level("INFO"):
        nearest_by_index(rows, 20)
    said = next(record.message for record in caplog.records if "neighbours by index" in record.message)
    told = dict(part.split("=") for part in said.split() if "=" in part)
    assert int(told["looked_at"]) > 128
    assert float(told["recall"]) >= 0.95 or int(told["looked_at"]) == 1_024


def test_what_the_search_of_one_row_misses_a_row_beside_it_finds() -> None:
    """Near copies asked for together find more of their nearest than each of them alone."""
    rng = np.random.default_rng(0)
    rows = unit(np.repeat(rng.normal(size=(4, 128)), 1_000, axis=0) + rng.normal(size=(4_000, 128)) * 0.4)
    search = neighbour_index._Search(rows, rows)
    search.index.expansion_search = 16
    block, exact = np.arange(64), nearest(rows, 20).index[:64].tolist()
    together = search._found(block, 20).index
    alone = np.concatenate([search._found(block[at : at + 1], 20).index for at in range(64)])
    shared, own = (
        np.mean([len(set(a) & set(b)) for a, b in zip(exact, each.tolist(), strict=True)])
        for each in (together, alone)
    )
    assert shared > own + 1


def test_a_number_of_rows_that_leaves_one_over_is_searched_like_any_other() -> None:
    """The index is asked for 512 rows at once."""
    rows = unit(np.random.default_rng(0).normal(size=(513, 16)))
    assert np.all(nearest_by_index(rows, 5).index >= 0)


def test_each_row_gets_its_own_neighbours_in_whatever_order_rows_are_asked_for() -> None:
    """Those that are asked for lie in the order of the question, which the search itself does not keep."""
    rng = np.random.default_rng(0)
    middles = rng.normal(size=(50, 32))
    asked, rows = (unit(np.tile(middles, (40, 1)) + rng.normal(size=(2_000, 32)) * 0.5) for _ in range(2))
    which = rng.permutation(2_000)[:300]
    found = nearest_of_others(asked, which, rows, 5)
    exact = np.argsort(-(asked[which] @ rows.T), axis=1)[:, 0]
    assert np.mean(found.closest(1).index[:, 0] == exact) > 0.97
    products = np.einsum("ikd,id->ik", rows[found.index], asked[which])
    assert np.allclose(found.similarity, products, atol=1e-6)


def test_equal_rows_and_few_rows_can_be_indexed() -> None:
    """Texts that lie on one place, and fewer rows than neighbours are asked for, are no trouble."""
    rows = unit(np.ones((50, 8)))
    found = nearest_by_index(rows, 49)
    assert all(place not in near for place, near in enumerate(found.index.tolist()))
    assert nearest_by_index(rows[:2], 1).index.tolist() == [[1], [0]]


def test_of_very_many_groups_an_index_names_the_nearest_as_comparing_with_all_would() -> None:
    """The likeness to the own group and to the next one, and which that is, come out the same."""
    rng = np.random.default_rng(0)
    rows = unit(np.repeat(rng.normal(size=(300, 32)), 5, axis=0) + rng.normal(size=(1_500, 32)) * 0.4)
    labels = np.repeat(np.arange(300), 5)
    labels[::7] = -1
    which = np.arange(0, 1_500, 2)
    exact = likeness_to_groups(rows, labels, which)
    found = likeness_to_groups(rows, labels, which, exact_up_to=0)
    assert np.allclose(found.own[which], exact.own[which], atol=1e-5)
    same = found.next_group[which] == exact.next_group[which]
    assert same.mean() > 0.95
    assert np.allclose(found.next_likeness[which][same], exact.next_likeness[which][same], atol=1e-5)


def test_what_the_next_run_needs_is_left_out_where_a_store_could_not_keep_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A value of a store holds about a billion bytes: the next run then groups all anew, as the log says."""
    questions = [Question(thread=f"f:{n}", title=f"question {n}") for n in range(4)]
    rows = unit(np.random.default_rng(0).normal(size=(4, 8)))
    asked = OrderedQuestions(
        questions=questions,
        vectors=rows,
        title_vectors=rows,
        settings=ClusterSettings(),
        clusterer=make_clusterer("linkage"),
        pair_model=PairModel.shipped(),
    )
    clustering = group_anew(asked)
    assert state_of(asked, clustering) is not None
    assert state_of(asked, clustering, most_bytes=10) is None
    assert "the next run groups all anew" in caplog.text


@given(st.lists(st.sampled_from(["Export", "export", "Sync", "Sync (2)"]), max_size=12))
def test_titles_are_never_shared(titles: list[str]) -> None:
    """However often a title occurs, each group gets one of its own that begins with it."""
    unique = unique_titles(titles, [("pdf",)] * len(titles))
    assert len({title.casefold() for title in unique}) == len(titles)
    assert all(new.startswith(old) for new, old in zip(unique, titles, strict=True))


def test_the_cut_of_the_last_run_stays_while_it_is_about_as_good() -> None:
    """A cut near the best is kept, one far from it is not."""
    rng = np.random.default_rng(3)
    middles = unit(rng.normal(size=(30, 16)))
    rows = unit(np.repeat(middles, 6, axis=0) + rng.normal(size=(180, 16)) * 0.12)
    found = Linkage().fit(rows, Constraints(count=len(rows)))
    worth = [worth_of_cut(rows, without_noise(labels)) for labels in found.labels]
    near = [i for i, each in enumerate(worth) if each > 0.95 * max(worth)]
    assert len(near) > 1
    assert all(choose_cut(rows, found, last=CUTS[i]) == i for i in near)
    assert choose_cut(rows, found, last=CUTS[int(np.argmin(worth))]) == choose_cut(rows, found)


@pytest.mark.parametrize(("seed", "spread"), [(1, 0.5), (2, 0.4)])
def test_where_two_levels_are_about_as_good_the_wider_one_is_taken(seed: int, spread: float) -> None:
    """Six subjects of ten parts each are six groups where the parts hardly stand out."""
    rng = np.random.default_rng(seed)
    subjects = unit(rng.normal(size=(6, 64)))
    parts = unit(np.repeat(subjects, 10, axis=0) + rng.normal(size=(60, 64)) * 0.125)
    rows = unit(np.repeat(parts, 4, axis=0) + rng.normal(size=(240, 64)) * spread / 4)
    rows = unit(rows - rows.mean(axis=0))
    found = Linkage().fit(rows, Constraints(count=len(rows)))
    chosen = without_noise(found.labels[choose_cut(rows, found)])
    assert len(np.unique(chosen)) == 6
