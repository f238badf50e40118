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

# P(answers) = 1 / (1 + exp(-(BIAS + SLOPE · likeness))); see docs/quality/articles.md for the fit
BIAS, SLOPE = -6.5, 11.0
SAME = 0.75  # likeness of two articles, both ways, from which they say the same


class Nearness:
    """Every published article compared with every question, by title and by passage.

    ``articles`` are those that are published, ``likeness`` has shape (len(articles), len(questions)).
    """

    def __init__(
        self,
        articles: Sequence[Article],
        article_vectors: NDArray[np.float32],
        questions: Sequence[Question],
        vectors: NDArray[np.float32],
    ) -> None:
        import numpy as np  # noqa: PLC0415  # loaded at first use

        published = {article.id: n for n, article in enumerate(a for a in articles if a.published)}
        rows = [(i, row) for i, row in enumerate(article_rows(articles)) if row.article in published]
        self.articles = tuple(article for article in articles if article.published)
        self._places = [row.place for _, row in rows]
        self._owner = np.array([published[row.article] for _, row in rows], dtype=int)
        self._columns = {question.thread: n for n, question in enumerate(questions)}
        texts = [row.text for _, row in rows]
        own = np.asarray(article_vectors, dtype=np.float32)[[i for i, _ in rows]]
        centre = centre_of(np.asarray(vectors, dtype=np.float32) if len(questions) else own)
        corpus = Corpus([*(q.text for q in questions), *texts], np.concatenate([vectors, own]), centre=centre)
        both = corpus.likeness(texts, own)
        self._rows = both[:, : len(questions)]
        self.likeness = self._by_article(self._rows)
        self._between = both[:, len(questions) :]

    def _by_article(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The best of each article's rows."""
        import numpy as np  # noqa: PLC0415

        best = np.full((len(self.articles), rows.shape[1]), -1.0, dtype=np.float32)
        np.maximum.at(best, self._owner, rows)
        return best

    def chance(self, article: int, threads: Iterable[str]) -> float:
        """How probably an article answers what these threads ask, on their average; 0 for none of them."""
        import numpy as np  # noqa: PLC0415

        columns = [self._columns[key] for key in threads if key in self._columns]
        if not columns:
            return 0.0
        return float(1 / (1 + np.exp(-(BIAS + SLOPE * float(self.likeness[article, columns].mean())))))

    def articles_for(self, threads: Sequence[str]) -> list[tuple[Article, float]]:
        """All articles with the chance that they answer these threads, the likeliest first."""
        chances = [(article, self.chance(n, threads)) for n, article in enumerate(self.articles)]
        return sorted(chances, key=lambda found: (-found[1], found[0].id))

    def asked_in(self, article: Article, least: float) -> list[str]:
        """The threads whose question an article answers with at least this chance."""
        n = self.articles.index(article)
        return [key for key in self._columns if self.chance(n, [key]) >= least]

    def best_passage(self, article: Article, threads: Sequence[str]) -> str | None:
        """The passage of an article that lies nearest to what these threads ask."""
        n = self.articles.index(article)
        columns = [self._columns[key] for key in threads if key in self._columns]
        own = [i for i, owner in enumerate(self._owner) if owner == n and self._places[i] >= 0]
        if not own or not columns:
            return None
        best = max(own, key=lambda i: (float(self._rows[i, columns].mean()), -i))
        return article.passages[self._places[best]].text

    def say_the_same(self, one: Article, other: Article) -> bool:
        """Whether everything that one of two articles says stands in the other one too."""
        return min(self._share(one, other), self._share(other, one)) >= SAME

    def _share(self, one: Article, other: Article) -> float:
        """How well the other article matches this one's rows, on their average."""
        rows = self._owner == self.articles.index(one)
        columns = self._owner == self.articles.index(other)
        return float(self._between[rows][:, columns].max(axis=1).mean())
