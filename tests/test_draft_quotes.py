"""What an answer leans on stands beside it: the words that it sets apart, told whole and as a quotation."""

from __future__ import annotations

from draft_threads import drafted, post, solved, thread

from kbminer.publish.draft_markdown import render_markdown
from kbminer.publish.html_body import body
from kbminer.publish.html_text import Html
from kbminer.records import Draft, Section, Statement

QUESTION = "The kiln takes nine hours to cool. Is there any rule for when the door may be opened?"
RULE = "The door may be opened below ninety degrees. Nobody stands before it then."
SHOWN = "You have to wait as the house rules ask.\n\n{}\n\nSet the fan to `low` for that time."


def _draft(answer: str, *before: str, **fields: object) -> Draft:
    replies = [post(number, each, author="other_otto") for number, each in enumerate(before, 2)]
    number = len(before) + 2
    one = thread("1", "Kiln cools slowly", QUESTION, *replies, post(number, answer, **fields))
    return drafted((one, solved(one, str(number))))


def _told(draft: Draft) -> list[tuple[str, bool]]:
    told = (section.statements for section in draft.sections if section.name == "resolution")
    return [(statement.text, statement.quoted) for statements in told for statement in statements]


def test_a_rule_that_an_answer_sets_apart_is_told_whole_as_a_quotation() -> None:
    """Words of an outside source stand in their place, and no sentence of them is lost."""
    assert _told(_draft(SHOWN.format(f"> {RULE}"))) == [
        ("You have to wait as the house rules ask.", False),
        (RULE, True),
        ("Set the fan to `low` for that time.", False),
    ]


def test_a_text_to_be_used_stays_below_its_heading() -> None:
    """A heading that leads to a set-apart text is told with it, in whatever markup the text is set."""
    label = "<h2>Set this label</h2><blockquote><h4>Hot until nine</h4></blockquote>"
    html = f"{label}<p>You have to press <b>Enter</b> to print it, then open <code>label.cfg</code>.</p>"
    told = _told(_draft(html, format="html"))
    assert told[:2] == [("Set this label", False), ("Hot until nine", True)]


def test_a_quotation_of_an_earlier_post_is_no_part_of_the_answer() -> None:
    """What somebody wrote before in the thread isn't told again, shortened or not."""
    asked = "> takes nine hours to cool. […] any rule for when the door may be opened?"
    reply = "> Mine cools down in three hours with a fan on the shelf."
    for quoted in (asked, reply):
        draft = _draft(SHOWN.format(quoted), "Mine cools down in three hours with a fan on the shelf.")
        assert not any(is_quoted for _, is_quoted in _told(draft)), quoted


def test_what_a_plain_mail_quotes_is_older_mail() -> None:
    """Nothing behind a mail's quotation marks counts as set apart, even where no post holds it."""
    draft = _draft(SHOWN.format("> I have sold the old kiln to a school in spring."), format="text")
    assert not any(is_quoted for _, is_quoted in _told(draft))


def _rendered(*statements: Statement) -> Draft:
    section = Section(name="resolution", statements=statements)
    return Draft(id="d", group="g", title="Kiln", sections=(section,), language="en")


def test_a_quotation_is_shown_as_one() -> None:
    """Its paragraphs and items stand in one block quote, in Markdown and on a page."""
    draft = _rendered(
        Statement(text="The rules say:", opens=True),
        Statement(text="Wait.", opens=True, quoted=True),
        Statement(text="Open it.", opens=True, quoted=True, item=True),
        Statement(text="Then go.", opens=True),
    )
    assert "The rules say:\n\n> Wait.\n>\n> - Open it.\n\nThen go." in render_markdown(draft)
    assert "<blockquote><p>Wait.</p><ul><li>Open it.</li></ul></blockquote>\n<p>Then go.</p>" in body(
        draft, Html
    )


def test_struck_words_that_begin_a_line_stay_struck() -> None:
    """What its writer took back is no plain word, wherever it stands in its line."""
    assert "\n~~Ninety~~ eighty degrees.\n" in render_markdown(
        _rendered(Statement(text="~~Ninety~~ eighty degrees."))
    )
