"""Embedding: the seam's contract on every embedder, the bundled model's digests, the cache."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kbminer.errors import ModelError, SettingsError
from kbminer.similarity.calibration import space_of
from kbminer.similarity.embed import (
    CachedEmbedder,
    Embedder,
    SentenceEmbedder,
    embedder_names,
    make_embedder,
    make_query_embedder,
)
from kbminer.similarity.embed.bundled import bundled_model, verify
from kbminer.similarity.embed.sentence import within_memory
from kbminer.store import Store
from kbminer.testing import WordEmbedder

TEXTS = ["How do I export notes?", "", "Sync stops at 99 %", "How do I export notes?", "word " * 3000]


@pytest.fixture(scope="module")
def sentence_embedder() -> SentenceEmbedder:
    """The default model, loaded once."""
    return SentenceEmbedder()


@pytest.fixture(params=["words", "bundled", "sentences", "cached", "question", "lexical"])
def embedder(request: pytest.FixtureRequest, sentence_embedder: SentenceEmbedder) -> Embedder:
    """Each embedder in turn."""
    found: dict[str, Embedder] = {
        "words": WordEmbedder(),
        "bundled": make_embedder(),
        "sentences": sentence_embedder,
        "cached": CachedEmbedder(sentence_embedder, Store()),
        "question": make_query_embedder(),
        "lexical": make_embedder("lexical"),
    }
    return found[request.param]


def test_a_batch_that_a_graphics_card_can_t_hold_is_halved_until_it_fits() -> None:
    """The rows come in the order of the texts; what does not fit at all ends in a sentence."""
    import torch

    def encode(batch: list[str]) -> NDArray[np.float32]:
        if len(batch) > room:
            raise torch.cuda.OutOfMemoryError("no room")
        return np.array([[float(text)] for text in batch], dtype=np.float32)

    room = 3
    rows = np.concatenate(list(within_memory(encode, [str(n) for n in range(10)])))
    assert rows[:, 0].tolist() == list(range(10))
    room = 0
    with pytest.raises(ModelError, match="device"):
        list(within_memory(encode, ["1", "2"]))


def test_rows_are_unit_float32_and_equal_for_equal_texts(embedder: Embedder) -> None:
    """Every embedder gives one unit row a text, in order, the same for the same text."""
    rows = embedder.encode(TEXTS)
    assert rows.shape[0] == len(TEXTS)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert np.array_equal(rows[0], rows[3])
    assert embedder.encode([]).shape == (0, rows.shape[1])
    assert embedder.name
    assert isinstance(embedder, Embedder)


def test_a_text_has_the_vector_it_has_alone(embedder: Embedder) -> None:
    """What stands beside a text in a batch changes at most the last digits of its vector."""
    together = embedder.encode(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        assert embedder.encode([text])[0] @ row > 0.999


def test_encoding_again_gives_the_same(embedder: Embedder) -> None:
    """The same texts give the same bits."""
    assert np.array_equal(embedder.encode(TEXTS), embedder.encode(TEXTS))


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
    with pytest.raises(ModelError, match="give the name or folder of a sentence-transformers model"):
        SentenceEmbedder(tmp_path / "nowhere").encode(["x"])


@pytest.mark.parametrize("make", ["make_embedder", "make_query_embedder"])
def test_texts_are_encoded_without_torch_and_without_a_connection(make: str) -> None:
    """On the processor, neither torch nor transformers is imported, and nothing asks for an address."""
    code = (
        "import socket, sys; from kbminer.similarity import embed;"
        "asked = []; socket.getaddrinfo = lambda *host, **_: asked.append(host) or [];"
        f"embed.{make}(device='cpu').encode(['How do I export?']);"
        "unwanted = {'torch', 'transformers', 'sentence_transformers', 'sklearn', 'scipy'};"
        "print(unwanted & set(sys.modules), asked, sys.modules.get('openvino_telemetry'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set() [] None"


def test_the_graph_gives_the_vectors_of_sentence_transformers(sentence_embedder: SentenceEmbedder) -> None:
    """In float32 the two agree but for rounding, in bfloat16 to the third digit; their names differ."""
    texts = [*TEXTS, "日本語のテキスト", "Fehler 0x80070005 beim Öffnen", "\x00\n", "a " * 100, "b"]
    torch = SentenceEmbedder(dtype="float32").encode(texts)
    exact, half = (make_embedder(dtype=dtype, device="cpu") for dtype in ("float32", "bfloat16"))
    assert (exact.encode(texts) * torch).sum(axis=1).min() > 0.99999
    assert (half.encode(texts) * torch).sum(axis=1).mean() > 0.999
    assert len({exact.name, half.name, sentence_embedder.name}) == 3
    assert space_of(exact.name) == space_of(sentence_embedder.name)


def test_without_openvino_torch_encodes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the library is not installed, the same model runs in torch, and the log says what is faster."""
    monkeypatch.setitem(sys.modules, "openvino", None)
    with caplog.at_level(logging.WARNING, logger="kbminer"):
        assert make_embedder(device="cpu").name == SentenceEmbedder().name
    assert "pip install openvino" in caplog.text


