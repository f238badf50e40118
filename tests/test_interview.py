"""What no post says is asked of people who know; their answers become cited sentences of the next draft."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Command, Run
from draft_threads import drafted, said, thread

from kbminer.draft.interview import (
    OpenQuestion,
    answers_of,
    interview_threads,
    open_questions,
    question_id,
    resolutions_told,
    solutions_told,
    solved_by,
    with_answers,
)
from kbminer.records import Decision, Draft, Group, Section, Solver, Statement, Suggestion
from kbminer.store import Store
from kbminer.verify import check_draft

GROUP = Group(id="g1", members=("demo:1",), representative="demo:1", title="Dark lamp")
TODO = "Which lamps does this hold for?"
DRAFT = Draft(
    id="d",
    group="g1",
    title="Dark lamp",
    language="en",
    sections=(Section(name="resolution", statements=(Statement(text=TODO, kind="todo"),)),),
)
SOLVERS = (
    Solver(author="Hana Novak", declared=9, inferred=0, replies=20, subjects=(("g2", 9),)),
    Solver(author="Ivo", declared=1, inferred=2, replies=9, subjects=(("g1", 3),)),
)


def _answer(text: str, number: int = 7, note: str = TODO) -> Decision:
    at = datetime(2026, 2, 3, tzinfo=UTC)
    return Decision(kind="answer", group="g1", by="Hana Novak", at=at, number=number, note=note, text=text)


def _suggestion(action: str) -> Suggestion:
    return Suggestion(group=GROUP, action=action, score=1.0, reasons=())  # type: ignore[arg-type]


def _open(action: str, drafts: dict[str, Draft], *answers: Decision) -> list[OpenQuestion]:
    return list(open_questions([_suggestion(action)], drafts, SOLVERS, answers))


def test_to_dos_and_what_nobody_solved_are_asked_of_those_who_solved_there() -> None:
    """Each to-do is a question; an escalation asks how it is solved; who solved in the group comes first."""
    [asked] = _open("write", {"g1": DRAFT})
    assert (asked.id, asked.text, asked.helpers) == (question_id("g1", TODO), TODO, ("Ivo", "Hana Novak"))
    [escalated] = _open("escalate", {})
    assert "how is it solved?" in escalated.text
    assert escalated.thread == "demo:1"
    assert _open("point", {}) == []


def test_an_answered_question_is_open_no_more() -> None:
    """What has an answer is not asked again; a question that was only put to somebody is."""
    assert _open("write", {"g1": DRAFT}, _answer("For all.")) == []
    unanswered = Decision(kind="answer", group="g1", by="Kim", at=datetime.now(UTC), note=TODO, person="Ivo")
    assert len(_open("write", {"g1": DRAFT}, unanswered)) == 1


def test_an_answer_becomes_sentences_with_a_citation_that_the_checker_finds() -> None:
    """The to-do gives way to the answer's sentences, which cite the interview, not the person."""
    interviews = interview_threads(
        [_answer("For all lamps since 3.1. Not for those of 2.x, says Hana Novak.")]
    )
    made = with_answers(DRAFT, answers_of("g1", interviews))
    told = made.sections[0].statements
    assert next(s.text for s in told) == "For all lamps since 3.1."
    assert {(c.thread, c.post, c.role) for s in told for c in s.citations} == {
        ("interview:g1-7", "2", "staff")
    }
    assert [each.reason for each in check_draft(replace(made, title=""), interviews)] == []
    assert made.id != DRAFT.id


def test_the_newest_answer_to_a_question_counts() -> None:
    """A later answer takes the place of the earlier one; answers of other groups change nothing."""
    interviews = interview_threads([_answer("For none.", 7), _answer("For all.", 8)])
    assert [s.text for s in with_answers(DRAFT, answers_of("g1", interviews)).sections[0].statements] == [
        "For all."
    ]
    assert answers_of("g2", interviews) == []
    assert with_answers(DRAFT, []) is DRAFT


