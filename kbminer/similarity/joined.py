"""Join sentence and word vectors into the space in which questions are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kbminer.similarity.lexical import WordSpace
from kbminer.similarity.vectors import Floats, blocks_of, unit


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedSpace:
    """The space of one corpus: what all its texts share is taken away, and its words are added.

    Centring makes one likeness mean the same in every forum; words keep the names, error codes and
    versions that sentence models blur.

    Parameters
    ----------
    centre : ndarray of shape (d,), float32
        The mean of the sentence vectors.
    words : WordSpace
    word_weight : float
        Weight of the word vectors beside the sentence vectors.
    """

    centre: Floats
    words: WordSpace
    word_weight: float

    @classmethod
    def fit(
        cls, vectors: Floats, texts: Sequence[str], *, word_weight: float = 0.5
    ) -> tuple[JoinedSpace, Floats]:
        """Fit on the distinct texts of a corpus and place them.

        Parameters
        ----------
        vectors : ndarray of shape (n, d), float32
            Unit rows: the sentence vectors.
        texts : sequence of n str
            What the words are taken from.
        word_weight : float, default 0.5
            Weight of the word vectors beside the sentence vectors; 0 leaves words aside.

        Returns
        -------
        space : JoinedSpace
        rows : ndarray of shape (n, d + words), float32
            Unit rows.
        """
        centre = np.asarray(vectors.mean(axis=0), dtype=np.float32)
        words, encoded = WordSpace.fit(texts if word_weight else [])
        if not word_weight:
            encoded = np.zeros((len(texts), 0), dtype=np.float32)
        space = cls(centre=centre, words=words, word_weight=word_weight)
        return space, space._joined(vectors, encoded)

    def rows(self, vectors: Floats, texts: Sequence[str]) -> Floats:
        """Place further texts in the same space: unit rows."""
        return self._joined(vectors, self.words.encode(texts))

    def _joined(self, vectors: Floats, words: Floats) -> Floats:
        count, dimensions = vectors.shape
        rows = np.empty((count, dimensions + words.shape[1]), dtype=np.float32)
        for part in blocks_of(count):
            rows[part, :dimensions] = unit(vectors[part] - self.centre)
            rows[part, dimensions:] = np.float32(self.word_weight) * words[part]
            rows[part] = unit(rows[part])
        return rows
