"""A model of BERT's kind as values: its name, how its layers are laid out, and how its files are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Weights = Mapping[str, NDArray[np.float32]]
"""By the names of transformers' ``BertModel``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BertShape:
    """How a model's layers are laid out, as its config.json says."""

    layers: int
    heads: int
    width: int
    epsilon: float = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class TextModel:
    """A model that turns a text's tokens into a vector.

    ``name`` is the space of its vectors, ``load`` reads its weights and a tokenizer that gives no more tokens
    than the model reads, ``prefix`` stood before every text that it was trained on.
    """

    name: str
    shape: BertShape
    load: Callable[[], tuple[Weights, Tokenizer]]
    prefix: str = ""
