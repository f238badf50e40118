"""Every clusterer keeps the same promises: those that come with kbminer, and the least that fits the seam."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from small_forum import small_forum, topic, write_forum
from typer.testing import CliRunner

from kbminer import Settings, Store, mine
from kbminer.cli.app import app
from kbminer.cluster import (
    Clusterer,
    ClusterSettings,
    Constraints,
    GroupedQuestions,
    Hierarchy,
    IncrementalClusterer,
    clusterer_names,
    group_questions,
    make_clusterer,
)
from kbminer.cluster.neighbour_graph import Floats
from kbminer.errors import MissingExtra, SettingsError
from kbminer.records import Question
from kbminer.similarity.vectors import unit
from kbminer.testing import SignClusterer, WordEmbedder

CLUSTERERS = [make_clusterer("linkage"), make_clusterer("hdbscan"), SignClusterer(5)]
each = pytest.mark.parametrize("clusterer", CLUSTERERS, ids=lambda clusterer: clusterer.name.split("|")[0])


def rows_of(groups: int = 4, members: int = 5, far: int = 3) -> Floats:
    """Rows in groups, and a few far from everything."""
    rng = np.random.default_rng(7)
    middles = rng.normal(size=(groups, 24))
    near = np.repeat(middles, members, axis=0) + rng.normal(size=(groups * members, 24)) * 0.1
    return unit(np.vstack([near, rng.normal(size=(far, 24)) * 3]))


def asked(count: int) -> list[Question]:
    """As many questions, no two of one text."""
    return [Question(thread=f"f:{i:02}", title=f"Question {i}") for i in range(count)]


def partition_of(labels: list[int], names: list[int]) -> set[frozenset[int]]:
    """Groups as sets of names, noise left out."""
    return {
        frozenset(name for name, label in zip(names, labels, strict=True) if label == group)
        for group in set(labels) - {-1}
    }


def homes(grouped: GroupedQuestions) -> dict[str, str]:
    """The group of each thread that is in one."""
    return {key: group.id for group in grouped.grouping.groups for key in group.members}


@each
def test_every_row_has_a_label_at_every_cut(clusterer: Clusterer) -> None:
    """Labels count from 0, noise is -1 and alone, and cuts are nested."""
    rows = rows_of()
    found = clusterer.fit(rows, Constraints(count=len(rows)))
    assert found.labels.shape[1] == len(rows) == len(found.rows)
    assert len(found.likeness) in (0, len(found.labels))
    for labels in found.labels:
        groups, sizes = np.unique(labels[labels >= 0], return_counts=True)
        assert groups.tolist() == list(range(len(groups)))
        assert sizes.min(initial=2) >= 2
        assert set(labels[labels < 0].tolist()) <= {-1}
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
def test_the_same_rows_give_the_same_labels(clusterer: Clusterer) -> None:
    """Twice the same input is twice the same result, and the input is left as it was."""
    rows = rows_of()
    kept = rows.copy()
    one, other = (clusterer.fit(rows, Constraints(count=len(rows))) for _ in range(2))
    assert (one.labels == other.labels).all()
    assert (rows == kept).all()


@each
@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_rows_are_no_error(clusterer: Clusterer, count: int) -> None:
    """No row, one and two give labels of that many; one alone is noise."""
    labels = clusterer.fit(rows_of()[:count], Constraints(count=count)).labels
    assert labels.shape[1] == count
    assert count != 1 or set(labels.ravel().tolist()) == {-1}


@each
def test_an_editors_word_holds_whatever_groups(clusterer: Clusterer) -> None:
    """Threads that are joined share a group, noise or not; threads that are parted do not, at no cut."""
    rows = rows_of()
    must, cannot = [("f:00", "f:07"), ("f:20", "f:21")], [("f:10", "f:11"), ("f:00", "f:01")]
    grouped = group_questions(asked(len(rows)), rows, clusterer=clusterer, must_link=must, cannot_link=cannot)
    for cut in grouped.cuts:
        home = {key: number for number, group in enumerate(cut.groups) for key in group}
        assert all(home[a] == home[b] for a, b in must)
        assert all(home.get(a, a) != home.get(b, b) for a, b in cannot)


@each
def test_what_is_in_no_group_is_left_out_with_a_reason(clusterer: Clusterer) -> None:
    """Groups and what was left out are all questions, each once."""
    questions = asked(len(rows_of()))
    found = group_questions(questions, rows_of(), clusterer=clusterer).grouping
    grouped = [key for group in found.groups for key in group.members]
    assert found.left_out
    assert sorted([*grouped, *(out.thread for out in found.left_out)]) == [q.thread for q in questions]
    assert all(out.reason for out in found.left_out)


@each
def test_equal_texts_share_a_group(clusterer: Clusterer) -> None:
    """A text that is asked twice is a repeated question, though the clusterer calls its one row noise."""
    rows = np.vstack([rows_of(), rows_of()[-1:]])
    questions = asked(len(rows) - 1)
    again = Question(thread="f:zz", title=questions[-1].title)
    home = homes(group_questions([*questions, again], rows, clusterer=clusterer))
    assert home["f:zz"] == home[questions[-1].thread]


@each
def test_only_a_clusterer_that_can_place_is_asked_to(clusterer: Clusterer) -> None:
    """With one more question, nearly all others keep their ids, placed or grouped anew."""
    rows = rows_of(members=8)
    questions = asked(len(rows))
    first = group_questions(questions[1:], rows[1:], clusterer=clusterer)
    second = group_questions(questions, rows, clusterer=clusterer, previous=first.grouping, state=first.state)
    assert second.full is not isinstance(clusterer, IncrementalClusterer)
    before, after = homes(first), homes(second)
    assert before
    assert sum(after.get(key) == group for key, group in before.items()) > 0.9 * len(before)


def test_another_clusterer_takes_over_ids_and_lineage() -> None:
    """Who changes the clusterer keeps what is the same, and what is not is recorded."""
    questions, rows = asked(len(rows_of())), rows_of()
    first = group_questions(questions, rows, clusterer="linkage")
    second = group_questions(questions, rows, clusterer="hdbscan", previous=first.grouping, state=first.state)
    assert second.full
    assert {group.id for group in first.grouping.groups} & {group.id for group in second.grouping.groups}
    third = group_questions(
        questions, rows, clusterer=SignClusterer(1), previous=second.grouping, state=second.state
    )
    assert {event.kind for event in third.grouping.lineage} & {"merged", "split", "ended"}


@dataclass(frozen=True)
class _Broken:
    """A clusterer that returns what it should not."""

    labels: list[list[int]]
    width: int
    name: str = "broken"

    def fit(
        self, rows: Floats, constraints: Constraints, *, sample_weight: Floats | None = None
    ) -> Hierarchy:
        """Return the labels it was made with."""
        labels = np.array(self.labels, dtype=np.int64).reshape(len(self.labels), self.width)
        return Hierarchy(labels=labels, rows=rows)


@pytest.mark.parametrize(("labels", "width"), [([[0, 0]], 2), ([], 4), ([[0, -2, 0, 0]], 4)])
def test_a_clusterer_that_breaks_its_promise_is_named(labels: list[list[int]], width: int) -> None:
    """Too few labels, no cut, and a label below noise are an error with the clusterer's name."""
    with pytest.raises(SettingsError, match="'broken'"):
        group_questions(asked(4), rows_of()[:4], clusterer=_Broken(labels, width))


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


