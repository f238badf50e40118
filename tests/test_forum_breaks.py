"""Lost line breaks: sentences, names and lists that run together come apart; code and names stay whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from doubling import steep

from kbminer import mine
from kbminer.forum import learn_facts, mended
from kbminer.records import BodyFormat, Post, Thread
from kbminer.store import Store
from kbminer.testing import WordEmbedder

TODAY = date(2026, 3, 1)
# Posts as a forum writes them that lost its line breaks: what is learned is learned from such.
LOSSY = (
    "The lamp flickers since the update.I have changed the bulb.The switch is fine.",
    "When I press the switch I get this messageThe lamp is not connected. What can I do?",
    "I bought two lamps and one has a faultI would like to return it. Please tell me how.",
    "You can find the serial number under the baseIf it is worn off then ask the shop.",
    "This is what we did with the dimmerWe opened it and saw nothing.",
    "I opened the base. I saw two cables. We cut one. We left one. If it hums then wait. If not, call us.",
    "The message is gone. The dimmer works. Use the dimmer. The fault was mine. What a fault. What now?",
    "What is the base made of? We asked the shop. The base has a fault. The message says so.",
)
WELL_KEPT = (
    "The lamp flickers since the update.\nI have changed the bulb. The switch is fine.",
    "I bought two lamps. One has a fault.\n\nI would like to return it.",
    "Use `lampControl` here. The lampControl of the base is new.\nThe setting is in config.Json now.",
)


def read(
    *bodies: str, among: tuple[str, ...] = LOSSY, format: BodyFormat = "text", author: str = ""
) -> list[str]:
    """Bodies as they come back from a forum with these other posts."""
    others = [_thread(f"o{n}", body, format) for n, body in enumerate(among)]
    own = [_thread(f"p{n}", body, format, author) for n, body in enumerate(bodies)]
    facts = learn_facts([*others, *own], today=TODAY)
    return [mended(thread, facts).posts[0].body for thread in own]


def _thread(id: str, body: str, format: BodyFormat, author: str = "") -> Thread:
    return Thread(
        id=id,
        source="lamps",
        title="A lamp",
        posts=(Post(id="1", author=author or None, body=body, format=format),),
    )


@pytest.mark.parametrize(
    ("body", "restored"),
    [
        ("It works now.The bulb was loose.", "It works now.\nThe bulb was loose."),
        ("I did this:The lamp was off.", "I did this:\nThe lamp was off."),
        ("Is it the dimmer?Please tell me.", "Is it the dimmer?\nPlease tell me."),
        (
            "There is an old dimmerIf you have one, say so.",
            "There is an old dimmer\nIf you have one, say so.",
        ),
        ("It says (see the message)The lamp is off.", "It says (see the message)\nThe lamp is off."),
        ("Hello Ada,I have the same fault.", "Hello Ada,\nI have the same fault."),
        ("Is it the dimmer?Thanks,Ada", "Is it the dimmer?\nThanks,\nAda"),
        ("Do this: 1.Open the base2.Cut the cable", "Do this: \n1. Open the base\n2. Cut the cable"),
        ("Step 1: open the baseStep 2: cut the cable", "Step 1: open the base\nStep 2: cut the cable"),
        ("You need: • a bulb• a cable", "You need: \n• a bulb\n• a cable"),
    ],
)
def test_what_ran_together_comes_apart(body: str, restored: str) -> None:
    """Where a source lost line breaks, a sentence, a list and a step begin a line of their own again."""
    assert read(body) == [restored]


@pytest.mark.parametrize(
    "body",
    [
        "Set it in config.Json and restart.",
        "Call System.Out and then lamp.Switch to see it.",
        "It runs on Node.Js in the base.",
        "Some lamps, e.g.This one, hum.",
        "Ask at Lamps.Example.Org or lamps.example.org for one.",
        "See https://lamps.example.org/Base.Aspx?The=1 for more.",
        "The signHere tab and the recipientId field are empty.",
        "Take the relevant part of HelloWorld",
        "Use version 1.Beta with 2.0.Final of the firmware.",
        "Open fig1.Lid fig2.Base fig3.Cable of the plan.",
        "It is in fig 1. Then look at fig 2. However it hums.",
        "### 1. Lamps\n\nred\n\n### 2. Bases",
        "There are two kinds: 1) red ones and 2) green ones.",
        "lamp.on = true; if (base.isOpen) { lamp.Off(); } else.The",
        "`the base.The lamp`",
        "```\nthe base.The lamp is on\n```",
    ],
)
def test_code_and_names_stay_as_they_are(body: str) -> None:
    """No file, identifier, address, version or list within a sentence is cut, even where breaks are lost."""
    assert read(body) == [body]


def test_what_code_holds_elsewhere_is_a_name() -> None:
    """A form that stands in somebody's code is not cut in another's words."""
    code = "```\nbase.The(1)\nbase.The\n```"
    assert read("Look at base.The for more.", among=(*LOSSY, code)) == ["Look at base.The for more."]


def test_a_source_that_keeps_its_line_breaks_gets_spaces_and_no_word_is_cut() -> None:
    """Somebody typed no space: the sentences come apart, and a capital inside a word is left alone."""
    bodies = ("It works now.The bulb was loose.", "I saw the baseIf you have one, say so.")
    assert read(*bodies, among=WELL_KEPT) == ["It works now. The bulb was loose.", bodies[1]]


def test_a_name_glued_to_a_closing_word_is_set_apart() -> None:
    """At the end of a line anybody's, elsewhere the name of somebody in the thread."""
    assert read("It hums. ThanksAda") == ["It hums. Thanks\nAda"]
    assert read("It hums. RegardsBert and so on.", author="Bert Lamb") == [
        "It hums. Regards\nBert and so on."
    ]


