"""An embedder without a model: texts lie near each other that share parts of words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kbminer.similarity.vectors import Floats, unit

_DIMENSIONS = 1024
_PARTS = (3, 5)  # letters


class LexicalEmbedder:
    """Encodes texts by the parts of their words, hashed into a vector of fixed length.

    It needs no model, starts at once, and knows every language that is written with spaces; that two
    wordings mean the same it does not know. Measured beside the bundled model in docs/quality/similarity.md.

    Parameters
    ----------
    max_chars : int, default 1000
        How much of each text is read.

    References
    ----------
    Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009.
    """

    def __init__(self, *, max_chars: int = 1000) -> None:
        self.max_chars = max_chars

    @property
    def name(self) -> str:
        """Method, version, precision and cut: whatever changes a vector."""
        return f"lexical@1|hashed|float32|{self.max_chars}"

    def encode(self, texts: Sequence[str]) -> Floats:
        """Encode ``texts`` as unit float32 rows of shape (len(texts), 1024)."""
        from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415 - slow to load

        rows = np.zeros((len(texts), _DIMENSIONS), dtype=np.float32)
        if texts:
            hashed = HashingVectorizer(
                analyzer="char_wb",
                ngram_range=_PARTS,
                n_features=_DIMENSIONS,
                strip_accents="unicode",
                norm=None,
                dtype=np.float32,
            ).transform([text[: self.max_chars] for text in texts])
            rows[:] = hashed.toarray()
        rows = np.sign(rows) * np.log1p(np.abs(rows))  # the tenth time says less than the first
        rows[~rows.any(axis=1), 0] = 1  # texts without a word are alike
        return unit(rows)
