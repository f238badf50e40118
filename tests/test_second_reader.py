"""A second reader decides what no rule can; what must stand letter by letter it can't let pass."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from model_recordings import asking_reader
from test_llm import DRAFT, GOOD, THREADS, Memory, article, sentence, texts_of

from kbminer.draft.author.writing import Written, write_articles
from kbminer.evaluate.rewritten_sentences import evaluate_readers, read_sentences
from kbminer.ingest import read
from kbminer.language_model import Answer, Asking, Inquiry, ModelFailed, numbered_verdicts
from kbminer.records import Post, Thread
from kbminer.redact.posts import read_post
from kbminer.verify import check_draft, support_of
from kbminer.verify.second_reader import KINDS, SentenceReading, second_readings

CASES = Path(__file__).parent / "verify_cases"
UNKNOWN = "Renew the outbox through the preferences to get going once more."
"""True of the post, and in words that the checker does not know: alone it refuses it."""


class Pair:
    """A writer and a reader in one: articles are as given, of sentences the named ones are not borne out."""

    def __init__(self, written: Mapping[str, Any], **refuses: str) -> None:
        self.written, self.refuses, self.asked = written, refuses, list[dict[str, Any]]()

    def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
        """Write where an article is asked for, else read."""
        shown = json.loads(data)
        self.asked.append(shown)
        if "sentences" not in shown:
            return Answer(json.dumps(self.written), 10)
        said = [
            {"number": each["number"], "difference": "as I see it", "kind": self._kind(each["text"])}
            for each in shown["sentences"]
        ]
        return Answer(json.dumps({"verdicts": said}), 10)

    def _kind(self, text: str) -> str:
        return next((kind for word, kind in self.refuses.items() if word in text), "borne out")


def _written(model: Pair, **more: Any) -> Written:
    asking = Asking(model=model, name="m", budget=10**6, wait=lambda _: None)
    return write_articles([DRAFT], THREADS, asking, **more)[0]


def test_a_second_reader_lets_pass_what_the_checker_alone_refuses() -> None:
    """It stands, marked with what was read, and passes every later check without a model."""
    told = article(sentence("Stop the server."), sentence(UNKNOWN))
    alone = Pair({**told, "resolution": told["resolution"]}, **{"": "no such kind"})
    assert UNKNOWN not in texts_of(_written(alone).draft)
    done = _written(Pair(told))
    [statement] = [s for section in done.draft.sections for s in section.statements if s.text == UNKNOWN]
    assert statement.second_reading
    assert statement.support
    assert check_draft(done.draft, THREADS) == ()


def test_what_was_read_again_is_no_longer_borne_out_when_its_post_is_edited() -> None:
    """The mark holds for the very words and posts that were read."""
    done = _written(Pair(article(sentence("Stop the server."), sentence(UNKNOWN))))
    thread = THREADS["f:1"]
    edited = replace(
        thread.posts[1], body=thread.posts[1].body.replace("rebuild the outbox", "leave the inbox")
    )
    now = {"f:1": replace(thread, posts=(thread.posts[0], edited))}
    reasons = [refusal.reason for refusal in check_draft(done.draft, now)]
    assert reasons
    changed = [
        replace(
            section,
            statements=tuple(replace(s, text=s.text.replace("Renew", "Burn")) for s in section.statements),
        )
        for section in done.draft.sections
    ]
    assert check_draft(replace(done.draft, sections=tuple(changed)), THREADS)


def test_what_a_second_reader_does_not_find_in_the_posts_does_not_stand() -> None:
    """Even where the checker alone would pass it; the kind of the distortion is told."""
    passing = "Rebuild the outbox in the settings."
    told = article(sentence(passing), sentence("Stop the server.", step=2))
    assert passing in texts_of(_written(Pair(told)).draft)
    done = _written(Pair(told, Rebuild="subject"))
    assert passing not in texts_of(done.draft)
    assert any("subject" in reason for reason in done.refused)


@pytest.mark.parametrize("sign", ["\x1b[31m", "\x9b", "\u202e", "\u200b", "\x00", "\U000e0041"])
def test_a_reader_s_reason_steers_no_terminal_and_turns_no_words_round(sign: str) -> None:
    """What a model says of a sentence is told to people, and is as clean as a forum's words."""
    reply = json.dumps({"verdicts": [{"number": 1, "difference": f"an{sign}other", "kind": "subject"}]})
    [(_, said)] = numbered_verdicts(reply)
    assert said["difference"] == "another"


