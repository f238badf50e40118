"""A model that writes sees the whole thread, and says what solved it, what was asked, or that nothing did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from test_llm import DRAFT, GOOD, THREADS, article, sentence, texts_of

from kbminer.draft.author.dossier import LONGEST_OTHER_QUESTION, LONGEST_POST, Dossier, dossier_of
from kbminer.draft.author.writing import NO_ANSWER, Written, write_articles
from kbminer.language_model import Answer, Asking
from kbminer.pipeline.authoring import without_seeds, written_by
from kbminer.pipeline.results import Authored, Drafted
from kbminer.records import Citation, Draft, Post, Resolution, Section, Statement, Thread, Visibility
from kbminer.verify import check_draft
from kbminer.verify.shown_post import MOST_BELOW

FILLER = "It was a long day and the lamp in the hall was as dark as ever. " * 60


def _post(number: int, body: str, author: str = "Bob", **more: Any) -> Post:
    return Post(id=str(number), author=author, body=body, format="markdown", **more)


LED = Thread(
    id="1",
    source="f",
    title="Help!!!",
    posts=(
        _post(1, "My lamp stays dark since the update to 3.2.", "Ann"),
        _post(2, "Did you try to shake it?"),
        _post(3, "Still dark.", "Ann"),
        _post(
            4, "Open the lid and press the red button. Close the lid.\n\n```\nlamp reset --all\n```", "Cid"
        ),
        _post(5, "The lid opens to the left.", "Dan"),
        _post(6, "That did it, thank you!", "Ann"),
        _post(7, "Same here."),
    ),
)
ALIKE = Thread(
    id="2",
    source="f",
    title="No light",
    posts=(_post(1, "There is no light.", "Eve"), _post(2, "Change the bulb."), _post(3, "Works!", "Eve")),
)
OPEN = Thread(id="3", source="f", title="Dark too", posts=(_post(1, "Dark.", "Fay"), _post(2, "Hm.")))
ALL = {thread.key: thread for thread in (LED, ALIKE, OPEN)}
SOLVED = {
    "f:1": Resolution(thread="f:1", state="solved", probability=0.8, solution_post="2", post_probability=0.5),
    "f:2": Resolution(thread="f:2", state="solved", probability=0.9, solution_post="2"),
    "f:3": Resolution(thread="f:3", state="answered", probability=0.1, solution_post="2"),
}
GUESSED = Draft(
    id="g-1",
    group="g",
    title="Help!!!",
    language="en",
    threads=("f:1", "f:2", "f:3"),
    sections=(
        Section(
            name="resolution",
            statements=(
                Statement(text="Did you try to shake it?", citations=(Citation(thread="f:1", post="2"),)),
                Statement(text="The post shows a picture.", kind="todo"),
            ),
        ),
    ),
)


def _dossier(threads: Mapping[str, Thread] = ALL) -> Dossier:
    found = dossier_of(GUESSED, threads, SOLVED)
    assert found is not None
    return found


def _shown(dossier: Dossier) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(dossier.as_json())
    return shown


class Writer:
    """Writes what it is given, and takes every sentence for borne out."""

    def __init__(self, written: Mapping[str, Any]) -> None:
        self.written = written

    def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
        """Write, or read."""
        shown = json.loads(data)
        numbers = [each["number"] for each in shown.get("sentences", ())]
        said = {"verdicts": [{"number": n, "difference": "", "kind": "borne out"} for n in numbers]}
        return Answer(json.dumps(said if numbers else self.written), 10)


def _asking(answer: Mapping[str, Any]) -> Asking:
    return Asking(model=Writer(answer), name="m", budget=10**7)


def _written(answer: Mapping[str, Any], resolutions: Mapping[str, Resolution] = SOLVED) -> Written:
    return write_articles([GUESSED], ALL, _asking(answer), resolutions)[0]


def test_the_whole_thread_is_shown_with_roles_and_our_choice_only_as_a_guess() -> None:
    """Every post of the thread stands there, whoever chose what; the guess comes with its probability."""
    shown = _shown(_dossier())
    first = [post for post in shown["posts"] if post["thread"] == 1]
    assert [post["role"] for post in first] == [
        "asker",
        "member",
        "asker",
        "member",
        "member",
        "asker",
        "member",
    ]
    assert "red button" in first[3]["text"]
    assert shown["guess"] == {"post": 2, "probability": 0.4}
    assert [post["number"] for post in shown["posts"]] == list(range(1, len(shown["posts"]) + 1))


def test_the_other_threads_of_the_group_are_shown_those_that_were_solved_before_the_rest() -> None:
    """Who asks twice is often told the rest there; where not all fits, what solved nothing goes first."""
    shown = _shown(_dossier())
    assert [thread["title"] for thread in shown["threads"]] == ["Help!!!", "No light", "Dark too"]
    talk = tuple(_post(number, f"{number} {FILLER}") for number in range(10, 60))
    long = _shown(_dossier({**ALL, "f:3": replace(OPEN, posts=(*OPEN.posts, *talk))}))
    assert len(long["posts"]) < len(LED.posts) + len(ALIKE.posts) + len(OPEN.posts) + len(talk)
    assert [post["text"] for post in shown["posts"] if post["thread"] == 2] == [
        "There is no light.",
        "Change the bulb.",
        "Works!",
    ]


def test_where_not_all_can_be_shown_the_likely_posts_are_kept() -> None:
    """Question, guess, what was said of it, and what the draft cites come before the rest of a long talk."""
    talk = tuple(_post(number, f"{number} {FILLER}") for number in range(10, 60))
    long = replace(LED, posts=(*LED.posts[:3], *talk, *LED.posts[3:]))
    shown = _shown(_dossier({**ALL, "f:1": long}))
    assert sum(len(post["text"]) for post in shown["posts"]) <= 24_000
    assert [post["text"] for post in shown["posts"]][:3] == [post.body for post in LED.posts[:3]]
    assert len(shown["posts"]) < len(long.posts)


def test_a_long_post_is_cut_and_a_long_quote_too() -> None:
    """What is cut says so: mails quote whole threads, and no small model reads a log."""
    quoted = "\n".join(f"> line {number} of an old mail" for number in range(40))
    posts = (*LED.posts[:3], _post(4, FILLER * 9), _post(5, f"{quoted}\n\nOpen the lid."), *LED.posts[5:])
    shown = _shown(_dossier({**ALL, "f:1": replace(LED, posts=posts)}))["posts"]
    assert (len(shown[3]["text"]), shown[3]["cut"]) == (LONGEST_POST, True)
    assert shown[4]["text"].count("old mail") < 10
    assert shown[4]["text"].endswith("Open the lid.")
    assert "cut" not in shown[4]
    assert "line 39 of an old mail" in shown[4]["text"], "the answer is to what stands right above it"


def test_of_the_whole_thread_below_a_mail_hardly_anything_is_shown() -> None:
    """Behind the answer a mail program puts all that was said before: nobody answers that."""
    quoted = "\n".join(f"> line {number} of an old mail" for number in range(40))
    posts = (*LED.posts[:4], _post(5, f"Open the lid.\n\n{quoted}"), *LED.posts[5:])
    shown = _shown(_dossier({**ALL, "f:1": replace(LED, posts=posts)}))["posts"]
    assert shown[4]["text"].count("old mail") == MOST_BELOW


def test_another_thread_s_question_takes_no_room_from_answers() -> None:
    """Of a question with a long log only its beginning is shown where another thread is answered."""
    asks = _post(1, FILLER * 9, "Eve")
    shown = _shown(_dossier({**ALL, "f:2": replace(ALIKE, posts=(asks, *ALIKE.posts[1:]))}))["posts"]
    [asked] = [post for post in shown if post["thread"] == 2 and post["role"] == "asker" and "cut" in post]
    assert len(asked["text"]) == LONGEST_OTHER_QUESTION


def test_what_is_not_public_is_not_shown() -> None:
    """An internal post of the thread reaches no model."""
    hidden = replace(LED.posts[4], visibility=Visibility("internal"))
    posts = (*LED.posts[:4], hidden, *LED.posts[5:])
    assert "to the left" not in json.dumps(_shown(_dossier({**ALL, "f:1": replace(LED, posts=posts)})))


def test_the_model_names_the_solution_and_not_our_guess() -> None:
    """The article cites what solved it, completeness is asked of those posts, and the editor is told."""
    answer = {**article(sentence("Open the lid and press the red button.", 4, step=1)), "solution": [4, 5]}
    done = _written(answer)
    assert any("another post for the solution" in words for words in done.told)
    assert "The lid opens to the left." not in texts_of(done.draft)
    assert {each.citations[0].post for each in done.draft.left_out} <= {"4", "5"}
    assert not any(s.kind == "todo" for section in done.draft.sections for s in section.statements)
    assert check_draft(done.draft, ALL) == ()


def test_code_of_the_solution_that_was_forgotten_is_quoted_behind_its_step() -> None:
    """Byte for byte, in the step that its post tells before it; what is quoted already is not doubled."""
    told = [
        sentence("Open the lid and press the red button.", 4, step=1),
        sentence("The lid opens to the left.", 5, step=2),
    ]
    done = _written({**article(*told), "solution": [4, 5]})
    resolution = next(section for section in done.draft.sections if section.name == "resolution").statements
    assert [(s.text, s.kind, s.step) for s in resolution] == [
        ("Open the lid and press the red button.", "sentence", 1),
        ("lamp reset --all", "code", 1),
        ("The lid opens to the left.", "sentence", 2),
    ]
    quoted = [*told, sentence("lamp reset --all", 4, step=3, code=True)]
    again = _written({**article(*quoted), "solution": [4]})
    assert texts_of(again.draft).count("lamp reset --all") == 1


def test_code_that_stood_in_an_earlier_post_is_a_quotation_and_no_cure() -> None:
    """Who answers above the asker's own failing command does not advise it."""
    asks = _post(1, "My lamp stays dark with this:\n\n```\nlamp --dark\n```", "Ann")
    answers = _post(4, "Open the lid.\n\n```\nlamp reset --all\n```\n\n```\nlamp --dark\n```", "Cid")
    thread = replace(LED, posts=(asks, *LED.posts[1:3], answers, *LED.posts[4:]))
    told = {**article(sentence("Open the lid.", 4, step=1)), "solution": [4]}
    made = write_articles([GUESSED], {**ALL, "f:1": thread}, _asking(told), SOLVED)[0]
    texts = texts_of(made.draft)
    assert "lamp reset --all" in texts
    assert "lamp --dark" not in texts


