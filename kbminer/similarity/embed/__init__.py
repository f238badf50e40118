"""Texts to vectors: the seam that every embedding model fits, the default model, and the vector cache.

>>> from kbminer.similarity.embed import SentenceEmbedder
>>> vectors = SentenceEmbedder().encode(["How do I export my notes?"])      # doctest: +SKIP
>>> vectors.shape, str(vectors.dtype)                                       # doctest: +SKIP
((1, 384), 'float32')
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from kbminer.similarity.embed.cache import CachedEmbedder, VectorCache
from kbminer.similarity.embed.sentence import SentenceEmbedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CachedEmbedder", "Embedder", "SentenceEmbedder", "VectorCache"]


@runtime_checkable
class Embedder(Protocol):
    """Anything that turns texts into unit vectors.

    ``name`` names model, revision and every setting that changes a vector: it is part of the cache key.
    """

    @property
    def name(self) -> str:
        """Model, revision and settings."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode ``texts`` as an array of shape (len(texts), d) of float32 rows with length 1."""
        ...
