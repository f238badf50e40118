"""The plan: what is to be done, in which order, and that its figures are true, shown and documented."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from statistics import median

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from kbminer.plan import LEAST_SURE, plan
from kbminer.records import ArticleDemand, ArticleMatch, Group, Question, Resolution, StalePassage, Suggestion
from kbminer.sureness import SurenessModel

TODAY = datetime(2025, 6, 1, tzinfo=UTC)


ASKED = "How do I export a map to PDF"


def group_of(name: str, size: int, *, cohesion: float = 0.95) -> Group:
    """A group of ``size`` threads under an id."""
    members = tuple(f"s:{name}{i}" for i in range(size))
    return Group(id=name, members=members, representative=members[0], title=ASKED, cohesion=cohesion)


def questions_of(*groups: Group, days_ago: int = 100) -> dict[str, Question]:
    """A question for each member, each by an asker of its own."""
    return {
        key: Question(
            thread=key, title=ASKED, asker=f"by {key}", asked_at=TODAY - timedelta(days=days_ago + i)
        )
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
    assert plan([group], questions, resolutions_of(group), {}, least_askers=3).suggestions == ()
    assert len(plan([group], questions, resolutions_of(group), {}).suggestions) == 1
    questions[second] = replace(questions[second], asker=None)
    found = plan([group], questions, resolutions_of(group), {}).suggestions
    assert value_of(found[0], "askers") == 3


def test_what_a_few_people_post_again_and_again_is_no_suggestion() -> None:
    """Forty bulletins by four people are no question that repeats, though four are enough to ask."""
    group = group_of("bulletin", 40)
    questions = {
        key: replace(question, asker=f"editor {i % 4}")
        for i, (key, question) in enumerate(questions_of(group).items())
    }
    assert plan([group], questions, resolutions_of(group), {}).suggestions == ()


def test_more_askers_weigh_more() -> None:
    """Of two groups alike in all else, the one that more people asked about comes first."""
    small, large = group_of("a", 3), group_of("b", 9)
    both = (small, large)
    found = plan(both, questions_of(*both), resolutions_of(*both, solved=0), {}).suggestions
    assert [suggestion.group.id for suggestion in found] == ["b", "a"]


def test_what_grows_weighs_more() -> None:
    """A question of this year goes before one of years ago."""
    old, new = group_of("a", 5), group_of("b", 5)
    questions = questions_of(old, days_ago=1500) | questions_of(new, days_ago=10)
    found = plan([old, new], questions, resolutions_of(old, new), {}).suggestions
    assert [suggestion.group.id for suggestion in found] == ["b", "a"]
    assert [value_of(suggestion, "growth") for suggestion in found] == [5, 0]


def test_what_is_seen_more_weighs_more() -> None:
    """Views raise a group above its equal, and are left out where the forum has none."""
    one, two = group_of("a", 3), group_of("b", 3)
    questions, resolutions = questions_of(one, two), resolutions_of(one, two)
    views = dict.fromkeys(one.members, 10) | dict.fromkeys(two.members, 1000)
    found = plan([one, two], questions, resolutions, views).suggestions
    assert [suggestion.group.id for suggestion in found] == ["b", "a"]
    assert value_of(found[0], "views") == 3000
    without = plan([one, two], questions, resolutions, {}).suggestions
    assert [suggestion.group.id for suggestion in without] == ["a", "b"]
    assert "views unknown" in [reason.words for reason in without[0].reasons]


def test_undated_questions_are_no_obstacle() -> None:
    """Without any date growth counts for nothing, and says so."""
    group = group_of("a", 3)
    questions = {key: replace(q, asked_at=None) for key, q in questions_of(group).items()}
    found = plan([group], questions, resolutions_of(group), {}).suggestions
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
    found = plan(groups, questions, resolutions, {}).suggestions
    for suggestion in found:
        shown = math.prod(reason.weight for reason in suggestion.reasons)
        assert suggestion.score == pytest.approx(shown, abs=0.001)
        assert all(reason.words for reason in suggestion.reasons)
    assert list(found) == sorted(found, key=lambda s: (-s.score, s.group.id))
    order.shuffle(groups)  # type: ignore[attr-defined]
    assert plan(groups, questions, resolutions, {}).suggestions == found


def test_what_is_hardly_one_question_is_perhaps_one_and_no_suggestion() -> None:
    """However many people asked: a mixed group costs an editor more than a question that waits."""
    mixed, nearly, sure = group_of("a", 9, cohesion=0.2), group_of("c", 2, cohesion=0.4), group_of("b", 2)
    groups = [mixed, nearly, sure]
    found = plan(groups, questions_of(*groups), resolutions_of(*groups), {})
    assert [each.group for each in found.suggestions] == [sure]
    assert [group for group, _ in found.perhaps] == ["c", "a"]
    assert all(f"{LEAST_SURE:.0%} is needed" in why for _, why in found.perhaps)


def test_what_a_site_that_closes_duplicates_left_apart_is_perhaps_one_question() -> None:
    """Where whoever asks again is sent to what stands, what is left near it asks something else."""
    left, near, closed = (
        group_of("left", 2, cohesion=0.7),
        group_of("near", 2, cohesion=0.9),
        group_of("closed", 2, cohesion=0.7),
    )
    groups = [left, near, closed]
    questions, resolutions = questions_of(*groups), resolutions_of(*groups)
    assert len(plan(groups, questions, resolutions, {}).suggestions) == 3
    assert len(plan(groups, questions, resolutions, {}, tended={"other"}).suggestions) == 3
    found = plan(groups, questions, resolutions, {}, tended={"s"}, duplicates=["s:closed1"])
    assert {each.group.id for each in found.suggestions} == {"near", "closed"}
    assert found.perhaps == (
        ("left", "a site of its kind closes questions asked before, and left these apart"),
    )


def test_what_somebody_has_read_was_not_told_apart() -> None:
    """A reading of the threads themselves is worth more than what their site has left open."""
    group, other = group_of("a", 2, cohesion=0.7), group_of("b", 2, cohesion=0.2)
    questions, resolutions = questions_of(group, other), resolutions_of(group, other)
    found = plan([group, other], questions, resolutions, {}, tended={"s"}, read={"a": 0.9})
    assert [each.group for each in found.suggestions] == [group]


@pytest.mark.parametrize(
    ("asks", "suggested"),
    [
        ((0.9, 0.9), True),
        ((0.9, 0.5), False),
        ((0.9, 0.5, 0.9), True),
        ((0.5, 0.5, 0.9), False),
        ((None, None), True),
    ],
)
def test_a_suggestion_is_what_enough_threads_surely_ask(
    asks: tuple[float | None, ...], suggested: bool
) -> None:
    """A notice is near to another one, and has a good title."""
    group = group_of("a", len(asks), cohesion=0.9)
    questions = {
        key: replace(question, asks=chance)
        for (key, question), chance in zip(questions_of(group).items(), asks, strict=True)
    }
    found = plan([group], questions, resolutions_of(group), {})
    assert bool(found.suggestions) is suggested
    assert found.perhaps == (() if suggested else (("a", "too few of its threads surely ask anything"),))
    assert plan([group], questions, resolutions_of(group), {}, read={"a": 0.9}).suggestions


def test_a_group_that_too_few_people_asked_about_is_not_perhaps_one_question() -> None:
    """What one person asks again and again is counted elsewhere, however mixed it is."""
    group = group_of("a", 3, cohesion=0.2)
    questions = {key: replace(each, asker="rex") for key, each in questions_of(group).items()}
    found = plan([group], questions, resolutions_of(group), {})
    assert (found.suggestions, found.perhaps) == ((), ())
    assert plan([], {}, {}, {}).perhaps == ()


def test_threads_that_hardly_ask_anything_are_no_suggestion() -> None:
    """Two offers of the same thing are near each other, and nobody needs an article on them."""
    group = group_of("a", 2, cohesion=0.6)
    asked = questions_of(group)
    offered = {key: replace(each, asks=0.32) for key, each in asked.items()}
    assert [each.group for each in plan([group], asked, resolutions_of(group), {}).suggestions] == [group]
    found = plan([group], offered, resolutions_of(group), {})
    assert (found.suggestions, [each for each, _ in found.perhaps]) == ((), ["a"])


def test_copies_of_a_long_text_are_one_asker() -> None:
    """A notice that moderators post again and again is no repeated question; a short question may be."""
    group = group_of("a", 5)
    notice = "Please read this before you post and do not post twice, since every post waits for us. " * 3
    copied = {
        key: replace(question, title="Read this", ask=notice) for key, question in questions_of(group).items()
    }
    assert plan([group], copied, resolutions_of(group), {}).suggestions == ()
    short = {key: replace(question, ask="How do I mute it?") for key, question in questions_of(group).items()}
    assert len(plan([group], short, resolutions_of(group), {}).suggestions) == 1


def test_a_question_that_one_person_asks_thirty_times_is_no_suggestion() -> None:
    """However often, and in whatever words: it is one person's."""
    group = group_of("a", 30)
    questions = {
        key: replace(question, asker="ann", ask=f"How do I mute it, for the time {n}?")
        for n, (key, question) in enumerate(questions_of(group).items())
    }
    assert plan([group], questions, resolutions_of(group), {}).suggestions == ()


