"""The precision that encodes a large forum is tried once, shown, and kept from run to run."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from kbminer.config import Settings
from kbminer.pipeline.forum_precision import PAYS, with_forum_precision
from kbminer.pipeline.run_in_progress import RunInProgress
from kbminer.records import Post, RunRecord, Thread
from kbminer.similarity.embed import Embedder
from kbminer.similarity.embed.processor import computes_in_bfloat16, runs_as_graph
from kbminer.similarity.embed.trial import Tried, fastest, tried
from kbminer.store import Store
from kbminer.testing import WordEmbedder

THINGS = "printer scanner window licence export sync folder theme".split()
HAS_TWO = pytest.mark.skipif(
    not (computes_in_bfloat16() and runs_as_graph("cpu")), reason="the processor computes in one precision"
)


def forum(threads: int) -> Store:
    """A store with so many short English threads."""
    store = Store("sqlite://")
    store.ingest(
        (
            Thread(
                id=f"{n}",
                source="s",
                title=f"My {THINGS[n % 8]} stops at step {n}",
                language="en",
                posts=(Post(id="1", body=f"Since update {n % 7} the {THINGS[n % 5]} fails. What can I do?"),),
            )
            for n in range(threads)
        ),
        source="s",
    )
    return store


def test_vectors_that_are_not_those_of_float32_are_refused() -> None:
    """However fast it is, a precision whose vectors point elsewhere or change neighbours is not chosen."""

    class Elsewhere:
        """Gives each text the vector of its first letters."""

        name = "elsewhere"

        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            """Encode the beginnings."""
            return WordEmbedder().encode([text[:3] for text in texts])

    texts = [f"{one} and {other}" for one in THINGS for other in THINGS]
    made: dict[str, Embedder] = {"float32": WordEmbedder(), "bfloat16": Elsewhere()}
    found = tried(made.__getitem__, texts, ["bfloat16"])
    assert not found[1].is_honest
    assert fastest(found).precision == "float32"
    assert Tried(precision="bfloat16", texts_a_second=1.0, cosine=0.9999, kept=0.97).is_honest is False


@HAS_TWO
def test_a_large_forum_is_encoded_in_the_precision_that_a_trial_chose(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The trial's figures stand in the run's record and in the log, and the choice among its settings."""
    with forum(PAYS) as store, caplog.at_level(logging.INFO, logger="kbminer"):
        run = RunInProgress(store, {})
        chosen = with_forum_precision(store, Settings(), run).dtype
        assert chosen in {"float32", "bfloat16"}
    assert f"precision={chosen}" in caplog.text
    assert "neighbours_kept=" in caplog.text


@HAS_TWO
def test_a_store_keeps_its_precision_and_a_small_forum_needs_no_trial() -> None:
    """What was chosen once stands; a precision that is named is taken; few threads are encoded at once."""
    with forum(3) as store:
        run = RunInProgress(store, {})
        assert with_forum_precision(store, Settings(), run).dtype == "auto"
        now = datetime.now(UTC)
        run.previous = RunRecord(
            number=1, started_at=now, finished_at=now, versions=(), settings={"dtype": "float32"}, stages=()
        )
        assert with_forum_precision(store, Settings(), run).dtype == "float32"
        assert with_forum_precision(store, Settings(dtype="bfloat16"), run).dtype == "bfloat16"
        assert with_forum_precision(store, Settings(model="lexical"), run).dtype == "auto"
