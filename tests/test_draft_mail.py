"""What mail programs and old boards did to posts costs an article no word, and adds none."""

from __future__ import annotations

import pytest
from draft_threads import drafted, post, said, solved, statements, thread
from hypothesis import given
from hypothesis import strategies as st

from kbminer.draft.phrase_cues import cues_for
from kbminer.draft.question_words import BUDGET
from kbminer.draft.standing import said_in
from kbminer.records import Cue, Draft, Post, Resolution
from kbminer.redact.posts import read_post
from kbminer.text.sentences import sentences

QUESTION = (
    "The scanner stops after the second page whenever I feed it with thick paper\n"
    "from the upper tray and the counter in the display stays at two until I\n"
    "switch the whole device off. How do I get the third page through it?"
)
ODD_WORDS = (
    "open the Lid a.k.a. i.e. `host? `port' \"Why?\" (really?) now. is so? 'x' ``y'' http://example.org/a?b "
    "e.g. approx. 5.2 no!"
).split()


def _told(answer: str, ask: str = QUESTION, section: str = "resolution") -> list[str]:
    return said(_draft(answer, ask), section)


def _draft(answer: str, ask: str = QUESTION) -> Draft:
    one = thread("1", "Scanner stops at the second page", ask, post(2, answer, format="text"))
    return drafted((one, solved(one, "2")))


@pytest.mark.parametrize(
    "quoted", ["`width? and `height?", "`width' and `height'", "``width'' and ``height''"]
)
def test_words_in_the_quotes_of_old_mails_are_text_and_stay(quoted: str) -> None:
    """A tick that opens a quote opens no code, and the mark that an archive put behind ends nothing."""
    told = _told(f"You get it from the sheet, which has {quoted} attributes for that.")
    assert len(told) == 1
    assert told[0].replace("\\", "") == f"You get it from the sheet, which has {quoted} attributes for that."


@given(st.lists(st.sampled_from(ODD_WORDS), min_size=1, max_size=20))
def test_no_word_of_a_paragraph_vanishes_between_its_sentences(words: list[str]) -> None:
    """The sentences of a paragraph hold its words, each once, in their order."""
    assert " ".join(sentences(" ".join(words))).split() == words


@pytest.mark.parametrize(
    "whole",
    [
        "The lid, a.k.a. The Cover, opens to the left.",
        "It is approx. Five centimetres wide.",
        "Use the newer one, i.e. The second.",
        'Read "Where is the lid?" <https://example.org/lid> first.',
        "See the chapter 'Lids.' [here](https://example.org/lids) for more.",
        '"Stop!" it says.',
        "It stopped (why?) and went on.",
    ],
)
def test_a_sentence_goes_on_behind_an_abbreviation_and_a_quoted_mark(whole: str) -> None:
    """Neither an abbreviation nor a mark inside quotes or brackets ends the sentence around it."""
    assert sentences(f"{whole} Then close it.") == (whole, "Then close it.")


def test_a_quoted_question_is_no_code_of_the_answer() -> None:
    """Lines that somebody quotes without a name are no program, however their breaks fall."""
    quoted = "\n".join(f"> {line}" for line in QUESTION.split("\n")[:2])
    told = _told(f"{quoted}\n\nUse the lower tray for thick paper, it has a straight path.")
    assert told == ["Use the lower tray for thick paper, it has a straight path."]


@pytest.mark.parametrize(
    "signed", ["Mark", "- Jean", "Jean-Luc Okafor", "--\nMaria Silva\nInstitute of Trays, Floor 2"]
)
def test_who_signs_is_no_part_of_the_answer(signed: str) -> None:
    """A name or two alone in the last line go, and what stands behind a line of dashes."""
    assert _told(f"Use the lower tray for thick paper.\n\n{signed}") == [
        "Use the lower tray for thick paper."
    ]


def test_what_a_last_line_leads_to_is_no_signature() -> None:
    """A label that the sentence before leads to stays."""
    assert _told("Choose this entry of the menu:\n\nPaper Path") == [
        "Choose this entry of the menu:",
        "Paper Path",
    ]