def test_where_no_post_answers_there_is_no_article_and_a_person_is_needed() -> None:
    """The composed draft goes, its group is named with the reason, and names in it are redacted."""
    nothing = {**article(), "no_answer": "Ann's lamp stays dark, and nobody says why."}
    left = _written(nothing).left
    assert left == f"{NO_ANSWER} (⟨name⟩'s lamp stays dark, and nobody says why.)"
    found = written_by(_asking(nothing), (GUESSED,), ALL, SOLVED)
    assert found.drafts == ()
    [(group, reason)] = found.undrafted
    assert group == "g"
    assert "needs a person" in reason
    assert found.problems == ()


def test_where_the_forum_marks_what_the_model_denies_a_person_decides() -> None:
    """Neither is believed: no draft is shown, and the reason names both."""
    declared = {"f:1": Resolution(thread="f:1", declared="solved", declared_post="2")}
    done = _written({**article(), "no_answer": "Nobody says."}, declared)
    assert done.left == f"{NO_ANSWER} (Nobody says; the forum marks a solution)"


@pytest.mark.parametrize(
    ("title", "is_taken"),
    [
        ("Lamp stays dark after update to 3.2", True),
        ("Dark lamps after updating", True),
        ("Lamp stays dark after update to 4.0", False),
        ("Buy the Shinebright today", False),
        ("Lamp of ann@example.org stays dark", False),
    ],
)
def test_a_title_may_use_other_forms_of_what_was_asked_and_claim_nothing_else(
    title: str, is_taken: bool
) -> None:
    """People search in other words than askers write; numbers and names must stand in the threads."""
    answer = {**article(sentence("Open the lid and press the red button.", 4)), "solution": [4]}
    done = _written({**answer, "title": title})
    assert (done.draft.title == title) is is_taken
    assert any("before “Help!!!”" in words for words in done.told) is is_taken


