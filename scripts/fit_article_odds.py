"""How probably an article answers: ``python scripts/fit_article_odds.py EMBEDDER SOURCE...``.

Each source is a forum that marks accepted answers. These become articles under their threads' titles, in
knowledge bases of several sizes; their threads ask without their titles, once with their own article there
and once with it missing. What is printed belongs into ``kbminer/similarity/calibration.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from kbminer.articles.page import Piece, to_article
from kbminer.ingest import read
from kbminer.records import Article, Thread
from kbminer.similarity.article_likeness import best_of_articles, chances
from kbminer.similarity.article_texts import PublishedRows, article_texts
from kbminer.similarity.calibration import ArticleOdds
from kbminer.similarity.embed import Embedder, make_embedder
from kbminer.similarity.likeness import LikenessSpace
from kbminer.similarity.logistic import fit_logistic
from kbminer.similarity.vectors import Floats, centre_of
from kbminer.text.blocks import blocks, plain
from kbminer.text.to_markdown import to_markdown

SIZES = (20, 60, 120, 320)
SEED = 0


def article_of(thread: Thread) -> Article:
    """Make an article of a thread's accepted answer."""
    answer = next(post for post in thread.replies if post.accepted)
    found = blocks(to_markdown(answer.body, answer.format))
    pieces = [Piece("text", b.text if b.kind == "code" else plain(b.text)) for b in found if b.text.strip()]
    return to_article(pieces, {}, id=thread.key, title=thread.title)


def near_articles(threads: list[Thread], embedder: Embedder) -> Floats:
    """The likeness of each article to each thread's question: shape (threads, threads)."""
    articles = [article_of(thread) for thread in threads]
    rows = PublishedRows.of(articles, embedder.encode(article_texts(articles)))
    asks = [plain(to_markdown(t.posts[0].body, t.posts[0].format))[:1000] for t in threads]
    asked = embedder.encode(asks)
    space = LikenessSpace.fit(rows.texts, rows.vectors, centre=centre_of(asked))
    return best_of_articles(space.likeness(asks, asked).T, rows.owner, len(articles))


def knowledge_bases(sources: tuple[str, ...], embedder: Embedder) -> Iterator[tuple[str, Floats]]:
    """Every source's solved threads, some at a time: name, and likeness with and without the own article."""
    for source in sources:
        solved = [t for t in read(source) if isinstance(t, Thread) and any(p.accepted for p in t.replies)]
        order = np.random.default_rng(SEED).permutation(len(solved))
        for size in sorted({min(size, len(solved)) for size in SIZES}):
            near = near_articles([solved[i] for i in order[:size]], embedder)
            gap = near.copy()
            np.fill_diagonal(gap, -1.0)
            yield f"{size} articles", near
            yield f"{size} articles, the own one missing", gap


def cases(near: Floats, unrelated: float) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The best article of each question: ones, likeness and lead; and whether it is the right one."""
    best, first = near.max(axis=0), near.argmax(axis=0)
    lead = best - np.maximum(np.sort(near, axis=0)[-2], unrelated)
    right = (first == np.arange(len(near))) & (best > -1) & (near.diagonal() > -1)
    return np.stack([np.ones_like(best), best, lead], axis=1).astype(np.float64), right


def main(name: str, *sources: str) -> None:
    """Print the odds, and how far they are from what came true in each knowledge base."""
    embedder = make_embedder(name)
    bases = list(knowledge_bases(sources, embedder))
    smallest_gap = next(near for told, near in bases if told.endswith("missing"))
    unrelated = round(float(np.median(smallest_gap.max(axis=0))), 2)
    rows, right = zip(*(cases(near, unrelated) for _, near in bases), strict=True)
    # Every knowledge base counts alike.
    copies = np.concatenate([np.full(len(each), max(round(1000 / len(each)), 1)) for each in right])
    targets = np.concatenate(right).repeat(copies).astype(np.float64)
    found = fit_logistic(np.concatenate(rows).repeat(copies, axis=0), targets, penalty=1e-3)
    bias, slope, lead = found.round(2).tolist()
    odds = ArticleOdds(bias, slope, lead, unrelated)
    print(f"{embedder.name}: {odds}")
    for (told, near), true in zip(bases, right, strict=True):
        chance = chances(near, np.eye(len(near), dtype=bool), odds).max(axis=0)
        brier = float(((chance - true) ** 2).mean())
        print(f"  {told}: right {true.mean():.2f}, promised {chance.mean():.2f}, Brier {brier:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