STALE = StalePassage(article="a", kind="outdated", passage="x", quote="gone", thread="s:g0", post="1")


def table_under(heading: str) -> Iterator[list[str]]:
    """The rows of the first table under a heading of the decisions, its own head first."""
    section = (
        (ROOT / "docs" / "decisions.md").read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    )
    rows = (line for line in section.splitlines() if line.startswith("|") and not line.startswith("| ---"))
    return ([cell.strip() for cell in row.strip("|").split("|")] for row in rows)


def decided(*facts: bool) -> str:
    """What a group calls for of which these things are true, in the order of the documented table."""
    answers, over, others, stale, solved, enough = facts
    group, newest = group_of("g", 4 if enough else 1), group_of("n", 1)
    questions = questions_of(group, days_ago=900 if over else 0) | questions_of(newest, days_ago=0)
    questions["s:first"] = Question(thread="s:first", title="x", asked_at=TODAY - timedelta(days=1500))
    against = {
        "others": ("b",) if others and answers else (),
        "stale": (STALE,) if stale and answers else (),
    }
    match = ArticleMatch(group="g", article="a", title="A", answers=answers, **against)
    demand = ArticleDemand(article="a", last_asked=questions["s:g0"].asked_at, **against)
    found = plan(
        [group],
        questions,
        resolutions_of(group, solved=int(solved)),
        {},
        matches=[match],
        demand=[demand] if answers else [],
    )
    [coverage] = found.coverage
    assert [suggestion.action for suggestion in found.suggestions] == [coverage.action] * enough
    for use in found.articles:
        assert use.action == (None if coverage.action == "point" else coverage.action)
        assert use.reason
    return coverage.action


