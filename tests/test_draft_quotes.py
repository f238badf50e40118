"""What an answer leans on stands beside it as a quotation: words that it sets apart, and what it answers."""

from __future__ import annotations

from draft_threads import drafted, post, solved, thread

from kbminer.publish.draft_markdown import render_markdown
from kbminer.publish.html_body import body
from kbminer.publish.html_text import Html
from kbminer.records import Draft, Section, Statement
from kbminer.redact.posts import read_post
from kbminer.review.article_text import ArticleText
from kbminer.review.todos import todos_of, with_answer
from kbminer.verify.told import Told

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


def test_what_repeats_an_earlier_post_is_not_set_apart() -> None:
    """Below the answer stands what somebody wrote before: it isn't told again, shortened or not."""
    asked = "> takes nine hours to cool. […] any rule for when the door may be opened?"
    reply = "> Mine cools down in three hours with a fan on the shelf."
    for quoted in (asked, reply):
        answer = f"You have to set the fan to `low` and wait.\n\n{quoted}"
        draft = _draft(answer, "Mine cools down in three hours with a fan on the shelf.")
        assert not any(is_quoted for _, is_quoted in _told(draft)), quoted


def test_what_a_plain_mail_quotes_below_is_older_mail() -> None:
    """Nothing behind a mail's quotation marks counts as set apart, even where no post holds it."""
    draft = _draft("Set the fan to `low`.\n\n> I have sold the old kiln in spring.", format="text")
    assert not any(is_quoted for _, is_quoted in _told(draft))


REMARKS = "Which shelf do I use for tall pots? By the way, may the fan stay on over night?"
ANSWERS = """> Which shelf do I use for tall pots?

The lower one, and set `height` to 3.

> may the fan stay on over night?

No, never: it overheats. You have to turn it off at `ten`."""


def test_an_answer_between_quoted_lines_is_told_with_the_line_that_it_answers() -> None:
    """ "No, never" says nothing without its question, which is told as a quotation of the asker's post."""
    for questions in (QUESTION, REMARKS):
        one = thread("1", "Tall pots", questions, post(2, REMARKS, author="asker_ada"), post(3, ANSWERS))
        draft = drafted((one, solved(one, "3")))
        resolution = next(section for section in draft.sections if section.name == "resolution")
        told = [(s.text, s.quoted, s.citations[0].post) for s in resolution.statements]
        place = told.index(("may the fan stay on over night?", True, "2" if questions == QUESTION else "1"))
        assert told[place + 1][0].startswith("never: it overheats")


def test_the_one_question_that_an_answer_quotes_stands_in_the_issue_alone() -> None:
    """Right below the Issue nobody reads it again, nor what a mail program quotes whole, nor its greeting."""
    lines = "\n".join(
        f"> Line {number} of the story of my kiln and of its nine lives." for number in range(9)
    )
    for quoted in ("> Is there any rule for when the door may be opened?", lines, "> Hi all,"):
        answer = f"{quoted}\n\nYou have to set the fan to `low` and wait until it stops."
        assert not any(is_quoted for _, is_quoted in _told(_draft(answer, format="text"))), quoted


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


def test_quoted_code_stands_in_the_quotation() -> None:
    """A reader may not take for the cure the code that the answer calls wrong."""
    wrong = Statement(text="lamp --burn", kind="code", quoted=True)
    assert "> ```\n> lamp --burn\n> ```" in render_markdown(_rendered(wrong))
    assert "<blockquote><pre><code>lamp --burn</code></pre></blockquote>" in body(_rendered(wrong), Html)


def test_a_picture_is_asked_for_where_it_stands() -> None:
    """ "Like here" points at the to-do that stands for the picture, in its step."""
    shown = "![rules](https://example.org/r.png)"
    answer = f"1. Open `kiln.cfg` and set the rules like here: {shown}\n2. You have to press `Save` then."
    draft = _draft(answer)
    kinds = [(s.kind, s.step) for section in draft.sections for s in section.statements if s.step]
    assert kinds == [("sentence", 1), ("todo", 1), ("sentence", 2)]
    article = ArticleText(text=render_markdown(draft))
    (todo,) = todos_of(article)
    assert (
        "    All above ninety is red.\n"
        in with_answer(article, todo.question, "All above ninety is red.").text
    )


def test_a_rule_in_other_words_is_held_against_each_sentence_of_a_quotation() -> None:
    """A condition in one sentence of what a post quotes binds no other sentence of it."""
    rules = "> The fan runs at night. If the lamp is red, nobody may open the door."
    reply = read_post(post(2, f"The manual says:\n\n{rules}"), ())
    assert [unit[0].conditional for unit in Told(post=reply, language="en").units] == [False, False, True]


def test_a_mail_that_quotes_another_is_no_code() -> None:
    """A whole mail below a sentence that breaks off is older mail, however its lines end."""
    mail = (
        "> Does it show the label\n> when you open it?\n>\n> > It burns all the night\n> > and the next day"
    )
    draft = _draft(f"You have to set the fan to `low` and copy the label from:\n\n{mail}", format="text")
    assert all("label\nwhen" not in text for text, _ in _told(draft))
