"""How near each article lies to each question, and how probably it answers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kbminer.articles.texts import article_rows
from kbminer.records import Article, Question
from kbminer.sameness import Corpus, centre_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

# P(answers) = 1 / (1 + exp(-(BIAS + SLOPE · likeness + LEAD · lead over the nearest other article))),
# fitted on threads and the articles their accepted answers would make: docs/quality/articles.md
BIAS, SLOPE, LEAD = -6.02, 7.57, 10.3
UNRELATED = 0.25  # likeness that the best of some unrelated articles reaches: the least a lead is taken over
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
        texts = [row.text for _, row in rows]
        own = np.asarray(article_vectors, dtype=np.float32)[[i for i, _ in rows]]
        asked = np.asarray(vectors, dtype=np.float32).reshape(len(questions), own.shape[1])
        corpus = Corpus(
            [*(q.text for q in questions), *texts],
            np.concatenate([asked, own]),
            centre=centre_of(asked if len(asked) else own),
        )
        found = corpus.likeness(texts, own) if rows else np.zeros((0, len(questions)), dtype=np.float32)
        self._rows = found[:, : len(questions)]
        self.alike = alike_articles(found[:, len(questions) :], self._owner, len(self.articles))
        self.likeness = best_of_articles(self._rows, self._owner, len(self.articles))
        self.chances = chances(self.likeness, self.alike)

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
        best = max(own, key=lambda i: (float(self._rows[i, columns].mean()), -i))
        return article.passages[self._places[best]].text

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

    rival = np.full_like(likeness, UNRELATED)
    for n in range(len(likeness)):
        others = likeness[~alike[n]]
        if len(others):
            rival[n] = np.maximum(UNRELATED, others.max(axis=0))
    score = BIAS + SLOPE * likeness + LEAD * (likeness - rival)
    return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float32)