def offer(site: Path, code: str) -> None:
    """Lay out a package that offers the clusterers ``signs`` and, as if it could replace it, ``linkage``."""
    about = site / "signs-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: signs\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[kbminer.clusterers]\nsigns = offered_signs:make\nlinkage = offered_signs:make\n"
    )
    (site / "offered_signs.py").write_text(code)


def test_a_package_offers_a_clusterer_by_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package's clusterer is found by its name, gets the settings, and replaces none of ours."""
    offer(
        tmp_path,
        "from kbminer.testing import SignClusterer\n"
        "def make(settings):\n    return SignClusterer(settings.neighbours)\n",
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert clusterer_names() == ("linkage", "hdbscan", "signs")
    assert make_clusterer("signs", ClusterSettings(neighbours=2)).name == "signs|2"
    assert make_clusterer("linkage").name.startswith("linkage|")
    sys.modules.pop("offered_signs")


@pytest.mark.parametrize(
    "code", ["import nowhere_at_all\n", "def make(settings):\n    return settings\n", ""]
)
def test_what_a_package_offers_and_cannot_make_is_named(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that fails to import, or offers something else, is an error that names it."""
    offer(tmp_path, code)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "offered_signs", raising=False)
    with pytest.raises(SettingsError, match="offered_signs:make"):
        make_clusterer("signs")
    sys.modules.pop("offered_signs", None)


def test_a_missing_library_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library, asking for hdbscan says how to get it."""
    known = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "hdbscan" else known(name, *rest)
    )
    with pytest.raises(MissingExtra, match=r'pip install "kbminer\[hdbscan\]"'):
        make_clusterer("hdbscan")


def test_a_name_that_nobody_knows_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """One sentence lists what can be chosen, and the store stays empty."""
    forum = write_forum(tmp_path / "forum", small_forum())
    with Store() as store:
        with pytest.raises(SettingsError, match="choose one of: linkage, hdbscan"):
            mine(forum, store=store, settings=Settings(clusterer="k-means"), embedder=WordEmbedder())
        assert store.counts().threads == 0
    refused = CliRunner().invoke(
        app, ["run", str(forum), "--out", str(tmp_path / "out"), "--clusterer", "k-means"]
    )
    assert isinstance(refused.exception, SettingsError)
