"""How alike each article is to each question, and how probably it answers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kbminer.records import Article, Question
from kbminer.similarity.article_texts import PublishedRows
from kbminer.similarity.calibration import DEFAULT, ArticleOdds, Calibration
from kbminer.similarity.likeness import LikenessSpace
from kbminer.similarity.log_odds import to_probabilities
from kbminer.similarity.term_counts import TermCounts
from kbminer.similarity.vectors import Floats, centre_of

_ROWS = 256  # texts of articles that are compared at a time


class ArticleLikeness:
    """Every published article compared with every question, by title and by passage.

    Parameters
    ----------
    articles : sequence of Article
        The knowledge base; drafts in it are left out.
    article_vectors : ndarray of shape (m, d), float32
        The embedding of :func:`kbminer.similarity.article_texts.article_texts`.
    questions : sequence of Question
    vectors : ndarray of shape (len(questions), d), float32
        The embedding of each question's ``text``.
    calibration : Calibration, optional
        What likeness means with the model that embedded; by default that of the bundled one.

    Attributes
    ----------
    articles : tuple of Article
        Those that are published.
    likeness, chances : ndarray of shape (len(self.articles), len(questions)), float32
    alike : ndarray of shape (len(self.articles), len(self.articles)), bool
        Which two articles say the same.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        article_vectors: Floats,
        questions: Sequence[Question],
        vectors: Floats,
        *,
        calibration: Calibration = DEFAULT,
    ) -> None:
        self._published = PublishedRows.of(articles, article_vectors)
        self._columns = {question.thread: n for n, question in enumerate(questions)}
        self._odds = calibration.article
        self._space = space_with_articles(questions, vectors, self._published)
        self.articles = self._published.articles
        self.likeness, between = self._compared(len(questions))
        self.alike = alike_articles(
            between, self._published.owner, len(self.articles), least=calibration.same_article
        )
        self.chances = chances(self.likeness, self.alike, self._odds)

    def _compared(self, asked: int) -> tuple[Floats, Floats]:
        """Articles with questions, and all rows of articles with one another; in parts, to spare memory."""
        rows = self._published
        count = len(rows.texts)
        likeness = np.full((len(self.articles), asked), -1.0, dtype=np.float32)
        between = np.zeros((count, count), dtype=np.float32)
        for start in range(0, count, _ROWS):
            part = slice(start, start + _ROWS)
            found = self._space.likeness(rows.texts[part], rows.vectors[part])
            np.maximum.at(likeness, rows.owner[part], found[:, :asked])
            between[part] = found[:, asked:]
        return likeness, between

    def articles_for(self, threads: Sequence[str]) -> list[tuple[Article, float]]:
        """List all articles with the chance that they answer these threads, the likeliest first.

        What counts is the mean likeness over the threads, so that one odd member decides nothing.
        """
        columns = self._columns_of(threads)
        if not columns:
            return []
        mean = self.likeness[:, columns].mean(axis=1, keepdims=True)
        found = chances(mean, self.alike, self._odds)[:, 0]
        listed = [(article, float(chance)) for article, chance in zip(self.articles, found, strict=True)]
        return sorted(listed, key=lambda pair: (-pair[1], pair[0].id))

    def asked_in(self, article: Article, least: float) -> list[str]:
        """List the threads whose question an article answers with at least this chance."""
        row = self.chances[self.articles.index(article)]
        return [key for key, column in self._columns.items() if row[column] >= least]

    def best_passage(self, article: Article, threads: Sequence[str]) -> str | None:
        """Find the passage of an article that lies nearest to what these threads ask."""
        rows = self._published
        columns = self._columns_of(threads)
        own = rows.passages_of(self.articles.index(article))
        if not own or not columns:
            return None
        found = self._space.likeness([rows.texts[i] for i in own], rows.vectors[own])[:, columns]
        return article.passages[rows.places[own[int(found.mean(axis=1).argmax())]]].text

    def same_as(self, article: Article) -> tuple[Article, ...]:
        """Find the other articles that say the same."""
        row = self.alike[self.articles.index(article)]
        return tuple(
            other for other, same in zip(self.articles, row, strict=True) if same and other is not article
        )

    def _columns_of(self, threads: Iterable[str]) -> list[int]:
        return [self._columns[key] for key in threads if key in self._columns]


