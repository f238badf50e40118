"""The messages that a question shows are found and quoted as they stand."""

from __future__ import annotations

import pytest
from draft_threads import drafted, post, said, solved, thread
from hypothesis import given
from hypothesis import strategies as st

from kbminer.draft.error_messages import messages
from kbminer.draft.evidence import Asked
from kbminer.records import Question
from kbminer.redact.posts import read_post


def _asked(body: str, *errors: str) -> Asked:
    one = thread("1", "It fails", body)
    question = Question(thread=one.key, title=one.title, errors=errors)
    return Asked(thread=one, redacted=read_post(one.posts[0], ()), question=question)


@pytest.mark.parametrize(
    "line",
    [
        "ImportError: cannot import name 'Gauge' from 'meter'",
        "demo.c:3: error: unknown type name 'page_t'",
        "No PRINT_COMPILER could be found.",
        "fatal error: tray.h: No such file or directory",
        "ld: cannot find -lprinter",
    ],
)
def test_the_line_that_says_what_failed_is_found(line: str) -> None:
    """Of a log, the line with the message is quoted."""
    log = f"INFO: reading tray\nINFO: tray 2 was not found, using 1\n{line}\nmake: *** [all] Error 2"
    assert messages(_asked(f"It fails.\n\n```\n{line}\n{log}\n```")) == [line]


def test_a_message_pasted_among_the_words_is_found() -> None:
    """Nobody fences a last line of a traceback."""
    line = "ValueError: depth 16 is not supported (/usr/lib/printer/depth.py)"
    assert messages(_asked(f"It fails with this.\n\n{line}\n\nI cannot open the tray either.")) == [line]


def test_programs_and_scripts_are_no_messages() -> None:
    """The line that would have said so is no message."""
    code = (
        'if tray is None:\n    raise TrayError("not found")\necho "Cannot find it"\nassert tray, "not found"'
    )
    assert messages(_asked(f"It fails.\n\n```\n{code}\n```")) == []


def test_what_the_question_was_read_with_counts_where_nothing_else_is_shown() -> None:
    """Where no line of the post reads as a message, the errors known of the question are quoted."""
    assert messages(_asked("It fails.\n\n```\nE 42 tray\n```", "E 42 tray")) == ["E 42 tray"]


def test_messages_that_differ_by_numbers_are_told_once() -> None:
    """The same message for three lines of a file is one message."""
    log = "\n".join(f"lj.s:{i}: error: unrecognized symbol type" for i in (7, 14, 25))
    assert len(messages(_asked(f"It fails.\n\n```\n{log}\n```"))) == 1


@given(st.text(max_size=400))
def test_messages_stand_in_the_post(text: str) -> None:
    """Whatever a post holds, its messages are lines of it, and at most three."""
    item = _asked(f"It fails.\n\n```\n{text}\n```\n\n{text}")
    found = messages(item)
    assert len(found) <= 3
    assert all(line in item.redacted.markdown or line in item.redacted.lines for line in found)


def test_an_issue_shows_the_message() -> None:
    """The Issue quotes the message beside the asker's words."""
    one = thread(
        "7",
        "Tray fails",
        "The tray fails since today.\n\n```\nRuntimeError: tray 2 is locked\n```",
        post(2, "Unlock tray 2 in the menu."),
    )
    assert said(drafted((one, solved(one, "2"))), "issue", "code") == ["RuntimeError: tray 2 is locked"]
