"""How well the probabilities of suggesting and of coverage hold on data that people labelled.

Run with ``pytest -s -m soak tests/soak/test_soak_calibration.py`` to see the figures of
``docs/quality/articles.md``. The floors are there to notice a fall, not to be met closely.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kbminer.articles.page import Piece, to_article
from kbminer.cluster import group_questions
from kbminer.ingest import read
from kbminer.records import Article, Question, Thread
from kbminer.similarity.adapted_odds import adapt_odds
from kbminer.similarity.article_likeness import best_of_articles, chances
from kbminer.similarity.article_texts import article_rows
from kbminer.similarity.calibration import probability
from kbminer.similarity.embed import SentenceEmbedder
from kbminer.similarity.likeness import LikenessSpace
from kbminer.similarity.vectors import centre_of
from kbminer.text.blocks import blocks, plain
from kbminer.text.to_markdown import to_markdown

pytestmark = [pytest.mark.soak, pytest.mark.data]
EMBEDDER = SentenceEmbedder()


@dataclass(frozen=True, kw_only=True)
class Score:
    """How good probabilities are: ranking, mean squared error, and mean distance from what came true."""

    area: float
    brier: float
    error: float

    @classmethod
    def of(cls, chance: NDArray[np.float32], true: NDArray[np.bool_]) -> "Score":
        """Score probabilities against what was true, in ten bins."""
        bins = np.minimum((chance * 10).astype(int), 9)
        found = [bins == b for b in range(10) if (bins == b).any()]
        error = sum(one.mean() * abs(chance[one].mean() - true[one].mean()) for one in found)
        ranks = chance.argsort().argsort() + 1
        positive, negative = true.sum(), (~true).sum()
        area = (ranks[true].sum() - positive * (positive + 1) / 2) / max(positive * negative, 1)
        return cls(area=float(area), brier=float(((chance - true) ** 2).mean()), error=float(error))


@pytest.mark.parametrize("name", ["stackfaq", "covidq", "curekart", "wikit_fr"])
def test_a_new_question_meets_its_like_as_often_as_promised(data_dir: Path, name: str) -> None:
    """A fifth of each set asks, four fifths answer; groups are what clustering makes of them."""
    rows = [json.loads(line) for line in (data_dir / "clustering" / f"{name}.jsonl").read_text().splitlines()]
    order = np.random.default_rng(0).permutation(len(rows))
    known, new = order[: len(rows) * 4 // 5], order[len(rows) * 4 // 5 :]
    vectors = EMBEDDER.encode([row["text"] for row in rows])
    texts = [rows[i]["text"] for i in known]
    space = LikenessSpace.fit(texts, vectors[known])
    odds = adapt_odds(space, _groups(texts, vectors[known]))
    found = space.likeness([rows[i]["text"] for i in new], vectors[new])
    met = [rows[known[j]]["label"] for j in found.argmax(axis=1)]
    true = np.array([a is not None and a == rows[i]["label"] for a, i in zip(met, new, strict=True)])
    score = Score.of(probability(found.max(axis=1), odds), true)
    print(f"\n{name}: {len(new)} new questions, {true.mean():.2f} met their like, {odds}, {score}")
    assert score.error < 0.35


def _groups(texts: Sequence[str], vectors: NDArray[np.float32]) -> list[int]:
    questions = [Question(thread=f"t{i:06d}", title=text) for i, text in enumerate(texts)]
    labels = [-1] * len(texts)
    for n, group in enumerate(group_questions(questions, vectors).grouping.groups):
        for key in group.members:
            labels[int(key[1:])] = n
    return labels


@pytest.mark.parametrize("size", [20, 120])
def test_an_article_answers_as_often_as_promised(data_dir: Path, size: int) -> None:
    """Accepted answers become articles; a question without its title asks with its own there, and without.

    This forum (Stack Exchange) was among those that the constants were fitted on; see the page for the
    one that was held out.
    """
    source = data_dir / "forums" / "stackexchange-quantum.tar.gz"
    solved = [t for t in read(source) if isinstance(t, Thread) and any(p.accepted for p in t.replies)]
    chosen = [solved[i] for i in np.random.default_rng(0).permutation(len(solved))[:size]]
    articles = [_article(thread) for thread in chosen]
    rows = list(article_rows(articles))
    owner = np.array([[a.id for a in articles].index(row.article) for row in rows])
    asks = [plain(to_markdown(t.posts[0].body, t.posts[0].format))[:1000] for t in chosen]
    asked = EMBEDDER.encode(asks)
    texts = [row.text for row in rows]
    space = LikenessSpace.fit(texts, EMBEDDER.encode(texts), centre=centre_of(asked))
    near = best_of_articles(space.likeness(asks, asked).T, owner, size)
    gap = near.copy()
    np.fill_diagonal(gap, -1.0)
    apart = np.eye(size, dtype=bool)
    top, top_of_gap = chances(near, apart), chances(gap, apart)
    hit = near.argmax(axis=0) == np.arange(size)
    chance = np.concatenate([top.max(axis=0), top_of_gap.max(axis=0)])
    score = Score.of(chance, np.concatenate([hit, np.zeros(size, dtype=bool)]))
    print(f"\n{size} articles: {hit.mean():.2f} found first, {score}")
    assert hit.mean() > 0.7
    assert score.error < 0.2


def _article(thread: Thread) -> Article:
    body = next(post for post in thread.replies if post.accepted)
    found = blocks(to_markdown(body.body, body.format))
    pieces = [Piece("text", b.text if b.kind == "code" else plain(b.text)) for b in found if b.text.strip()]
    return to_article(pieces, {}, id=thread.key, title=thread.title)
