"""What an editor would strike out of a draft does not stand in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from draft_threads import drafted, guessed, post, said, solved, statements, thread

from kbminer.draft import compose_draft, gather_evidence
from kbminer.publish.draft_markdown import render_markdown
from kbminer.records import Group, Question
from kbminer.redact.placeholders import redact
from kbminer.verify import check_draft


def _told(answer: str, ask: str = "The export stays empty in version 3.") -> list[str]:
    one = thread("71", "Export stays empty", ask, post(2, answer))
    return said(drafted((one, solved(one, "2"))), "resolution")


@pytest.mark.parametrize(
    "residue",
    [
        "Feel free to contact us.",
        "PM me if it fails.",
        "Send me your file.",
        "You can email me the project.",
        "Let me know how it goes.",
        "Sorry for the late reply.",
        "Hope this helps!",
        "I would be happy to help.",
        "Could you post your log here?",
        "Please share your project file.",
        "Does that help?",
        "Keep up the good work!",
    ],
)
def test_talk_between_people_is_left_out(residue: str) -> None:
    """Invitations, courtesies and questions back are no part of a resolution."""
    assert _told(f"Tick the box `Write headers` in the export dialog. {residue}") == [
        "Tick the box `Write headers` in the export dialog."
    ]


@pytest.mark.parametrize("opener", ["Ok so ", "Yes, ", "As I said, ", "Hi ", "Hello all, ", "Okay, "])
def test_openers_are_cut_off(opener: str) -> None:
    """The advice behind a word of conversation stays, without that word."""
    assert _told(f"{opener}you need to tick the box `Write headers`.") == [
        "you need to tick the box `Write headers`."
    ]


def test_an_announcement_of_nothing_is_left_out() -> None:
    """ "Code:" and "do it like this:" with nothing behind them are dropped; with code behind they stay."""
    assert _told("Tick the box `Write headers`.\n\nCode:") == ["Tick the box `Write headers`."]
    assert _told("Run this:\n\n```sh\nexport --headers\n```") == ["Run this:"]


def test_a_sentence_broken_over_lines_is_whole() -> None:
    """A line that breaks off before inline code goes on in the next one."""
    assert _told("Set the flag in\n`export.ini`\nto write headers.\nThen restart the program.") == [
        "Set the flag in `export.ini` to write headers.",
        "Then restart the program.",
    ]


def test_code_lines_keep_their_small_letters() -> None:
    """Only sentences begin with a capital on the page; a line of code stays as it is."""
    one = thread(
        "72", "Export stays empty", "It is empty.", post(2, "You must call\n\nset (HEADERS yes)\n\nfirst.")
    )
    page = render_markdown(drafted((one, solved(one, "2"))))
    assert "Set (HEADERS" not in page


def test_a_forms_lines_are_not_the_issue() -> None:
    """Fields of a form are dropped, labels are taken off what the asker wrote behind them."""
    ask = (
        "Operating system: Windows 10\n\nExpected behavior: the export should hold every row of the table\n\n"
        "Steps to reproduce:\n\nThe export stays empty since the update."
    )
    one = thread("73", "Export stays empty", ask, post(2, "Tick the box `Write headers`."))
    draft = drafted((one, solved(one, "2")))
    assert said(draft, "issue") == [
        "the export should hold every row of the table",
        "The export stays empty since the update.",
    ]
    assert said(draft, "environment") == ["Windows 10"]


def test_a_log_is_not_the_issue() -> None:
    """Lines of a log pasted between sentences are not told as the asker's words."""
    ask = "The export fails at once.\n\n[DEBUG][App] 03.06.2023 17:45:37 number of threads 16 OpenGL 3.2"
    one = thread("74", "Export fails", ask, post(2, "Tick the box `Write headers`."))
    draft = drafted((one, solved(one, "2")))
    assert said(draft, "issue") == ["The export fails at once."]
    assert said(draft, "environment") == []


def test_what_the_forums_own_form_asks_is_left_out() -> None:
    """A line that the question lacks, because every thread of the forum has it, is not told."""
    ask = "Frobnicator level: seven of nine things\n\nThe export stays empty since the update."
    one = thread("75", "Export stays empty", ask, post(2, "Tick the box `Write headers`."))
    question = Question(thread=one.key, title=one.title, ask="The export stays empty since the update.")
    group = Group(id="g", members=(one.key,), representative=one.key, title=one.title)
    evidence = gather_evidence(group, {one.key: one}, {one.key: question}, {one.key: solved(one, "2")})
    assert said(compose_draft(evidence), "issue") == ["The export stays empty since the update."]


