"""How alike texts are to those of a forum: the cosine of meaning plus a share of the cosine of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kbminer.similarity.lexical import InvertedIndex
from kbminer.similarity.term_counts import TermCounts
from kbminer.similarity.vectors import Floats, centre_of, centred

WORD_SHARE = 0.3  # the odds of every calibration were fitted with it: another share needs other odds


@dataclass(frozen=True, slots=True, kw_only=True)
class LikenessSpace:
    """Texts to compare others with.

    Likeness is the cosine of centred sentence vectors plus :data:`WORD_SHARE` of the cosine of words:
    sentence models blur error codes and names, words keep them. Its scale is about the same in every forum,
    because what all texts of a forum have in common is taken away first.

    Parameters
    ----------
    vectors : ndarray of shape (n, d), float32
        Unit rows: the embedding of each text.
    centre : ndarray of shape (d,), float32
        The direction that all texts share.
    rows : ndarray of shape (n, d), float32
        The centred vectors.
    words : InvertedIndex
        The texts' words.
    """

    vectors: Floats
    centre: Floats
    rows: Floats
    words: InvertedIndex

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        vectors: Floats,
        *,
        centre: Floats | None = None,
        counted: TermCounts | None = None,
    ) -> LikenessSpace:
        """Fit on the texts that others will be compared with.

        Parameters
        ----------
        texts : sequence of n str
        vectors : ndarray of shape (n, d), float32
            Unit rows.
        centre : ndarray of shape (d,), optional
            By default the centre of ``vectors``.
        counted : TermCounts, optional
            The terms of ``texts``, where they were counted before.
        """
        words = InvertedIndex.of(counted) if counted else InvertedIndex.fit(texts)
        return cls.of(words, vectors, centre=centre)

    @classmethod
    def of(cls, words: InvertedIndex, vectors: Floats, *, centre: Floats | None = None) -> LikenessSpace:
        """Make the space of texts whose words were counted before."""
        vectors = np.asarray(vectors, dtype=np.float32)
        centre = centre_of(vectors) if centre is None else centre
        return cls(vectors=vectors, centre=centre, rows=centred(vectors, centre), words=words)

    def likeness(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """Compare texts with those of the space.

        Parameters
        ----------
        texts : sequence of m str
        vectors : ndarray of shape (m, d), float32
            Unit rows.

        Returns
        -------
        ndarray of shape (m, n), float32
            From about -0.5 to 1.3.
        """
        found = centred(np.asarray(vectors, dtype=np.float32), self.centre) @ self.rows.T
        for n, text in enumerate(texts):
            found[n] += WORD_SHARE * self.words.cosines(text)
        return found

    def likeness_among(self, texts: NDArray[np.int_]) -> Floats:
        """:meth:`likeness` of some of the space's own texts, by position: shape (len(texts), n)."""
        found: Floats = self.rows[texts] @ self.rows.T + WORD_SHARE * self.words.cosines_among(texts)
        return found
