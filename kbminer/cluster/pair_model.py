"""How likely two questions of one theme ask the same, so that one article answers both.

A logistic model over three figures of a pair, and one over a group's mean. Their coefficients stand in
``pair_models.json``, fitted by ``scripts/fit_pair_model.py`` on pairs that were read and graded one by one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log

import numpy as np

from kbminer.cluster.neighbour_graph import Floats
from kbminer.errors import ModelError
from kbminer.similarity.calibration import model_of

FEATURES = ("nearness", "title_cosine", "crowd")

_FARTHEST = 0.02  # a mean probability counts no nearer to 0 and 1 than this
_DENSEST = 0.9  # nothing is told by how near two questions lie where all others lie as near


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairFeatures:
    """What n questions are compared by.

    Parameters
    ----------
    sentences : ndarray of shape (n, d), float32
        Their sentence vectors, centred, of length 1.
    titles : ndarray of shape (n, d), float32
        The sentence vectors of their titles alone, centred, of length 1.
    density : ndarray of shape (n,), float32
        How near other questions lie on average just outside of the nearest ones: see
        :func:`kbminer.cluster.neighbour_graph.outer_density`.
    """

    sentences: Floats
    titles: Floats
    density: Floats

    def matrix(self) -> Floats:
        """Compare all with all.

        Returns
        -------
        ndarray of shape (n, n, 3), float32
            The features in the order of ``FEATURES``. ``nearness`` is the part of the way from how near
            others lie (0) to a cosine of 1 (1): the same cosine says little in a crowd on one subject.
            ``crowd`` is the root of how near others lie: where nobody is near, as in a forum of a hundred
            threads, half of that way says more.
        """
        cosines = self.sentences @ self.sentences.T
        density = _mean_of_both(self.density)
        around = np.minimum(density, _DENSEST)
        nearness = (cosines - around) / (1 - around)
        crowd = np.sqrt(np.maximum(density, 0))
        return np.stack([nearness, self.titles @ self.titles.T, crowd], axis=-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOdds:
    """How a group's mean probability becomes that of its being one question, on the scale of log-odds.

    Pairs are joined because they look alike, so that their mean may say too much. The defaults leave it as it
    is.

    Parameters
    ----------
    intercept : float
    mean : float
        Weighs the log-odds of the mean probability of the group's pairs.
    """

    intercept: float = 0.0
    mean: float = 1.0

    def probability(self, mean: float) -> float:
        """Tell how likely two members of a group ask the same.

        >>> GroupOdds().probability(0.4), GroupOdds(intercept=-1).probability(0.5)
        (0.4, 0.2689414213699951)
        """
        return mean if self == GroupOdds() else 1 / (1 + exp(-self.intercept - self.mean * log_odds(mean)))


def log_odds(probability: float) -> float:
    """The log-odds of a probability, which counts no nearer to 0 and 1 than a fiftieth."""
    held = min(max(probability, _FARTHEST), 1 - _FARTHEST)
    return log(held / (1 - held))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairModel:
    """A logistic model: a coefficient for each of ``FEATURES``, an intercept, and what holds for groups.

    Examples
    --------
    >>> [round(weight) for weight in PairModel.shipped().coefficients]
    [7, 1, -2]
    """

    coefficients: tuple[float, ...]
    intercept: float
    groups: GroupOdds = GroupOdds()

    @classmethod
    @cache
    def shipped(cls, embedder: str = "all-MiniLM-L6-v2") -> PairModel:
        """Read the model that comes with kbminer for an embedder: its cosines have a scale of their own.

        Parameters
        ----------
        embedder : str, default "all-MiniLM-L6-v2"
            An embedder's ``name``; for one that nobody measured, the model of the default.
        """
        fitted = json.loads(files("kbminer.cluster").joinpath("pair_models.json").read_text(encoding="utf-8"))
        return cls.from_json(json.dumps(fitted.get(model_of(embedder), fitted["all-MiniLM-L6-v2"])))

    @classmethod
    def from_json(cls, text: str) -> PairModel:
        """Read a model that ``scripts/fit_pair_model.py`` wrote.

        Raises
        ------
        ModelError
            It is no such model.
        """
        try:
            plain = json.loads(text)
            weights = tuple(float(plain["coefficients"][name]) for name in FEATURES)
            groups = GroupOdds(**{name: float(each) for name, each in plain.get("groups", {}).items()})
            return cls(coefficients=weights, intercept=float(plain["intercept"]), groups=groups)
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"this is no model of pairs ({error}): scripts/fit_pair_model.py writes one"
            ) from error

    def probabilities(self, features: Floats) -> Floats:
        """Tell how likely pairs ask the same.

        Parameters
        ----------
        features : ndarray of shape (..., 3), float32

        Returns
        -------
        ndarray of shape (...,), float32
            From 0 to 1.
        """
        score = features @ np.array(self.coefficients, dtype=np.float32) + np.float32(self.intercept)
        return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float32)


def _mean_of_both(each: Floats) -> Floats:
    return np.asarray((each[:, None] + each[None, :]) / 2)
