"""What a night carries on from the one before: the model, and which texts hold nothing private."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kbminer.pipeline.fitted_model import fitted_model
from kbminer.records import Cue
from kbminer.redact.clean_texts import CleanTexts
from kbminer.redact.gate import released
from kbminer.resolve import PostSignals, Signals
from kbminer.resolve.model import ResolutionModel


def thread(number: int, *, marked: bool) -> Signals:
    """A thread with one answer, which the forum marks or not."""
    posts = (
        PostSignals(id="1", author=f"a{number}", asker=True, at=1.7e9 + number, words=20, questions=1),
        PostSignals(id="2", author="moss", at=1.7e9 + number + 60, words=30, accepted=marked or None),
    )
    return Signals(thread=f"f:{number}", posts=posts, category=None)


def forum(threads: int) -> list[Signals]:
    """Threads of which two in three are marked."""
    return [thread(number, marked=number % 3 > 0) for number in range(threads)]


def test_a_model_is_fitted_anew_once_the_forum_has_grown() -> None:
    """A few threads more keep it, so that no old thread is read otherwise; a tenth more does not."""
    model, kept = fitted_model(forum(150), None, code="1")
    same, again = fitted_model(forum(155), kept, code="1")
    assert (same, again) == (model, kept)
    assert same.resolve_all(forum(150)) == model.resolve_all(forum(150))
    assert fitted_model(forum(200), kept, code="1")[1] != kept
    assert fitted_model(forum(150), kept, code="2")[1] != kept


def test_a_damaged_model_is_fitted_again() -> None:
    """What was kept is worth a fit, not a run."""
    model, kept = fitted_model(forum(150), None, code="1")
    assert fitted_model(forum(150), b"noise" + kept, code="1")[0] == model
    assert fitted_model(forum(30), None, code="1")[0] == ResolutionModel.shipped()


QUOTE = "Thanks Anna, write to kim@example.org about the map of Ben."


@pytest.mark.parametrize("names", [(), ("Ben",)])
def test_texts_known_as_clean_change_nothing_that_leaves(names: tuple[str, ...]) -> None:
    """With or without what an earlier run knew, the same words leave."""
    cues = tuple(
        Cue(kind="thanks", quote=quote, post="1") for quote in (QUOTE, "The map is grey.", "Ben drew it.")
    )
    first = CleanTexts()
    fresh = released(cues, names=names, clean=first)
    second = CleanTexts(first.to_bytes())
    assert released(cues, names=names, clean=second) == fresh == released(cues, names=names)
    assert second.to_bytes() == first.to_bytes()


def test_a_text_is_clean_for_the_names_it_was_read_for_alone() -> None:
    """Where somebody joins the thread, its texts are read again."""
    cue = Cue(kind="thanks", quote="Ben drew it.", post="1")
    known = CleanTexts()
    assert released(cue, clean=known) == cue
    assert (
        released(replace(cue), names=("Ben",), clean=CleanTexts(known.to_bytes())).quote == "⟨name⟩ drew it."
    )
