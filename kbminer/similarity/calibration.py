"""How alike a text is to those of a corpus, and how probably it asks the same thing.

Likeness is the cosine of centred sentence vectors plus a share of the cosine of words: sentence models
blur error codes and names, words keep them. Its scale is the same in every corpus, because what all texts
of a corpus have in common is taken away first (see ``docs/quality/articles.md`` for what was measured).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WORD_SHARE = 0.3
_BLOCK = 256


class Odds(NamedTuple):
    """P(two texts ask the same) = 1 / (1 + exp(-(bias + slope · likeness)))."""

    bias: float
    slope: float


SHIPPED = Odds(-3.88, 5.69)  # fitted on seven sets of questions that people grouped
_TRUST = 30.0  # how firmly the shipped odds hold against a forum's own, which count as 100 cases at most
_CASES = 100.0


class Corpus:
    """Texts to compare with, as vectors and as words.

    Args:
        texts: what was embedded.
        vectors: shape (len(texts), d), float32, unit rows: the embedding of each text.
        centre: shape (d,), the direction that all texts share; by default the mean of ``vectors``.
    """

    def __init__(self, texts: Sequence[str], vectors: Floats, *, centre: Floats | None = None) -> None:
        import numpy as np  # noqa: PLC0415  # loaded at first use
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

        self.vectors = np.asarray(vectors, dtype=np.float32)
        self.centre = centre_of(self.vectors) if centre is None else centre
        self.rows = _centred(self.vectors, self.centre)
        self._tfidf: Any = TfidfVectorizer(
            ngram_range=(1, 2),
            sublinear_tf=True,
            strip_accents="unicode",
            min_df=1 if len(texts) < 5_000 else 2,
            dtype=np.float32,
        )
        try:
            self._words: Any = self._tfidf.fit_transform(texts).T.tocsr()
        except ValueError:  # no text holds a word
            self._words = None

    def likeness(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """Compare texts with the corpus: shape (len(texts), len(corpus)), from about -0.5 to 1.3."""
        import numpy as np  # noqa: PLC0415

        found = _centred(np.asarray(vectors, dtype=np.float32), self.centre) @ self.rows.T
        if self._words is not None:
            found = found + WORD_SHARE * (self._tfidf.transform(texts) @ self._words).toarray()
        return np.asarray(found, dtype=np.float32)


def odds_of(corpus: Corpus, texts: Sequence[str], labels: Sequence[int], *, sample: int = 1000) -> Odds:
    """Adapt the shipped odds to a forum, by leaving its own questions out one at a time.

    A question finds its like if the nearest other one is of its group. Groups were made of the same
    vectors, so this is too kind a test; that is why the shipped odds, which people's judgement stands
    behind, hold against it.

    Args:
        corpus: the questions, and behind them whatever else it holds.
        texts: the questions' texts, in the corpus' order.
        labels: the group of each, -1 for none.
        sample: how many questions are tried; evenly spaced ones stand for all.
    """
    import numpy as np  # noqa: PLC0415

    count = len(texts)
    if count < 2:
        return SHIPPED
    group = np.asarray(labels)
    tried = np.unique(np.linspace(0, count - 1, min(sample, count)).astype(int))
    best = np.zeros(len(tried))
    hit = np.zeros(len(tried))
    for start in range(0, len(tried), _BLOCK):
        own = tried[start : start + _BLOCK]
        found = corpus.likeness([texts[i] for i in own], corpus.vectors[own])[:, :count]
        found[np.arange(len(own)), own] = -np.inf
        nearest = found.argmax(axis=1)
        best[start : start + len(own)] = found.max(axis=1)
        hit[start : start + len(own)] = (group[own] >= 0) & (group[nearest] == group[own])
    return _fitted(best, hit)


def _fitted(likeness: NDArray[np.float64], hit: NDArray[np.float64]) -> Odds:
    """Logistic regression with the shipped odds as its prior, by Newton's method."""
    import numpy as np  # noqa: PLC0415

    prior = np.array(SHIPPED)
    rows = np.stack([np.ones_like(likeness), likeness], axis=1)
    weight = min(1.0, _CASES / len(likeness))
    odds = prior.copy()
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(rows @ odds, -30, 30)))
        gradient = weight * rows.T @ (chance - hit) + _TRUST * (odds - prior)
        curvature = weight * (rows * (chance * (1 - chance))[:, None]).T @ rows + _TRUST * np.eye(2)
        odds = odds - np.linalg.solve(curvature, gradient)
    return Odds(round(float(odds[0]), 6), round(float(odds[1]), 6))


def probability(likeness: Floats, odds: Odds = SHIPPED) -> Floats:
    """How probably texts of this likeness ask the same thing.

    >>> import numpy as np
    >>> probability(np.array([0.3, 0.8, 1.3], "float32")).round(2).tolist()
    [0.10000000149011612, 0.6600000262260437, 0.9700000286102295]
    """
    import numpy as np  # noqa: PLC0415

    score = odds.bias + odds.slope * np.asarray(likeness, dtype=np.float64)
    return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float32)


def centre_of(vectors: Floats) -> Floats:
    """The direction that texts share; of a few texts only a part, for there it is mostly their subject."""
    import numpy as np  # noqa: PLC0415

    if not len(vectors):
        return np.zeros(vectors.shape[1:], dtype=np.float32)
    return np.asarray(vectors.mean(axis=0) * (len(vectors) / (len(vectors) + 20)), dtype=np.float32)


def question_rows(keys: Sequence[str], vectors: Floats) -> dict[str, Floats]:
    """Give each question's vector by its thread's key, unit length, what all of them share taken away.

    The cosine of two of them is what :func:`probability` speaks of, but for the words.

    Args:
        keys: the threads.
        vectors: shape (len(keys), d), float32: the embedding of all questions of the forum.
    """
    return dict(zip(keys, _centred(vectors, centre_of(vectors)), strict=True))


def _centred(vectors: Floats, centre: Floats) -> Floats:
    import numpy as np  # noqa: PLC0415

    moved = vectors - centre
    return np.asarray(
        moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), dtype=np.float32
    )
