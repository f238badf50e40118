"""Word vectors: what sentence models blur (names of products, error codes, versions), words keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_MOST_WORDS = 40_000
_SMALL = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSpace:
    """TF-IDF over words and word pairs, reduced by a truncated SVD: fitted on one corpus.

    ``vocabulary`` names the columns that ``idf`` weighs and ``components``, shape (dimensions, words),
    reduces.
    """

    vocabulary: tuple[str, ...]
    idf: Floats
    components: Floats

    @classmethod
    def fit(cls, texts: Sequence[str], *, dimensions: int = 256) -> tuple[WordSpace, Floats]:
        """Fit on ``texts`` and encode them, as unit rows of at most ``dimensions`` columns.

        A row of a text without a known word is zero.
        """
        from sklearn.utils.extmath import randomized_svd  # noqa: PLC0415 - slow to load

        counter = _counter(min_df=1 if len(texts) < _SMALL else 2, max_features=_MOST_WORDS)
        try:
            counted = counter.fit_transform(texts)
        except ValueError:  # no text holds a word
            return _wordless(), np.zeros((len(texts), 0), dtype=np.float32)
        dimensions = min(dimensions, min(counted.shape) - 1)
        if dimensions < 1:
            return _wordless(), np.zeros((len(texts), 0), dtype=np.float32)
        _, _, components = randomized_svd(counted, dimensions, n_iter=3, random_state=0)
        space = cls(
            vocabulary=tuple(counter.get_feature_names_out().tolist()),
            idf=np.asarray(counter.idf_, dtype=np.float32),
            components=np.asarray(components, dtype=np.float32),
        )
        return space, unit(counted @ space.components.T)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Encode ``texts`` with the words of the corpus it was fitted on."""
        if not texts or not self.vocabulary:
            return np.zeros((len(texts), len(self.components)), dtype=np.float32)
        counter = _counter(vocabulary={word: column for column, word in enumerate(self.vocabulary)})
        counter.idf_ = self.idf
        return unit(counter.transform(texts) @ self.components.T)


def _counter(**settings: Any) -> Any:
    """The counter of words. ``Any``: scikit-learn is not typed."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - slow to load

    return TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode", dtype=np.float32, **settings
    )


def _wordless() -> WordSpace:
    none = np.zeros(0, dtype=np.float32)
    return WordSpace(vocabulary=(), idf=none, components=none.reshape(0, 0))


def unit(rows: NDArray[Any]) -> Floats:
    """Scale rows to length 1; a row of zeros stays one.

    >>> unit(np.array([[0.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    rows = np.asarray(rows, dtype=np.float32)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, np.float32(1e-9)), dtype=np.float32)
