"""The measure of drafts finds what is wrong with a draft."""

from __future__ import annotations

from dataclasses import replace

import pytest
from draft_threads import OTHER, PRINTER, drafted, guessed, post, solved, thread

from kbminer.evaluate.containment import is_contained
from kbminer.evaluate.drafts import evaluate_drafts
from kbminer.evaluate.key_sentence import holds_key, key_sentence
from kbminer.evaluate.told_whole import tells_whole
from kbminer.records import Citation, Cue, Group, Post, Statement, Thread


def test_figures_come_as_shares_and_in_words() -> None:
    """The report gives cited, contained and key_sentence by name, and a line for people."""
    threads = {one.key: one for one in (PRINTER, OTHER)}
    resolutions = {PRINTER.key: solved(PRINTER, "2"), OTHER.key: guessed(OTHER, "2", 0.8)}
    group = Group(id="g", members=tuple(threads), representative=PRINTER.key, title="Printer offline")
    report = evaluate_drafts([group], threads, {}, resolutions)
    told = report.as_dict()
    assert told["cited"] == told["contained"] == told["code_equal"] == 1.0
    assert told["leaks"] == 0
    assert told["drafts"] == 1
    assert "1 drafts" in str(report)


def test_an_accepted_answer_counts_as_whole_only_with_every_step() -> None:
    """A draft that lost a step of the post that it cites is told from one that holds them all."""
    lamp = thread(
        "7",
        "Lamp is dark",
        "The lamp is dark.",
        post(
            2, 'Open `lid.cfg` and set `glow = 1`.\n\nIf it is still dark, press "Reset all" below the lid.'
        ),
    )
    draft = drafted((lamp, solved(lamp, "2")))
    assert tells_whole(draft, lamp.key, lamp.posts[1], ()) is True
    lost = replace(draft, sections=tuple(replace(s, statements=s.statements[:1]) for s in draft.sections))
    assert tells_whole(lost, lamp.key, lamp.posts[1], ()) is False
    assert tells_whole(replace(draft, sections=()), lamp.key, lamp.posts[1], ()) is None


def test_hidden_marks_leave_inference_alone() -> None:
    """In a group held back, the draft stands on what was inferred, and the key sentence tells if it holds."""
    for number in range(100, 160):
        one = thread(
            str(number),
            "Fan is loud",
            "The fan is loud.",
            post(2, "Move the machine to a new desk and put it there."),
            post(3, "Lower the fan curve in the firmware setup under Power and save it.", author="max"),
            post(4, "It is quiet now, thanks!", author="asker_ada"),
        )
        thanks = (Cue(kind="thanks", quote="thanks", post="4"),)
        right = solved(one, "3", probability=0.9, solution_post="3", evidence=thanks)
        wrong = solved(one, "3", probability=0.9, solution_post="2", evidence=thanks)
        group = Group(id="g", members=(one.key,), representative=one.key, title=one.title)
        found = evaluate_drafts([group], {one.key: one}, {}, {one.key: right})
        if found.held_back:
            missed = evaluate_drafts([group], {one.key: one}, {}, {one.key: wrong})
            assert (found.key_sentence, missed.key_sentence) == (1.0, 0.0)
            return
    pytest.fail("no group of sixty was held back")


def test_the_key_sentence_carries_the_most_information() -> None:
    """Of a post's sentences the one with the rarest words is the key."""
    one = post(2, "Hello there my friend. Clear the spooler cache folder. That is it then.")
    rare = {"spooler": 9.0, "cache": 7.0, "hello": 1.0, "friend": 1.0}
    assert key_sentence(one, rare) == "Clear the spooler cache folder."


def test_a_post_without_sentences_has_no_key() -> None:
    """Code alone has no key sentence."""
    assert key_sentence(post(2, "```\nrun it now please\n```"), {"run": 1.0}) is None


def test_a_key_counts_only_in_the_answer() -> None:
    """A key sentence in the issue section is no hit."""
    draft = drafted((PRINTER, solved(PRINTER, "2")))
    assert holds_key(draft, "Delete the folder C:\\Spool\\cache.")
    assert not holds_key(draft, "The log shows an error and nothing is printed.")


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Delete the folder `C:\\Spool\\cache`.", "sentence", True),
        ("Delete the folder `C:\\Spool\\cash`.", "sentence", False),
        ("net stop spooler", "code", True),
        ("net  stop spooler", "code", False),
        ("Printer stays offline after update", "title", True),
        ("Delete the ⟨name⟩ folder", "sentence", False),
    ],
)
def test_containment_is_measured_against_the_raw_post(text: str, kind: str, expected: bool) -> None:
    """The measure compares words with the raw post, and code byte for byte."""
    statement = Statement(text=text, kind=kind, citations=(Citation(thread=PRINTER.key, post="2"),))  # type: ignore[arg-type]
    assert is_contained(statement, PRINTER, "2") is expected


def test_a_statement_is_contained_whatever_line_breaks_its_post_lost() -> None:
    """What stands glued in the raw post is found by its signs, in their order; what does not is not."""
    glued = Thread(
        id="1",
        source="demo",
        title="Lamp",
        posts=(Post(id="1", body="Open the lidClose it.Then call RegardsAda", format="text"),),
    )

    def contained(text: str) -> bool:
        return is_contained(
            Statement(text=text, citations=(Citation(thread=glued.key, post="1"),)), glued, "1"
        )

    assert contained("Close it.")
    assert contained("Then call Regards ⟨name⟩")
    assert not contained("Close the lid.")
