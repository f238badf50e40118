"""Composed drafts are shown where an editor would sign them."""

from __future__ import annotations

import pytest
from draft_threads import PRINTER, drafted, post, solved, thread

from kbminer.draft.draft_sureness import SIGNS, DraftSureness, draft_signs
from kbminer.draft.interview import solved_by
from kbminer.draft.solutions import BARS
from kbminer.errors import NoAnswer
from kbminer.pipeline.drafting import draft_all
from kbminer.records import Group, Suggestion

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
