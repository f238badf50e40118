"""An article answers one question; what else the group holds is a link."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from draft_threads import PRINTER, drafted, guessed, post, said, solved, statements, thread
from hypothesis import given
from hypothesis import strategies as st

from kbminer.draft.phrase_cues import cues_for
from kbminer.draft.same_question import SameQuestion, compare_questions
from kbminer.draft.sentence_scoring import asks_back
from kbminer.publish.draft_markdown import render_markdown
from kbminer.publish.html_body import body
from kbminer.publish.html_text import Html
from kbminer.verify import check_draft, verified

PAPER = thread(
    "21",
    "Printer takes paper from the wrong tray",
    "My printer always takes its paper from the manual tray.",
    post(2, "Select `Tray 2` as the default under Devices and save the settings.", author="member_max"),
)
DUPLEX = thread(
    "22",
    "How do I print on both sides?",
    "How do I print on both sides of the paper by default?",
    post(2, "Enable `Duplex` under Devices and choose the long edge.", author="member_mia"),
)
PAIRS = ((PRINTER, solved(PRINTER, "2")), (PAPER, solved(PAPER, "2")))


def test_an_answer_to_another_question_is_no_alternative() -> None:
    """Where two questions of a group differ, the second one's answer is a link and nothing of it is told."""
    draft = drafted(*PAIRS, alike=(1.0, 0.3))
    assert [s.name for s in draft.sections].count("resolution") == 1
    assert said(draft, "related", "title") == [PAPER.title]
    assert not any("Tray 2" in s.text for section in draft.sections for s in section.statements)


def test_an_answer_to_the_same_question_is_a_link_too() -> None:
    """Even where the vectors say that both ask the same, or nothing is known: an article has one answer."""
    for alike in ((1.0, 0.9), ()):
        draft = drafted(*PAIRS, alike=alike)
        assert [s.name for s in draft.sections].count("resolution") == 1
        assert said(draft, "related", "title") == [PAPER.title]


def test_only_questions_that_ask_the_same_lend_their_wording_and_environment() -> None:
    """Neither phrasings nor environment come from a question that is merely near."""
    there = thread(
        "23", "Tray of the printer", "On Ubuntu 22.04 the tray of my printer is wrong. Ubuntu 22.04!"
    )
    here = thread("24", "Printer offline again", "On Windows 10 my printer is offline too, on Windows 10.")
    draft = drafted(PAIRS[0], (there, None), (here, None), alike=(1.0, 0.2, 0.9))
    assert said(draft, "issue", "title") == []
    assert said(draft, "related", "title") == ["Printer offline again"]
    assert "Ubuntu 22.04" not in said(draft, "environment")


def test_the_question_that_most_others_ask_leads() -> None:
    """Of two equally sure answers, the one to the question that stands for most others leads."""
    odd = (PAPER, guessed(PAPER, "2", 0.9))
    others = [
        (one, guessed(one, "2", 0.9) if i == 0 else None)
        for i, one in enumerate(
            thread(str(30 + i), f"Two sides, variant {i}", DUPLEX.posts[0].body, *DUPLEX.posts[1:])
            for i in range(3)
        )
    ]
    draft = drafted(odd, *others, alike=(1.0, 0.0, 0.0, 0.0))
    assert said(draft, "resolution") == ["Enable `Duplex` under Devices and choose the long edge."]


def test_a_thread_gives_at_most_two_answers() -> None:
    """What stands behind a thread's best two answers is mostly talk."""
    replies = [
        post(i, f"Set `option_{i}` to {i} in the `profile_{i}` file and restart it.") for i in range(2, 8)
    ]
    one = thread("40", "Printer is slow", "The printer is slow since the update.", *replies)
    draft = drafted((one, guessed(one, "2", 0.9)))
    assert [s.name for s in draft.sections].count("resolution") <= 2


def test_another_question_is_a_link_on_every_page() -> None:
    """Markdown and HTML show another question among the related pages, with its thread as the source."""
    draft = drafted(*PAIRS, alike=(1.0, 0.3))
    note = "Answered otherwise, or for another trouble:"
    assert f"## Related\n\n*{note}*\n\n- {PAPER.title}[^" in render_markdown(draft)
    assert f"<h2>Related</h2>\n<p><em>{note}</em></p>\n<ul><li>{PAPER.title}<sup>" in body(draft, Html)