@pytest.mark.parametrize(
    "text",
    [
        "Renew the outbox with `lumenote outbox --force`.",
        "Renew the outbox in version 4.2 through the preferences.",
        "Renew the outbox and mail ann.b@example.com.",
        "Renew the outbox, see https://example.org/outbox for more.",
        "Renew the outbox {evil()} through the preferences.",
        "Renew the outbox {{% evil %}} through the preferences.",
        "Renew the outbox ${evil} through the preferences.",
        "Renew the outbox <svg/onload=evil> through the preferences.",
        "Renew the outbox &lt;evil&gt; through the preferences.",
        "Renew the outbox [here](preferences) through the preferences.",
        "Renew the outbox data:evil through the preferences.",
        "Renew the outbox at evil.download through the preferences.",
        "Renew the outbox, @everyone, through the preferences.",
    ],
    ids=[
        *("command", "number", "private", "link"),
        *("braces", "shortcode", "variable", "tag", "entity", "local link", "scheme", "host", "mention"),
    ],
)
def test_no_reader_can_let_pass_what_must_stand_letter_by_letter(text: str) -> None:
    """Commands, numbers, links, what programs obey, what is private: refused before a reader is asked."""
    model = Pair(article(sentence("Stop the server."), sentence(text), sentence("That is all.")))
    assert text not in texts_of(_written(model).draft)
    assert text not in json.dumps([each.get("sentences") for each in model.asked])


@pytest.mark.parametrize(
    "text",
    [
        "The settings are described at https://lumenote.example/outbox, which `rebuild()` needs.",
        "See https://lumenote.example/outbox.",
    ],
)
def test_what_ends_a_sentence_is_no_part_of_its_address_and_a_call_names_its_function(text: str) -> None:
    """A comma or stop behind an address, and empty brackets for the arguments, are no other letters."""
    [asked] = THREADS.values()
    told = f"{asked.posts[1].body} See https://lumenote.example/outbox and call rebuild(outbox=True)."
    thread = replace(asked, posts=(asked.posts[0], replace(asked.posts[1], body=told)))
    asking = Asking(model=Pair(article(sentence(text))), name="m", budget=10**6)
    assert text in texts_of(write_articles([DRAFT], {thread.key: thread}, asking)[0].draft)


def test_a_reader_sees_the_sentences_with_their_posts_alone() -> None:
    """Neither the article nor who wrote it, no name, and posts only as data."""
    model = Pair(GOOD)
    _written(model)
    request = next(asked for asked in model.asked if "sentences" in asked)
    assert set(request) == {"questions", "posts", "sentences"}
    assert all(set(each) <= {"number", "text", "posts", "title"} for each in request["sentences"])
    assert "Ann" not in json.dumps(request)
    assert "example.com" not in json.dumps(request)


class Says:
    """Answers everything with one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
        """Give the text."""
        return Answer(self.text, 1)


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "[]",
        "[" * 9_999,
        '{"verdicts": "all fine"}',
        '{"verdicts": [{"number": 7, "kind": "borne out"}]}',
        '{"verdicts": [{"number": true, "kind": "borne out"}]}',
        '{"verdicts": [{"number": 1, "kind": "fine"}]}',
        '{"verdicts": [3, null]}',
    ],
)
def test_a_verdict_without_sense_is_none(text: str) -> None:
    """Whatever has another shape than was asked for decides nothing: then the checker decides alone."""
    reading = SentenceReading(text="Open it.", posts=(("f:1", "2", "Open it!"),), questions={"f:1": "How?"})
    asking = Asking(model=Says(text), name="m", budget=10**6)
    assert second_readings(asking, [[reading]]) == ((None,),)


def test_many_sentences_share_a_request_and_articles_do_not() -> None:
    """A request holds as many sentences as it may; what one article says never changes another's request."""
    one = SentenceReading(text="Open it.", posts=(("f:1", "2", "Open it!"),), questions={"f:1": "How?"})
    model = Pair({})
    said = second_readings(Asking(model=model, name="m", budget=10**6), [[one] * 30, [one], []])
    assert [len(each) for each in said] == [30, 1, 0]
    assert [len(request["sentences"]) for request in model.asked] == [30, 1]
    assert all(each is not None and each.bears_out for each in said[0])


