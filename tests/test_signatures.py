"""Names that posts are signed with reach no draft; firms that are thanked and words that end a post stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbminer.records import Post
from kbminer.redact.placeholders import redact
from kbminer.redact.posts import read_post

_BODIES = (
    "I set the lamp to blue and it works.",
    "Does anybody know why",
    "See https://example.org/lamp/manual",
    "Run it:\n\n    lamp --blue",
    "1. open\n2. close",
    "It works (see above)",
    "> older words\n\nI did that, too!",
    "Use `lamp -b`",
)
_PEOPLE = (
    ("Eric", "Eric Smith"),
    ("Mark", "Mark Bailey"),
    ("Bob", "Bob K."),
    ("Marjolein", "Marjolein de Wit"),
    ("Rose", "Rose Tyler"),
    ("Al", "Al Gore-Hansen"),
    ("Xiu", "xiu_lamp"),
    ("Željko", "Željko Horvat"),
    ("Grant", "grant.wood"),
    ("Lampenfee", "Lampenfee88"),
)
_SIGNED = (
    "\n\n{}",
    "\n{}",
    "\n-{}",
    "\n- {}",
    "\n\n--{}",
    "\n\n— {}",
    "\n~{}",
    " TIA -{}",
    " -{}",
    " - {}",
    "\n\nCheers,\n{}",
    "\n\nThanks\n{}",
    "\n\n/{}",
    "\n\n({})",
    "\n\n{}.",
    "\n\nBest,\n\n{}\n",
    "\n\n*{}*",
    "\n\n{} :-)",
)
_IN_SMALL_LETTERS = ("\n\ncheers, {}", "\n\nthx {}", "\n\nhth,\n-{}")


@given(
    body=st.sampled_from(_BODIES),
    person=st.sampled_from(_PEOPLE),
    signed=st.sampled_from(
        [(form, str) for form in _SIGNED] + [(form, str.lower) for form in _IN_SMALL_LETTERS]
    ),
)
def test_a_post_s_author_who_signs_it_is_named_nowhere(body, person, signed) -> None:
    """Whatever his first name is otherwise, at the end of his post it is his."""
    (first, author), (form, written) = person, signed
    text = body + form.format(written(first))
    shown = read_post(Post(id="1", author=author, format="markdown", body=text), (author,)).markdown
    assert re.search(rf"(?<!\w){first}(?!\w)", shown, re.I) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It works now.\n\nMarjolein van der Berg", "Marjolein van der Berg"),
        ("That is all I know.\n— J. Pemberton", "J. Pemberton"),
        ("That is all I know\n- J.P.", "J.P."),
        ("Run it:\n\n```\nlamp\n```\n\nTorbjørn", "Torbjørn"),
        ("It works now.\nBR, Jukka", "Jukka"),
        ("Use `lamp -b`\n\n*Ludovica*", "Ludovica"),
    ],
)
def test_a_stranger_who_signs_apart_from_the_words_before_is_named_nowhere(text: str, name: str) -> None:
    """A paragraph of its own, a dash or a formula tells a name from a word, whoever's it is."""
    assert name not in redact(text).text


@pytest.mark.parametrize(
    "text",
    [
        "Mark the answer.",
        "Press the button marked Rose and wait.",
        "The page of their firm: Rose Lamps.",
    ],
)
def test_a_name_that_is_a_word_stays_where_nobody_signs(text: str) -> None:
    """In the middle of a text a first name that is a word is one."""
    assert redact(text, ("Mark Bailey", "Rose Tyler")).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Thanks Nextcloud!",
        "Thank you, Stack Overflow.",
        "Hi JetBrains team,",
        "As Cloudflare said, it is DNS.",
    ],
)
def test_firms_and_programs_that_are_thanked_stay(text: str) -> None:
    """What a kept list knows for a firm's or a program's name is nobody's."""
    assert redact(text).text == text


@pytest.mark.parametrize("text", ["Thanks Julia!", "Hi Claude, it works.", "Thank you, Jasmine."])
def test_a_firm_s_name_that_people_bear_is_a_person_s(text: str) -> None:
    """Where both are called so, the person is protected."""
    assert "⟨name⟩" in redact(text).text


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("ticket #3534 describes the same", True),
        ("Ticket 55120 is assigned to the team", True),
        ("case #2201 of the suite", True),
        ("my ticket #3534 is not answered", False),
        ("I asked for a refund, ticket #3534", False),
        ("order #3534 has not shipped", False),
        ("Case #01882734 is still open", False),
    ],
)
def test_a_ticket_is_a_customer_s_where_business_stands_beside_it(text: str, stays: bool) -> None:
    """Trackers of bugs count tickets, too, and their numbers lead to nobody."""
    assert (redact(text).text == text) is stays
