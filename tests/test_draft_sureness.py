"""Composed drafts are shown where an editor would sign them."""

from __future__ import annotations

import pytest
from draft_threads import PRINTER, drafted, guessed, post, solved, thread

from kbminer.draft.draft_sureness import SIGNS, DraftSureness, draft_signs
from kbminer.draft.interview import solved_by
from kbminer.draft.solutions import BARS
from kbminer.errors import NoAnswer
from kbminer.pipeline.drafting import draft_all
from kbminer.records import Group, Suggestion

STEPS = "Press the bell at noon. Then open the second room and let everybody move there with their papers."
STORY = (
    "I solved it by removing the old driver from the list of devices. I had tried my other one before. "
    "I saw that my brother has the same printer."
)


def test_an_answer_that_says_what_to_do_is_shown() -> None:
    """Steps and code are what editors sign."""
    draft = drafted((PRINTER, solved(PRINTER, "2")), bars=BARS)
    assert DraftSureness.shipped().sureness(draft) > BARS.signed


def test_a_tale_of_its_writer_is_left_to_a_person_with_the_reason() -> None:
    """Even where the forum names it the solution: nobody signs what one writer did at home."""
    one = thread("31", "Printer is slow", "The printer is slow.", post(2, STORY))
    with pytest.raises(NoAnswer, match="tells of its writer or says hardly what to do: it needs a person"):
        drafted((one, solved(one, "2")), bars=BARS)
    assert drafted((one, solved(one, "2"))).sections  # a model that words it anew begins with this


def test_an_answer_that_the_forum_names_need_only_be_no_tale() -> None:
    """What explains says hardly what to do, and is an answer where the asker marked it."""
    why = (
        "The heater needs a minute to warm up, because thick paper takes more heat than thin paper does. "
        "The second page is faster, as the heater is warm by then. I saw the same on mine."
    )
    one = thread("33", "Printer is slow", "Why is the printer slow at the first page?", post(2, why))
    named = drafted((one, solved(one, "2")), bars=BARS)
    assert DraftSureness.shipped().sureness(named) < BARS.signed
    assert named.sections
    with pytest.raises(NoAnswer, match="needs a person"):
        drafted((one, guessed(one, "2", 0.99)), bars=BARS)


def test_the_signs_weigh_as_their_names_say() -> None:
    """What to do speaks for a draft, tales of its writer against it."""
    weights = DraftSureness.shipped().signs
    assert set(weights) == set(SIGNS)
    assert weights["acts"] > 0 > weights["tells_of_writer"]
    assert draft_signs(drafted((PRINTER, solved(PRINTER, "2"))))[1] == 0.0


def test_what_a_person_told_is_drafted_however_it_is_worded() -> None:
    """Who answers an open question is not refused for telling what they did."""
    one = thread("32", "Printer is slow", "The printer is slow.")
    group = Group(id="g", members=(one.key,), representative=one.key, title=one.title)
    told = {one.key: post(2, STORY, author="keeper_kim")}
    suggestion = Suggestion(group=group, action="escalate", score=1.0, reasons=())
    drafts, _ = draft_all([suggestion], lambda _: [solved_by(one, told)], {}, {}, {}, told=told)
    assert [draft.group for draft in drafts] == ["g"]


def test_a_draft_is_called_by_the_question_that_it_answers() -> None:
    """Where threads of a group ask different things, the title of one is not set above the other's answer."""
    asks = thread("41", "How long may an exam of algebra be?", "How many pages may it have?")
    other = thread("42", "What if students need more hours?", "The room closes at noon.", post(2, STEPS))
    draft = drafted((asks, None), (other, solved(other, "2")), title=asks.title)
    assert draft.title == "What if students need more hours?"
    same = drafted((asks, None), (other, solved(other, "2")), title="What if the room closes at noon?")
    assert same.title == "What if the room closes at noon?"