def test_lines_between_lines_of_a_program_are_code() -> None:
    """Of a program that nobody fenced no line is set as a sentence."""
    lines = '"tray":{\n"name":"lower",\n"weight":"thick",\n"straight":"yes"\n},'
    reply = Post(id="2", body=f"Write this into the profile:\n\n{lines}", format="text")
    codes = [each.text for each in said_in(read_post(reply, ()), cues_for("en")) if each.kind == "code"]
    assert codes == [lines]


def test_the_symptom_stands_in_the_issue_where_a_mail_program_broke_it() -> None:
    """A message in mid-sentence is told with its sentence, and as words where its line is broken."""
    ask = (
        "It seems that the file of the trays is never closed by the new driver\n"
        "at all, whatever I do. This gives me    trays.IOError: [Errno 24] Too\n"
        "many open files: '/etc/trays.conf\n\nAm I right?\n\nhttp://www.example.org"
    )
    told = " ".join(_told("Upgrade the driver to 4.2, which closes the file.", ask, "issue"))
    assert "trays.IOError: [Errno 24] Too many open files: '/etc/trays.conf" in " ".join(told.split())
    assert told.endswith("Am I right?")


def test_a_question_without_its_mark_stays_in_the_issue() -> None:
    """What asks leads to nothing, though it ends like a lead: "why is it built like this"."""
    ask = "The plan shows two trays.\n\nwhy are there two trays connected like this"
    assert len(ask) < BUDGET
    assert "why are there two trays connected like this" in _told(
        "Only one of the two is fitted.", ask, "issue"
    )


def test_a_sentence_that_ends_in_code_is_a_sentence() -> None:
    """What leads to the code of its own line is told as it was said."""
    answer = "Not just you, it helps to write this into the file trays.css: .tray { color: #c8c8d0; }"
    assert _told(answer) == [answer]


def test_a_version_with_a_full_stop_is_no_code_of_the_issue() -> None:
    """What somebody works with is a sentence, though hardly a common word stands in it."""
    ask = "The lid does not open any more since the last update.\n\nLumo 3.0.3, Debian 12."
    assert "Lumo 3.0.3, Debian 12." not in said(_draft("Press the lid first.", ask), "issue", "code")


def _draft_confirmed_by(asker: str, *later: Post) -> Draft:
    """An article on a thread whose asker says so that a reply without code helped."""
    replies = (post(2, "You have to reset the lamp."), post(3, asker, "asker_ada"), *later)
    one = thread("1", "Lamp stays dark", "My lamp stays dark.", *replies)
    cue = Cue(kind="solved", quote="that did it", post="3")
    return drafted(
        (
            one,
            Resolution(thread=one.key, state="solved", probability=0.95, solution_post="2", evidence=(cue,)),
        )
    )


def test_the_code_that_who_asked_used_in_the_end_is_shown() -> None:
    """Their word that it helped shows it: it stands behind the answer, and says whose it is."""
    used = "Thanks, that did it. In the end I use this:\n\n```\nlamp reset --all\nlamp status\n```"
    behind = _draft_confirmed_by(used).sections[-1]
    assert (behind.name, behind.note) == ("resolution", "In the end, who asked used this:")
    assert [s.text for s in behind.statements if s.kind == "code"] == ["lamp reset --all\nlamp status"]


def test_code_that_somebody_takes_up_behind_is_not_what_was_used_in_the_end() -> None:
    """Who quotes it line by line corrects it, or warns of it."""
    code = "lamp reset --all --force\nlamp status --loud"
    used = f"Thanks, that did it. In the end I use this:\n\n```\n{code}\n```"
    warned = post(4, "> lamp reset --all --force\n> lamp status --loud\n\nDon't use that, it burns.", "bob")
    shown = [
        [s.text for p in _draft_confirmed_by(used, *more).sections for s in p.statements]
        for more in ((), (warned,))
    ]
    assert code in shown[0]
    assert code not in shown[1]


