"""What likeness means: the probabilities behind a cosine, measured for each embedding model apart.

A model's cosines have a scale of their own. So every number here belongs to a model and is looked up by the
embedder's name; :func:`calibration_warning` says where a model has none and another's is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kbminer.similarity.log_odds import to_probabilities
from kbminer.similarity.vectors import Floats


class Odds(NamedTuple):
    """P(two texts ask the same) = 1 / (1 + exp(-(bias + slope · likeness)))."""

    bias: float
    slope: float


class ArticleOdds(NamedTuple):
    """P(an article answers) = 1 / (1 + exp(-(bias + slope · likeness + lead · lead over its rivals))).

    ``unrelated`` is the likeness that the best of some unrelated articles reaches: the least that a lead is
    taken over.
    """

    bias: float
    slope: float
    lead: float
    unrelated: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What was measured of one model, on the scale of :class:`kbminer.similarity.likeness.LikenessSpace`.

    Parameters
    ----------
    same_question : Odds
        That two texts ask the same; fitted on seven sets of questions that people grouped.
    article : ArticleOdds
        That an article answers; fitted on threads and the articles that their accepted answers would make.
    same_article : float
        Likeness of all that one article says to what another says, from which they say the same.
    """

    same_question: Odds
    article: ArticleOdds
    same_article: float


MINILM = Calibration(  # docs/quality/articles.md: how the numbers were fitted and how they hold
    same_question=Odds(-3.88, 5.69),
    article=ArticleOdds(bias=-6.02, slope=7.57, lead=10.3, unrelated=0.25),
    same_article=0.7,
)
LEXICAL = Calibration(  # scripts/fit_odds.py and scripts/fit_article_odds.py: docs/quality/similarity.md
    same_question=Odds(-3.43, 5.13),
    article=ArticleOdds(bias=-1.93, slope=0.51, lead=18.57, unrelated=0.23),
    same_article=0.7,
)
DEFAULT = MINILM
_MEASURED = {"all-MiniLM-L6-v2": MINILM, "lexical": LEXICAL}


def space_of(embedder: str) -> str:
    """Name the space in which an embedder's vectors lie: vectors of one space can be compared.

    Parameters
    ----------
    embedder : str
        An embedder's ``name``: the model, then its precision and other settings behind bars.

    Examples
    --------
    >>> space_of("sentence-transformers/all-MiniLM-L6-v2@1110a243|torch|bfloat16|1000")
    'sentence-transformers/all-MiniLM-L6-v2@1110a243'
    """
    return embedder.partition("|")[0]


def calibration_of(embedder: str) -> Calibration:
    """Look up what likeness means where ``embedder`` embeds; that of all-MiniLM-L6-v2 where nobody measured.

    Parameters
    ----------
    embedder : str
        An embedder's ``name``. Publisher and revision of the model make no difference.
    """
    return _MEASURED.get(model_of(embedder), DEFAULT)


def calibration_warning(embedder: str) -> str | None:
    """Say in a sentence that a model's likeness was never measured; ``None`` where it was.

    Examples
    --------
    >>> calibration_warning("sentence-transformers/all-MiniLM-L6-v2@1110a243|torch|bfloat16|1000")
    >>> calibration_warning("my-model|torch|float32|1000")
    'What likeness means with my-model was not measured: probabilities are those of all-MiniLM-L6-v2, and \
may be too high or too low.'
    """
    if model_of(embedder) in _MEASURED:
        return None
    return (
        f"What likeness means with {space_of(embedder)} was not measured: probabilities are those of "
        "all-MiniLM-L6-v2, and may be too high or too low."
    )


def model_of(embedder: str) -> str:
    """Name the model alone, without publisher, revision and settings.

    >>> model_of("sentence-transformers/all-MiniLM-L6-v2@1110a243|torch|bfloat16|1000")
    'all-MiniLM-L6-v2'
    """
    return space_of(embedder).rpartition("/")[2].partition("@")[0]


def probability(likeness: Floats, odds: Odds = DEFAULT.same_question) -> Floats:
    """Turn likeness into the probability that texts ask the same thing.

    Parameters
    ----------
    likeness : ndarray, float32
        Of any shape.
    odds : Odds, optional
        By default those of the bundled model.

    Returns
    -------
    ndarray of the same shape, float32

    Examples
    --------
    >>> probability(np.array([0.3, 0.8, 1.3], "float32")).round(2).tolist()
    [0.10000000149011612, 0.6600000262260437, 0.9700000286102295]
    """
    score = odds.bias + odds.slope * np.asarray(likeness, dtype=np.float64)
    return to_probabilities(score).astype(np.float32, copy=False)
