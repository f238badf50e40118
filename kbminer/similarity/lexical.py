"""Words beside meaning: what sentence models blur (names of products, error codes, versions), words keep.

One weighting serves both places that compare by words: :class:`TermWeights`, TF-IDF over words and pairs of
neighbouring words. :class:`WordSpace` reduces it to dense rows, in which all questions are grouped;
:class:`InvertedIndex` keeps it by term, in which one question finds its like.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbminer.similarity.term_counts import TermCounts
from kbminer.similarity.terms import terms_of
from kbminer.similarity.truncated_svd import leading_directions
from kbminer.similarity.vectors import Floats, unit

Ints = NDArray[np.int32]

# From so many texts on a term must stand in two of them: what stands in one alone can't be shared, and there
# the vocabulary would outgrow memory.
_MANY_TEXTS = 5_000
_MOST_TERMS = 40_000  # the commonest, of which word vectors are made: beyond, the SVD is slow and no better


@dataclass(frozen=True, kw_only=True)
class TermWeights:
    """TF-IDF over words and word pairs, fitted on one corpus.

    A term that stands n times in a text weighs (1 + log n) × (1 + log((1 + texts) / (1 + texts with it))),
    and a text's weights are scaled to length 1.

    Parameters
    ----------
    vocabulary : tuple of str
        The terms, sorted: a column each.
    idf : ndarray of shape (len(vocabulary),), float32

    References
    ----------
    Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 2008, chapter 6; smoothed as
    scikit-learn does.
    """

    vocabulary: tuple[str, ...]
    idf: Floats

    @classmethod
    def fit(cls, texts: Sequence[str], *, most: int | None = None) -> tuple[TermWeights, Any]:
        """Fit on ``texts`` and weigh them.

        Parameters
        ----------
        texts : sequence of str
        most : int, optional
            Keep the commonest terms only.

        Returns
        -------
        weights : TermWeights
        rows : scipy sparse array of shape (len(texts), terms), float32
            ``Any``: scipy is not typed. Where no text holds a word, there are no columns.
        """
        return cls.of(TermCounts.of(texts), most=most)

    @classmethod
    def of(cls, counted: TermCounts, *, most: int | None = None) -> tuple[TermWeights, Any]:
        """:meth:`fit` from terms that were counted."""
        rows, texts = counted.matrix(), len(counted.digests)
        held = np.bincount(counted.columns, minlength=len(counted.terms))
        kept = np.flatnonzero(held >= (1 if texts < _MANY_TEXTS else 2))
        if most is not None and len(kept) > most:
            common = np.asarray(rows.sum(axis=0)).ravel()
            kept = np.sort(kept[np.argsort(-common[kept], kind="stable")[:most]])
        if len(kept) < rows.shape[1]:
            rows = rows[:, kept]
        idf = np.log(np.float32(texts + 1) / (held[kept].astype(np.float32) + np.float32(1)))
        terms = cls(
            vocabulary=tuple(counted.terms[column] for column in kept.tolist()), idf=idf + np.float32(1)
        )
        rows.data = terms._weights(rows.data, rows.indices, np.diff(rows.indptr))
        return terms, rows

    def weigh(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """Weigh a text: the columns of its known terms, rising, and their weights, of length 1.

        They are those that :meth:`fit` gave the same text, to the last bit.
        """
        counts = Counter(column for term in terms_of(text) if (column := self._column.get(term)) is not None)
        columns = np.array(sorted(counts), dtype=np.int64)
        found = np.array([counts[column] for column in columns.tolist()], dtype=np.float32)
        return columns, self._weights(found, columns, np.array([len(columns)]))

    def _weights(self, counts: Floats, columns: NDArray[Any], lengths: NDArray[Any]) -> Floats:
        """Weigh the counts of terms, text by text; ``lengths`` says how many terms each text has."""
        weights = np.log(counts)
        weights += 1
        weights *= self.idf[columns]
        # Added one after another, so that a text weighs the same alone and among others.
        text = np.repeat(np.arange(len(lengths)), lengths)
        squares = np.bincount(text, weights=weights * weights, minlength=len(lengths))
        return np.asarray(weights / np.sqrt(squares)[text], dtype=np.float32)

    @cached_property
    def _column(self) -> dict[str, int]:
        return {term: column for column, term in enumerate(self.vocabulary)}


@dataclass(frozen=True, slots=True, kw_only=True)
class InvertedIndex:
    """The weights of a corpus' texts, term by term: which texts hold it, and how much it weighs there.

    Parameters
    ----------
    terms : TermWeights
    texts : int
        How many there are.
    starts : ndarray of shape (terms + 1,)
        The texts of term t stand from ``starts[t]`` to ``starts[t + 1]``.
    holders : ndarray of shape (entries,), int32
        Positions of texts.
    weights : ndarray of shape (entries,), float32
    """

    terms: TermWeights
    texts: int
    starts: Ints
    holders: Ints
    weights: Floats

    @classmethod
    def fit(cls, texts: Sequence[str]) -> InvertedIndex:
        """Count the terms of ``texts``."""
        return cls.of(TermCounts.of(texts))

    @classmethod
    def of(cls, counted: TermCounts) -> InvertedIndex:
        """Weigh terms that were counted."""
        texts = len(counted.digests)
        terms, rows = TermWeights.of(counted)
        by_term = rows.T.tocsr()
        return cls(
            terms=terms,
            texts=texts,
            starts=by_term.indptr.astype(np.int32),
            holders=by_term.indices.astype(np.int32),
            weights=np.asarray(by_term.data, dtype=np.float32),
        )

    def cosines(self, text: str) -> Floats:
        """Compare a text with each of the corpus by the terms that they share: shape (texts,), 0 to 1."""
        found = np.zeros(self.texts, dtype=np.float32)
        columns, weights = self.terms.weigh(text)
        places = zip(self.starts[columns].tolist(), self.starts[columns + 1].tolist(), weights, strict=True)
        for first, end, weight in places:
            found[self.holders[first:end]] += weight * self.weights[first:end]
        return found

    def cosines_among(self, texts: NDArray[np.int_]) -> Floats:
        """:meth:`cosines` of some of the corpus' own texts, by position: shape (len(texts), texts)."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - slow to load

        shape = (len(self.terms.vocabulary), self.texts)
        by_term = csr_array((self.weights, self.holders, self.starts), shape=shape)
        return np.asarray((by_term.T.tocsr()[texts] @ by_term).toarray(), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSpace:
    """Dense word vectors: TF-IDF reduced by a truncated SVD, fitted on one corpus.

    Parameters
    ----------
    vocabulary : tuple of str
        The columns that ``idf`` weighs and ``components`` reduces.
    idf : ndarray of shape (words,), float32
    components : ndarray of shape (dimensions, words), float32

    References
    ----------
    Deerwester et al., "Indexing by latent semantic analysis", JASIS 1990.
    """

    vocabulary: tuple[str, ...]
    idf: Floats
    components: Floats

    @classmethod
    def fit(cls, texts: Sequence[str], *, dimensions: int = 256) -> tuple[WordSpace, Floats]:
        """Fit on ``texts`` and encode them.

        Parameters
        ----------
        texts : sequence of str
        dimensions : int, default 256
            The most columns of a row.

        Returns
        -------
        space : WordSpace
        rows : ndarray of shape (len(texts), at most dimensions), float32
            Unit rows; that of a text without a known word is zero.
        """
        terms, counted = TermWeights.fit(texts, most=_MOST_TERMS)
        dimensions = min(dimensions, min(counted.shape) - 1)
        if dimensions < 1:
            none = np.zeros(0, dtype=np.float32)
            wordless = cls(vocabulary=(), idf=none, components=none.reshape(0, 0))
            return wordless, np.zeros((len(texts), 0), dtype=np.float32)
        components = leading_directions(counted, dimensions)
        space = cls(vocabulary=terms.vocabulary, idf=terms.idf, components=components)
        return space, unit(counted @ space.components.T)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Encode ``texts`` with the words of the corpus it was fitted on: unit rows."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - slow to load

        if not texts or not self.vocabulary:
            return np.zeros((len(texts), len(self.components)), dtype=np.float32)
        terms = TermWeights(vocabulary=self.vocabulary, idf=self.idf)
        columns, weights = zip(*map(terms.weigh, texts), strict=True)
        starts = np.cumsum([0, *map(len, columns)])
        shape = (len(texts), len(self.vocabulary))
        rows = csr_array((np.concatenate(weights), np.concatenate(columns), starts), shape=shape)
        return unit(rows @ self.components.T)