def test_the_quick_embedder_of_questions_gives_the_vectors_of_the_whole_model(
    sentence_embedder: SentenceEmbedder,
) -> None:
    """In float32 the two agree but for rounding; their names differ, their space is the same."""
    whole, quick = SentenceEmbedder(dtype="float32"), make_query_embedder()
    texts = [*TEXTS, "日本語のテキスト", "Fehler 0x80070005 beim Öffnen", "\x00\n"]
    found = quick.encode(texts)
    assert (whole.encode(texts) * found).sum(axis=1).min() > 0.99999
    assert (sentence_embedder.encode(texts) * found).sum(axis=1).min() > 0.999
    assert quick.name not in {whole.name, sentence_embedder.name}
    assert space_of(quick.name) == space_of(whole.name)


def test_embedders_are_made_by_name() -> None:
    """A name gives its embedder with the settings; any other is a model of sentence-transformers."""
    assert embedder_names()[:3] == ("bundled", "multilingual", "lexical")
    assert make_embedder("lexical", max_chars=50).name.endswith("|50")
    assert make_embedder().name == make_embedder("bundled").name
    assert make_embedder("some/model", dtype="float32").name == "some/model|torch|float32|1000"
    assert make_query_embedder("some/model").name == make_embedder("some/model").name


def test_an_embedder_of_another_package_is_found_by_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a package offers is made with the settings; what can't be made, or is none, is named."""
    about = tmp_path / "more_embedders-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: more-embedders\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[kbminer.embedders]\nwords = more_embedders:words\nnone = more_embedders:none\ngone = nowhere:it\n"
        "bundled = more_embedders:none\n"
    )
    (tmp_path / "more_embedders.py").write_text(
        "from kbminer.testing import WordEmbedder\n"
        "def words(settings): return WordEmbedder(settings.max_chars)\n"
        "def none(settings): return settings\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert embedder_names() == ("bundled", "multilingual", "lexical", "gone", "none", "words")
    assert make_embedder("words", max_chars=60).name == "words|60"
    assert make_query_embedder("words").encode(["x"]).shape == (1, 1000)
    assert space_of(make_embedder("bundled").name) == space_of(SentenceEmbedder().name)
    with pytest.raises(SettingsError, match=r"'gone' \(nowhere:it\) can't be made: No module named"):
        make_embedder("gone")
    with pytest.raises(SettingsError, match=r"'none' \(more_embedders:none\) has no name and encode"):
        make_embedder("none")


def test_a_device_that_is_not_there_says_so() -> None:
    """Asking for a graphics card that the machine lacks ends in one sentence."""
    import torch

    missing = "mps" if not torch.backends.mps.is_available() else "cuda"
    with pytest.raises(ModelError, match=f"The device {missing} is not there"):
        SentenceEmbedder(device=missing).encode(["x"])


def test_what_the_libraries_have_to_say_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    """A text longer than the model reads, on a new model: nothing appears on the terminal."""
    SentenceEmbedder(max_chars=100_000).encode(["word " * 5000])
    assert capfd.readouterr() == ("", "")


class Counting(WordEmbedder):
    """An embedder that remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode, and remember."""
        self.asked += texts
        return super().encode(texts)


def test_a_model_of_another_length_under_a_known_name_is_refused() -> None:
    """Its vectors can't stand beside those that the store holds, and the sentence says how to encode anew."""

    class Shorter(WordEmbedder):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return super().encode(texts)[:, :10]

    store = Store()
    CachedEmbedder(WordEmbedder(), store).encode(["one"])
    with pytest.raises(ModelError, match="gives 10 numbers a text, and the store holds vectors of 64"):
        CachedEmbedder(Shorter(), store).encode(["one", "two"])
    assert CachedEmbedder(WordEmbedder(), store).encode(["one", "two"]).shape == (2, 64)


def test_only_new_text_is_encoded() -> None:
    """The second time, the cache answers; a text edited by one word is new."""
    counting, store = Counting(), Store()
    first = CachedEmbedder(counting, store).encode(["one", "two", "one"])
    again = CachedEmbedder(counting, store).encode(["two", "three", "one"])
    assert sorted(counting.asked) == ["one", "three", "two"]
    assert np.array_equal(first[[1, 0]], again[[0, 2]])
