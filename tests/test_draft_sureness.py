"""Composed drafts are shown where an editor would rather sign them than not."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from draft_threads import PRINTER, drafted, guessed, post, solved, thread

from kbminer.draft.draft_sureness import SIGNS, DraftSureness, draft_signs
from kbminer.draft.interview import solved_by
from kbminer.draft.solutions import BARS, SEED
from kbminer.errors import NoAnswer
from kbminer.pipeline.drafting import draft_all
from kbminer.records import Cue, Draft, Group, Suggestion, Thread

STEPS = "Press the bell at noon. Then open the second room and let everybody move there with their papers."
STORY = (
    "I solved it by removing the old driver from the list of devices. I had tried my other one before. "
    "I saw that my brother has the same printer. We met at noon and my sister was there."
)
LONG = (
    "The printer is slow. "
    + "On the first page it waits for the heater, and on the second one it does not. " * 9
)
MANUAL = "https://example.org/manual"


def _signs(one: Thread, draft: Draft) -> dict[str, float]:
    return dict(zip(SIGNS, draft_signs(draft, {one.key: one}), strict=True))


def _sureness(one: Thread, draft: Draft) -> float:
    return DraftSureness.shipped().sureness(draft, {one.key: one})


def test_an_answer_told_whole_to_a_short_question_is_shown() -> None:
    """Steps and code are what editors sign."""
    draft = drafted((PRINTER, solved(PRINTER, "2")), bars=BARS)
    assert _sureness(PRINTER, draft) > BARS.signed


@pytest.mark.parametrize("named", [True, False])
def test_a_tale_below_a_long_question_is_left_to_a_person_with_the_reason(named: bool) -> None:
    """Whether the forum names it the solution or not: nobody signs what one writer did at home."""
    one = thread("31", "Printer is slow", LONG, post(2, STORY))
    known = solved(one, "2") if named else guessed(one, "2", 0.99)
    with pytest.raises(NoAnswer, match="tells of its writer or can be told in part alone: it needs a person"):
        drafted((one, known), bars=BARS)
    assert drafted((one, known)).sections  # a model that words it anew begins with this


def test_an_answer_that_explains_is_shown_though_it_says_not_what_to_do() -> None:
    """Why something is so is an answer as good as a step."""
    why = (
        "The heater needs a minute to warm up, because thick paper takes more heat than thin paper does. "
        "The second page is faster, as the heater is warm by then."
    )
    one = thread("33", "Printer is slow", "Why is the printer slow at the first page?", post(2, why))
    assert drafted((one, solved(one, "2")), bars=BARS).sections


def test_the_signs_are_read_from_the_posts_that_ask_and_answer() -> None:
    """A question's words count as they were asked, an answer's as far as the draft tells them."""
    one = thread("34", "Printer is slow", LONG, post(2, f"{STEPS} My manual is at {MANUAL} for you."))
    draft = drafted((one, solved(one, "2")))
    whole = _signs(one, draft)
    told = next(section for section in draft.sections if section.name == "resolution")
    less = replace(draft, sections=(replace(told, statements=told.statements[:1]),))
    part = _signs(one, less)
    assert part["left_out"] > whole["left_out"]
    assert whole["refers"] > part["refers"] == 0.0
    assert whole["first_person"] > part["first_person"] == 0.0
    brief = replace(one, posts=(replace(one.posts[0], body="The printer is slow."), *one.posts[1:]))
    assert _signs(brief, draft)["words_asked"] < whole["words_asked"]


def test_what_breaks_off_and_what_stands_between_speaks_against_a_draft() -> None:
    """Sentences without an end are a broken mail, and an answer far down answers other posts, too."""
    answer = post(5, "Thick paper takes more heat than thin paper does. The heater needs a minute more for")
    talk = [post(at, "Mine does that as well, and nobody at the office knows why it does.") for at in (2, 3)]
    one = thread("35", "Printer is slow", "The printer is slow. How do I make it faster?", answer)
    far = replace(one, posts=(one.posts[0], *talk, answer))
    near, behind = (drafted((each, solved(each, "5"))) for each in (one, far))
    assert _signs(far, behind)["before"] > _signs(one, near)["before"] == 0.0
    assert _signs(one, near)["broken_off"] > 0.0
    assert _sureness(one, near) > _sureness(far, behind)


@pytest.mark.parametrize(
    ("ask", "ends_asking"), [("How do I make it faster?", 1.0), ("It is slow now.", 0.0)]
)
def test_an_issue_that_ends_in_a_question_speaks_for_a_draft(ask: str, ends_asking: float) -> None:
    """Then a reader knows at its end what the answer is to."""
    one = thread("36", "Printer is slow", f"The printer takes an hour a page. {ask}", post(2, STEPS))
    assert _signs(one, drafted((one, solved(one, "2"))))["ends_asking"] == ends_asking


def test_where_who_asked_tells_of_the_end_the_answers_signs_stay() -> None:
    """Their own words stand beside the answer, and make it no tale."""
    story = "Thanks. I had to move the red plug to the left."
    one = thread("37", "Printer is slow", "The printer is slow.", post(2, STEPS), post(3, story, "asker_ada"))
    cue = Cue(kind="solved", quote="I had to move", post="3")
    known = replace(guessed(one, "2", 0.99), evidence=(cue,))
    draft = drafted((one, known))
    assert any("red plug" in s.text for section in draft.sections for s in section.statements)
    assert _signs(one, draft)["first_person"] == 0.0


def test_a_draft_without_its_threads_is_judged_by_its_own_words() -> None:
    """What can't be compared counts as told."""
    draft = drafted((PRINTER, solved(PRINTER, "2")))
    assert dict(zip(SIGNS, draft_signs(draft, {}), strict=True))["left_out"] == 0.0