def test_a_refused_statement_takes_no_other_with_it() -> None:
    """What the checker refuses in a second resolution leaves the statement at the same place of the first."""
    draft = drafted(*PAIRS)
    at = [section.name for section in draft.sections].index("resolution") + 1
    spoiled = dataclasses.replace(
        draft.sections[at - 1],
        statements=tuple(
            dataclasses.replace(each, text="Throw the printer away.", kind="sentence")
            for each in draft.sections[at - 1].statements
        ),
    )
    broken = dataclasses.replace(draft, sections=(*draft.sections[:at], spoiled, *draft.sections[at:]))
    threads = {one.key: one for one, _ in PAIRS}
    refusals = check_draft(broken, threads)
    kept = verified(broken, threads, title=broken.title)
    assert {r.at for r in refusals} == {at}
    assert kept.sections[:at] == draft.sections[:at]


def test_the_line_before_turns_no_meaning_round() -> None:
    """A line that ends without a full stop ends all the same: its "not" says nothing about the next line."""
    one = thread(
        "41",
        "Scanner does not start",
        "The scanner does not start at all.",
        post(
            2,
            "This will not fix the lamp\n\nReplace the `lamp_driver` file in the system folder and restart.",
        ),
    )
    draft = drafted((one, solved(one, "2")))
    assert "Replace the `lamp_driver` file in the system folder and restart." in said(draft, "resolution")


@pytest.mark.parametrize(
    ("language", "suggestion", "question"),
    [
        ("en", "Have you tried setting `depth` to 8 in the profile?", "Have you got a log file for us?"),
        ("en", "I guess you could use the `Raw` tray for that?", "Could you post your settings here?"),
        ("de", "Hast du schon `depth` auf 8 gesetzt und probiert?", "Hast du ein Protokoll davon?"),
        ("fr", "Avez-vous essayé de mettre `depth` à 8 ?", "Avez-vous un journal complet ?"),
        ("es", "¿Has probado a poner `depth` a 8 en el perfil?", "¿Has guardado el registro completo?"),
    ],
)
def test_an_advice_put_as_a_question_is_advice(language: str, suggestion: str, question: str) -> None:
    """ "Have you tried …?" advises; "Could you post …?" only asks back."""
    cues = cues_for(language)
    assert not asks_back(suggestion, cues)
    assert asks_back(question, cues)


def test_a_message_stands_behind_the_sentence_that_leads_to_it() -> None:
    """ "The log says:" and the line that it leads to are told together, the line as it stands."""
    one = thread(
        "42",
        "Printer gives up",
        "I updated the firmware and the printer gave up, and the log says:\n\n"
        "```\nWARN: tray overflow\n```\n\nWhat can I do?",
        post(2, "Reset the tray counter under Devices and print again."),
    )
    issue = statements(drafted((one, solved(one, "2"))), "issue")
    assert [(s.kind, s.text) for s in issue[:2]] == [
        ("sentence", "I updated the firmware and the printer gave up, and the log says:"),
        ("code", "WARN: tray overflow"),
    ]


@given(st.lists(st.floats(0, 6.2), min_size=1, max_size=6))
def test_nearness_is_a_probability_and_equal_both_ways(angles: list[float]) -> None:
    """Values lie between 0 and 1, two questions are as near from either side, and one is 1 to itself."""
    keys = [str(i) for i in range(len(angles))]
    rows = {key: np.array([np.cos(a), np.sin(a)], np.float32) for key, a in zip(keys, angles, strict=True)}
    found = compare_questions(keys, [()] * len(keys), rows)
    assert all(0 <= value <= 1 for row in found.rows for value in row)
    assert all(
        found.probabilities(a)[b] == pytest.approx(found.probabilities(b)[a], abs=1e-5)
        for a in keys
        for b in keys
        if a != b
    )
    assert all(found.probabilities(key)[key] == 1.0 for key in keys)
    assert max(found.centrality().values()) == 1.0


def test_nothing_is_near_what_is_not_there() -> None:
    """To a thread that the group lacks, no question is near."""
    assert SameQuestion(("a", "b"), ((1.0, 0.7), (0.7, 1.0))).probabilities("c") == {"a": 0.0, "b": 0.0}


def test_a_question_that_differs_is_no_phrasing() -> None:
    """What stands under "Related" is not also told as another wording of the article's question."""
    draft = drafted(*PAIRS, alike=(1.0, 0.66))
    assert said(draft, "related", "title") == [PAPER.title]
    assert not said(draft, "issue", "title")
