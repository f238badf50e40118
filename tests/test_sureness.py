"""How surely a suggestion is one question: what speaks for it, and what nobody can tell."""

import json
from dataclasses import replace

import pytest
from conftest import ROOT

from kbminer.questions import read_ask, to_questions
from kbminer.records import Group, Post, Question, Thread
from kbminer.sureness import SIGNS, SurenessModel, sureness_signs
from kbminer.titling import title_odds

TITLE = "How do I export a map to PDF"
ASKED = [
    Question(thread=f"f:{n}", title=title, ask="The export stays empty. Is there a setting?", asks=0.97)
    for n, title in enumerate((TITLE, "Export of a map to PDF stays empty"))
]
GROUP = Group(id="g", members=("f:0", "f:1"), representative="f:0", title=TITLE, cohesion=0.8, weakest=0.7)


def sureness(group: Group = GROUP, questions: list[Question] = ASKED) -> float:
    """What the shipped model says."""
    return SurenessModel.shipped().sureness(group, questions)


def test_a_group_is_less_sure_where_a_member_fits_less() -> None:
    """The member that fits least decides, not the mean of all."""
    assert sureness() > sureness(replace(GROUP, weakest=0.3))
    assert sureness() == sureness(replace(GROUP, cohesion=0.9))


def test_a_group_of_a_run_before_members_were_weighed_is_as_sure_as_its_cohesion() -> None:
    """A record without the figure is read."""
    assert sureness(replace(GROUP, weakest=None, cohesion=0.7)) == sureness()


def test_a_group_is_less_sure_where_its_threads_hardly_ask() -> None:
    """Offers and announcements may be as near each other as questions."""
    assert sureness() > sureness(questions=[replace(each, asks=0.4) for each in ASKED])


def test_a_group_is_less_sure_under_a_title_that_says_nothing() -> None:
    """What nobody can name is seldom one question."""
    assert sureness() > sureness(replace(GROUP, title="Help"), [replace(ASKED[0], title="Help"), ASKED[1]])
    assert title_odds(TITLE, ASKED) > title_odds("Help", [replace(ASKED[0], title="Help", ask="Please!")])


def test_a_title_that_a_person_gave_is_taken_as_the_best_of_the_askers() -> None:
    """It is none of the candidates, and nothing is held against it."""
    assert title_odds("Maps: export", ASKED) >= title_odds(TITLE, ASKED)


def test_a_language_without_words_for_asking_is_not_held_against_its_questions() -> None:
    """Hardly any opening seems to ask where no such words are known: nobody can tell, and it is not told."""
    post = Post(id="1", body="Hogyan lehet a térképet menteni?", format="text", author="a")
    known, unknown = (
        Thread(id=code, source="f", title="Térkép", posts=(post,), language=code) for code in ("en", "xx")
    )
    told, untold = to_questions([read_ask(known), read_ask(unknown)])
    assert told.asks is not None
    assert 0 <= told.asks <= 1
    assert untold.asks is None
    unknowing = sureness_signs(GROUP, [replace(each, asks=None) for each in ASKED])
    assert unknowing[SIGNS.index("asks")] == pytest.approx(0.9)


def test_the_verdicts_hold_keys_and_figures_alone() -> None:
    """Not a word of a forum stands among them."""
    files = sorted((ROOT / "scripts" / "graded_suggestions").glob("*.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    assert len(lines) > 200
    for line in lines:
        assert set(line) == {"members", "one", "wrong", "title"}
        assert line["one"] in {"yes", "subject", "nothing"}
        assert 0 <= line["wrong"] <= len(line["members"])
        assert all(" " not in key for key in line["members"])