def test_the_signs_weigh_as_their_names_say() -> None:
    """Where to look and a question at the Issue's end speak for a draft, all others against it."""
    weights = DraftSureness.shipped().signs
    assert {name for name in SIGNS if weights[name] > 0} == {"refers", "ends_asking"}


def test_the_bar_shows_what_readers_would_sign() -> None:
    """Most of the graded drafts above it are light edits, and fewer of those below."""
    model = DraftSureness.shipped()
    path = Path(__file__).parents[1] / "scripts" / "graded_drafts.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    shown = [model.probability([float(row[sign]) for sign in SIGNS]) >= BARS.signed for row in rows]
    light = [row["grade"] == "light" for row in rows]
    above, below = (
        sum(fine for fine, is_shown in zip(light, shown, strict=True) if is_shown is which)
        / shown.count(which)
        for which in (True, False)
    )
    assert above > 0.6
    assert below < 0.4


def test_what_a_person_told_is_drafted_however_it_is_worded() -> None:
    """Who answers an open question is not refused for telling what they did."""
    one = thread("32", "Printer is slow", LONG)
    group = Group(id="g", members=(one.key,), representative=one.key, title=one.title)
    told = {one.key: post(2, STORY, author="keeper_kim")}
    suggestion = Suggestion(group=group, action="escalate", score=1.0, reasons=())
    found = draft_all([suggestion], lambda _: [solved_by(one, told)], {}, {}, {}, told=told)
    assert [draft.group for draft in found.drafts] == ["g"]


@pytest.mark.parametrize(
    ("reply", "likely"), [(STORY, 0.99), (f"See {MANUAL}.", 0.99), ("Press the bell at noon.", 0.6)]
)
def test_a_model_begins_with_what_nobody_would_be_shown(reply: str, likely: float) -> None:
    """A tale, a link or an unsure post has no draft, but where a model reads the thread it is a seed."""
    one = thread("33", "Printer is slow", LONG, post(2, reply))
    group = Group(id="g", members=(one.key,), representative=one.key, title=one.title)
    given = ([Suggestion(group=group, action="write", score=1.0, reasons=())], lambda _: [one])
    known = {one.key: guessed(one, "2", likely)}
    plain = draft_all(*given, {}, known, {})
    assert plain.drafts == ()
    seeded = draft_all(*given, {}, known, {}, seed=SEED)
    assert [draft.group for draft in seeded.drafts] == ["g"]
    assert seeded.seeds == plain.undrafted


def test_a_draft_is_called_by_the_question_that_it_answers() -> None:
    """Where threads of a group ask different things, the title of one is not set above the other's answer."""
    asks = thread("41", "How long may an exam of algebra be?", "How many pages may it have?")
    other = thread("42", "What if students need more hours?", "The room closes at noon.", post(2, STEPS))
    draft = drafted((asks, None), (other, solved(other, "2")), title=asks.title)
    assert draft.title == "What if students need more hours?"
    same = drafted((asks, None), (other, solved(other, "2")), title="What if the room closes at noon?")
    assert same.title == "What if the room closes at noon?"
