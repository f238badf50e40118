"""Texts to vectors: the seam that every embedding model fits, embedders by name, and the vector cache.

>>> from kbminer.similarity.embed import make_embedder
>>> vectors = make_embedder().encode(["How do I export my notes?"])         # doctest: +SKIP
>>> vectors.shape, str(vectors.dtype)                                       # doctest: +SKIP
((1, 384), 'float32')
"""

from kbminer.similarity.embed.cache import CachedEmbedder, VectorCache
from kbminer.similarity.embed.embedder import Embedder, EmbedderSettings
from kbminer.similarity.embed.embedder_registry import embedder_names, make_embedder, make_query_embedder
from kbminer.similarity.embed.sentence import SentenceEmbedder

__all__ = [
    "CachedEmbedder",
    "Embedder",
    "EmbedderSettings",
    "SentenceEmbedder",
    "VectorCache",
    "embedder_names",
    "make_embedder",
    "make_query_embedder",
]
