"""Groups are true, whole, ordered by nothing but their content, and bound by what an editor said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbminer.cluster import GroupedQuestions, group_questions
from kbminer.errors import ModelError, SettingsError
from kbminer.records import Grouping, Question

SUBJECTS = ("export notes to pdf", "sync over a proxy", "forgot my password", "battery drains at night")


def corpus(copies: int = 6, *, noise: float = 0.05, seed: int = 0) -> tuple[list[Question], np.ndarray]:
    """Questions about four subjects, with vectors that lie near each other within a subject."""
    rng = np.random.default_rng(seed)
    middles = rng.normal(size=(len(SUBJECTS), 16))
    questions, rows = [], []
    for number, subject in enumerate(SUBJECTS):
        for copy in range(copies):
            questions.append(Question(thread=f"demo:{number}-{copy}", title=f"How to {subject} ({copy})?"))
            rows.append(middles[number] + rng.normal(size=16) * noise)
    vectors = np.array(rows, dtype=np.float32)
    return questions, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def memberships(grouped: GroupedQuestions) -> set[frozenset[str]]:
    """The groups as sets of thread keys."""
    return {frozenset(group.members) for group in grouped.grouping.groups}


def test_same_questions_share_a_group() -> None:
    """Texts that lie together form one group each, and none is left out."""
    questions, vectors = corpus()
    grouped = group_questions(questions, vectors)
    assert memberships(grouped) == {
        frozenset(q.thread for q in questions if q.thread.startswith(f"demo:{n}-")) for n in range(4)
    }
    assert grouped.grouping.left_out == ()


@given(order=st.permutations(range(24)))
@settings(max_examples=5, deadline=None)
def test_order_of_input_changes_nothing(order: list[int]) -> None:
    """A shuffled corpus gives the same grouping, ids included."""
    questions, vectors = corpus()
    straight = group_questions(questions, vectors)
    shuffled = group_questions([questions[i] for i in order], vectors[order])
    assert shuffled == straight


@given(noise=st.floats(0, 2), seed=st.integers(0, 50), least=st.integers(2, 5))
@settings(max_examples=8, deadline=None)
def test_every_thread_is_in_one_group_or_left_out(noise: float, seed: int, least: int) -> None:
    """Groups and left-out threads together are the corpus, each thread once; titles and ids are unique."""
    from kbminer.cluster import ClusterSettings

    questions, vectors = corpus(4, noise=noise, seed=seed)
    grouping = group_questions(questions, vectors, settings=ClusterSettings(min_group=least)).grouping
    placed = [t for group in grouping.groups for t in group.members] + [o.thread for o in grouping.left_out]
    assert sorted(placed) == sorted(q.thread for q in questions)
    assert all(len(group.members) >= least for group in grouping.groups)
    for names in ([g.id for g in grouping.groups], [g.title.casefold() for g in grouping.groups]):
        assert len(set(names)) == len(names)
    for group in grouping.groups:
        assert group.representative in group.members
        assert set(group.doubtful) <= set(group.members)
        assert 0 <= group.cohesion <= 1
        assert group.weakest is not None
        assert 0 <= group.weakest <= group.cohesion + 0.0001


def named(*titles: str, asks: Sequence[str] = (), errors: tuple[str, ...] = ()) -> str:
    """What one group of questions with these titles is called."""
    questions = [
        Question(thread=f"demo:{n}", title=title, ask=asks[n] if asks else "", errors=errors)
        for n, title in enumerate(titles)
    ]
    vectors = np.repeat(np.eye(1, 8, dtype=np.float32), len(titles), axis=0)
    kept = [("demo:0", f"demo:{n}") for n in range(1, len(titles))]
    [group] = group_questions(questions, vectors, must_link=kept).grouping.groups
    return group.title


def test_a_group_is_called_what_people_search_for() -> None:
    """No mark, no plea, no shouting; a title that says something goes before one that says nothing."""
    assert named("[SOLVED] Lamp stays dark, please help!!!", "Help") == "Lamp stays dark"
    assert (
        named("PROBLEM!!", "Need help with a strange error", "Export to PDF empty") == "Export to PDF empty"
    )
    assert named("EXPORT STAYS EMPTY AFTER UPDATE", "HELP") == "Export stays empty after update"


def test_a_group_of_titles_that_say_nothing_is_called_by_its_error_or_its_question() -> None:
    """Thirty threads called "Help" are no article called "Help"."""
    asks = ["Hi. The lamp in the hall stays dark. What now?", "The lamp in the hall stays dark."]
    assert named("Help", "HELP!!!", asks=asks) == "The lamp in the hall stays dark"
    assert named("Help", "HELP!!!", asks=asks, errors=("ERROR LN-1042: no lamp found",)) == (
        "ERROR LN-1042: no lamp found"
    )
    assert named("Help", "Error?") in ("Help", "Error?"), "what nothing is known of keeps its title"


def test_where_nothing_repeats_nothing_is_grouped() -> None:
    """Questions that have nothing in common stand alone, and each is told why."""
    questions = [Question(thread=f"demo:{n}", title=f"Why does thing{n} stop?") for n in range(12)]
    grouping = group_questions(questions, np.eye(12, dtype=np.float32)).grouping
    assert grouping.groups == ()
    assert len(grouping.left_out) == 12


def test_cuts_nest_and_hold_the_chosen_one() -> None:
    """From fine to wide, each group lies within one of the next cut; one of them is the grouping."""
    questions, vectors = corpus(noise=0.3)
    grouped = group_questions(questions, vectors)
    for finer, wider in zip(grouped.cuts, grouped.cuts[1:], strict=False):
        assert all(any(set(g) <= set(w) for w in wider.groups) for g in finer.groups)
    chosen = {frozenset(group) for group in grouped.cuts[grouped.chosen].groups}
    assert chosen == memberships(grouped)


def test_merged_threads_stay_together_and_split_ones_apart() -> None:
    """An editor's merge and split hold whatever the texts say."""
    questions, vectors = corpus()
    grouped = group_questions(
        questions,
        vectors,
        must_link=[("demo:0-0", "demo:1-0")],
        cannot_link=[("demo:2-0", "demo:2-1"), ("demo:2-0", "gone:1")],
    )
    home = {t: group.id for group in grouped.grouping.groups for t in group.members}
    assert home["demo:0-0"] == home["demo:1-0"]
    assert home.get("demo:2-0", 0) != home.get("demo:2-1", 1)


