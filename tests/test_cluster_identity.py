"""Groups keep their names for years of nightly runs, and what happens to them is written down."""

from __future__ import annotations

import numpy as np

from kbminer.cluster import group_questions
from kbminer.cluster.identity import carry_over
from kbminer.records import LineageEvent, Question
from tests.test_cluster_grouping import corpus


def test_ids_outlive_new_members_and_new_order() -> None:
    """A group that gained members and moved in rank keeps its id."""
    carried = carry_over([["x", "y"], ["a", "b", "c"]], ["x", "a"], {"one": ["a", "b"], "two": ["x", "y"]})
    assert carried.ids == ("two", "one")
    assert carried.lineage == ()


def test_a_merge_keeps_the_larger_id_and_is_recorded() -> None:
    """Two groups in one: the larger part names it, and the event holds both."""
    carried = carry_over([["a", "b", "c", "x", "y"]], ["a"], {"one": ["a", "b", "c"], "two": ["x", "y"]})
    assert carried.ids == ("one",)
    assert carried.lineage == (LineageEvent(kind="merged", before=("one", "two"), after=("one",)),)


def test_a_split_keeps_the_id_on_the_larger_part() -> None:
    """One group in two: the larger part stays, the other is new, and the event holds both."""
    carried = carry_over([["x", "y"], ["a", "b", "c"]], ["x", "a"], {"one": ["a", "b", "c", "x", "y"]})
    assert carried.ids[1] == "one"
    (event,) = carried.lineage
    assert event.kind == "split"
    assert event.before == ("one",)
    assert set(event.after) == set(carried.ids)


def test_births_and_ends_are_recorded() -> None:
    """What is new is born, what has no member left has ended."""
    carried = carry_over([["n", "m"]], ["n"], {"one": ["a", "b"]})
    assert [event.kind for event in carried.lineage] == ["born", "ended"]


def test_a_taken_id_is_not_given_twice() -> None:
    """Where the founder's id still lives with another group, the new group gets another one."""
    first = carry_over([["a", "b"]], ["a"], {})
    again = carry_over([["b", "c"], ["a", "d"]], ["b", "a"], {first.ids[0]: ["b", "c", "x"]})
    assert again.ids[0] == first.ids[0]
    assert again.ids[1] != first.ids[0]


def test_placing_new_threads_keeps_every_id() -> None:
    """With the state of the last run, new threads join their groups and nothing else moves."""
    questions, vectors = corpus(40)
    late = [i for i, question in enumerate(questions) if question.thread.endswith("-39")]
    early = [i for i in range(len(questions)) if i not in late]
    first = group_questions([questions[i] for i in early], vectors[early])
    second = group_questions(questions, vectors, previous=first.grouping, state=first.state)
    assert not second.full
    assert [g.id for g in second.grouping.groups] == [g.id for g in first.grouping.groups]
    assert all(len(g.members) == 40 for g in second.grouping.groups)


def test_an_edited_and_a_deleted_thread_are_followed() -> None:
    """An edit moves its thread alone; a deletion shrinks its group."""
    questions, vectors = corpus(40)
    first = group_questions(questions, vectors)
    edited = [*questions[:-1]]
    edited[0] = Question(thread=questions[0].thread, title="How to drain the battery at night?")
    moved = vectors[:-1].copy()
    moved[0] = vectors[-1]
    second = group_questions(edited, moved, previous=first.grouping, state=first.state)
    assert not second.full
    home = {t: g.id for g in second.grouping.groups for t in g.members}
    before = {t: g.id for g in first.grouping.groups for t in g.members}
    assert home[questions[0].thread] == before[questions[-1].thread]
    assert all(home[q.thread] == before[q.thread] for q in questions[1:-1])
    assert questions[-1].thread not in home


def test_a_tenth_of_new_threads_is_grouped_anew() -> None:
    """When much has changed, everything is looked at again."""
    questions, vectors = corpus(20)
    first = group_questions(questions[::2], vectors[::2])
    second = group_questions(questions, vectors, previous=first.grouping, state=first.state)
    assert second.full


def test_a_damaged_state_is_a_full_run() -> None:
    """Bytes that are no state are no danger: everything is grouped anew."""
    questions, vectors = corpus()
    first = group_questions(questions, vectors)
    for state in (b"", b"nonsense", first.state[: len(first.state) // 2]):
        again = group_questions(questions, vectors, previous=first.grouping, state=state)
        assert again.full
        assert again.grouping.groups == first.grouping.groups


def test_the_state_is_the_same_bytes_each_time() -> None:
    """The same input leaves the same state, byte for byte."""
    questions, vectors = corpus()
    assert group_questions(questions, vectors).state == group_questions(questions, vectors.copy()).state
    assert np.isfinite(vectors).all()
