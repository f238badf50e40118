"""Every clusterer keeps the same promises: those that come with kbminer, and the least that fits the seam."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from small_forum import small_forum, topic, write_forum

from kbminer import Settings, Store, mine
from kbminer.cluster import (
    Clusterer,
    Constraints,
    Hierarchy,
    clusterer_named,
    clusterer_names,
    group_questions,
)
from kbminer.cluster.neighbour_graph import Floats
from kbminer.errors import SettingsError
from kbminer.records import Question
from kbminer.similarity.vectors import unit
from kbminer.testing import WordEmbedder


@dataclass(frozen=True)
class BySign:
    """The least that fits the seam: rows with the same signs are one group, single ones are noise."""

    name: str = "by sign"

    def fit(
        self, rows: Floats, constraints: Constraints, *, sample_weight: Floats | None = None
    ) -> Hierarchy:
        """Group rows by the signs of their first three numbers."""
        if not len(rows):
            return Hierarchy.flat(np.zeros(0, dtype=np.int64), rows)
        _, labels, sizes = np.unique(rows[:, :3] > 0, axis=0, return_inverse=True, return_counts=True)
        labels = labels.ravel()
        return Hierarchy.flat(np.where(sizes[labels] > 1, labels, -1), rows)


CLUSTERERS = [clusterer_named("linkage"), clusterer_named("hdbscan"), BySign()]
each = pytest.mark.parametrize("clusterer", CLUSTERERS, ids=lambda clusterer: clusterer.name.split("|")[0])


def rows_of(groups: int = 6, members: int = 5, far: int = 3) -> Floats:
    """Rows in groups, and a few far from everything."""
    rng = np.random.default_rng(7)
    middles = rng.normal(size=(groups, 24))
    near = np.repeat(middles, members, axis=0) + rng.normal(size=(groups * members, 24)) * 0.1
    return unit(np.vstack([near, rng.normal(size=(far, 24)) * 3]))


def asked() -> list[Question]:
    """A question for each of the rows."""
    return [Question(thread=f"f:{i:02}", title=f"Question {i}") for i in range(len(rows_of()))]


def partition_of(labels: list[int], names: list[int]) -> set[frozenset[int]]:
    """Groups as sets of names, noise left out."""
    return {
        frozenset(name for name, label in zip(names, labels, strict=True) if label == group)
        for group in set(labels) - {-1}
    }


@each
def test_every_row_has_a_label_at_every_cut(clusterer: Clusterer) -> None:
    """Labels count from 0, noise is -1, and cuts are nested."""
    rows = rows_of()
    found = clusterer.fit(rows, Constraints(count=len(rows)))
    assert found.labels.shape[1] == len(rows) == len(found.rows)
    assert found.labels.min() >= -1
    assert len(found.likeness) in (0, len(found.labels))
    for finer, wider in zip(found.labels, found.labels[1:], strict=False):
        for group in set(finer.tolist()) - {-1}:
            assert len(set(wider[finer == group].tolist())) == 1


@each
def test_the_order_of_rows_changes_no_group(clusterer: Clusterer) -> None:
    """Shuffled rows are grouped as they were."""
    rows = rows_of()
    order = np.random.default_rng(1).permutation(len(rows))
    straight = clusterer.fit(rows, Constraints(count=len(rows))).labels
    shuffled = clusterer.fit(rows[order], Constraints(count=len(rows))).labels
    for one, other in zip(straight, shuffled, strict=True):
        names = list(range(len(rows)))
        assert partition_of(one.tolist(), names) == partition_of(other.tolist(), order.tolist())


@each
@pytest.mark.parametrize("count", [1, 2])
def test_few_rows_are_grouped_too(clusterer: Clusterer, count: int) -> None:
    """One row and two give labels of that many."""
    assert clusterer.fit(rows_of()[:count], Constraints(count=count)).labels.shape[1] == count


@each
def test_an_editors_word_holds_whatever_groups(clusterer: Clusterer) -> None:
    """Threads that are joined share a group, threads that are parted do not."""
    must, cannot = ("f:00", "f:07"), ("f:10", "f:11")
    grouped = group_questions(asked(), rows_of(), clusterer=clusterer, must_link=[must], cannot_link=[cannot])
    home = {key: group.id for group in grouped.grouping.groups for key in group.members}
    assert home[must[0]] == home[must[1]]
    assert home.get(cannot[0], "") != home.get(cannot[1], "")


@each
def test_what_is_in_no_group_is_left_out_with_a_reason(clusterer: Clusterer) -> None:
    """Groups and what was left out are all questions, each once."""
    found = group_questions(asked(), rows_of(), clusterer=clusterer).grouping
    grouped = [key for group in found.groups for key in group.members]
    assert sorted([*grouped, *(out.thread for out in found.left_out)]) == [q.thread for q in asked()]
    assert all(out.reason for out in found.left_out)


@pytest.mark.parametrize("name", clusterer_names())
def test_a_forum_is_mined_by_each_of_them_with_ids_that_last(name: str, tmp_path: Path) -> None:
    """From a forum to suggestions, and again after a thread joined: groups keep their ids."""
    forum = write_forum(tmp_path / "forum", small_forum())
    settings = Settings(clusterer=name)
    with Store(f"sqlite:///{tmp_path / 'forum.db'}") as store:
        before = mine(forum, store=store, settings=settings, embedder=WordEmbedder())
        more = write_forum(forum, [topic(40, "Grey offline map", "<p>Why is the map grey since 4.2?</p>")])
        after = mine(more, store=store, settings=settings, embedder=WordEmbedder())
        record = store.latest_run()
    assert before.grouping.groups
    assert {group.id for group in before.grouping.groups} & {group.id for group in after.grouping.groups}
    assert record is not None
    assert record.settings["clusterer"] == name


def test_a_name_that_nobody_knows_is_refused_with_those_that_are() -> None:
    """One sentence lists what can be chosen."""
    with pytest.raises(SettingsError, match="choose one of: linkage, hdbscan"):
        clusterer_named("k-means")
