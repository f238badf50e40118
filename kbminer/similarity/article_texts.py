"""The texts of articles that questions are compared with: each title, and each passage under its title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kbminer.records import Article


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
    """Give the texts to embed, one for each row of an ``article_vectors`` array."""
    return [row.text for row in article_rows(articles)]
