"""The texts of articles that questions are compared with: each title, and each passage under its title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kbminer.records import Article

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class ArticleRow(NamedTuple):
    """One text to embed; ``place`` is the passage's position, -1 for the title."""

    article: str
    place: int
    text: str


def article_rows(articles: Iterable[Article]) -> Iterator[ArticleRow]:
    """List the texts of articles, in order: the title first, then each passage with title and heading."""
    for article in articles:
        yield ArticleRow(article.id, -1, article.title)
        for place, passage in enumerate(article.passages):
            heading = (passage.heading,) if passage.heading else ()
            yield ArticleRow(article.id, place, "\n".join((article.title, *heading, passage.text)))


def article_texts(articles: Iterable[Article]) -> list[str]:
    """List the texts to embed, one for each row of an ``article_vectors`` array."""
    return [row.text for row in article_rows(articles)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRows:
    """The texts of published articles with their vectors: what answers, row by row.

    Parameters
    ----------
    articles : tuple of Article
        Those that are published.
    owner : ndarray of shape (rows,), int
        The position in ``articles`` of each row's article.
    places : tuple of int
        The position of each row's passage in its article, -1 for the title.
    texts : tuple of str
    vectors : ndarray of shape (rows, d), float32
    """

    articles: tuple[Article, ...]
    owner: NDArray[np.int_]
    places: tuple[int, ...]
    texts: tuple[str, ...]
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, articles: Sequence[Article], article_vectors: NDArray[np.float32]) -> PublishedRows:
        """Leave out drafts.

        Parameters
        ----------
        articles : sequence of Article
        article_vectors : ndarray of shape (n, d), float32
            The embedding of :func:`article_texts` of all ``articles``.
        """
        import numpy as np  # noqa: PLC0415 - reading articles needs no arrays

        published = tuple(article for article in articles if article.published)
        numbers = {article.id: n for n, article in enumerate(published)}
        rows = [(i, row) for i, row in enumerate(article_rows(articles)) if row.article in numbers]
        return cls(
            articles=published,
            owner=np.array([numbers[row.article] for _, row in rows], dtype=int),
            places=tuple(row.place for _, row in rows),
            texts=tuple(row.text for _, row in rows),
            vectors=np.asarray(article_vectors, dtype=np.float32)[[i for i, _ in rows]],
        )

    def passages_of(self, article: int) -> list[int]:
        """List the rows of one article's passages, its title left out."""
        return [i for i, owner in enumerate(self.owner) if owner == article and self.places[i] >= 0]