def test_html_gets_its_breaks_between_the_tags() -> None:
    """The break is a tag there, and code between tags is not looked at."""
    body = "<p>It works now.The bulb was loose.</p><pre>a.The b</pre><code>it.The b</code>"
    assert read(body, format="html") == [body.replace("now.The", "now.<br>The")]


def test_other_languages_come_apart_by_their_own_words() -> None:
    """French and German sentences begin with their own commonest words."""
    assert read("La lampe est cassée.Je ne sais pas.", "Die Lampe summt.Das ist neu.", among=WELL_KEPT) == [
        "La lampe est cassée. Je ne sais pas.",
        "Die Lampe summt. Das ist neu.",
    ]


def test_mending_twice_changes_nothing_more() -> None:
    """What was restored holds no place to restore."""
    once = read("It works now.The bulb was loose. Do this: 1.Open the base2.Cut the cable")
    assert read(*once) == once


@pytest.mark.parametrize(
    "piece",
    [
        "1.A 2.B ",
        "word.The next ",
        "<aaaa",
        "•a",
        "\n \n",
        "`",
        "Step 1:a",
        "aB",
        ". ",
        "Aa" * 50,
        "x" * 50 + ")",
    ],
)
def test_a_hostile_post_takes_time_that_grows_with_its_length_alone(piece: str) -> None:
    """A post of twice the length takes about twice as long, however often a sign stands in it."""

    def learn(body: str) -> None:
        learn_facts([_thread("1", body, format) for format in ("html", "text")], today=TODAY)

    assert steep(learn, lambda size: piece * (size // len(piece)), size=50_000) is None


def test_a_thread_in_two_languages_comes_apart_in_both() -> None:
    """Each sentence begins with a word of its own language."""
    body = "La lampe est cassée.Je ne sais pas. The base is hot.It hums."
    assert read(body) == ["La lampe est cassée.\nJe ne sais pas. The base is hot.\nIt hums."]


def test_a_thread_called_help_is_read_like_any_other(tmp_path: Path) -> None:
    """Titles that say nothing, in two languages, spoil neither the thread nor the run."""
    posts = (
        Post(id="1", author="Ada", body="It hums.What can I do?"),
        Post(id="2", author="Bo", body="Wait.Merci"),
    )
    threads = [
        Thread(id=str(n), source="lamps", title=title, posts=posts)
        for n, title in enumerate(["Help", "Aide", "?", ""])
    ]
    store = Store(f"sqlite:///{tmp_path / 'lamps.db'}")
    store.ingest(threads)
    found = mine(store=store, embedder=WordEmbedder())
    assert len(found.threads) == 4
    assert all("hums. What" in question.text for question in found.questions)
