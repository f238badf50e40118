"""Embedding: the seam's contract on every embedder, the bundled model's digests, the cache."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kbminer.errors import ModelError
from kbminer.similarity.embed import CachedEmbedder, Embedder, SentenceEmbedder
from kbminer.similarity.embed.bundled import bundled_model, verify
from kbminer.store import Store
from kbminer.testing import WordEmbedder

TEXTS = ["How do I export notes?", "", "Sync stops at 99 %", "How do I export notes?", "word " * 3000]


@pytest.fixture(scope="module")
def sentence_embedder() -> SentenceEmbedder:
    """The default model, loaded once."""
    return SentenceEmbedder()


@pytest.fixture(params=["words", "sentences", "cached"])
def embedder(request: pytest.FixtureRequest, sentence_embedder: SentenceEmbedder) -> Embedder:
    """Each embedder in turn."""
    found: dict[str, Embedder] = {
        "words": WordEmbedder(),
        "sentences": sentence_embedder,
        "cached": CachedEmbedder(sentence_embedder, Store()),
    }
    return found[request.param]


def test_rows_are_unit_float32_and_equal_for_equal_texts(embedder: Embedder) -> None:
    """Every embedder gives one unit row a text, in order, the same for the same text."""
    rows = embedder.encode(TEXTS)
    assert rows.shape[0] == len(TEXTS)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert np.array_equal(rows[0], rows[3])
    assert embedder.encode([]).shape == (0, rows.shape[1])
    assert embedder.name


def test_order_changes_no_vector(embedder: Embedder) -> None:
    """A shuffled list gives the same rows, shuffled."""
    assert np.array_equal(embedder.encode(TEXTS)[::-1], embedder.encode(TEXTS[::-1]))


def test_the_same_question_lies_nearer_than_another(sentence_embedder: SentenceEmbedder) -> None:
    """The bundled model understands that two wordings ask the same."""
    a, b, c = sentence_embedder.encode(
        ["How can I save my notes as files?", "exporting notes to disk", "The dark theme is too dim"]
    )
    assert a @ b > a @ c + 0.2


def test_a_single_question_leaves_the_threads_of_torch_as_they_were(
    sentence_embedder: SentenceEmbedder,
) -> None:
    """Whoever shares the process keeps their threads, and one text has the same vector."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        alone = sentence_embedder.encode(TEXTS[:1])[0]
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
    assert alone @ sentence_embedder.encode(TEXTS)[0] > 0.999


def test_a_changed_model_file_is_refused(tmp_path: Path) -> None:
    """Bytes that are not the published ones are named and not loaded."""
    folder = bundled_model()
    assert folder is not None
    for file in ("model.safetensors", "tokenizer.json", "config.json"):
        (tmp_path / file).write_bytes((folder / file).read_bytes() if file != "config.json" else b"{}")
    with pytest.raises(ModelError, match=r"config.json is not the published file"):
        verify(tmp_path)
    (tmp_path / "config.json").unlink()
    with pytest.raises(ModelError, match="is missing; reinstall"):
        verify(tmp_path)


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    """A folder without a model ends in one sentence."""
    with pytest.raises(ModelError, match="give a folder that holds it"):
        SentenceEmbedder(tmp_path / "nowhere").encode(["x"])


class Counting(WordEmbedder):
    """An embedder that remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode, and remember."""
        self.asked += texts
        return super().encode(texts)


def test_only_new_text_is_encoded() -> None:
    """The second time, the cache answers; a text edited by one word is new."""
    counting, store = Counting(), Store()
    first = CachedEmbedder(counting, store).encode(["one", "two", "one"])
    again = CachedEmbedder(counting, store).encode(["two", "three", "one"])
    assert sorted(counting.asked) == ["one", "three", "two"]
    assert np.array_equal(first[[1, 0]], again[[0, 2]])
