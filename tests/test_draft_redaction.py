"""Private things leave a text, look-alikes stay."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbminer.records import Post, Thread
from kbminer.redact.engine import Redacted, redact
from kbminer.redact.known_names import names_called
from kbminer.redact.posts import people_of

LINES = [
    line.split("\t")
    for path in sorted(Path(__file__).with_name("redaction").glob("*.tsv"))
    for line in path.read_text(encoding="utf-8").splitlines()[1:]
]
KINDS = sorted({kind for kind, _, _ in LINES} - {"-"})


def _tally() -> tuple[Counter[str], Counter[str], Counter[str]]:
    right: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for kind, private, written in LINES:
        redacted = redact(written.replace("~", "\n"))
        found = Counter({r.kind: r.count for r in redacted.found})
        expected = private.split(" || ") if kind != "-" else []
        hits = min(sum(p not in redacted.text for p in expected), found[kind])
        right[kind] += hits
        missed[kind] += len(expected) - hits
        for name, count in found.items():
            wrong[name] += count - (hits if name == kind else 0)
    return right, missed, wrong


def test_the_set_is_large_enough() -> None:
    """The hand-written set has 300 lines or more, a third of them look-alikes."""
    assert len(LINES) >= 300
    assert sum(kind == "-" for kind, _, _ in LINES) >= len(LINES) / 3


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_found_and_little_else(kind: str) -> None:
    """Recall is at least .98 and precision at least .95 for every kind of private thing."""
    right, missed, wrong = _tally()
    assert right[kind] / (right[kind] + missed[kind]) >= 0.98
    assert right[kind] / (right[kind] + wrong[kind]) >= 0.95


def test_names_of_participants_go_but_links_stay() -> None:
    """A participant's name is replaced wherever it stands as a word, but not inside an address."""
    redacted = redact("Ask QuietFox77 or see https://example.org/QuietFox77/tool", ("QuietFox77",))
    assert redacted.text == "Ask ⟨name⟩ or see https://example.org/QuietFox77/tool"


def test_parts_of_a_full_name_go_too() -> None:
    """Of a full name, each capitalised part is replaced as well."""
    assert redact("Greta said so.", ("Greta Holm",)).text == "⟨name⟩ said so."


def test_a_nickname_without_its_number_goes_too() -> None:
    """People call a user by the name without the digits behind it."""
    assert redact("Zimbert said so.", ("zimbert2013",)).text == "⟨name⟩ said so."


def test_ordinary_words_that_are_user_names_stay() -> None:
    """A user called "admin" does not take the word out of everybody's sentences."""
    assert redact("Log in as admin.", ("admin",)).text == "Log in as admin."


def test_counts_do_not_repeat_what_was_found() -> None:
    """The report counts by kind and holds nothing private."""
    found = redact("a@example.org b@example.org 84.1.2.3").found
    assert [(r.kind, r.count) for r in found] == [("IP address", 1), ("e-mail", 2)]


def test_a_private_key_goes_as_a_whole() -> None:
    """A PEM block becomes one placeholder."""
    pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----"
    assert redact(f"see\n{pem}\nend").text == "see\n⟨key⟩\nend"


@given(
    st.lists(st.sampled_from([written for _, _, written in LINES]), min_size=1, max_size=4),
    st.text(max_size=40),
)
def test_redacting_twice_changes_nothing(written: list[str], noise: str) -> None:
    """What was redacted holds nothing more to redact."""
    once = redact("\n".join([*written, noise]))
    again = redact(once.text)
    assert again.text == once.text
    assert again.found == ()


def test_a_prompt_with_a_participants_name_is_redacted_once() -> None:
    """What stands behind the placeholder of a name in a shell prompt is a machine, and nobody's mention."""
    once = redact("kuno-b@tower:~$ ls", ("kuno-b",))
    assert once.text == "⟨name⟩@tower:~$ ls"
    assert redact(once.text, ("kuno-b",)) == Redacted(text=once.text)


def test_a_name_is_taken_whole_where_it_signs() -> None:
    """A double name in a signature leaves no half of it behind."""
    assert redact("It runs. Thanks Maria-Lena Voss").text == "It runs. Thanks ⟨name⟩"


def test_long_runs_of_digits_are_read_in_time() -> None:
    """A page of numbers is no trap for the recognisers."""
    assert redact("123 456 789 " * 20_000).found == ()


def test_who_signs_above_an_address_is_named() -> None:
    """A name that stands between the last sentence and an address signs."""
    assert redact("Where is the fuse? Gisbert gi@example.org").text == "Where is the fuse? ⟨name⟩ ⟨e-mail⟩"


def test_who_is_greeted_once_is_known_in_the_whole_thread() -> None:
    """People called by name anywhere in a thread are among the names that its drafts must not show."""
    posts = (Post(id="1", body="Hi Gundula, it is dark."), Post(id="2", body="I asked Gundula again."))
    names = people_of(Thread(id="t", source="s", title="Dark lamp", posts=posts))
    assert redact(posts[1].body, names).text == "I asked ⟨name⟩ again."


def test_a_double_name_is_known_by_each_half() -> None:
    """Who signs with two names is called by one of them."""
    assert names_called(["It runs. Regards, Gundula Falk"]) == {"Gundula", "Falk"}


@pytest.mark.parametrize(
    "used",
    [
        "the Lumo is dark",
        "a lumo is dark",
        "Lumo 2 is dark",
        "Lumo(2) is dark",
        "Lumo::on() is dark",
        "in Lumo",
    ],
)
def test_a_word_of_the_subject_is_nobodys_name(used: str) -> None:
    """Who greets a product does not take its name out of the thread."""
    assert names_called(["Hi Lumo, it is dark", used]) == frozenset()


def test_a_word_of_the_title_is_nobodys_name() -> None:
    """What the thread is about is not called by name in it."""
    assert names_called(["Thanks Lumo!"], "Lumo is dark") == frozenset()


def test_names_of_a_thread_do_not_depend_on_the_other_threads() -> None:
    """The people of two threads are the people of each."""
    one = Thread(id="1", source="s", title="", posts=(Post(id="1", body="Hi Gundula, hello"),))
    two = Thread(id="2", source="s", title="", posts=(Post(id="2", body="gundula is a word"),))
    assert people_of(one, two) == ("Gundula",)