def test_a_fences_language_is_kept() -> None:
    """What a fence names stands in the statement and on the page; "text" and "auto" name nothing."""
    one = thread("76", "How to export?", "How?", post(2, "Call this:\n\n```cpp\nexporter.run();\n```"))
    draft = drafted((one, solved(one, "2")))
    assert [s.language for s in statements(draft, "resolution") if s.kind == "code"] == ["cpp"]
    assert "```cpp\nexporter.run();\n```" in render_markdown(draft)
    plain = thread("77", "How to export?", "How?", post(2, "Call this:\n\n```text\nrun\n```"))
    assert "```\nrun\n```" in render_markdown(drafted((plain, solved(plain, "2"))))


def test_a_private_range_stays_in_code() -> None:
    """An address that every network uses leads to nobody: the code is byte for byte the source's."""
    code = "listen 192.168.0.10:8080;\nproxy 10.0.0.5;\nallow 127.0.0.1;"
    one = thread(
        "78", "Proxy refuses", "It refuses.", post(2, f"Put this in proxy.conf:\n\n```\n{code}\n```")
    )
    assert said(drafted((one, solved(one, "2"))), "resolution", "code") == [code]
    assert redact("connect to 84.23.99.140").text == "connect to ⟨IP address⟩"


def test_a_citation_names_the_thread_and_the_number() -> None:
    """A source is named as people find it; a wrong number or title is refused."""
    one = thread(
        "79",
        "Export stays empty",
        "It is empty.",
        replace(post(2, "Tick the box `Write headers`."), id="4711"),
    )
    draft = drafted((one, solved(one, "4711")))
    assert "Export stays empty, #2" in render_markdown(draft)
    assert "post 4711" not in render_markdown(draft)
    last = draft.sections[-1]
    wrong = replace(last.statements[0].citations[0], number=9)
    spoilt = replace(last, statements=(replace(last.statements[0], citations=(wrong,)),))
    assert check_draft(replace(draft, sections=(spoilt,)), {one.key: one})


def test_one_fix_in_two_threads_has_two_citations() -> None:
    """A sentence that two threads hold cites both, and no alternative repeats it."""
    fix = "Delete `C:\\Spool\\cache` and run `net stop spooler` before the next print."
    first = thread("80", "Printer stays offline", "It is offline.", post(2, fix))
    second = thread("81", "Nothing is printed", "Jobs are stuck.", post(2, fix, author="other_otto"))
    draft = drafted((first, solved(first, "2")), (second, guessed(second, "2", 0.8)))
    told = [s for s in statements(draft, "resolution") if s.kind == "sentence"]
    assert len(told) == 1
    assert {c.thread for c in told[0].citations} == {first.key, second.key}


@pytest.mark.parametrize("title", ["Help!!!", "Errors", "PLEASE HELP", "😀🔥", "Strange problem"])
def test_a_title_that_says_nothing_gives_way(title: str) -> None:
    """A bare cry, capitals or pictures are no title where the asker's own question is at hand."""
    one = thread(
        "82", title, "How can I export a table with headers?", post(2, "Tick the box `Write headers`.")
    )
    assert drafted((one, solved(one, "2"))).title == "How can I export a table with headers?"


def test_what_is_shouted_may_name_the_trouble() -> None:
    """Capitals and a plea go; what they say of the trouble stays."""
    one = thread(
        "82", "PLEASE HELP EXPORT STAYS EMPTY", "I don't know why.", post(2, "Tick the box `Write headers`.")
    )
    assert drafted((one, solved(one, "2"))).title == "Export stays empty"


def test_no_two_drafts_share_a_title() -> None:
    """Where a title is taken, another wording of the askers is used."""
    one = thread(
        "83", "Export stays empty", "Why is my export empty?", post(2, "Tick the box `Write headers`.")
    )
    group = Group(id="g", members=(one.key,), representative=one.key, title=one.title)
    evidence = gather_evidence(group, {one.key: one}, {}, {one.key: solved(one, "2")})
    assert compose_draft(evidence).title == "Export stays empty"
    assert compose_draft(evidence, frozenset({"Export stays empty"})).title == "Why is my export empty?"


def test_the_question_is_the_one_that_is_answered() -> None:
    """Where another thread than the representative one was solved, its question is the Issue.

    The title is the group's, which is chosen among the words of all who asked.
    """
    open_ = thread("84", "Export again", "The export of drawings is grey.")
    answered = thread(
        "85", "Export of tables is empty", "My table export is empty.", post(2, "Tick `Write headers`.")
    )
    draft = drafted((open_, None), (answered, solved(answered, "2")), title="Table export is empty")
    assert draft.title == "Table export is empty"
    assert said(draft, "issue") == ["My table export is empty."]