@pytest.mark.parametrize("facts", list(product((True, False), repeat=6)))
def test_the_documented_rules_are_those_that_decide(facts: tuple[bool, ...]) -> None:
    """For all that may be true of a group and its article, the table's first fitting row is what is done."""
    _, *rules = table_under("What to do about a group")
    fitting = (
        action
        for action, *cells in rules
        if all(cell == "–" or (cell == "yes") == fact for cell, fact in zip(cells, facts, strict=True))
    )
    assert decided(*facts) == next(fitting)


def test_a_group_without_articles_is_a_gap() -> None:
    """Without a knowledge base a group is written or escalated, and there is nothing to cover."""
    group = group_of("a", 4)
    for solved, action in ((1, "write"), (0, "escalate")):
        found = plan([group], questions_of(group), resolutions_of(group, solved=solved), {})
        assert [suggestion.action for suggestion in found.suggestions] == [action]
        assert (found.coverage, found.articles) == ((), ())


def test_a_group_with_an_unconfirmed_answer_is_not_escalated() -> None:
    """Nobody solved it is said only where no answer stands: an unconfirmed one is to be written up."""
    group = group_of("a", 4)
    resolutions = resolutions_of(group, solved=0)
    key = group.members[0]
    resolutions[key] = Resolution(thread=key, state="answered", probability=0.3, solution_post="2")
    [found] = plan([group], questions_of(group), resolutions, {}).suggestions
    assert found.action == "write"


