"""How near each article lies to each question, and how probably it answers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kbminer.records import Article, Question
from kbminer.similarity.article_texts import article_rows
from kbminer.similarity.calibration import Corpus, centre_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

# P(answers) = 1 / (1 + exp(-(BIAS + SLOPE · likeness + LEAD · lead over the nearest other article))),
# fitted on threads and the articles their accepted answers would make: docs/quality/articles.md
BIAS, SLOPE, LEAD = -6.02, 7.57, 10.3
UNRELATED = 0.25  # likeness that the best of some unrelated articles reaches: the least a lead is taken over
_ROWS = 256  # texts of articles that are compared at a time
SAME = 0.7  # likeness of all that one article says to what the other says, from which they say the same


class Nearness:
    """Every published article compared with every question, by title and by passage.

    ``articles`` are those that are published; ``likeness`` and ``chances`` have shape
    (len(articles), len(questions)); ``alike`` tells which two articles say the same.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        article_vectors: Floats,
        questions: Sequence[Question],
        vectors: Floats,
    ) -> None:
        import numpy as np  # noqa: PLC0415  # loaded at first use

        numbers = {article.id: n for n, article in enumerate(a for a in articles if a.published)}
        rows = [(i, row) for i, row in enumerate(article_rows(articles)) if row.article in numbers]
        self.articles = tuple(article for article in articles if article.published)
        self._places = [row.place for _, row in rows]
        self._owner = np.array([numbers[row.article] for _, row in rows], dtype=int)
        self._columns = {question.thread: n for n, question in enumerate(questions)}
        self._texts = [row.text for _, row in rows]
        self._own = np.asarray(article_vectors, dtype=np.float32)[[i for i, _ in rows]]
        asked = np.asarray(vectors, dtype=np.float32).reshape(len(questions), self._own.shape[1])
        self._corpus = Corpus(
            [*(q.text for q in questions), *self._texts],
            np.concatenate([asked, self._own]),
            centre=centre_of(asked if len(asked) else self._own),
        )
        self.likeness, between = self._compared(len(questions))
        self.alike = alike_articles(between, self._owner, len(self.articles))
        self.chances = chances(self.likeness, self.alike)

    def _compared(self, asked: int) -> tuple[Floats, Floats]:
        """Articles with questions, and all rows of articles with one another; in parts, to spare memory."""
        import numpy as np  # noqa: PLC0415

        count = len(self._texts)
        likeness = np.full((len(self.articles), asked), -1.0, dtype=np.float32)
        between = np.zeros((count, count), dtype=np.float32)
        for start in range(0, count, _ROWS):
            part = slice(start, start + _ROWS)
            found = self._corpus.likeness(self._texts[part], self._own[part])
            np.maximum.at(likeness, self._owner[part], found[:, :asked])
            between[part] = found[:, asked:]
        return likeness, between

    def articles_for(self, threads: Sequence[str]) -> list[tuple[Article, float]]:
        """All articles with the chance that they answer these threads, the likeliest first.

        What counts is the mean likeness over the threads, so that one odd member decides nothing.
        """
        columns = self._columns_of(threads)
        if not columns:
            return []
        found = chances(self.likeness[:, columns].mean(axis=1, keepdims=True), self.alike)[:, 0]
        listed = [(article, float(chance)) for article, chance in zip(self.articles, found, strict=True)]
        return sorted(listed, key=lambda pair: (-pair[1], pair[0].id))

    def asked_in(self, article: Article, least: float) -> list[str]:
        """The threads whose question an article answers with at least this chance."""
        row = self.chances[self.articles.index(article)]
        return [key for key, column in self._columns.items() if row[column] >= least]

    def best_passage(self, article: Article, threads: Sequence[str]) -> str | None:
        """The passage of an article that lies nearest to what these threads ask."""
        n = self.articles.index(article)
        columns = self._columns_of(threads)
        own = [i for i, owner in enumerate(self._owner) if owner == n and self._places[i] >= 0]
        if not own or not columns:
            return None
        found = self._corpus.likeness([self._texts[i] for i in own], self._own[own])[:, columns].mean(axis=1)
        return article.passages[self._places[own[int(found.argmax())]]].text

    def same_as(self, article: Article) -> tuple[Article, ...]:
        """The other articles that say the same."""
        row = self.alike[self.articles.index(article)]
        return tuple(
            other for other, same in zip(self.articles, row, strict=True) if same and other is not article
        )

    def _columns_of(self, threads: Iterable[str]) -> list[int]:
        return [self._columns[key] for key in threads if key in self._columns]


def best_of_articles(rows: Floats, owner: NDArray[np.int_], count: int) -> Floats:
    """The best of each article's rows: from (rows, n) to (count, n)."""
    import numpy as np  # noqa: PLC0415

    best = np.full((count, rows.shape[1]), -1.0, dtype=np.float32)
    np.maximum.at(best, owner, rows)
    return best


def alike_articles(between: Floats, owner: NDArray[np.int_], count: int) -> NDArray[np.bool_]:
    """Which two of ``count`` articles say the same: all rows of one lie near some row of the other, and back.

    Args:
        between: shape (rows, rows), the likeness of all articles' rows.
        owner: shape (rows,), the article of each row.
        count: the number of articles.
    """
    import numpy as np  # noqa: PLC0415

    matched = best_of_articles(
        between.T, owner, count
    )  # (articles, rows): how well each row is matched there
    sums = np.zeros((count, count), dtype=np.float32)
    np.add.at(sums, owner, matched.T)
    share = sums / np.maximum(np.bincount(owner, minlength=count), 1)[:, None]
    return np.asarray((np.minimum(share, share.T) >= SAME) | np.eye(count, dtype=bool))


def chances(likeness: Floats, alike: NDArray[np.bool_]) -> Floats:
    """How probably each article answers each question, by its likeness and by its lead over the others.

    Args:
        likeness: shape (articles, n).
        alike: shape (articles, articles): articles that say the same are no rivals.
    """
    import numpy as np  # noqa: PLC0415

    if not len(likeness):
        return likeness
    first = likeness.argmax(axis=0)
    best = likeness.max(axis=0)
    second = np.partition(likeness, -2, axis=0)[-2] if len(likeness) > 1 else np.full_like(best, UNRELATED)
    rival = np.where(np.arange(len(likeness))[:, None] == first, second, best)
    for n in np.flatnonzero(alike.sum(axis=1) > 1):
        others = likeness[~alike[n]]
        rival[n] = others.max(axis=0) if len(others) else UNRELATED
    score = BIAS + SLOPE * likeness + LEAD * (likeness - np.maximum(rival, UNRELATED))
    return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float32)