def test_a_question_that_is_cited_is_shown_once() -> None:
    """Its text stands among the posts, and only its title among the questions."""
    reading = SentenceReading(
        text="It is dark.",
        posts=(("f:1", "1", "My lamp is dark."),),
        questions={"f:1": "Lamp\nMy lamp is dark."},
    )
    model = Pair({})
    second_readings(Asking(model=model, name="m", budget=10**6), [[reading]])
    [request] = model.asked
    assert request["questions"] == [{"thread": 1, "text": "Lamp"}]
    assert request["posts"][0]["text"] == "My lamp is dark."


class Meeting:
    """Answers when so many questions wait at once, and never else."""

    def __init__(self, size: int) -> None:
        self.all_here = threading.Barrier(size, timeout=20)

    def complete(self, instructions: str, data: str, schema: Mapping[str, Any]) -> Answer:
        """Wait for the others."""
        self.all_here.wait()
        if data == "bad":
            raise ModelFailed("no")
        return Answer(data, 1)


def test_questions_wait_for_their_answers_at_once_and_keep_their_order() -> None:
    """As many as the setting says; one that fails fails no other, and each answer is kept."""
    memory = Memory()
    asking = Asking(model=Meeting(4), name="m", budget=10**6, parallel=4, cache=memory)
    answers = asking.complete_all([Inquiry("", data, {}) for data in ("a", "bad", "c", "d")])
    assert [each if isinstance(each, str) else "failed" for each in answers] == ["a", "failed", "c", "d"]
    assert sorted(memory.kept.values()) == ["a", "c", "d"]
    assert (asking.spending.asked, asking.spending.failed) == (3, 1)


def test_questions_that_wait_are_reckoned_against_the_budget() -> None:
    """No more is asked at once than the budget would pay if all were answered."""
    asking = Asking(model=Says("x"), name="m", budget=5_000, parallel=8)
    answers = asking.complete_all([Inquiry("", str(n), {}) for n in range(8)])
    assert sum(isinstance(each, str) for each in answers) > 0
    assert asking.spending.tokens <= 5_000


@pytest.fixture(scope="module")
def forum(example_forum: Path) -> dict[str, Thread]:
    """The example forum by ids."""
    return {item.id: item for item in read(example_forum) if isinstance(item, Thread)}


def test_with_a_recorded_reader_the_sentences_kept_aside_are_told_apart(forum: dict[str, Thread]) -> None:
    """Of what was written before anybody saw what is refused: .97 refused and .85 passed by both."""
    cases = [
        case
        for name, language in (("english_aside", "en"), ("french_aside", "fr"))
        for case in read_sentences(CASES / f"{name}.txt", language)
    ]
    found = evaluate_readers(cases, forum, asking_reader())
    assert found.unread == 0
    assert found.both.refused >= 0.97
    assert found.both.passed() >= 0.85
    assert found.checker.passed() < found.both.passed()
    assert "checker" in str(found)
    assert set(found.as_dict()) == {"checker", "reader", "both", "unread"}
    assert set(KINDS) > {"negation", "number", "condition", "order", "subject", "invented", "contradiction"}