def test_what_nobody_solved_is_solved_by_the_person_who_was_asked() -> None:
    """The answer is one more post of the leading thread, and its solution, cited like any other."""
    lamp = thread("91", "Lamp hums at night", "My lamp hums at night since release 3.")
    note = _open("escalate", {})[0].text
    decision = replace(_answer("Update the lamp to release 3.2.", note=note), threads=(lamp.key,))
    told = solutions_told([decision])
    answered = solved_by(lamp, told)
    made = drafted((answered, resolutions_told(told)[lamp.key]))
    assert said(made, "resolution") == ["Update the lamp to release 3.2."]
    assert check_draft(made, {lamp.key: answered}) == ()
    assert check_draft(made, {lamp.key: lamp}) != ()
    assert interview_threads([decision]) == {}


@pytest.fixture
def mined(examples_run: Run, tmp_path: Path) -> str:
    """A copy of the mined example forum that a test may change."""
    shutil.copy(examples_run.store.removeprefix("sqlite:///"), tmp_path / "forum.db")
    return f"sqlite:///{tmp_path / 'forum.db'}"


def test_questions_go_out_as_a_file_and_answers_come_back(
    kbminer: Command, mined: str, tmp_path: Path
) -> None:
    """The command lists questions without names, takes a filled-in file, and asks what is left."""
    form = tmp_path / "questions.jsonl"
    code, told, _ = kbminer("questions", "--store", mined, "--out", form, "--json")
    rows = [json.loads(line) for line in form.read_text(encoding="utf-8").splitlines()]
    assert code == 0
    assert rows
    assert "helpers" not in told
    named = kbminer("questions", "--store", mined, "--names", "--json")[1]
    assert any(row["helpers"] for row in json.loads(named)["questions"])
    rows[0]["answer"] = "Delete the copies on the server with `lumenote-server conflicts purge`."
    lines = [json.dumps(rows[0]), json.dumps({"id": "ffffffff", "answer": "x"}), "no JSON"]
    form.write_text("\n".join(lines), encoding="utf-8")
    code, said_back, _ = kbminer("questions", "--store", mined, "--answers", form, "--by", "Kim", "--json")
    found = json.loads(said_back)
    assert code == 0
    assert found["kept"] == 1
    assert len(found["problems"]) == 2
    assert rows[0]["id"] not in {row["id"] for row in found["questions"]}


def test_the_form_is_put_over_nobody_s_file(kbminer: Command, mined: str, tmp_path: Path) -> None:
    """A file of others, one that somebody filled in, what a link leads to, and a pipe stay as they are."""
    own, victim = tmp_path / "own.txt", tmp_path / "victim"
    for file in (own, victim):
        file.write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(victim)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    for name in ("own.txt", "link", "dangling", "pipe"):
        code, _, said = kbminer("questions", "--store", mined, "--out", tmp_path / name)
        assert code == 2
        assert "somebody else" in said
    assert own.read_text(encoding="utf-8") == victim.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "nowhere").exists()
    form = tmp_path / "form.jsonl"
    assert kbminer("questions", "--store", mined, "--out", form)[0] == 0
    assert kbminer("questions", "--store", mined, "--out", form)[0] == 0
    form.write_text("filled in", encoding="utf-8")
    assert kbminer("questions", "--store", mined, "--out", form)[0] == 2
    assert form.read_text(encoding="utf-8") == "filled in"


def test_answers_that_are_no_text_or_no_file_end_in_a_sentence(
    kbminer: Command, mined: str, tmp_path: Path
) -> None:
    """Pipes and devices are not waited for; half letters and signs of terminals are not kept."""
    os.mkfifo(tmp_path / "pipe")
    for file in (tmp_path / "pipe", "/dev/zero", tmp_path):
        assert kbminer("questions", "--store", mined, "--answers", file)[0] == 2
    rows = json.loads(kbminer("questions", "--store", mined, "--json")[1])["questions"]
    odd = tmp_path / "odd.jsonl"
    odd.write_text(json.dumps({"id": rows[0]["id"], "answer": "\ud800 Use \x1b[2Jit."}) + "\n" + "[" * 9000)
    code, _, said = kbminer("questions", "--store", mined, "--answers", odd, "--by", "K\x1b[2Jim")
    assert code == 0, said
    kept = [decision for decision in Store(mined).decisions() if decision.kind == "answer"][-1]
    assert kept.by == "Kim"
    assert "\x1b" not in (kept.text or "")
