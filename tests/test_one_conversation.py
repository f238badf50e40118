"""Pieces of one conversation are one person's question: nobody repeats anything there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kbminer.plan import IN_PIECES, plan
from kbminer.questions import read_ask, to_questions
from kbminer.records import Group, Post, Question, Resolution, Thread
from kbminer.sureness import different_askers

MAY = datetime(2024, 5, 1, tzinfo=UTC)
LONG = (
    "I modify the echo example so that the client sends some requests and the lamp server replies. "
    "I can serve one client only, so how can I write to one of several by its address, and to no other? "
    "Is it right to have a thread for each of them?"
)
OTHER = (
    "Our lamp daemon forgets its schedule whenever the clock of the machine is set back by an hour. "
    "Where does it keep the time of the last run, and is there a setting that makes it look at dates?"
)
LAST_AND_THIS = ((1, "mia", LONG), (2, "tom", OTHER))


def asked(
    number: int, asker: str, title: str, ask: str = "", *, days: int = 0, quotes: bool = False
) -> Question:
    """A question of one thread."""
    day = MAY + timedelta(days=days)
    return Question(
        thread=f"f:{number}", title=title, ask=ask, asker=asker, asked_at=day, quotes=quotes, asks=0.9
    )


def test_a_text_that_holds_most_of_another_is_its_copy() -> None:
    """An archive tore a mail in two, and dates the second half wrongly."""
    whole = asked(1, "mia", "Echo example", LONG)
    torn = asked(2, "bogus", "requests and the lamp server", LONG.split("client sends ")[1], days=-300)
    assert len(different_askers([whole, torn])) == 1
    assert len(different_askers([whole, asked(2, "tom", "Echo clients", OTHER)])) == 2


def test_a_long_notice_that_is_written_anew_each_year_is_one_persons() -> None:
    """A hundred words that two texts share make one of them a copy, whatever stands beside them."""
    notice = " ".join(f"rule {n} of the lamp fair is that stall {n} has its cable" for n in range(12))
    last, this = (
        asked(n, name, f"Lamp fair {n}", f"{notice} {other * 4}") for n, name, other in LAST_AND_THIS
    )
    assert len(different_askers([last, this])) == 1
    error = " ".join(notice.split()[:60])
    one, two = (asked(n, name, "Fair", f"{error} {other * 4}") for n, name, other in LAST_AND_THIS)
    assert len(different_askers([one, two])) == 2


def test_short_texts_may_be_alike() -> None:
    """Ten people write "How do I mute a channel?" in the same words."""
    questions = [asked(n, f"a{n}", "How do I mute a channel?", "How do I mute a channel?") for n in range(10)]
    assert len(different_askers(questions)) == 10


@pytest.mark.parametrize(("days", "quotes", "people"), [(2, True, 1), (2, False, 2), (40, True, 2)])
def test_who_quotes_under_the_same_subject_within_a_fortnight_answers(
    days: int, quotes: bool, people: int
) -> None:
    """A reply whose head is lost stands as a thread of its own."""
    first = asked(1, "mia", "Weights of the lamp survey", LONG)
    second = asked(2, "tom", "Weights of the lamp survey (Mia Sand)", OTHER, days=days, quotes=quotes)
    assert len(different_askers([first, second])) == people


def test_an_opening_that_quotes_somebody_is_known_by_it() -> None:
    """The mark of a reply is read where the question is."""
    bodies = ("> Where are the weights?\n\nIn the second table.", "Where are the weights?")
    threads = [
        Thread(id=str(n), source="f", title="Weights", posts=(Post(id="1", body=body, format="text"),))
        for n, body in enumerate(bodies)
    ]
    assert [each.quotes for each in to_questions([read_ask(thread) for thread in threads])] == [True, False]


def test_a_group_of_pieces_is_named_as_such_and_not_suggested() -> None:
    """It is not dropped silently: the report lists it with the reason."""
    pieces = [
        asked(1, "mia", "How to write to one client?", LONG),
        asked(2, "bogus", "How to write to one?", LONG),
    ]
    questions = {each.thread: each for each in pieces}
    group = Group(id="g", members=tuple(questions), representative="f:1", title=pieces[0].title, cohesion=0.9)
    made = plan([group], questions, {key: Resolution(thread=key) for key in questions}, {})
    assert made.suggestions == ()
    assert made.perhaps == (("g", IN_PIECES),)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Lamp fails on click", "ann at hob.example changed:\n\nWhat |Removed |Added\nStatus|NEW |RESOLVED"),
        ("Build failed in Tinker: lamp-branch #1647", "See the console. Running LampTest failed."),
    ],
)
def test_a_mail_of_a_tracker_or_a_build_server_asks_nothing(title: str, body: str) -> None:
    """It names a trouble, and nobody waits for an answer."""
    thread = Thread(id="1", source="f", title=title, posts=(Post(id="1", body=body, format="text"),))
    assert to_questions([read_ask(thread)])[0].set_aside
