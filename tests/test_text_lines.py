"""A post's lines and edges: wrapped lines go on, greetings and farewells are no part of what is said."""

from __future__ import annotations

import time

import pytest
from doubling import steep

from kbminer.languages import codes, words
from kbminer.records import BodyFormat
from kbminer.text.courtesies import without_courtesies
from kbminer.text.post_text import PostText
from kbminer.text.to_markdown import to_markdown

WRAPPED = (
    "The lamp in the corner of the room flickers each time that I switch on\n"
    "the other one, which stands on the shelf above the window. I have\n"
    "changed both of the bulbs and looked at all the cables that I could find\n"
    "behind the shelf."
)


def said(markdown: str) -> list[str]:
    """The sentences of a post."""
    return [segment.text for segment in PostText(markdown=markdown).segments if segment.kind == "sentence"]


def test_lines_that_a_mail_program_broke_are_one_paragraph() -> None:
    """Each break stands where the next word did not fit, so that no sentence ends there."""
    assert said(WRAPPED) == [
        "The lamp in the corner of the room flickers each time that I switch on the other one, "
        "which stands on the shelf above the window.",
        "I have changed both of the bulbs and looked at all the cables that I could find behind the shelf.",
    ]


def test_a_short_paragraph_goes_on_as_the_long_ones_of_its_post_do() -> None:
    """The width is the post's: two lines alone would not show it."""
    short = "Now I wonder whether the dimmer that I bought with it last summer in\nBerlin is to blame."
    assert said(f"{WRAPPED}\n\n{short}")[-1] == short.replace("\n", " ")


def test_a_break_that_somebody_typed_amid_wrapped_lines_stays() -> None:
    """A line that ends early ends its sentence, full stop or not."""
    typed = WRAPPED.replace("window. I have\n", "window\nI have\n")
    assert said(typed)[0].endswith("above the window")


@pytest.mark.parametrize(
    "lines",
    [
        ["Open the lid", "Take out the bulb", "Clean it", "Put it back"],
        ["Firmware of the lamp: 1.2", "Firmware of the dimmer: 3.4.1", "Bulb: red", "Shelf: upper"],
        [
            "The lamp which stands on the shelf hums a little in the evening.",
            "It does not hum in the morning.",
        ],
    ],
)
def test_lines_of_a_list_stay_lines(lines: list[str]) -> None:
    """Breaks that stand anywhere are somebody's own."""
    assert said("\n".join(lines)) == lines


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Open the lid. Thanks, Ann", ["Open the lid."]),
        ("Is it the dimmer?Thanks,Ann", ["Is it the dimmer?"]),
        ("Click save and close Thanks", ["Click save and close"]),
        ("You can set it to 3, thanks in advance!", ["You can set it to 3"]),
        ("Open the lid.\n\nCheers -- Ann", ["Open the lid."]),
        ("Open the lid.\n\nHTH", ["Open the lid."]),
        ("Open the lid.  thanks for helping out.", ["Open the lid."]),
        ("Open the lid. Hope this helps!", ["Open the lid."]),
        ("Open the lid.\n\nBest,\nann", ["Open the lid."]),
        ("Open the lid. Kind regards, Ann Lee", ["Open the lid."]),
        ("Hi ann, open the lid.", ["open the lid."]),
        ("Hello all, open the lid.", ["open the lid."]),
        ("Bonjour à tous, ouvrez le capot. Cordialement, Anne", ["ouvrez le capot."]),
        ("Hallo zusammen, der Deckel ist zu. Viele Grüße, Anna", ["der Deckel ist zu."]),
        ("Hola a todos, abre la tapa. Un saludo", ["abre la tapa."]),
        ("Open it.\n\nLast edited by Ann on Mon May 4, 2020 9:12 am; edited 2 times in total", ["Open it."]),
        (
            "Öffne ihn.\n\nZuletzt geändert von Ann am Mo Mai 04, 2020 09:12, insgesamt 2-mal geändert.",
            ["Öffne ihn."],
        ),
        ("The file was last edited by root in May.", ["The file was last edited by root in May."]),
    ],
)
def test_greetings_and_farewells_are_cut_wherever_they_stand(written: str, left: list[str]) -> None:
    """In a line of their own, glued or behind a comma, in the languages that have a file."""
    assert said(written) == left


