"""Word vectors: what sentence models blur (names of products, error codes, versions), words keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class WordSpace:
    """TF-IDF over words and word pairs, reduced by a truncated SVD: fitted on one corpus.

    ``Any``: scikit-learn is not typed.
    """

    tfidf: Any
    svd: Any

    @classmethod
    def fit(cls, texts: Sequence[str], *, dimensions: int = 256) -> tuple[WordSpace, NDArray[np.float32]]:
        """Fit on ``texts`` and encode them, as unit rows of at most ``dimensions`` columns.

        A row of a text without a known word is zero.
        """
        from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415 - slow to load
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

        rare = 1 if len(texts) < 5_000 else 2
        tfidf = TfidfVectorizer(
            ngram_range=(1, 2),
            sublinear_tf=True,
            strip_accents="unicode",
            min_df=rare,
            max_features=100_000,
            dtype=np.float32,
        )
        try:
            counted = tfidf.fit_transform(texts)
        except ValueError:  # no text holds a word
            return cls(None, None), np.zeros((len(texts), 0), dtype=np.float32)
        dimensions = min(dimensions, min(counted.shape) - 1)
        if dimensions < 1:
            return cls(None, None), np.zeros((len(texts), 0), dtype=np.float32)
        svd = TruncatedSVD(dimensions, n_iter=3, random_state=0)
        rows = svd.fit_transform(counted)
        return cls(tfidf, svd), unit(rows)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode ``texts`` with the words of the corpus it was fitted on."""
        if self.tfidf is None:
            return np.zeros((len(texts), 0), dtype=np.float32)
        return unit(self.svd.transform(self.tfidf.transform(texts)))


def unit(rows: NDArray[Any]) -> NDArray[np.float32]:
    """Scale rows to length 1; a row of zeros stays one.

    >>> unit(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    rows = np.asarray(rows, dtype=np.float32)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, np.float32(1e-9)), dtype=np.float32)
