"""What is told of a reply, and the shortcuts that spare most replies the telling."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from draft_threads import drafted, post, said, solved, statements, thread

from kbminer.draft.environment import environment_of
from kbminer.draft.evidence import Asked
from kbminer.draft.phrase_cues import PhraseCues, PhrasePattern, cues_for
from kbminer.draft.sentence_scoring import is_chatter, normalised, trimmed
from kbminer.evaluate.containment import is_contained
from kbminer.languages import all_words, codes, words
from kbminer.redact.posts import read_post

PURPOSES = [field.name for field in fields(PhraseCues) if field.name not in ("opener", "verdict", "anaphora")]
SENTENCES = (
    "Hi all, thanks a lot for your quick reply!",
    "I THINK YOU HAVE TO CLEAR THE CACHE FIRST.",
    "You’ll need to set `Mode=Fast`, otherwise it won't work",
    "The problem was caused by the old driver, so as a workaround use the old one for now.",
    "Which version do you use?",
    "@⟨name⟩ as you said, it no longer works",
    "Solved: I fixed it by removing the folder.",
    "This happens because the flag is missing.",
    "Merci d’avance, il faut supprimer le dossier",
    "Vielen Dank! Das Problem lag daran, dass der Ordner fehlte.",
    "Hay que borrar la carpeta, muchas gracias",
    "nothing to see",
)


def _union(purpose: str) -> re.Pattern[str]:
    """Give everything the data files say for a purpose as one expression, in any case."""
    return re.compile("|".join(all_words(f"draft.{purpose}")), re.I)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_turns_of_phrase_are_found_as_the_data_files_say(purpose: str) -> None:
    """Sorting the alternatives by where they can begin finds what trying all everywhere finds, and where."""
    turns: PhrasePattern = getattr(cues_for(None), purpose)
    plainly = _union(purpose)
    for spoken_words in map(normalised, SENTENCES):
        found, expected = turns.search(spoken_words), plainly.search(spoken_words)
        assert (found and found.start()) == (expected and expected.start()), spoken_words


@pytest.mark.parametrize("code", codes())
def test_turns_of_phrase_are_written_in_lower_case(code: str) -> None:
    """Sentences are compared in lower case, so that a capital in a data file would never be found."""
    for purpose in PURPOSES:
        for pattern in words(f"draft.{purpose}", code):
            bare = re.sub(r"\\.", "", pattern)
            assert bare == bare.lower(), pattern


@pytest.mark.parametrize("smiley", [":)", ":-(", ";P", "8|", "^_^", "<3", ":smile:", "\u2600", "\U0001f600"])
def test_every_smiley_is_cut_off(smiley: str) -> None:
    """Whatever sign a smiley ends in, it goes, and the sentence stays."""
    assert trimmed(f"Clear the cache {smiley} {smiley}", cues_for("en")) == "Clear the cache"


def test_the_environment_is_what_askers_say_and_fill_in() -> None:
    """A platform in a sentence or in a form's field is named, one in a log is not."""
    one = thread(
        "31",
        "Window stays black",
        "It fails on Windows 10.\n\nBrowser: Chrome 88.0\n\nERROR: Firefox 99.0 gave up",
    )
    item = Asked(thread=one, redacted=read_post(one.posts[0], ()), question=None)
    assert {wording for wording, _ in environment_of((item,))} == {"Windows 10", "Chrome 88.0"}


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("It fails in Lumenote 5.6.2.", {"Lumenote 5.6.2"}),
        (
            "![Lumenote 5.4 and Lumenote 5.6.2_Importer](https://example.org/a.png) is how it looks",
            {"Lumenote 5.4"},
        ),
        ("The log is in Windows_ and Linux_logs, or Lumenote 5.6.2x", set()),
        ("It fails in Lumenote 2.0rc1_", set()),
        ("The plug-in was built under Lumenote 5.7.0, and I run Lumenote 5.6.2 here.", {"Lumenote 5.6.2"}),
        ("It worked fine in Lumenote 5.4.1.", set()),
        (
            "I installed both (Lumo Community Server 5.1.45, Connector/C 6.0.2).",
            {"Lumo Community Server 5.1.45", "Connector/C 6.0.2"},
        ),
        ("So I installed Lumo studio X64 3.3.1 again.", set()),
        ("It is not in /Users/Library/Lumo/3.0/library at all.", set()),
    ],
)
def test_no_version_is_cut_out_of_a_longer_word(said: str, named: set[str]) -> None:
    """A version is named whole, only where its last word ends, and where it is the asker's own."""
    one = thread("32", "Window stays black", said)
    item = Asked(thread=one, redacted=read_post(one.posts[0], ()), question=None)
    assert {wording for wording, _ in environment_of((item,))} == named


@pytest.mark.parametrize(
    ("sentence", "says_nothing"), [("`***`", True), ("`--`", True), ("`-O2`", False), ("`5`", False)]
)
def test_inline_code_of_signs_alone_says_nothing(sentence: str, says_nothing: bool) -> None:
    """A row of stars in code divides a post and holds no word to find again; a switch says something."""
    assert is_chatter(sentence, cues_for("en")) == says_nothing


def test_all_that_is_told_of_odd_signs_stands_in_the_post() -> None:
    """Dividers and names of files yield no statement that a reader can't find in the post word by word."""
    ask = "The window stays black in Lumenote 5.6.2.\n\n![Lumenote 5.7.1_shot](https://example.org/a.png)"
    reply = "Clear the shader cache below AppData.\n\n`***`\n\nThen set `Mode=Fast` in the settings."
    one = thread("33", "Window stays black", ask, post(2, reply))
    draft = drafted((one, solved(one, "2")))
    told = [
        statement for section in draft.sections for statement in section.statements if statement.citations
    ]
    assert all(is_contained(statement, one, c.post) for statement in told for c in statement.citations)
    assert "Then set `Mode=Fast` in the settings." in [statement.text for statement in told]


@pytest.mark.parametrize("verdict", ["Yes, ", "No. ", "Nope, "])
def test_the_yes_or_no_of_an_answer_is_told(verdict: str) -> None:
    """A question that can be answered so is answered so; what comes behind it is no answer alone."""
    answer = f"{verdict}You have to open the lid of the lamp before you press the switch."
    one = thread("1", "Dark lamp", "My lamp stays dark. Can I open its lid?", post(2, answer))
    assert " ".join(said(drafted((one, solved(one, "2"))), "resolution")) == answer


def test_a_yes_to_a_later_question_is_not_told() -> None:
    """What its asker put in between is not the article's question."""
    replies = post(2, "Is it plugged in?"), post(3, "Do you mean the red plug?", author="asker_ada")
    answer = post(4, "Yes, you have to plug the red one in before you press the switch.")
    one = thread("1", "Dark lamp", "My lamp stays dark. Can I open its lid?", *replies, answer)
    told = said(drafted((one, solved(one, "4"))), "resolution")
    assert told[0].lower().startswith("you have to plug the red one in")


def test_what_leads_to_a_picture_stands_above_its_to_do() -> None:
    """The editor who describes the picture sees what it is to show."""
    answer = (
        "Open the lid of the lamp first. The switch stands here:\n\n![switch](https://x.org/a.png)\n\n"
        "Press it until the lamp is bright."
    )
    one = thread("1", "Dark lamp", "My lamp stays dark. How do I light it?", post(2, answer))
    draft = drafted((one, solved(one, "2")))
    told = statements(draft, "resolution")
    assert [s.text for s in told[:2]] == ["Open the lid of the lamp first.", "The switch stands here:"]
    assert told[2].kind == "todo"
