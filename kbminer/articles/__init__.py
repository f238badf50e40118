"""The knowledge base as it stands: reading it, and seeing which group which article covers."""

from __future__ import annotations

from kbminer.articles.cover import Covered, cover
from kbminer.articles.read import read_articles
from kbminer.similarity.article_texts import article_texts

__all__ = ["Covered", "article_texts", "cover", "read_articles"]
