"""How alike a text is to those of a corpus, and how probably it asks the same thing.

Likeness is the cosine of centred sentence vectors plus a share of the cosine of words: sentence models
blur error codes and names, words keep them. Its scale is the same in every corpus, because what all texts
of a corpus have in common is taken away first (see ``docs/quality/articles.md`` for what was measured).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WORD_SHARE = 0.3
# P(same) = 1 / (1 + exp(-(BIAS + SLOPE · likeness + HABIT · logit(habit)))), fitted on seven labelled sets
BIAS, SLOPE, HABIT = -4.53, 5.02, 0.68
_BLOCK = 256


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
            self._words: Any = self._tfidf.fit_transform(texts).T.tocsc()
        except ValueError:  # no text holds a word
            self._words = None

    def likeness(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """Compare texts with the corpus: shape (len(texts), len(corpus)), from about -0.5 to 1.3."""
        import numpy as np  # noqa: PLC0415

        found = _centred(np.asarray(vectors, dtype=np.float32), self.centre) @ self.rows.T
        if self._words is not None:
            found = found + WORD_SHARE * (self._tfidf.transform(texts) @ self._words).toarray()
        return np.asarray(found, dtype=np.float32)


def habit_of(corpus: Corpus, texts: Sequence[str], labels: Sequence[int], *, sample: int = 1000) -> float:
    """How much a forum repeats itself: the share of questions whose nearest other one is of their group.

    This is leave-one-out on the forum's own groups: it says how often a question that comes in finds its
    like. Evenly spaced rows stand for all where there are more than ``sample``.

    Args:
        corpus: the questions, and behind them whatever else it holds.
        texts: the questions' texts, in the corpus' order.
        labels: the group of each, -1 for none.
        sample: how many rows are tried.

    Returns:
        0 to 1; one half where there is nothing to learn from.
    """
    import numpy as np  # noqa: PLC0415

    count = len(texts)
    if count < 2:
        return 0.5
    group = np.asarray(labels)
    tried = np.unique(np.linspace(0, count - 1, min(sample, count)).astype(int))
    hits = 0
    for start in range(0, len(tried), _BLOCK):
        own = tried[start : start + _BLOCK]
        found = corpus.likeness([texts[i] for i in own], corpus.vectors[own])[:, :count]
        found[np.arange(len(own)), own] = -np.inf
        nearest = found.argmax(axis=1)
        hits += int(((group[own] >= 0) & (group[nearest] == group[own])).sum())
    return hits / len(tried)


def probability(likeness: Floats, habit: float) -> Floats:
    """How probably texts of this likeness ask the same thing, in a forum of this habit.

    >>> import numpy as np
    >>> probability(np.array([0.3, 0.8, 1.3], "float32"), 0.5).round(2).tolist()
    [0.06, 0.43, 0.91]
    """
    import numpy as np  # noqa: PLC0415

    held = min(max(habit, 0.02), 0.98)
    score = BIAS + SLOPE * np.asarray(likeness, dtype=np.float64) + HABIT * np.log(held / (1 - held))
    return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float32)


def centre_of(vectors: Floats) -> Floats:
    """The direction that texts share; of a few texts only a part, for there it is mostly their subject."""
    import numpy as np  # noqa: PLC0415

    if not len(vectors):
        return np.zeros(vectors.shape[1:], dtype=np.float32)
    return np.asarray(vectors.mean(axis=0) * (len(vectors) / (len(vectors) + 20)), dtype=np.float32)


def _centred(vectors: Floats, centre: Floats) -> Floats:
    import numpy as np  # noqa: PLC0415

    moved = vectors - centre
    return np.asarray(
        moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), dtype=np.float32
    )
