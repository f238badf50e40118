"""Sentences in other words: what distorts a post is refused, what only words it anew passes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kbminer.evaluate.rewritten_sentences import LabelledSentence, evaluate_sentences, read_sentences
from kbminer.ingest import read
from kbminer.records import Citation, Post, Statement, Thread
from kbminer.redact.posts import read_post
from kbminer.verify import refusal_of, support_of
from kbminer.verify.clauses import clauses_of
from kbminer.verify.shown_post import dates_of
from kbminer.verify.word_likeness import stands_for

CASES = Path(__file__).parent / "verify_cases"
LAMP = Thread(
    id="1",
    source="demo",
    title="Lamp stays dark",
    posts=(
        Post(id="1", body="My Lumo 3 lamp stays dark since yesterday."),
        Post(
            id="2",
            body="If the battery is older than 2 years, replace it. Then hold the button for 10 seconds, and "
            "the lamp resets itself. Never open the lid while the lamp is charging. "
            "I think the app shows the age.",
        ),
        Post(id="3", body="Press the red button instead of the green one, then run `lumo sync --all`."),
    ),
)


def _cases(*, is_aside: bool) -> list[LabelledSentence]:
    files = [file for file in sorted(CASES.glob("*.txt")) if ("aside" in file.name) == is_aside]
    languages = ["fr" if file.name.startswith("french") else "en" for file in files]
    pairs = zip(files, languages, strict=True)
    return [case for file, language in pairs for case in read_sentences(file, language)]


@pytest.fixture(scope="module")
def labelled() -> list[LabelledSentence]:
    """All labelled sentences for tuning."""
    return _cases(is_aside=False)


@pytest.fixture(scope="module")
def forum(example_forum: Path) -> dict[str, Thread]:
    """The example forum by ids."""
    return {item.id: item for item in read(example_forum) if isinstance(item, Thread)}


def _reason(text: str, number: int = 2, language: str | None = "en") -> str | None:
    posts = [read_post(LAMP.posts[number - 1], ())]
    return support_of(text, posts, f"{LAMP.title}\n{LAMP.posts[0].body}", language).reason


def test_the_labelled_set_is_large_and_in_two_languages(labelled: list[LabelledSentence]) -> None:
    """At least 500 sentences, rewrites and nine kinds of distortion, in English and French."""
    aside = _cases(is_aside=True)
    assert len(labelled) >= 500
    assert len(aside) >= 200
    assert len([case for case in labelled if case.language == "fr"]) >= 100
    assert {case.kind for case in labelled} == {case.kind for case in aside} == {
        "rewrite", "negation", "number", "unit", "hedge", "condition", "order", "subject", "invented",
        "contradiction",
    }  # fmt: skip


def test_distortions_are_refused_and_rewrites_pass(
    labelled: list[LabelledSentence], forum: dict[str, Thread]
) -> None:
    """On the sentences for tuning no more distortions pass, nor fewer rewrites, than was measured."""
    found = evaluate_sentences(labelled, forum)
    assert found.refused >= 0.92
    assert found.passed() >= 0.81
    for kind in ("number", "unit"):
        assert found.passed(kind) == 0, kind


@pytest.mark.parametrize(
    "text",
    [
        "Replace the battery if it is older than 2 years.",
        "Hold the button for 10 seconds; the lamp then resets itself.",
        "Do not open the lid while the lamp is charging.",
        "The app probably shows the age.",
    ],
)
def test_what_says_the_same_passes(text: str) -> None:
    """An imperative, another order of words and another hedge change nothing."""
    assert _reason(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Replace the battery.", "condition"),
        ("If the battery is older than 3 years, replace it.", "number"),
        ("Hold the button for 10 minutes, and the lamp resets itself.", "unit"),
        ("Open the lid while the lamp is charging.", "opposite"),
        ("The app shows the age.", "surer"),
        ("If the cable is older than 2 years, replace it.", "more"),
        ("Hold the button for 10 seconds and install the update.", "more"),
        ("Set `lumo_reset` and hold the button for 10 seconds.", "code"),
    ],
)
def test_what_says_something_else_is_refused_with_its_reason(text: str, reason: str) -> None:
    """A condition, a figure, a unit, a denial, a doubt, a subject or a step that differs is named."""
    assert reason in (_reason(text) or "")


def test_the_order_of_steps_and_what_stands_for_what_are_kept() -> None:
    """Steps the other way round are refused, and so is what was to be used instead."""
    assert _reason("Press the red button instead of the green one.", 3) is None
    assert _reason("First press the red button, then run `lumo sync --all`.", 3) is None
    assert "order" in (_reason("Run `lumo sync --all` before you press the red button.", 3) or "")
    assert _reason("Press the green button instead of the red one.", 3)


def test_a_sentence_may_say_when_its_post_was_written() -> None:
    """The month and year of the post stand for "today"; those of another day are invented."""
    dates = dates_of([Post(id="2", body="", created_at=datetime(2011, 7, 4, tzinfo=UTC))])
    told = [read_post(Post(id="2", body="There is no lid that fits the lamp."), ())]
    said = (
        "In July 2011 there was no lid that fits the lamp.",
        "In May 2011 there was no lid that fits the lamp.",
    )
    when = [support_of(text, told, is_read_again=True, dates=dates).reason for text in said]
    assert when[0] is None
    assert "May" in (when[1] or "")


def test_in_a_language_without_its_words_only_quotations_stand() -> None:
    """Where the language file can't tell a condition from a step, no other wording is believed."""
    assert "can't be checked" in (_reason("Hold the button for 10 seconds.", language="th") or "")
    assert "can't be checked" in (_reason("Hold the button for 10 seconds.", language=None) or "")


def test_a_sentence_in_other_words_is_checked_where_drafts_are() -> None:
    """The checker takes a rephrased sentence for what it is; the same words as a quotation are refused."""
    cited = (Citation(thread=LAMP.key, post="2"),)
    text = "Replace the battery if it is older than 2 years."
    threads = {LAMP.key: LAMP}
    quoted = Statement(text=text, citations=cited)
    told = Statement(text=text, citations=cited, wording="rephrased")
    worse = Statement(text="Replace the battery.", citations=cited, wording="rephrased")
    assert "does not contain" in (refusal_of(quoted, threads, (), "en") or "")
    assert refusal_of(told, threads, (), "en") is None
    assert refusal_of(worse, threads, (), "en") == "leaves out a condition"
    many = Statement(text=text, citations=cited * 3, wording="merged")
    assert "is told from 3 posts" in (refusal_of(many, threads, (), "en") or "")
    assert "not there" in (
        refusal_of(
            Statement(text=text, citations=(Citation(thread=LAMP.key, post="9"),), wording="rephrased"),
            threads,
            (),
            "en",
        )
        or ""
    )


def test_clauses_and_forms_are_known_in_french() -> None:
    """French joins, denials and forms of words are read by French words."""
    denied = clauses_of("Ne redémarrez pas le serveur si la base est ouverte.", "fr")
    assert [clause.denials for clause in denied] == [1, 0]
    assert [clause.conditional for clause in denied] == [False, True]
    assert stands_for("reconstruite", "reconstruire", "fr")