@pytest.mark.parametrize(
    ("text", "is_borne_out"),
    [
        ("The lamp takes up to 12 bulbs, and the hub 3.", True),
        ("The lamp takes up to 15 bulbs.", False),
        ("The bits of the drill last for years.", True),
        ("The Lumen2 lamp takes up to 12 bulbs.", True),
        ("The MOF0001 lamp takes up to 12 bulbs.", True),
        ("The MOF0002 lamp takes up to 12 bulbs.", False),
        ("The `hub` of the lamp takes 3 bulbs.", True),
        ("In Lumen 360 the lamp takes up to 12 bulbs.", True),
        ("The two takers of bulbs, e.g. the lamp, last for years.", True),
        ("The lamp takes up to 2 bulbs.", False),
        ("In the app Bulblight the lamp takes up to 12 bulbs.", False),
        ("In Lumen 370 the lamp takes up to 12 bulbs.", False),
    ],
)
def test_figures_of_two_clauses_may_stand_in_one_that_was_read_again(text: str, is_borne_out: bool) -> None:
    """A figure must stand in the post beside what it is about; a digit of a product's name is no figure."""
    body = "It has 3 bulbs in the hub, and you could go up to 12 bulbs of the lamp. They last for years."
    post = read_post(Post(id="2", body=body), ())
    asked = "Which drill bits fit the Lumen2 lamp of lumen 360 (MOF0001)?"
    assert (support_of(text, [post], asked, "en", is_read_again=True).reason is None) is is_borne_out


def test_what_programs_obey_may_stand_where_a_post_has_it() -> None:
    """A template that the post shows is told letter by letter, whatever emphasis or bracket is around it."""
    [asked] = THREADS.values()
    told = (
        f"{asked.posts[1].body}\n\nPut {{{{ site.title }}}} into the head of $\\\\{{x\\_1\\\\}}$ (see fit())."
    )
    thread = replace(asked, posts=(asked.posts[0], replace(asked.posts[1], body=told, format="markdown")))
    text = "Put {{ site.title }} into the **head** (of $\\\\{x\\_1\\\\}$), see fit()."
    asking = Asking(model=Pair(article(sentence(text))), name="m", budget=10**6)
    assert text in texts_of(write_articles([DRAFT], {"f:1": thread}, asking)[0].draft)


@pytest.mark.parametrize(
    ("text", "is_borne_out"),
    [
        (r"The circuit is applied to $x$.", True),
        (r"The lamp gives $a \oplus f(x)$.", True),
        (r"The circuit is applied to $y$.", False),
        (r"The lamp gives $a \oplus g(x)$.", False),
        ("Start the hub again with `lamp hub up -d`.", True),
        ("Version 3.1.2 of the lamp does not know the flag.", True),
        ("Version 3.1.3 of the lamp does not know the flag.", False),
    ],
)
def test_pieces_of_what_stands_in_a_post_may_be_told(text: str, is_borne_out: bool) -> None:
    """A piece of a formula, a command out of a longer line, a version that is the whole of a short reply."""
    bodies = [
        r"The circuit of the lamp is $$F\colon \left|x\right> \mapsto \left|a \oplus f(x)\right>$$ as told.",
        "It is updated by lamp hub pull && lamp hub up -d from here.",
        "The lamp does not know the flag of 2023. Then do up -d with the hub again.",
        "3.1.2",
    ]
    posts = [read_post(Post(id=str(n), body=body), ()) for n, body in enumerate(bodies, start=2)]
    assert (support_of(text, posts, "", "en", is_read_again=True).reason is None) is is_borne_out


def test_a_line_that_leads_to_a_list_says_nothing_and_stands_where_it_was_read_again() -> None:
    """ "Other ways are:" above ways; without a list behind it, and without a reader, it says nothing."""
    post = read_post(Post(id="2", body="You can press the knob of the lamp, or turn it."), ())
    refused = "says nothing that a post could bear out"
    assert support_of("Other ways are:", [post], "", "en", is_read_again=True).reason is None
    assert support_of("Other ways are.", [post], "", "en", is_read_again=True).reason == refused
    assert support_of("Other ways are:", [post], "", "en").reason == refused
