"""The interview of a store: which questions are open, and answers taken into it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kbminer.draft.interview import OpenQuestion, open_questions
from kbminer.errors import SettingsError
from kbminer.pipeline.latest import load_record, load_result
from kbminer.printable import printable, printable_line
from kbminer.private_files import read_given
from kbminer.records import Decision
from kbminer.records.by_key import by_id, by_thread
from kbminer.store import Store

LONGEST_NAME = 60  # characters of who answers, as at the desk
LONGEST_ANSWER = 20_000  # characters; a person who writes more sends a document


class Taken(NamedTuple):
    """What became of a file of answers: how many were kept, and what was wrong with the others."""

    kept: int
    problems: tuple[str, ...]


def open_questions_of(store: Store) -> list[OpenQuestion]:
    """List the open questions of the last run, with the names of who may know: for inside.

    Raises
    ------
    NoRun
        Nothing has been mined yet.
    """
    found = load_result(store)
    asked = by_thread(found.questions)
    languages = {
        each.group.id: asked[each.group.representative].language
        for each in found.ranked
        if each.group.representative in asked
    }
    return list(
        open_questions(
            tuple(suggestion for _, suggestion in found.in_full()),
            {draft.group: draft for draft in found.drafts},
            found.service.solvers if found.service else (),
            _answers(store),
            languages,
        )
    )


def _answers(store: Store) -> list[Decision]:
    return [decision for decision in store.decisions() if decision.kind == "answer"]


def take_answers(store: Store, file: Path, by: str) -> Taken:
    """Keep the answers of a file as decisions; the next run tells them in its drafts.

    Parameters
    ----------
    store
        It has been mined.
    file
        One JSON object a line: the question's ``id`` and an ``answer``; those without one are passed over.
    by
        Who answers: the name stays inside.

    Raises
    ------
    SettingsError
        The file can't be read.
    """
    open_ones = by_id(open_questions_of(store))
    record = load_record(store)
    members = {each.group.id: each.group.members for each in load_result(store).ranked}
    who = printable_line(by)[:LONGEST_NAME] or "editor"
    kept, problems = 0, []
    for number, found in _lines(file):
        given = found if isinstance(found, dict) else {"answer": None, "id": None}
        question, answer = open_ones.get(str(given.get("id"))), given.get("answer")
        if isinstance(found, dict) and not answer:
            continue
        if question is None or not isinstance(answer, str) or len(answer) > LONGEST_ANSWER:
            problems.append(f"line {number}: no open question has this id, or the answer is no text")
            continue
        decision = Decision(
            kind="answer",
            group=question.group,
            by=who,
            at=datetime.now(UTC),
            run=record.number,
            members=members.get(question.group, ()),
            note=question.text,
            threads=(question.thread,) if question.thread else (),
            text=printable(answer).strip(),
        )
        store.decide(decision)
        kept += 1
    return Taken(kept, tuple(problems))


def _lines(file: Path) -> Iterator[tuple[int, object]]:
    try:
        text = read_given(file)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} can't be read ({type(error).__name__}); give a JSONL file.") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, None


def as_form(questions: Iterable[OpenQuestion], *, names: bool) -> Iterator[dict[str, object]]:
    """Write questions as the lines of a file to be answered in; helpers only where names may be shown."""
    for each in questions:
        row: dict[str, object] = {
            "id": each.id,
            "group": each.group,
            "title": each.title,
            "question": each.text,
            "answer": "",
        }
        yield {**row, "helpers": list(each.helpers)} if names else row