def test_answers_of_another_shape_for_the_new_fields_change_nothing() -> None:
    """A solution that was not shown, or is no number, leaves the guess; what is no title the title."""
    odd = {**GOOD, "solution": [99, "2", True], "title": 7, "no_answer": None}
    done = write_articles([DRAFT], THREADS, _asking(odd))[0]
    assert done.problem is None
    assert done.draft.title == DRAFT.title


def test_of_threads_that_were_not_solved_the_likeliest_answers_are_shown_first() -> None:
    """Where not all fits, an answer at the end of another thread goes before its talk."""
    talk = tuple(_post(number, f"{number} {FILLER}") for number in range(10, 60))
    cure = _post(60, "Turn the socket round.", "Gil")
    long = replace(OPEN, posts=(OPEN.posts[0], *talk, cure))
    known = {
        **SOLVED,
        "f:3": Resolution(thread="f:3", state="answered", probability=0.1, solution_post="60"),
    }
    found = dossier_of(GUESSED, {**ALL, "f:3": long}, known)
    assert found is not None
    shown = _shown(found)["posts"]
    assert len(shown) < len(talk)
    assert any("Turn the socket round." in post["text"] for post in shown)


def test_who_shows_a_command_at_a_prompt_asks_all_the_same() -> None:
    """A line behind ">" is a quotation where it is words; a program's prompt leaves the asker an asker."""
    for line, role in [("library(lamp)", "asker"), ("How many bulbs does it take?", "member")]:
        body = f"I am at a loss.\n\n> {line}\n\nError: no lamp. It takes two, I think."
        other = Thread(id="77", source="f", title="No lamp", posts=(_post(1, body, "Fay"),))
        draft = replace(GUESSED, threads=(*GUESSED.threads, other.key))
        dossier = dossier_of(draft, {**ALL, other.key: other}, SOLVED)
        assert dossier is not None
        assert _shown(dossier)["posts"][-1]["role"] == role


def test_what_was_composed_for_the_model_alone_is_shown_to_nobody() -> None:
    """A composed draft stays in the place of an article only if it would be shown without a model."""
    drafted = Drafted(drafts=(GUESSED,), undrafted=(), seeds=((GUESSED.group, "it is but a link"),))
    failed = Authored(drafts=(GUESSED,), problems=())
    left = without_seeds(failed, drafted)
    assert (left.drafts, left.undrafted) == ((), ((GUESSED.group, "it is but a link"),))
    assert without_seeds(failed, replace(drafted, seeds=())) == failed, "everybody may see it"
    written = Authored(drafts=(replace(GUESSED, id="g-2"),), problems=())
    assert without_seeds(written, drafted) == written, "a model wrote it"
