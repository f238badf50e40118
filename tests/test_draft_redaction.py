"""Private things leave a text, look-alikes stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redaction_figures import ASIDE, LINES, OUTSIDER, READING, SPOKEN, tally

from kbminer.records import Post, Thread
from kbminer.redact.called_names import names_called
from kbminer.redact.leaving import redact_leaving
from kbminer.redact.placeholders import Redacted, redact
from kbminer.redact.posts import people_of

KINDS = sorted({kind for kind, _, _ in LINES} - {"-"})


def test_the_set_is_large_enough() -> None:
    """The hand-written set has 300 lines or more, a third of them look-alikes."""
    assert len(LINES) >= 300
    assert sum(kind == "-" for kind, _, _ in LINES) >= len(LINES) / 3


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_found_and_little_else(kind: str) -> None:
    """Recall and precision are at least .98 for every kind of private thing."""
    right, missed, wrong = tally(LINES)
    assert right[kind] / (right[kind] + missed[kind]) >= 0.98
    assert right[kind] / (right[kind] + wrong[kind]) >= 0.98


def test_lines_that_nothing_was_mended_on_are_read_as_well() -> None:
    """Over all kinds together, recall and precision are at least .97 on the lines that are kept aside."""
    right, missed, wrong = (sum(counts.values()) for counts in tally(ASIDE))
    assert right / (right + missed) >= 0.97
    assert right / (right + wrong) >= 0.97


def test_lines_that_nothing_was_mended_on_are_found_as_they_were() -> None:
    """What an outsider wrote tells what new lines give; it must not fall."""
    right, missed, wrong = (sum(counts.values()) for counts in tally(OUTSIDER))
    assert right / (right + missed) >= 0.86
    assert right / (right + wrong) >= 0.95


def test_what_leaves_holds_fewer_private_things_of_lines_that_nothing_was_learned_from() -> None:
    """Of an outsider's lines more is found where words leave, and nothing more is taken wrongly."""
    right, missed, wrong = (sum(counts.values()) for counts in tally(OUTSIDER, redact_leaving))
    assert right / (right + missed) >= 0.93
    assert wrong <= sum(tally(OUTSIDER)[2].values())


def test_private_things_in_plain_sentences_are_found_where_words_leave() -> None:
    """What lines were written to teach is found, and few of their look-alikes are taken."""
    right, missed, wrong = (sum(counts.values()) for counts in tally(SPOKEN, redact_leaving))
    assert right / (right + missed) >= 0.75
    assert right / (right + wrong) >= 0.94


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("I asked Henrike from the office about the lamp.", "I asked ⟨name⟩ from the office about the lamp."),
        (
            "I asked Microsoft from the office about the lamp.",
            "I asked Microsoft from the office about the lamp.",
        ),
        ("I reset it to Fresia-71 and it asks again.", "I reset it to ⟨password⟩ and it asks again."),
        ("I reset it to factory settings.", "I reset it to factory settings."),
        ("see https://example.org/talked-to-Henrike", "see https://example.org/talked-to-Henrike"),
    ],
)
def test_words_are_judged_by_what_stands_around_them(written: str, leaves: str) -> None:
    """A name or a password that nothing announces goes; a firm, an ordinary word and an address stay."""
    assert redact_leaving(written).text == leaves


@given(st.lists(st.sampled_from([written for _, _, written in SPOKEN]), min_size=1, max_size=3))
def test_what_left_once_leaves_again_unchanged(written: list[str]) -> None:
    """Nothing more is found in what has left."""
    once = redact_leaving("\n".join(written))
    assert redact_leaving(once.text) == Redacted(text=once.text)


def test_lines_of_a_reading_from_outside_are_read_as_well() -> None:
    """Over all kinds together, recall is at least .98 and precision .97 on what an outsider wrote."""
    right, missed, wrong = (sum(counts.values()) for counts in tally(READING))
    assert right / (right + missed) >= 0.98
    assert right / (right + wrong) >= 0.97


@pytest.mark.parametrize("kind", ["password", "name", "identity number", "phone", "key", "token"])
def test_each_large_kind_of_a_reading_from_outside_is_found(kind: str) -> None:
    """Of each kind with many lines at least .97 are found on what an outsider wrote."""
    right, missed, _ = tally(READING)
    assert right[kind] / (right[kind] + missed[kind]) >= 0.97


def test_a_server_behind_a_password_in_an_address_goes_with_it() -> None:
    """What redaction leaves, it would leave again: the server stands behind "@" before and after."""
    once = redact("https://bob:Gr7Haus!x@db-prod-3.internal/?token=x").text
    assert once == "https://⟨password⟩@⟨host⟩/?token=x"
    assert redact(once).text == once


def test_names_of_participants_go_but_links_stay() -> None:
    """A participant's name is replaced wherever it stands as a word, but not inside an address."""
    redacted = redact("Ask QuietFox77 or see https://example.org/QuietFox77/tool", ("QuietFox77",))
    assert redacted.text == "Ask ⟨name⟩ or see https://example.org/QuietFox77/tool"


def test_an_address_that_an_archive_spells_goes_where_its_box_bears_a_known_name() -> None:
    """With "at" between words only the name tells it from a place."""
    names = ("Bertram Q. Hobson",)
    assert redact("Bertram Q. Hobson, hobson at lamps.example.org", names).text == "⟨name⟩, ⟨name⟩"
    assert (
        redact("Look at lamps.example.org for Hobson.", names).text == "Look at lamps.example.org for ⟨name⟩."
    )