def space_with_articles(
    questions: Sequence[Question],
    vectors: Floats,
    written: PublishedRows,
    *,
    counted: TermCounts | None = None,
) -> LikenessSpace:
    """Make the space of a forum's questions and, behind them, of its articles' texts.

    Parameters
    ----------
    questions : sequence of n Question
    vectors : ndarray of shape (n, d), float32
        The embedding of each question's ``text``.
    written : PublishedRows
    counted : TermCounts, optional
        The terms of :func:`texts_with_articles`, where they were counted before.

    Returns
    -------
    LikenessSpace
        Centred on the questions; where there are none, on the articles.
    """
    asked = np.asarray(vectors, dtype=np.float32).reshape(len(questions), written.vectors.shape[1])
    return LikenessSpace.fit(
        texts_with_articles(questions, written),
        np.concatenate([asked, written.vectors]),
        centre=centre_of(asked if len(asked) else written.vectors),
        counted=counted,
    )


def texts_with_articles(questions: Sequence[Question], written: PublishedRows) -> list[str]:
    """List the texts of :func:`space_with_articles`: the questions, and behind them titles and passages."""
    return [*(question.text for question in questions), *written.texts]


def best_of_articles(rows: Floats, owner: NDArray[np.int_], count: int) -> Floats:
    """Take the best of each article's rows: from shape (rows, n) to (count, n)."""
    best = np.full((count, rows.shape[1]), -1.0, dtype=np.float32)
    np.maximum.at(best, owner, rows)
    return best


def alike_articles(
    between: Floats, owner: NDArray[np.int_], count: int, *, least: float = DEFAULT.same_article
) -> NDArray[np.bool_]:
    """Tell which two articles say the same: all rows of one lie near some row of the other, and back.

    Parameters
    ----------
    between : ndarray of shape (rows, rows), float32
        The likeness of all articles' rows.
    owner : ndarray of shape (rows,), int
        The article of each row.
    count : int
        The number of articles.
    least : float, optional
        The mean likeness from which they say the same.

    Returns
    -------
    ndarray of shape (count, count), bool
        True on the diagonal.
    """
    # (articles, rows): how well each row is matched in each article
    matched = best_of_articles(between.T, owner, count)
    sums = np.zeros((count, count), dtype=np.float32)
    np.add.at(sums, owner, matched.T)
    share = sums / np.maximum(np.bincount(owner, minlength=count), 1)[:, None]
    return np.asarray((np.minimum(share, share.T) >= least) | np.eye(count, dtype=bool))


def chances(likeness: Floats, alike: NDArray[np.bool_], odds: ArticleOdds = DEFAULT.article) -> Floats:
    """Tell how probably each article answers each question, by its likeness and its lead over its rivals.

    Parameters
    ----------
    likeness : ndarray of shape (articles, n), float32
    alike : ndarray of shape (articles, articles), bool
        Articles that say the same are no rivals.
    odds : ArticleOdds, optional

    Returns
    -------
    ndarray of shape (articles, n), float32
    """
    if not len(likeness):
        return likeness
    first = likeness.argmax(axis=0)
    best = likeness.max(axis=0)
    unrelated = np.full_like(best, odds.unrelated)
    second = np.partition(likeness, -2, axis=0)[-2] if len(likeness) > 1 else unrelated
    rival = np.where(np.arange(len(likeness))[:, None] == first, second, best)
    for n in np.flatnonzero(alike.sum(axis=1) > 1):
        others = likeness[~alike[n]]
        rival[n] = others.max(axis=0) if len(others) else odds.unrelated
    score = odds.bias + odds.slope * likeness + odds.lead * (likeness - np.maximum(rival, odds.unrelated))
    return to_probabilities(score).astype(np.float32, copy=False)
