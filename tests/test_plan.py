"""The plan: who is suggested, in which order, and that its figures are true and shown."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbminer.plan import plan
from kbminer.records import Group, Question, Resolution, Suggestion

TODAY = datetime(2025, 6, 1, tzinfo=UTC)


def group_of(name: str, size: int, *, cohesion: float = 0.8) -> Group:
    """A group of ``size`` threads under an id."""
    members = tuple(f"s:{name}{i}" for i in range(size))
    return Group(id=name, members=members, representative=members[0], title=name, cohesion=cohesion)


def questions_of(*groups: Group, days_ago: int = 100) -> dict[str, Question]:
    """A question for each member, each by an asker of its own."""
    return {
        key: Question(thread=key, title=key, asker=f"by {key}", asked_at=TODAY - timedelta(days=days_ago + i))
        for group in groups
        for i, key in enumerate(group.members)
    }


def resolutions_of(*groups: Group, solved: int = 1) -> dict[str, Resolution]:
    """A resolution for each member; the first ``solved`` of each group are declared solved."""
    return {
        key: Resolution(thread=key, declared="solved" if i < solved else None)
        for group in groups
        for i, key in enumerate(group.members)
    }


def value_of(suggestion: Suggestion, name: str) -> float:
    """One figure of a suggestion by its name."""
    return next(reason.value for reason in suggestion.reasons if reason.name == name)


def test_enough_people_must_have_asked() -> None:
    """Three threads by two people are two askers; a thread without a named asker counts for one."""
    group = group_of("a", 3)
    questions = questions_of(group)
    first, second, _ = group.members
    questions[second] = replace(questions[second], asker=questions[first].asker)
    assert plan([group], questions, resolutions_of(group), {}) == []
    assert len(plan([group], questions, resolutions_of(group), {}, least_askers=2)) == 1
    questions[second] = replace(questions[second], asker=None)
    found = plan([group], questions, resolutions_of(group), {})
    assert value_of(found[0], "askers") == 3


def test_what_a_few_people_post_again_and_again_is_no_suggestion() -> None:
    """Forty bulletins by four people are no question that repeats, though four are enough to ask."""
    group = group_of("bulletin", 40)
    questions = {
        key: replace(question, asker=f"editor {i % 4}")
        for i, (key, question) in enumerate(questions_of(group).items())
    }
    assert plan([group], questions, resolutions_of(group), {}) == []


def test_what_nobody_solved_is_escalated() -> None:
    """A group with a solved thread is to be written, one without to be escalated."""
    group = group_of("a", 4)
    questions = questions_of(group)
    assert plan([group], questions, resolutions_of(group, solved=1), {})[0].action == "write"
    assert plan([group], questions, resolutions_of(group, solved=0), {})[0].action == "escalate"


def test_what_articles_call_for_goes_first() -> None:
    """Where the knowledge base says what to do, that is the action."""
    group = group_of("a", 4)
    found = plan([group], questions_of(group), resolutions_of(group), {}, actions={"a": "update"})
    assert found[0].action == "update"


def test_more_askers_weigh_more() -> None:
    """Of two groups alike in all else, the one that more people asked about comes first."""
    small, large = group_of("a", 3), group_of("b", 9)
    both = (small, large)
    found = plan(both, questions_of(*both), resolutions_of(*both, solved=0), {})
    assert [suggestion.group.id for suggestion in found] == ["b", "a"]


def test_what_grows_weighs_more() -> None:
    """A question of this year goes before one of years ago."""
    old, new = group_of("a", 5), group_of("b", 5)
    questions = questions_of(old, days_ago=1500) | questions_of(new, days_ago=10)
    found = plan([old, new], questions, resolutions_of(old, new), {})
    assert [suggestion.group.id for suggestion in found] == ["b", "a"]
    assert [value_of(suggestion, "growth") for suggestion in found] == [5, 0]


def test_what_is_seen_more_weighs_more() -> None:
    """Views raise a group above its equal, and are left out where the forum has none."""
    one, two = group_of("a", 3), group_of("b", 3)
    questions, resolutions = questions_of(one, two), resolutions_of(one, two)
    views = dict.fromkeys(one.members, 10) | dict.fromkeys(two.members, 1000)
    found = plan([one, two], questions, resolutions, views)
    assert [suggestion.group.id for suggestion in found] == ["b", "a"]
    assert value_of(found[0], "views") == 3000
    without = plan([one, two], questions, resolutions, {})
    assert [suggestion.group.id for suggestion in without] == ["a", "b"]
    assert "views unknown" in [reason.words for reason in without[0].reasons]


def test_undated_questions_are_no_obstacle() -> None:
    """Without any date growth counts for nothing, and says so."""
    group = group_of("a", 3)
    questions = {key: replace(q, asked_at=None) for key, q in questions_of(group).items()}
    found = plan([group], questions, resolutions_of(group), {})
    assert "no dates" in [reason.words for reason in found[0].reasons]


@settings(max_examples=50, deadline=None)
@given(
    sizes=st.lists(st.integers(2, 8), min_size=1, max_size=5),
    solved=st.integers(0, 8),
    cohesion=st.floats(0, 1),
    order=st.randoms(use_true_random=False),
)
def test_the_score_is_the_product_of_what_is_shown(
    sizes: list[int], solved: int, cohesion: float, order: object
) -> None:
    """Whatever the groups and their order, the rank is the same and each score its reasons' product."""
    groups = [group_of(f"g{i}", size, cohesion=cohesion) for i, size in enumerate(sizes)]
    questions, resolutions = questions_of(*groups), resolutions_of(*groups, solved=solved)
    found = plan(groups, questions, resolutions, {})
    for suggestion in found:
        shown = math.prod(reason.weight for reason in suggestion.reasons)
        assert suggestion.score == pytest.approx(shown, abs=0.001)
        assert all(reason.words for reason in suggestion.reasons)
    assert found == sorted(found, key=lambda s: (-s.score, s.group.id))
    order.shuffle(groups)  # type: ignore[attr-defined]
    assert plan(groups, questions, resolutions, {}) == found
