"""What part each sentence of a thread plays in its article, and what other posts add to the answer."""

from __future__ import annotations

import dataclasses

import pytest
from draft_threads import drafted, guessed, post, said, solved, thread

from kbminer.errors import NoAnswer
from kbminer.records import Statement

FIRST = "You have to install the package `lamp-dev` before anything else."
THEN = "Set `mode = warm` in the file `lamp.ini` and restart the service."
LATER = "You should also delete `lamp.cache`, because the old colours stay in it."


def _places(draft_sections: object, name: str) -> list[tuple[str, str]]:
    sections = [section for section in draft_sections if section.name == name]  # type: ignore[attr-defined]
    told: list[Statement] = [s for section in sections for s in section.statements if s.citations]
    return [(statement.text, statement.citations[0].post) for statement in told]


def test_what_the_answerer_adds_is_told_behind_the_answer_and_cites_its_own_post() -> None:
    """The answer is one helper's, with what they add up to the asker's word; no other's stands in it."""
    one = thread(
        "71",
        "Lamp stays cold",
        "My lamp stays cold. How can I make it warm?",
        post(2, FIRST, author="helper_ivo"),
        post(3, THEN),
        post(4, LATER),
        post(5, "Thanks, it is warm now!", author="asker_ada"),
    )
    draft = drafted(
        (one, dataclasses.replace(guessed(one, "3", 0.95), evidence=guessed(one, "5", 1).evidence))
    )
    assert _places(draft.sections, "resolution") == [(THEN, "3"), (LATER, "4")]


def test_an_advice_that_the_asker_doubts_is_left_to_the_editor() -> None:
    """What did not help is no step; the editor sees it, with its post."""
    one = thread(
        "72",
        "Lamp stays cold",
        "My lamp stays cold.",
        post(2, FIRST),
        post(3, "That does not work, I still get the same error.", author="asker_ada"),
        post(4, THEN),
    )
    draft = drafted((one, solved(one, "4")))
    assert _places(draft.sections, "resolution") == [(THEN, "4")]
    assert [(s.text, s.citations[0].post) for s in draft.left_out] == [(FIRST, "2")]


def test_what_somebody_asked_before_reporting_a_fix_adds_nothing() -> None:
    """Who reports a fix had the trouble: their earlier post tells it, and is no part of the answer."""
    trouble = "I use `mode = cold` in the file `lamp.ini` and you should see that it never gets warm."
    one = thread(
        "77",
        "Lamp stays cold",
        "My lamp stays cold.",
        post(2, trouble, author="helper_ivo"),
        post(
            3,
            "I solved it by removing the old `lamp.cache` from the folder of the service.",
            author="helper_ivo",
        ),
    )
    told = _places(drafted((one, solved(one, "3"))).sections, "resolution")
    assert told == [("I solved it by removing the old `lamp.cache` from the folder of the service.", "3")]


def test_in_a_talk_of_many_other_helpers_add_nothing() -> None:
    """Where many posts stand between question and answer, only the answerer's own belong to the answer."""
    talk = [post(number, f"{FIRST} Case {number}.", author=f"helper_{number}") for number in range(2, 14)]
    one = thread("73", "Lamp stays cold", "My lamp stays cold.", *talk, post(14, THEN))
    assert _places(drafted((one, solved(one, "14"))).sections, "resolution") == [(THEN, "14")]


def test_a_post_that_was_guessed_too_unsurely_is_no_answer() -> None:
    """Where it is unsure that the thread was solved and unsure by which post, there is no draft."""
    one = thread("74", "Lamp stays cold", "My lamp stays cold.", post(2, THEN))
    unsure = dataclasses.replace(guessed(one, "2", 0.6), post_probability=0.35)
    with pytest.raises(NoAnswer):
        drafted((one, unsure))
    assert drafted((one, dataclasses.replace(unsure, post_probability=0.95))).sections


def test_the_issue_of_a_long_question_is_short_and_holds_the_trouble() -> None:
    """Of a long story an article tells some sentences, among them the one that says what fails."""
    story = " ".join(
        f"On day {day} we carried the lamp to room {day} and looked at the blue wall there."
        for day in range(1, 40)
    )
    trouble = "The lamp does not start, how can I fix this error?"
    one = thread("75", "Lamp does not start", f"{story} {trouble}", post(2, THEN))
    told = said(drafted((one, solved(one, "2"))), "issue")
    assert trouble in told
    assert sum(map(len, told)) <= 900


def test_code_that_is_glued_to_a_sentence_is_cut_off_in_the_issue() -> None:
    """Where a post lost its line breaks, the words before the code are told without it."""
    words = "The lamp answers with an error when I send this request to it"
    code = " ".join(f"<part{n} kind='lamp'>{n}</part{n}>" for n in range(40))
    one = thread("76", "Lamp answers with an error", "-", post(2, THEN))
    asked = dataclasses.replace(one.posts[0], body=f"{words} {code}", format="text")
    one = dataclasses.replace(one, posts=(asked, *one.posts[1:]))
    assert said(drafted((one, solved(one, "2"))), "issue") == [words]
