"""How likely two questions of one theme ask the same, so that one article answers both.

A logistic model over five figures of a pair. Its coefficients stand in ``pair_models.json``, fitted by
``scripts/fit_pair_model.py`` on pairs that were read and graded one by one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from kbminer.cluster.neighbour_graph import Floats
from kbminer.errors import ModelError
from kbminer.similarity.calibration import model_of
from kbminer.similarity.log_odds import to_probabilities

FEATURES = ("sentence_cosine", "joined_cosine", "title_cosine", "density", "commonness")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairFeatures:
    """What n questions are compared by.

    Parameters
    ----------
    sentences : ndarray of shape (n, d), float32
        Their sentence vectors, centred, of length 1.
    joined : ndarray of shape (n, d + words), float32
        The same joined to word vectors, of length 1.
    titles : ndarray of shape (n, d), float32
        The sentence vectors of their titles alone, centred, of length 1.
    density : ndarray of shape (n,), float32
        How near other questions lie on average just outside of the nearest ones: see
        :func:`kbminer.cluster.neighbour_graph.outer_density`.
    commonness : ndarray of shape (n,), float32
        Their mean cosine to all: see :func:`kbminer.cluster.neighbour_graph.commonness`.
    """

    sentences: Floats
    joined: Floats
    titles: Floats
    density: Floats
    commonness: Floats

    def matrix(self) -> Floats:
        """Compare all with all.

        Returns
        -------
        ndarray of shape (n, n, 5), float32
            The features in the order of ``FEATURES``.
        """
        return np.stack(
            [
                self.sentences @ self.sentences.T,
                self.joined @ self.joined.T,
                self.titles @ self.titles.T,
                _mean_of_both(self.density),
                _mean_of_both(self.commonness),
            ],
            axis=-1,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairModel:
    """A logistic model: a coefficient for each of ``FEATURES``, and an intercept.

    Examples
    --------
    >>> [round(weight, 1) for weight in PairModel.shipped().coefficients[:2]]
    [5.2, 4.0]
    """

    coefficients: tuple[float, ...]
    intercept: float

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
            return cls(coefficients=weights, intercept=float(plain["intercept"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"this is no model of pairs ({error}): scripts/fit_pair_model.py writes one"
            ) from error

    def probabilities(self, features: Floats) -> Floats:
        """Tell how likely pairs ask the same.

        Parameters
        ----------
        features : ndarray of shape (..., 5), float32

        Returns
        -------
        ndarray of shape (...,), float32
            From 0 to 1.
        """
        score = features @ np.array(self.coefficients, dtype=np.float32) + np.float32(self.intercept)
        return to_probabilities(score).astype(np.float32, copy=False)


def _mean_of_both(each: Floats) -> Floats:
    return np.asarray((each[:, None] + each[None, :]) / 2)