@pytest.mark.parametrize(
    "sentence",
    [
        "Best practice is to wait.",
        "Best Practices",
        "Thanks for setting the flag that made it work.",
        "Run the Hello World first.",
        "Use the Cheers Button of the panel.",
        "Set the field Subject: Thanks",
        "Run it with --force -- Lamp",
        "Regards come from the field below the text.",
    ],
)
def test_words_of_courtesy_that_say_something_stay(sentence: str) -> None:
    """A label, a sentence or an option is no farewell."""
    assert said(sentence) == [sentence]


@pytest.mark.parametrize("code", codes())
def test_each_language_takes_leave_in_its_own_words(code: str) -> None:
    """Every language that has a file knows how a post ends."""
    assert words("courtesies.farewells", code)
    assert words("courtesies.addressed", code)


def test_a_farewell_without_end_takes_no_time() -> None:
    """However long a line of thanks is, only its end is looked at."""
    began = time.process_time()
    without_courtesies("thanks, " * 100_000, opens=True, ends=True)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("body", "format", "read"),
    [
        ("<p>Base &amp;amp; bulb don&amp;#39;t fit</p>", "html", "Base & bulb don't fit"),
        ("R&amp;D says &quot;no more&quot;", "text", 'R&D says "no more"'),
        ("<p>Press &amp;lt;Enter&amp;gt; now</p>", "html", "Press \\<Enter> now"),
        ("Write `&amp;` there", "markdown", "Write `&amp;` there"),
        ("```\na&amp;b &quot;c d&quot;\n```", "markdown", "```\na&amp;b &quot;c d&quot;\n```"),
    ],
)
def test_escapes_that_were_applied_twice_are_undone(body: str, format: BodyFormat, read: str) -> None:
    """Once or twice, in words alone; code keeps every sign."""
    assert to_markdown(body, format) == read


@pytest.mark.parametrize(
    "tag",
    [
        '[quote="Ann Lee, post:1, topic:2"]',
        "[quote=Ann Lee]",
        '[quote name="Ann Lee" post="7"]',
        "[QUOTE=“Ann Lee”]",
    ],
)
def test_a_leaked_quotation_goes_on_to_its_closing_tag(tag: str) -> None:
    """All of its paragraphs are another's words; what stands around them is the author's."""
    post = PostText(markdown=to_markdown(f"Yes.{tag}It hums.\n\nAnd it is hot.[/quote]Open the lid.", "text"))
    assert [(block.kind, block.author) for block in post.blocks] == [
        ("paragraph", None),
        ("quote", "Ann Lee"),
        ("paragraph", None),
    ]
    assert post.blocks[1].text == "It hums.\n\nAnd it is hot."
    assert post.own_words.names == ("Ann Lee",)


def test_quotations_in_quotations_and_broken_tags_lose_no_word() -> None:
    """An inner quotation stays inside, and a tag that is never closed is left where it stands."""
    nested = to_markdown("[quote=A][quote=B]in[/quote]out[/quote]mine", "text")
    assert said(nested) == ["mine"]
    assert to_markdown("[quote]never closed, and `[/quote]` in code", "text").startswith(
        "[quote]never closed"
    )


def test_a_quoted_line_that_a_mail_program_broke_stays_quoted() -> None:
    """Its rest, without a sign of its own between quoted lines, is no word of the author's."""
    mail = (
        "> The lamp in the corner of the room flickers each time that I switch on the\n"
        "other one\n"
        "> and hums.\n"
        "Open the lid."
    )
    assert said(mail) == ["Open the lid."]
    full = "> Is the lid of the lamp in the corner of the room open now that you ask?"
    answered = f"{full}\nYes.\n> And the base?\nNo."
    assert said(answered) == ["Yes.", "No."]


@pytest.mark.parametrize(
    "piece",
    ["[quote]", "[/quote]", "[quote]x[/quote]", "&amp;", "a&amp;b ", "> a\n", "[quote=", "[quote] [/"],
)
def test_hostile_markup_takes_time_that_grows_with_its_length_alone(piece: str) -> None:
    """However often a tag or an escape stands in a post."""

    def read(text: str) -> None:
        _ = PostText(markdown=to_markdown(text, "text")).blocks

    assert steep(read, lambda size: piece * (size // len(piece)), size=50_000) is None
