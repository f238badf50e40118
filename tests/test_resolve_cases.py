"""Short threads written by hand in each language, with negation, questions, conditions and irony."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kbminer.records import Post, Thread
from kbminer.resolve import ResolutionModel, read_signals

CASES = Path(__file__).parent / "resolve_cases"
ROWS = [
    pytest.param(language, *row, id=f"{language}-{number}")
    for language in ("de", "en", "es", "fr")
    for number, row in enumerate(yaml.safe_load((CASES / f"{language}.yaml").read_text("utf-8")))
]


def thread(question: str, answer: str, reply: str) -> Thread:
    """A question, an answer, and what the asker says then."""
    posts = (
        Post(id="1", author="ann", body=question),
        Post(id="2", author="bob", body=answer),
        Post(id="3", author="ann", body=reply),
    )
    return Thread(id="1", source="cases", title=question, posts=posts)


@pytest.mark.parametrize(("language", "expected", "question", "answer", "reply"), ROWS)
def test_asker_words_decide(language: str, expected: str, question: str, answer: str, reply: str) -> None:
    """The asker's last words make a thread solved or leave it open, whatever their tone."""
    signals = read_signals(thread(question, answer, reply))
    resolution = ResolutionModel.shipped().resolve(signals)
    assert signals.language == language
    assert resolution.probability is not None
    assert resolution.is_solved == (expected == "solved")


@pytest.mark.parametrize(("language", "expected", "question", "answer", "reply"), ROWS)
def test_solved_by_words_has_quoted_evidence(
    language: str, expected: str, question: str, answer: str, reply: str
) -> None:
    """Every evidence quote of a solved thread stands in the post that it names."""
    given = thread(question, answer, reply)
    resolution = ResolutionModel.shipped().resolve(read_signals(given))
    bodies = {post.id: post.body for post in given.posts}
    assert all(cue.quote in bodies[cue.post] for cue in resolution.evidence)
    if expected == "solved":
        assert any(cue.post == "3" for cue in resolution.evidence)


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_each_language_has_enough_cases(language: str) -> None:
    """German, French and Spanish are held to at least forty short threads each."""
    assert sum(row.values[0] == language for row in ROWS) >= 40
