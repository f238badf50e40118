"""Signatures and footers that nothing marks are known by all posts of a forum together."""

from __future__ import annotations

from datetime import date

import pytest

from kbminer.forum import learn_facts, mended
from kbminer.records import Post, Thread

TODAY = date(2026, 1, 1)
ANSWERS = ("Open the lid first.", "Set the mode to slow.", "Charge it for a night.", "Use the other plug.")


def forum(*bodies: str, format: str = "text", author: str = "otto") -> list[Thread]:
    """A thread for each answer, asked by somebody else each time."""
    return [
        Thread(
            id=str(n),
            source="demo",
            title=f"Question {n}",
            posts=(
                Post(id="1", author=f"asker{n}", body=f"How do I do thing {n} with it?", format="text"),
                Post(id="2", author=author, body=body, format=format),  # type: ignore[arg-type]
            ),
        )
        for n, body in enumerate(bodies)
    ]


def shown(threads: list[Thread]) -> list[str]:
    """The answers as their forum is known to have meant them."""
    facts = learn_facts(threads, today=TODAY)
    return [mended(each, facts).posts[1].body.strip() for each in threads]


@pytest.mark.parametrize(
    "signature", ["\n\n--\nLittle lamps and big storms don't mix", "\nMy blog: https://lamps.example.org"]
)
def test_what_an_author_sets_under_his_posts_is_his_signature(signature: str) -> None:
    """With a rule above it or without, on a board that doesn't mark it."""
    assert shown(forum(*(answer + signature for answer in ANSWERS))) == list(ANSWERS)


def test_a_short_line_amid_a_signature_is_a_part_of_it() -> None:
    """But none that is another one each time."""
    signature = "\n-- Where does it stand?\n-- What?\n-- The lamp of the hall"
    assert shown(forum(*(answer + signature for answer in ANSWERS))) == list(ANSWERS)
    names = ("Ada", "Bo", "Cy", "Di")
    bodies = [f"{a}\n{name}\nThe little lamps of the hall" for a, name in zip(ANSWERS, names, strict=True)]
    assert shown(forum(*bodies)) == [f"{a}\n{name}" for a, name in zip(ANSWERS, names, strict=True)]


def test_a_signature_in_html_goes_with_its_rule() -> None:
    """The last paragraph, after a line of dashes."""
    bodies = (f"<p>{a}</p><p>____</p><p>Little lamps and big storms<br>don't mix at all</p>" for a in ANSWERS)
    assert [
        body.replace("<p>", "").replace("</p>", "") for body in shown(forum(*bodies, format="html"))
    ] == list(ANSWERS)


def test_a_footer_under_the_posts_of_many_goes() -> None:
    """A mailing list sets it under every mail."""
    footer = "\n_____________\nLamp-users mailing list\nlamp-users@lists.example.org is where to write"
    threads = [
        thread
        for n in range(24)
        for thread in forum(f"Answer number {n} is to open lid {n}.{footer}", author=f"helper{n}")
    ]
    threads = [Thread(id=str(n), source="demo", title=t.title, posts=t.posts) for n, t in enumerate(threads)]
    assert all("mailing list" not in body for body in shown(threads))


@pytest.mark.parametrize(
    "bodies",
    [
        ANSWERS,
        ("That worked for me, thanks!",) * 4,
        tuple(f"{a}\n> Little lamps and big storms" for a in ANSWERS),
        tuple(f"{a}\n```\nsudo lamp restart now\n```" for a in ANSWERS),
        tuple(f"{a}\nThanks, Tom" for a in ANSWERS),
        (*(f"{a}\nThat worked for me, thanks!" for a in ANSWERS[:2]), *ANSWERS[2:]),
    ],
)
def test_what_is_no_signature_stays(bodies: tuple[str, ...]) -> None:
    """Whole posts, words of thanks, quotations, code, and what somebody says now and then."""
    assert shown(forum(*bodies)) == list(bodies)
