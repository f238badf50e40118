"""Service figures, solvers, escalations and dated changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kbminer.records import Resolution
from kbminer.resolve.changes import state_change
from kbminer.resolve.escalation import escalations
from kbminer.resolve.service_figures import category, month, service_figures, service_figures_by
from kbminer.resolve.signals import FoundCue, PostSignals, Signals
from kbminer.resolve.solvers import solvers

START = datetime(2024, 1, 1, tzinfo=UTC)


def post(number: int, author: str, hours: float, *, asker: bool = False, **fields: object) -> PostSignals:
    """A post so many hours after the start."""
    at = (START + timedelta(hours=hours)).timestamp()
    return PostSignals(id=str(number), author=author, asker=asker, at=at, **fields)  # type: ignore[arg-type]


def asked(name: str, hours: float, *replies: PostSignals, category_: str = "print") -> Signals:
    """A thread asked so many hours after the start."""
    return Signals(
        thread=name, posts=(post(0, "ann", hours, asker=True), *replies), language="en", category=category_
    )


THREADS = [
    asked("a", 0, post(1, "bob", 2), post(2, "cy", 5)),
    asked("b", 24 * 40, post(1, "bob", 24 * 40 + 4)),
    asked("c", 24 * 41, category_="scan"),
]
RESOLUTIONS = [
    Resolution(
        thread="a", declared="solved", declared_post="2", state="solved", probability=0.9, solution_post="1"
    ),
    Resolution(thread="b", state="solved", probability=0.8, solution_post="1"),
    Resolution(thread="c", state="unanswered", probability=0.0),
]


def test_service_figures_are_counted_by_hand() -> None:
    """Medians and shares are those of a hand count, each with the threads it rests on."""
    figures = service_figures(THREADS, RESOLUTIONS)
    assert figures.questions == 3
    assert (figures.first_response_hours.value, figures.first_response_hours.threads) == (3.0, 2)
    assert (figures.resolution_hours.value, figures.resolution_hours.threads) == (4.5, 2)
    assert (figures.first_contact.value, figures.first_contact.threads) == (0.5, 2)
    assert figures.unanswered.value == pytest.approx(1 / 3, abs=1e-4)
    assert figures.declared.value == figures.inferred.value == pytest.approx(1 / 3, abs=1e-4)
    assert (figures.backlog_days.value, figures.backlog_days.threads) == (0.0, 1)
    assert figures.self_service.threads == 0


def test_self_service_counts_what_was_solved_before() -> None:
    """A question could be served if its group had a solved thread or an article when it was asked."""
    groups = {"a": "g", "b": "g", "c": "h"}
    assert service_figures(THREADS, RESOLUTIONS, groups=groups).self_service.value == pytest.approx(
        1 / 3, abs=1e-4
    )
    served = service_figures(THREADS, RESOLUTIONS, groups=groups, answered_groups={"h": None})
    assert served.self_service.value == pytest.approx(2 / 3, abs=1e-4)
    late = service_figures(
        THREADS, RESOLUTIONS, groups=groups, answered_groups={"h": START + timedelta(days=90)}
    )
    assert late.self_service.value == pytest.approx(1 / 3, abs=1e-4)


def test_figures_by_month_and_category() -> None:
    """Parts are named and each holds its own threads."""
    assert {k: f.questions for k, f in service_figures_by(month, THREADS, RESOLUTIONS).items()} == {
        "2024-01": 1,
        "2024-02": 2,
    }
    assert {k: f.questions for k, f in service_figures_by(category, THREADS, RESOLUTIONS).items()} == {
        "print": 2,
        "scan": 1,
    }


def test_nothing_gives_no_figures() -> None:
    """Without threads there are no figures, rather than zeros."""
    figures = service_figures([], [])
    assert (figures.questions, figures.unanswered.value, figures.first_response_hours.value) == (
        0,
        None,
        None,
    )


def test_solvers_are_ranked_with_their_subjects() -> None:
    """Who solved most stands first; the forum's word and inference are counted apart."""
    found = solvers(THREADS, RESOLUTIONS)
    assert [(s.author, s.declared, s.inferred, s.replies) for s in found] == [
        ("bob", 0, 1, 2),
        ("cy", 1, 0, 1),
    ]
    assert found[0].subjects == (("print", 1),)


def test_threads_that_heat_up_are_put_forward_with_their_words() -> None:
    """Anger and people with the same trouble, and no staff, make an escalation with quotes."""
    angry = (FoundCue(kind="anger", quote="This is ridiculous."),)
    same = (FoundCue(kind="same_here", quote="Same here."),)
    hot = asked(
        "hot",
        0,
        post(1, "bob", 1, cues=same),
        post(2, "cy", 2, cues=same),
        post(3, "ann", 3, asker=True, cues=angry),
    )
    calm = asked("calm", 0, post(1, "eve", 1, staff=True))
    open_ = [Resolution(thread=name, state="answered", probability=0.1) for name in ("hot", "calm")]
    (found,) = escalations([hot, calm], open_)
    assert found.thread == "hot"
    assert found.reason == "1 angry post, 2 people have the same problem, no reply from staff"
    assert found.quotes[0].quote == "This is ridiculous."
    solved = Resolution(thread="hot", state="solved", probability=0.95, solution_post="1")
    assert escalations([hot, calm], [solved, open_[1]]) == []


def test_a_thread_with_a_standing_answer_is_no_escalation() -> None:
    """However many have the trouble, none waits where an answer stands that the asker has not turned down."""
    same = (FoundCue(kind="same_here", quote="Same here."),)
    told = (FoundCue(kind="instruction", quote="Press M."),)
    turned_down = (FoundCue(kind="fails", quote="It still fails."),)
    crowd = [post(n, f"p{n}", n, cues=same) for n in range(1, 5)]
    answered = asked("hot", 0, *crowd, post(5, "bob", 5, cues=told, words=3))
    failed = asked("hot", 0, *answered.posts[1:], post(6, "ann", 6, asker=True, cues=turned_down))
    unsolved = [Resolution(thread="hot", state="answered", probability=0.2)]
    assert escalations([answered], unsolved) == []
    assert [each.same_here for each in escalations([failed], unsolved)] == [4]


def test_late_reply_changes_the_state_with_a_date() -> None:
    """A change of state is dated and names the post; no change gives nothing."""
    before = Resolution(thread="a", state="unanswered")
    after = Resolution(thread="a", state="solved", probability=0.9, solution_post="7")
    change = state_change(before, after, START)
    assert change is not None
    assert (change.before, change.after, change.at, change.post) == ("unanswered", "solved", START, "7")
    assert state_change(after, after, START) is None
    with pytest.raises(ValueError, match="one thread"):
        state_change(before, Resolution(thread="b"), START)
