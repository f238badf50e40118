"""A draft as Markdown: what people and site generators read."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from draft_threads import OTHER, PRINTER, drafted, guessed, post, solved, thread
from markdown_it import MarkdownIt

from kbminer.publish.draft_markdown import render_markdown
from kbminer.publish.html_body import body
from kbminer.publish.html_text import Html
from kbminer.records import Citation, Draft, Section, Statement

GOLDEN = Path(__file__).with_name("golden")
FENCES = thread(
    "61",
    "Wie bekomme ich <b>fette</b> Zeilen?",
    "Hallo zusammen,\n\nich bekomme keine fetten Zeilen in Version 2.1.\n\nDanke!",
    post(
        2,
        "Du musst die Zeile so schreiben:\n\n````\n```\n<b>fett</b>\n```\n````\n\n"
        "Danach lade die Seite mit `Strg+R` neu.",
    ),
)


def _golden_drafts() -> dict[str, Draft]:
    return {
        "draft_printer.md": drafted((PRINTER, solved(PRINTER, "2")), (OTHER, guessed(OTHER, "2", 0.8))),
        "draft_zeilen.md": drafted((FENCES, solved(FENCES, "2")), language="de"),
    }


@pytest.mark.parametrize("name", sorted(_golden_drafts()))
def test_what_people_read_is_as_agreed(name: str) -> None:
    """A rendered draft is the golden file, byte for byte."""
    assert render_markdown(_golden_drafts()[name]) == (GOLDEN / name).read_text(encoding="utf-8")


def test_front_matter_is_yaml_and_says_draft() -> None:
    """The head is YAML, and the page stays a draft wherever it is put."""
    head = render_markdown(_golden_drafts()["draft_printer.md"]).split("---\n")[1]
    told = yaml.safe_load(head)
    assert told["draft"] is True
    assert told["title"] == "Printer stays offline after update"
    assert told["threads"] == ["demo:11", "demo:12"]


def test_every_sentence_and_code_block_has_its_footnote() -> None:
    """Each footnote that is used is written, and no name stands there."""
    text = render_markdown(_golden_drafts()["draft_printer.md"])
    used = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert used == set(re.findall(r"^\[\^(\d+)\]:", text, re.M))
    assert "hana" not in text.lower()


def test_code_is_cited_by_the_sentence_that_leads_to_it() -> None:
    """Under code stands no footnote that the sentence before it has; other code keeps its own."""
    one, two = (Citation(thread="demo:11", post=post) for post in ("1", "2"))
    said = [
        Statement(text="Run this:", citations=(one,)),
        Statement(text="lamp --reset", kind="code", citations=(one,)),
        Statement(text="lamp --check", kind="code", citations=(two,)),
    ]
    draft = replace(
        _golden_drafts()["draft_printer.md"], sections=(Section(name="resolution", statements=tuple(said)),)
    )
    lines = [line for line in render_markdown(draft).split("\n") if re.fullmatch(r"(?:\[\^\d+\])+", line)]
    assert lines == ["[^2]"]


def test_code_survives_its_own_fences() -> None:
    """A code block that holds fences comes back byte for byte."""
    text = render_markdown(_golden_drafts()["draft_zeilen.md"])
    shown = [token.content for token in MarkdownIt().parse(text) if token.type in ("code_block", "fence")]
    assert "```\n<b>fett</b>\n```\n" in shown


def test_tags_in_words_are_shown_not_obeyed() -> None:
    """HTML in a title reaches the page as text."""
    text = render_markdown(_golden_drafts()["draft_zeilen.md"]).split("---\n", 2)[2]
    assert "&lt;b>" in text.split("\n\n")[1] or "<b>" not in text.split("```")[0]


def test_a_link_that_is_no_web_address_is_no_link() -> None:
    """A citation's address becomes a link only if it is http or https."""
    draft = drafted((PRINTER, solved(PRINTER, "2")))
    sections = tuple(
        replace(
            section,
            statements=tuple(
                replace(s, citations=tuple(replace(c, url="javascript:alert(1)") for c in s.citations))
                for s in section.statements
            ),
        )
        for section in draft.sections
    )
    assert "javascript" not in render_markdown(replace(draft, sections=sections))


def test_pages_set_sentences_as_markdown_does() -> None:
    """A page begins sentences with a capital, and a paragraph after one that ends without a mark."""
    one = thread(
        "9", "Tray", "the tray is locked.", post(2, "open the lid of the tray\n\nthen press the button.")
    )
    draft = drafted((one, solved(one, "2")))
    page = body(draft, Html)
    assert "<p>Open the lid of the tray<sup>" in page
    assert "<p>Then press the button." in page


def test_paragraphs_of_a_post_stay_paragraphs() -> None:
    """What a post parts is parted in the article; what it says in one breath stays together."""
    one = thread(
        "10",
        "Tray",
        "The tray is locked.",
        post(2, "Open the lid of the tray. Close it again.\n\nThe light of the tray then turns green."),
    )
    page = render_markdown(drafted((one, solved(one, "2"))))
    assert (
        "Open the lid of the tray.[^2] Close it again.[^2]\n\nThe light of the tray then turns green.[^2]"
        in page
    )