def test_reasons_name_the_article_and_what_speaks_for_the_action() -> None:
    """An editor reads why: the title, the date, the twin, the people."""
    group = group_of("g", 4)
    questions, resolutions = questions_of(group), resolutions_of(group, solved=0)
    gap = ArticleMatch(group="g", article="a", title="Print", probability=0.2)
    [found] = plan([group], questions, resolutions, {}, matches=[gap]).coverage
    assert (
        found.reason == "4 people asked and nobody solved it; no article answers it; the nearest is “Print”"
    )
    match = replace(gap, answers=True, others=("b", "c"))
    [found] = plan([group], questions, resolutions, {}, matches=[match]).coverage
    assert found.reason == "“Print” answers it, and so does b, c"
    use = ArticleDemand(article="lost")
    [kept] = plan([group], questions, resolutions, {}, demand=[use]).articles
    assert (kept.action, kept.reason) == (None, "nobody has asked yet")
    old = Question(thread="s:old", title="x", asked_at=TODAY - timedelta(days=1500))
    [retired] = plan([group], questions | {"s:old": old}, resolutions, {}, demand=[use]).articles
    assert (retired.action, retired.reason) == ("retire", "nobody has ever asked")


@settings(max_examples=60, deadline=None)
@given(
    days=st.lists(st.integers(0, 2500), min_size=3, max_size=9),
    views=st.lists(st.integers(0, 5000), min_size=3, max_size=9),
    solved=st.integers(0, 9),
    doubtful=st.integers(0, 2),
    cohesion=st.floats(0.9, 1),
)
def test_the_documented_formulas_are_those_of_the_score(
    days: list[int], views: list[int], solved: int, doubtful: int, cohesion: float
) -> None:
    """Each factor has the weight that its formula in the decisions gives, and no other factor is there."""
    group = replace(group_of("g", len(days), cohesion=cohesion), doubtful=tuple("abc"[:doubtful]))
    questions = {
        key: Question(thread=key, title=ASKED, asker=key, asked_at=TODAY - timedelta(days=ago))
        for key, ago in zip(group.members, days, strict=True)
    }
    views = views[: len(days)]
    seen = dict(zip(group.members, views, strict=False)) | {"s:else": 100}
    newest, oldest = min(days), max(days)
    recent = sum(ago < newest + 365 for ago in days)
    years = (oldest - newest) / 365 - 1
    facts = {
        "askers": len(days),
        "threads": len(days),
        "threads_last_year": recent,
        "threads_a_year_before": (len(days) - recent) / (years if years >= 1 else 1),
        "median_views": median(views),
        "median_views_of_the_forum": median(seen.values()),
        "unsolved": len(days) - min(solved, len(days)),
        "doubtful": doubtful,
        "sureness": round(SurenessModel.shipped().sureness(group, list(questions.values())), 2),
    }
    [found] = plan([group], questions, resolutions_of(group, solved=solved), seen).suggestions
    _, *formulas = table_under("Ranking")
    said = {
        name: eval(formula.strip("`"), {"sqrt": math.sqrt}, facts)  # noqa: S307 - our own table
        for name, formula in formulas
    }
    assert {reason.name: reason.weight for reason in found.reasons} == pytest.approx(said, abs=0.0006)