def test_parts_of_a_full_name_go_too() -> None:
    """Of a full name, each capitalised part is replaced as well."""
    assert redact("Greta said so.", ("Greta Holm",)).text == "⟨name⟩ said so."


def test_a_nickname_without_its_number_goes_too() -> None:
    """People call a user by the name without the digits behind it."""
    assert redact("Zimbert said so.", ("zimbert2013",)).text == "⟨name⟩ said so."


@pytest.mark.parametrize(
    ("nickname", "written"),
    [
        ("Discrete lizard", "Discrete steps are shorter. Lizard mode is on."),
        ("Quantum_Anna", "Quantum lamps need no bulb."),
        ("lizard77", "The lizard and the Lizard are one release."),
        ("Persian Tiger", "The Persian keyboard has a dead key."),
    ],
)
def test_a_word_in_a_nickname_stays_a_word(nickname: str, written: str) -> None:
    """Whoever makes a nickname of words does not take them out of everybody's sentences."""
    assert redact(written, (nickname,)).text == written
    assert nickname not in redact(f"{written} Ask {nickname}.", (nickname,)).text


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Quantum_Anna", "Anna"),
        ("Michael Friendly", "Friendly"),
        ("J. Lizard", "Lizard"),
        ("Lizard Zimbertson", "Lizard"),
        ("Gang Chen", "Gang"),
    ],
)
def test_a_word_in_a_persons_name_goes(name: str, part: str) -> None:
    """First names, and words behind a first name or an initial, or before a family name, are names."""
    assert redact(f"I think {part} said so.", (name,)).text == "I think ⟨name⟩ said so."


def test_an_address_that_an_archive_spells_goes_with_a_word_of_the_name() -> None:
    """In an address no part of a name is a word."""
    assert redact("Ask lizard at lamps.example.org", ("Discrete Lizard",)).text == "Ask ⟨name⟩"


def test_ordinary_words_that_are_user_names_stay() -> None:
    """A user called "admin" does not take the word out of everybody's sentences."""
    assert redact("Log in as admin.", ("admin",)).text == "Log in as admin."


def test_counts_do_not_repeat_what_was_found() -> None:
    """The report counts by kind and holds nothing private."""
    found = redact("a@example.org b@example.org 84.19.201.7").found
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
        "Using Lumo",
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


@pytest.mark.parametrize(
    "written",
    [
        "thanks annabel, that was it",
        "annabel said so",
        "as annabel's log shows",
        "Ask annabel",
        "AnnabelThe lamp is dark",
    ],
)
def test_a_participant_is_known_however_carelessly_called(written: str) -> None:
    """A first name in lower case, or one that lost the space behind it, is a name where people are called."""
    assert "annabel" not in redact(written, ("Annabel Voss",)).text.lower()


def test_a_first_name_that_is_a_word_stays_one() -> None:
    """In lower case a first name counts only where somebody is called by it."""
    assert redact("the berta release", ("Berta Voss",)).text == "the berta release"


@pytest.mark.parametrize(
    ("written", "stays"),
    [
        ("Contact support@lampenhof.example to have it unlocked.", True),
        ("I wrote to support@lampenhof.example twice.", False),
        ("Contact anna.voss@lampenhof.example to have it unlocked.", False),
        ("Contact support.lamps@gmail.com to have it unlocked.", False),
    ],
)
def test_an_offices_address_that_is_the_answer_stays(written: str, stays: bool) -> None:
    """What a reader is told to write to is the answer; what somebody tells of his own mail is not."""
    assert (redact(written).text == written) is stays


def test_an_address_in_digits_of_another_script_is_one() -> None:
    """Such digits stop no run, and hide no address."""
    assert redact("host ٨٤.١٩.٢٠١.٧").text == "host ⟨IP address⟩"


def test_places_are_those_of_the_text_where_a_capital_has_a_longer_small_letter() -> None:
    """The Turkish İ is two signs in lower case, and moves no placeholder."""
    assert redact("İİİ password: Gr7Haus!x").text == "İİİ password: ⟨password⟩"


@pytest.mark.parametrize(
    "sign",
    list("\u00ad\u200b\u200c\u200d\u2060\u202e\u2066\ufe00\ufe0f\ufeff\u180b\x7f\U000e0041\U000e0100"),
    ids=ascii,
)
@pytest.mark.parametrize(
    "secret",
    [
        "ann.b@example.com",
        "+49 170 1234567",
        "DE89 3704 0044 0532 0130 00",
        "AKIA2E0A8F3B244C9986",
        "Bob Miller",
    ],
)
def test_a_sign_that_nobody_sees_hides_nothing_private(sign: str, secret: str) -> None:
    """Outputs lose such signs, after which the address, number, key or name would be whole again."""
    half = len(secret) // 2
    shown = redact(f"Ask {secret[:half]}{sign}{secret[half:]} for help.", ("Bob Miller",)).text
    assert re.fullmatch("Ask ⟨[^⟩]+⟩ for help[.]", shown), ascii(shown)
    known = redact(f"Ask {secret} for help.", (f"Bob{sign} Miller",)).text
    assert re.fullmatch("Ask ⟨[^⟩]+⟩ for help[.]", known), "a name may be the one that holds it"


def test_what_nobody_sees_stays_where_nothing_is_private() -> None:
    """Pictures that are joined, and letters of other scripts, are kept as they are."""
    text = "The 👩\u200d💻 needs 1\ufe0f\u20e3 lamp, می\u200cخواهم."
    assert redact(text).text == text