def test_contradicting_links_are_refused() -> None:
    """Together and apart at once is an error that names the threads."""
    questions, vectors = corpus()
    pair = [("demo:0-0", "demo:1-0")]
    with pytest.raises(SettingsError, match=r"demo:0-0 and demo:1-0"):
        group_questions(questions, vectors, must_link=pair, cannot_link=pair)


def test_no_question_gives_no_group() -> None:
    """An empty corpus is an answer, and ends what stood before."""
    questions, vectors = corpus()
    before = group_questions(questions, vectors).grouping
    empty = group_questions([], np.zeros((0, 16), dtype=np.float32), previous=before).grouping
    assert empty.groups == ()
    assert {event.kind for event in empty.lineage} == {"ended"}


def test_one_question_is_left_out() -> None:
    """One question alone is no repeated question, and that is said."""
    questions, vectors = corpus()
    grouping = group_questions(questions[:1], vectors[:1]).grouping
    assert grouping.groups == ()
    assert [(o.thread, o.nearest) for o in grouping.left_out] == [("demo:0-0", None)]


def test_a_spammer_makes_one_group() -> None:
    """Fifty thousand equal posts are one group, at once."""
    questions = [Question(thread=f"spam:{i:05}", title="Buy cheap watches") for i in range(50_000)]
    vectors = np.zeros((50_000, 8), dtype=np.float32)
    vectors[:, 0] = 1
    grouping = group_questions(questions, vectors).grouping
    assert [len(group.members) for group in grouping.groups] == [50_000]


def test_a_vector_with_nan_is_named() -> None:
    """A broken vector stops the run with the name of its thread."""
    questions, vectors = corpus()
    vectors[3, 2] = np.nan
    with pytest.raises(ModelError, match="demo:0-3"):
        group_questions(questions, vectors)


def test_texts_without_words_are_grouped_by_meaning() -> None:
    """Where no text holds a word, the sentence vectors decide."""
    questions, vectors = corpus()
    bare = [replace(question, title="?" * (1 + i)) for i, question in enumerate(questions)]
    assert len(memberships(group_questions(bare, vectors))) == 4


def test_themes_hold_living_groups_only() -> None:
    """A theme names groups that exist, and its groups name it."""
    questions, vectors = corpus(noise=0.8)
    grouping: Grouping = group_questions(questions, vectors).grouping
    theme_of = {group.id: group.theme for group in grouping.groups}
    for theme in grouping.themes:
        assert all(theme_of[group] == theme.id for group in theme.groups)
