"""Code in plain text is fenced byte for byte, and words, quotations and signatures stay what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbminer.text.blocks import blocks
from kbminer.text.post_text import read_text
from kbminer.text.unfenced_code import with_code_fenced

LOOP = "for lamp in lamps:\n    if lamp.is_dark():\n        lamp.reset(all=True)\n\n    print(lamp.__class__)"


def _code(text: str) -> list[str]:
    return [block.text for block in blocks(with_code_fenced(text)) if block.kind == "code"]


@pytest.mark.parametrize(
    "code",
    [
        LOOP,
        "    lamp reset --all\n    lamp status",
        "x <- read.csv('lamps.csv')\nplot(x$watt ~ x$age)",
        'Traceback (most recent call last):\n  File "lamp.py", line 3, in <module>\n    lamp.reset()\n'
        "AttributeError: 'Lamp' object has no attribute 'reset'",
    ],
)
def test_code_set_apart_is_one_block_with_its_indentation(code: str) -> None:
    """Nobody marks it in a mail; the words around it stay words."""
    told = f"You can do it like this:\n\n{code}\n\nThis resets each lamp that stays dark after the update."
    assert _code(told) == [code]
    assert [block.kind for block in blocks(with_code_fenced(told))] == ["paragraph", "code", "paragraph"]


def test_a_session_is_no_quotation() -> None:
    """What somebody typed behind a prompt stands with the program's answers to it."""
    session = "> lamps <- c(3, 4)\n> sum(lamps)\n[1] 7"
    assert _code(f"In my session it works:\n\n{session}\n\nSo it is the file.") == [session]


@pytest.mark.parametrize(
    "words",
    [
        "> lamps <- c(3, 4)\n> sum(lamps)\n\nWhich version of the program do you use for this?",
        "On Monday, Ann wrote:\n> Call lamp.reset(all=True) first.\n\nI did, and it (still) stays dark.",
        "I called lamp.reset() and lamp.status(), and the value of lamp_colour (which I had\nset before) was"
        ' lost, so that I had to call lamp.set_colour("red") and then\nlamp.reset() again.',
        "* first the red lamp (kitchen)\n* then the blue one (hall)\n\n1) open the lid\n2) close it",
        "It stays dark.\n\n-- \nAnn Example  |  Example Lamps;  Tel.:  +49 30 123456 {lamps}",
        "From: Ann <ann@example.org>\nSent: Monday (morning)\nSubject: [lamps] dark; again\n\nIt stays dark.",
        "Thanks, this was really  really  helpful !\n\n[snip]\n\n***",
    ],
)
def test_words_and_what_others_wrote_are_no_code(words: str) -> None:
    """Quotations, calls amid running words, lists, signatures and fields of mails are left as they are."""
    assert with_code_fenced(words) == words


def test_who_marks_code_is_believed() -> None:
    """A text that holds a fence knows how to mark code."""
    fenced = "Try:\n\n```\nlamp reset\n```\n\nx = lamp.reset();\ny = lamp.status();"
    assert with_code_fenced(fenced) == fenced


def test_a_plain_post_is_read_with_its_code() -> None:
    """Signs that are emphasis in words are kept in code."""
    post = read_text(f"Hello,\n\nI use this:\n\n{LOOP}\n\nWhat is wrong with it?", "text")
    assert [segment.text for segment in post.segments if segment.kind == "code"] == [LOOP]


@given(st.text(alphabet="ab (){};=<>|.:\n\t>`-", max_size=120))
def test_no_line_is_lost_or_changed(text: str) -> None:
    """Only fences come in."""
    kept = [line for line in with_code_fenced(text).split("\n") if line != "```"]
    assert kept == [line for line in text.split("\n") if line != "```"]


def test_code_that_nobody_marked_counts_as_words_where_habits_of_writing_count() -> None:
    """To mark code is a habit of people; a mail has no means to."""
    read = read_text(f"I use this:\n\n{LOOP}\n\nWhat is wrong with it?", "text").own_words
    assert (read.code, read.unmarked_code) == (0, 1)
    assert "lamp.reset" in read.text
