"""What a run found, laid out so that new questions are answered from it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

import numpy as np

from kbminer.records import Article, Group, Question, Resolution
from kbminer.records.question import taking_part
from kbminer.search.index import IndexedArticle, IndexedGroup, IndexedQuestion, SearchIndex, shortened
from kbminer.similarity.adapted_odds import adapt_odds
from kbminer.similarity.article_likeness import (
    alike_articles,
    space_with_articles,
    texts_with_articles,
)
from kbminer.similarity.article_texts import PublishedRows
from kbminer.similarity.calibration import calibration_of, calibration_warning
from kbminer.similarity.term_counts import TermCounts
from kbminer.similarity.vectors import Floats

_log = logging.getLogger(__name__)


def build_index(
    *,
    embedder: str,
    questions: Sequence[Question],
    vectors: Floats,
    groups: Sequence[Group] = (),
    resolutions: Mapping[str, Resolution] | None = None,
    articles: Sequence[Article] = (),
    article_vectors: Floats | None = None,
    counted: TermCounts | None = None,
) -> SearchIndex:
    """Lay out what a run found so that new questions are answered from it.

    Parameters
    ----------
    embedder : str
        The name of the embedder that encoded the vectors.
    questions : sequence of Question
        What was asked; those with ``set_aside`` are passed over.
    vectors : ndarray of shape (len(questions), d), float32
        Unit rows: the embedding of each question's ``text``.
    groups : sequence of Group
        The groups of repeated questions.
    resolutions : mapping of str to Resolution, optional
        By thread key; a question whose thread has none is unsolved and answers nothing.
    articles : sequence of Article
        The knowledge base; only what is published answers.
    article_vectors : ndarray of shape (m, d), float32, optional
        The embedding of :func:`kbminer.similarity.article_texts.article_texts`; without it no article
        answers.
    counted : TermCounts, optional
        The terms of :func:`indexed_texts`, where they were counted before.

    Returns
    -------
    SearchIndex

    Notes
    -----
    Where nobody measured what likeness means with the embedder, a warning is logged.
    """
    calibration = calibration_of(embedder)
    if warning := calibration_warning(embedder):
        _log.warning(warning)
    own = np.asarray(vectors, dtype=np.float32)[[question.set_aside is None for question in questions]]
    asked, written = taking_part(questions), _written(articles, article_vectors, own.shape[1])
    space = space_with_articles(asked, own, written, counted=counted)
    rows = _question_rows([question.thread for question in asked], groups, resolutions or {})
    between = space.likeness(written.texts, written.vectors)[:, len(asked) :]
    return SearchIndex(
        embedder=embedder,
        vectors=space.vectors.astype(np.float16),
        centre=space.centre,
        words=space.words,
        odds=adapt_odds(
            space,
            [row.group for row in rows],
            odds=calibration.same_question,
        ),
        questions=rows,
        groups=tuple(IndexedGroup(group.id, group.title, group.members) for group in groups),
        articles=tuple(IndexedArticle(each.id, each.title, each.url) for each in written.articles),
        owner=written.owner,
        passages=_passages(written),
        alike=alike_articles(between, written.owner, len(written.articles), least=calibration.same_article),
    )


def indexed_texts(
    questions: Sequence[Question], articles: Sequence[Article], article_vectors: Floats | None
) -> list[str]:
    """List the texts that :func:`build_index` compares by their words, given the same."""
    return texts_with_articles(taking_part(questions), _written(articles, article_vectors, 0))


def _written(articles: Sequence[Article], vectors: Floats | None, dimensions: int) -> PublishedRows:
    """What is published; nothing without vectors."""
    return PublishedRows.of(
        *((), np.zeros((0, dimensions), dtype=np.float32)) if vectors is None else (articles, vectors)
    )


def _question_rows(
    threads: Sequence[str], groups: Sequence[Group], resolutions: Mapping[str, Resolution]
) -> tuple[IndexedQuestion, ...]:
    """A member speaks for its group, which is worth its surest answer; others for themselves."""
    place = {key: n for n, group in enumerate(groups) for key in group.members}
    chance = {key: _solved(resolutions.get(key)) for key in {*place, *threads}}
    surest = [min(group.members, key=lambda key: (-chance[key], key)) for group in groups]
    return tuple(_question_row(key, place.get(key, -1), chance, surest, resolutions) for key in threads)


def _question_row(
    key: str, group: int, chance: Mapping[str, float], surest: Sequence[str], found: Mapping[str, Resolution]
) -> IndexedQuestion:
    own = found.get(key)
    solved_in = key if group < 0 or (own is not None and own.is_solved) else surest[group]
    shown = found.get(solved_in)
    return IndexedQuestion(
        thread=key,
        group=group,
        worth=chance[surest[group]] if group >= 0 else chance[key],
        solved_in=solved_in,
        solution=shown.best_post if shown else None,
    )


def _solved(resolution: Resolution | None) -> float:
    """How probably a thread holds a solution: the forum's word counts whole."""
    if resolution is None or resolution.best_post is None:
        return 0.0
    if resolution.declared == "solved":
        return 1.0
    return resolution.probability or 0.0


def _passages(written: PublishedRows) -> tuple[str | None, ...]:
    return tuple(
        shortened(written.articles[owner].passages[place].text) if place >= 0 else None
        for owner, place in zip(written.owner, written.places, strict=True)
    )