def test_code_that_fails_is_not_what_was_used_in_the_end() -> None:
    """Who asks again beside it shows the next trouble."""
    fails = "Thanks, that did it. But why does this fail now?\n\n```\nlamp reset --all\nlamp status\n```"
    told = [s.text for part in _draft_confirmed_by(fails).sections for s in part.statements]
    assert "lamp status" not in "\n".join(told)


@pytest.mark.parametrize(
    "done", ["I had to move the red plug to the left.", "Setting `lamp.mode=2` was the trick."]
)
def test_what_who_asked_did_in_the_end_is_told(done: str) -> None:
    """The step that the answer lacks stands in their word that it helped."""
    behind = _draft_confirmed_by(f"Thanks. {done}").sections[-1]
    assert (behind.note, [s.text for s in behind.statements]) == ("In the end, who asked used this:", [done])


@pytest.mark.parametrize(
    "word", ["That worked for me.", "I think I have fixed it now.", "It works, but why is it so dark?"]
)
def test_a_word_that_it_helped_alone_is_not_told(word: str) -> None:
    """Nobody learns from it what to do."""
    told = _draft_confirmed_by(f"Thanks. {word}").sections
    assert [s.text for s in told[-1].statements] == ["You have to reset the lamp."]


def test_what_an_asker_says_who_asks_on_is_no_part_of_the_answer() -> None:
    """It leads up to the next question, and may be wrong."""
    asked_on = "Thanks. You have to set `lamp.mode=3` in the file for that. Can the lamp do it by itself?"
    told = [s.text for part in _draft_confirmed_by(asked_on).sections for s in part.statements]
    assert not any("lamp.mode" in text for text in told)


def test_a_long_question_is_told_in_whole_paragraphs_and_lists() -> None:
    """What does not fit goes as a whole: half a list, or every second sentence, tells nothing."""
    tried = "\n".join(
        f"- I changed part {i} of the lamp and looked at the light for a whole long evening."
        for i in range(9)
    )
    talk = " ".join(
        f"The {word} evening I looked at the lamp again and wrote down what I saw."
        for word in "first second third fourth fifth sixth seventh".split()
    )
    opens = "The Lumo lamp stays dark after the update to 2.1. It reports error E42."
    ask = f"{opens}\n\n{talk}\n\n{tried}\n\nHow can I light it again?"
    one = thread("1", "Lamp stays dark", ask, post(2, "You have to reset the lamp."))
    told = [s.text for s in statements(drafted((one, solved(one, "2"))), "issue")]
    assert told[0] == "The Lumo lamp stays dark after the update to 2.1."
    assert "It reports error E42." in told
    assert sum("changed part" in text for text in told) in (0, 9)


def test_a_notice_on_confidential_mails_is_nobodys_words() -> None:
    """Firms set it under each mail."""
    notice = (
        "This e-mail is confidential. If you are not the intended recipient, please notify the sender and "
        "delete this message."
    )
    answer = f"You have to reset the lamp.\n\n{notice}"
    one = thread("1", "Lamp stays dark", f"My lamp stays dark.\n\n{notice}", post(2, answer))
    texts = [s.text for part in drafted((one, solved(one, "2"))).sections for s in part.statements]
    assert texts == ["My lamp stays dark.", "You have to reset the lamp."]


def test_a_mail_quoted_with_bars_is_no_word_of_who_answers() -> None:
    """Some mail programs quote so; a row of a table ends in a bar as well."""
    answer = "On Monday, Ann wrote:\n| My lamp stays dark.\n| Why does it?\n\nYou have to reset the lamp."
    assert [s.text for s in read_post(Post(id="2", body=answer, format="text"), ()).segments] == [
        "You have to reset the lamp."
    ]
    table = "| lamp | watt |\n| --- | --- |\n| red | 5 |"
    kinds = [s.kind for s in read_post(Post(id="2", body=table, format="text"), ()).segments]
    assert kinds == ["table"]


def test_saint_is_an_abbreviation_behind_a_quotation_mark() -> None:
    """No sentence ends there."""
    assert sentences('Try "St. Example" first. It is red.') == ('Try "St. Example" first.', "It is red.")


