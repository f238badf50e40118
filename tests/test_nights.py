"""What a night carries on from the one before: what is not new need not be worked out again."""

from __future__ import annotations

import contextlib
import copy
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_forum import small_forum, topic, write_forum

from kbminer import mine
from kbminer.forum import ThreadEvidence, evidence_of
from kbminer.pipeline.fitted_model import fitted_model
from kbminer.pipeline.stages import STAGES
from kbminer.records import Cue, Thread
from kbminer.redact.gate import released
from kbminer.redact.known_texts import KnownTexts
from kbminer.resolve import PostSignals, Signals
from kbminer.resolve.model import ResolutionModel
from kbminer.similarity.lexical import InvertedIndex
from kbminer.similarity.term_counts import TermCounts
from kbminer.store import Store
from kbminer.testing import WordEmbedder


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
def test_texts_that_are_known_change_nothing_that_leaves(names: tuple[str, ...]) -> None:
    """With or without what an earlier run knew, the same words leave."""
    cues = tuple(
        Cue(kind="thanks", quote=quote, post="1") for quote in (QUOTE, "The map is grey.", "Ben drew it.")
    )
    first = KnownTexts()
    fresh = released(cues, names=names, known=first)
    second = KnownTexts(first.to_bytes())
    assert released(cues, names=names, known=second) == fresh == released(cues, names=names)
    assert second.to_bytes() == first.to_bytes()


def test_a_text_is_known_for_the_names_it_was_read_for_alone() -> None:
    """Where somebody joins the thread, its texts are read again."""
    cue = Cue(kind="thanks", quote="Ben drew it.", post="1")
    known = KnownTexts()
    assert released(cue, known=known) == cue
    assert (
        released(replace(cue), names=("Ben",), known=KnownTexts(known.to_bytes())).quote == "⟨name⟩ drew it."
    )


SPARES = ("forum evidence", "forum words", "resolved by thread", "term counts", "known texts")


def test_what_is_carried_on_changes_nothing_that_is_found(tmp_path: Path) -> None:
    """A night that reads only what is new ends as one that reads everything, byte for byte."""
    found = []
    for kept in (True, False):
        url = f"sqlite:///{tmp_path / f'{kept}.db'}"
        mine(write_forum(tmp_path / "forum", small_forum()), store=url, embedder=WordEmbedder())
        if not kept:
            with closing(sqlite3.connect(tmp_path / f"{kept}.db")) as database, database:
                marks = ", ".join("?" * len(SPARES))
                gone = database.execute(f"DELETE FROM results WHERE stage IN ({marks})", SPARES)  # noqa: S608
                assert gone.rowcount == len(SPARES)
        later = topic(40, "Grey offline map", "<p>Why is the offline map grey since 4.2?</p>")
        grown = write_forum(tmp_path / "grown" / "forum", [*small_forum(), later])
        mine(grown, store=url, embedder=WordEmbedder())
        with Store(url) as store:
            found.append(store.run_results([*(stage.name for stage in STAGES), *SPARES]))
    assert found[0] == found[1]
    assert set(SPARES) < set(found[0])


def changed(topics: list[dict[str, Any]], chance: random.Random, night: int) -> list[dict[str, Any]]:
    """The forum a night later: something new, and posts that were added, rewritten or taken away."""
    later = copy.deepcopy(topics)
    for each in chance.sample(later, 3):
        posts = each["post_stream"]["posts"]
        kind = chance.choice(("add", "rewrite", "take away"))
        if kind == "add":
            number = max(post["post_number"] for post in posts) + 1
            added = {**posts[-1], "id": 10_000 * night + each["id"], "post_number": number, "username": "rue"}
            posts.append({**added, "cooked": f"<p>Ben told me on day {night} to restart it.</p>"})
        elif kind == "rewrite":
            posts[-1]["cooked"] += f"<p>Edited on day {night}, call 555-0134-{night:02}.</p>"
        elif len(posts) > 1:
            posts.pop()
    words = chance.choice(("offline map", "watch", "export"))
    asked = f"<p>Why does the {words} fail on day {night}? What can I do?</p>"
    return [*later, topic(900 + night, f"The {words} fails", asked)]


def cut_off(source: Path, url: str, chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin a run that ends in the middle of what it keeps, as a kill does."""
    left, keep = [chance.randrange(20)], Store.keep_result

    def kept(*given: Any, **named: Any) -> Any:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return keep(*given, **named)

    with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
        patch.setattr(Store, "keep_result", kept)
        mine(source, store=url, embedder=WordEmbedder())


def without_spares(file: Path) -> None:
    """Take from a store all that unchanged threads are spared by."""
    with closing(sqlite3.connect(file)) as database, database:
        marks = ", ".join("?" * len(SPARES))
        database.execute(f"DELETE FROM results WHERE stage IN ({marks})", SPARES)  # noqa: S608
        database.execute("DELETE FROM readings")


@pytest.mark.parametrize("seed", range(3))
def test_nights_that_carry_on_end_as_nights_that_read_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Whatever came, changed or went, and wherever a run was cut off in between: the same, byte for byte."""
    chance, topics = random.Random(seed), small_forum()
    warm, cold = (f"sqlite:///{tmp_path / name}.db" for name in ("warm", "cold"))
    for night in range(3):
        source = write_forum(tmp_path / f"{night}" / "forum", topics)
        if night and chance.random() < 0.7:
            cut_off(source, warm, chance, monkeypatch)
        for url in (warm, cold):
            mine(source, store=url, embedder=WordEmbedder())
        with Store(warm) as one, Store(cold) as other:
            names = [*(stage.name for stage in STAGES), *SPARES]
            assert one.run_results(names) == other.run_results(names), night
        without_spares(tmp_path / "cold.db")
        topics = changed(topics, chance, night)


def test_a_night_reads_only_what_is_new_for_what_the_forum_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an unchanged thread neither evidence nor state is worked out again."""
    url = f"sqlite:///{tmp_path / 'forum.db'}"
    mine(write_forum(tmp_path / "forum", small_forum()), store=url, embedder=WordEmbedder())
    read: list[str] = []

    def noting(thread: Thread) -> ThreadEvidence:
        read.append(thread.id)
        return evidence_of(thread)

    monkeypatch.setattr("kbminer.forum.evidence_of", noting)
    later = topic(40, "Grey offline map", "<p>Why is the offline map grey since 4.2?</p>")
    grown = write_forum(tmp_path / "grown" / "forum", [*small_forum(), later])
    mine(grown, store=url, embedder=WordEmbedder())
    assert read == ["40"]


def test_terms_counted_before_weigh_as_if_counted_now() -> None:
    """Texts that stay, go and come: the same terms, the same weights, to the last bit."""
    before = TermCounts.of([f"map {n} is grey" for n in range(40)])
    texts = [*(f"map {n} is grey" for n in range(30, 5, -1)), "An entirely new map", "map 7 is grey"]
    one, other = InvertedIndex.of(TermCounts.of(texts, before)), InvertedIndex.fit(texts)
    assert one.terms.vocabulary == other.terms.vocabulary
    for part in ("starts", "holders", "weights"):
        assert (getattr(one, part) == getattr(other, part)).all()
    own = np.arange(5)
    rows = np.array([one.cosines(texts[n]) for n in own])
    assert np.abs(one.cosines_among(own) - rows).max() < 1e-6
