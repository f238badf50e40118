"""How probably each answer of an index answers a question, by the question's likeness to its rows."""

from __future__ import annotations

import numpy as np

from kbminer.search.index import SearchIndex
from kbminer.similarity.article_likeness import best_of_articles, chances
from kbminer.similarity.calibration import calibration_of, probability
from kbminer.similarity.vectors import Floats


def worth_of(index: SearchIndex) -> Floats:
    """What each question's answer is worth, as an array."""
    return np.array([question.worth for question in index.questions], dtype=np.float32)


def question_chances(index: SearchIndex, likeness: Floats, worth: Floats) -> Floats:
    """How probably each question asks the same and its answer helps.

    Parameters
    ----------
    index : SearchIndex
    likeness : ndarray of shape (rows,)
        Of one question to all rows.
    worth : ndarray of shape (questions,)
        As :func:`worth_of` gives it.
    """
    return np.asarray(probability(likeness[: len(index.questions)], index.odds) * worth)


def article_chances(index: SearchIndex, likeness: Floats) -> list[float]:
    """How probably each article answers, of an index that holds one at least.

    Parameters
    ----------
    index : SearchIndex
    likeness : ndarray of shape (rows,)
        Of one question to all rows.
    """
    rows = likeness[len(index.questions) :][:, None]
    nearest = best_of_articles(rows, index.owner, len(index.articles))
    return [float(c) for c in chances(nearest, index.alike, calibration_of(index.embedder).article)[:, 0]]
