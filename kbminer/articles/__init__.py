"""The knowledge base as it stands: reading it, and seeing which group which article covers."""

from __future__ import annotations

from kbminer.articles.read import read_articles

__all__ = ["read_articles"]
