"""A burst that nobody has answered yet is one thing to do, and stays first until somebody answers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from small_forum import START, topic
from test_briefing import Nights

from kbminer.publish.briefings import render_briefing, render_text

FAULT = "<p>The bell rings twice at every turn since today. How do I make the bell ring once?</p>"
ANSWER = "<p>Open Settings, choose Bell, and turn off the echo. Then the bell rings once.</p>"


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    """The nights of a small forum."""
    return Nights(tmp_path)


def at_hour(asked: dict[str, Any], day: int, hour: int) -> dict[str, Any]:
    """The same topic, asked at another hour."""
    at = (START + timedelta(days=day, hours=hour)).isoformat()
    asked["created_at"] = at
    for post in asked["post_stream"]["posts"]:
        post["created_at"] = at
    return asked


def burst(first: int = 50, count: int = 5) -> list[dict[str, Any]]:
    """So many people who ask one thing within some hours."""
    return [at_hour(topic(first + n, f"Bell rings twice {n}", FAULT), first, n) for n in range(count)]


def test_a_burst_is_one_item_before_all_else_with_its_threads_folded(nights: Nights) -> None:
    """Counted, with its hours; its threads stand on no other list, its question in no other section."""
    nights.night()
    made = nights.night(*burst()).briefed.briefing
    [found] = made.bursts
    assert (found.askers, found.hours, len(found.threads)) == (5, 4, 5)
    assert found.words.startswith("5 threads of 5 askers within 4 hours, no reply yet")
    assert made.headline.startswith("Asked by many at once: “Bell rings twice 0” – 5 threads")
    listed = [each.thread for part in (made.people, made.heated) for each in part]
    assert not {each.thread for each in found.threads} & set(listed)
    named = [each.group for part in (made.tasks, made.standing_first, made.growing) for each in part]
    assert found.group not in named
    for shown in (render_briefing(made), str(render_text(made))):
        assert shown.count("no reply yet") == 2


def test_a_burst_stays_first_until_somebody_answers(nights: Nights) -> None:
    """A week later, too, when it is no longer new; then it is gone from the top."""
    nights.night()
    nights.night(*burst())
    for day in (56, 60):
        other = topic(day, f"Ride list of {day}", f"<p>Can ride list {day} have two columns?</p>")
        made = nights.night(other).briefed.briefing
        assert (len(made.bursts), made.quiet) == (1, False)
        assert f"no reply yet for {day - 50} days" in made.headline
        assert not any("Bell" in each.title for each in made.people)
    answered = burst()[0]
    answered["post_stream"]["posts"] = [
        *answered["post_stream"]["posts"],
        *topic(50, "", FAULT, [("*moss", ANSWER), ("ASKER", "<p>That solved it, thank you!</p>")])[
            "post_stream"
        ]["posts"][1:],
    ]
    assert nights.night(answered).briefed.briefing.bursts == ()


@pytest.mark.parametrize("apart", ["days", "one asker"])
def test_a_question_asked_now_and_then_or_by_one_person_is_no_burst(nights: Nights, apart: str) -> None:
    """Three people within two days are the fewest."""
    nights.night()
    author = "kim" if apart == "one asker" else None
    step = 3 if apart == "days" else 0
    asked = [
        at_hour(topic(50 + n, f"Bell rings twice {n}", FAULT, author=author), 50 + step * n, n)
        for n in range(4)
    ]
    assert nights.night(*asked).briefed.briefing.bursts == ()


def test_of_those_listed_last_time_it_is_said_who_was_answered_and_who_still_waits(nights: Nights) -> None:
    """By name and number, in the next briefing."""
    nights.night()
    ask = "<p>The ride list is one long row. Can the list have two columns?</p>"
    kiosk = topic(45, "Kiosk mode on tablets", "<p>How do I start in kiosk mode on a tablet?</p>")
    later = [topic(day, f"Sound of bell {day}", f"<p>Which file has sound {day}?</p>") for day in (50, 51)]
    listed = nights.night(topic(44, "Ride list in two columns", ask), kiosk, later[0]).briefed.briefing.people
    assert {"Kiosk mode on tablets", "Ride list in two columns"} <= {each.title for each in listed}
    answer = [("*moss", "<p>Press both volume keys for a minute.</p>"), ("ASKER", "<p>That solved it!</p>")]
    solved = topic(45, "Kiosk mode on tablets", "<p>How do I start in kiosk mode on a tablet?</p>", answer)
    made = nights.night(solved, later[1]).briefed.briefing
    assert made.follow_up.startswith(f"Of {len(listed)} listed last time: 1 answered or closed, ")
    assert "“Ride list in two columns”" in made.follow_up
    assert "Kiosk" not in made.follow_up
    for shown in (render_briefing(made), str(render_text(made))):
        assert shown.count("listed last time") == 1
