"""A suggestion is called what people would search for: a thing, and what is asked of it or wrong with it."""

from __future__ import annotations

import pytest

from kbminer.records import Question
from kbminer.titling import best_title, title_candidates
from kbminer.titling.messages import messages


def asked(number: int, title: str, ask: str = "", **more: str) -> Question:
    """A question of one thread."""
    return Question(thread=f"f:{number}", title=title, ask=ask, **more)


def test_a_title_that_asks_goes_before_one_that_only_names_the_subject() -> None:
    """Whoever looks for an answer types what is wrong, not the name of the part."""
    questions = [asked(1, "Tilt matrix"), asked(2, "How do I read the current tilt matrix?")]
    assert best_title(questions, ("tilt", "matrix")).text == "How do I read the current tilt matrix?"


def test_where_titles_only_name_a_subject_the_sentence_that_tells_the_trouble_stands_in() -> None:
    """The title says what it is about, its first post what is wrong."""
    question = asked(1, "Q20 Autostart", "I have a Q20 which does not autostart. What have I missed?")
    assert best_title([question], ("q20", "autostart")).text == "Q20 which does not autostart"


@pytest.mark.parametrize(
    ("said", "language", "title"),
    [
        ("Hi all, does anyone know how to mute a single list?", "en", "How to mute a single list?"),
        ("So my question is: can a list be muted?", "en", "Can a list be muted?"),
        ("I was wondering how lists are muted?", "en", "How lists are muted?"),
        (
            "Hallo, weiß jemand, wie man Listen stumm schaltet?",
            "de",
            "Wie man Listen stumm schaltet?",
        ),
        ("Bonjour, je voudrais savoir comment couper une liste ?", "fr", "Comment couper une liste ?"),
        ("Hola, alguien sabe cómo silenciar una lista?", "es", "Cómo silenciar una lista?"),
    ],
)
def test_a_sentence_becomes_a_title_without_what_people_say_before_their_question(
    said: str, language: str, title: str
) -> None:
    """A greeting and "does anyone know" are for the forum, not for the search."""
    found = title_candidates([asked(1, "Help", said, language=language)])
    assert title in [each.text for each in found]


def test_pleas_and_sentences_that_need_the_one_before_them_are_no_titles() -> None:
    """Nothing that only the rest of the post explains, nothing that asks for mercy."""
    ask = "Any ideas why it does that? The sensor fails after each restart. But this is wrong, please help!"
    questions = [asked(1, "Stupid question, sorry", ask), asked(2, "Newbie needs help with sensor", ask)]
    assert best_title(questions, ("sensor",)).text == "The sensor fails after each restart"


def test_a_wording_with_a_name_in_it_is_passed_over() -> None:
    """A title must not need a placeholder where another one says the same."""
    questions = [
        asked(1, "How do I set the page on maintenance (Tom Waits)?", asker="Tom Waits"),
        asked(2, "How do I set the page on maintenance?", asker="mia"),
    ]
    assert best_title(questions, ("maintenance", "page")).text == "How do I set the page on maintenance?"


def test_a_title_that_breaks_off_is_completed_from_the_question() -> None:
    """A title that ends in the middle of the question's first sentence gives way to the whole sentence."""
    ask = "I need a tool that deletes a single line in a text file."
    question = asked(1, "I need a tool that deletes a single line in a", ask)
    assert best_title([question]).text == "I need a tool that deletes a single line in a text file"


def test_the_number_of_a_ticket_is_no_part_of_a_title() -> None:
    """Trackers that write to a list put their numbers before the subject."""
    assert (
        best_title([asked(1, "#43: Log who enters a wrong password")]).text
        == "Log who enters a wrong password"
    )


def test_the_same_questions_get_the_same_title_in_any_order() -> None:
    """A title must not change from night to night where nothing else does."""
    questions = [asked(1, "Export fails"), asked(2, "Export fails with code 7"), asked(3, "Export")]
    assert best_title(questions).text == best_title(questions[::-1]).text


def test_a_title_that_lacks_the_message_gets_it() -> None:
    """People search for what the program said."""
    asks = ('After the update I get the error "The lamp table is locked by another user" at each start.',) * 2
    questions = [asked(1, "Problem with Lumen", asks[0]), asked(2, "Lumen start", asks[1])]
    assert "The lamp table is locked by another user" in best_title(questions, ("lumen",)).text


@pytest.mark.parametrize(
    "line",
    [
        "make: *** [all] Error 2",
        "result = self.handle_error(lamp)",
        "LOG_ERROR(lamp);",
        '"level": "ERROR and lamp"',
    ],
)
def test_code_and_what_names_no_cause_is_no_message(line: str) -> None:
    """A line of code holds the word, and says nothing that went wrong."""
    assert messages(Question(thread="f:1", title="Lamp", errors=(line,))) == []


def test_what_stands_between_two_arguments_of_calls_is_no_quotation() -> None:
    """The mark that closes one argument and the one that opens the next do not quote what is between them."""
    ask = 'lamp("F") Error in puts[, 2] : incorrect number of lamps lamp("M") and nothing else is said.'
    assert messages(Question(thread="f:1", title="Lamp", ask=ask)) == []


def test_a_subject_may_be_completed_by_what_is_asked_of_it() -> None:
    """A bare name says too little, and the sentence alone does not say of what."""
    found = title_candidates([asked(1, "Lamp overuse", "How often should one switch it?")])
    assert "Lamp overuse: How often should one switch it?" in [each.text for each in found]


def test_what_holds_for_all_askers_goes_before_what_one_of_them_adds() -> None:
    """A case or a version of one asker misleads the others."""
    error = "step halvings failed to reduce deviance in update"
    questions = [asked(1, f"Error: {error}"), asked(2, f"Nest survival: {error}")]
    assert best_title(questions, ("halvings", "deviance")).text == f"Error: {error}"


def test_talk_before_a_title_is_taken_off() -> None:
    """ "Lazy question about" says nothing that anybody looks for."""
    found = title_candidates([asked(1, "Lazy question about the load context filter")])
    assert [each.text for each in found] == ["The load context filter"]


def test_a_line_of_code_is_no_title_where_there_is_another() -> None:
    """A mail program took the first line of a listing for the subject."""
    questions = [
        asked(1, "class LampReceiver(protocol.Lamp):"),
        asked(2, "Errors of LampReceiver are not shown"),
    ]
    assert [each.thread for each in title_candidates(questions)] == ["f:2"]


def test_a_title_that_holds_a_part_of_the_message_is_not_given_it_again() -> None:
    """ "Lumen reports LN-42: LN-42 The certificate is not trusted" says it twice."""
    ask = 'It says the error "LN-42 The certificate of this lamp is not trusted" since May.'
    found = title_candidates([asked(1, "Lumen reports LN-42 behind a proxy", ask)])
    assert not [
        each.text for each in found if each.text.startswith("Lumen reports LN-42 behind a proxy: LN-42")
    ]