@pytest.mark.parametrize(
    "below",
    [
        "Department of Scanners, University of Lampland\nLampland NSW 2351",
        "Lamp Software\nann lampland.com",
        "Lampland  &  Scanner Core Team",
    ],
)
def test_the_lines_below_who_signs_are_no_part_of_the_answer(below: str) -> None:
    """Where somebody works says nothing of the scanner, in an answer and in a question."""
    answer = post(
        2,
        f"Open the lid before you feed page three.\n\nAnn Weiss\n{below}",
        author="Ann Weiss",
        format="text",
    )
    one = thread("1", "Scanner stops", f"{QUESTION}\n\nAnn Weiss\n{below}", answer)
    draft = drafted((one, solved(one, "2")))
    assert said(draft, "resolution") == ["Open the lid before you feed page three."]
    assert "Lamp" not in " ".join(said(draft, "issue"))


def test_what_is_said_below_a_name_is_told() -> None:
    """A sentence below a name is a part of the post."""
    body = "Open the lid before you feed page three.\n\nAnn Weiss\nThen close it again."
    one = thread("1", "Scanner stops", QUESTION, post(2, body, author="Ann Weiss", format="text"))
    assert said(drafted((one, solved(one, "2"))), "resolution")[-1] == "Then close it again."


def test_a_quotation_that_a_mail_program_set_in_is_no_code_of_the_answer() -> None:
    """Marks behind an indentation quote, too, where words stand behind them."""
    quoted = "\n".join(f"    > {line}" for line in QUESTION.split("\n"))
    draft = _draft(f">>>>> Bob Weiss <bob at x.org>\n\n{quoted}\n\nOpen the lid before page three.")
    assert [s.kind for s in statements(draft, "resolution") if not s.quoted] == ["sentence"]


def test_a_note_that_an_archive_left_is_no_quotation() -> None:
    """Nobody wrote what stands in double brackets."""
    draft = _draft("> [[HTML version deleted]]\n\nOpen the lid before you feed page three of it.")
    assert [s.text for s in statements(draft, "resolution")] == [
        "Open the lid before you feed page three of it."
    ]


def test_code_of_an_older_mail_is_no_code_of_the_answer() -> None:
    """A mail quotes by its marks, also what stood between fences there."""
    quoted = "> It stays dark with this\n>\n> ```\n> lamp.mode = 3;\n> ```\n>\n> and with 4."
    draft = _draft(f"Open the lid before you feed page three of it.\n\n{quoted}")
    assert said(draft, "resolution", "code") == []


def test_an_issue_holds_its_only_question_though_it_reads_as_a_call() -> None:
    """Without it nobody knows what the answer is to."""
    ask = (
        "Any idea what the third switch of the lamp is for or where it may be of use? "
        "The other ones were for the light at night, which I use for reading in bed."
    )
    assert "third switch" in " ".join(_told("Open the lid before you press it.", ask, "issue"))
    cry = "The lamp stays dark at night when I switch it on in the hall. Any ideas?"
    assert _told("Open the lid before you press it.", cry, "issue") == [cry.removesuffix(" Any ideas?")]


def test_rows_of_numbers_and_of_braces_are_no_log_of_the_issue() -> None:
    """What somebody wants to have sorted is what the question is about."""
    rows = "\n".join(f"{row} 0 1 1 0 {row % 2} 1" for row in range(1, 11))
    one = thread(
        "1",
        "Order rows",
        f"I have these rows:\n\n```\n{rows}\n```\n\nHow do I order them?",
        post(2, "Use `order`."),
    )
    draft = drafted((one, solved(one, "2")))
    assert [s.text for s in statements(draft, "issue") if s.kind == "code"] == [rows]


def test_a_question_goes_on_behind_a_line_of_dashes() -> None:
    """Dashes end a listing as well; what is said in sentences behind them is the trouble."""
    ask = (
        "I feed the scanner with these sheets.\n\n------------------------\n"
        "The first page works, but the second one lets the scanner stop for good.\n\n"
        "Has anybody seen this, and how did you get the second page through?"
    )
    told = " ".join(_told("Open the lid before you feed page two.", ask, "issue"))
    assert "lets the scanner stop" in told
    assert told.endswith("get the second page through?")
