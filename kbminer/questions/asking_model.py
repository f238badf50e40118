"""How likely each thread of a corpus asks anything.

Two logistic models, one after the other: the first reads a thread by itself, the second adds how many of its
neighbours on the same board seem to ask, since people introduce themselves where others do. The weights
stand in ``asking_model.json``, fitted by ``scripts/fit_asking.py`` on threads that were read and graded.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log
from typing import Any

from kbminer.questions.asking_signs import SIGNS
from kbminer.similarity.log_odds import to_probability

IN_FORM = "in_form"
"""The sign that an opening fills in the forum's form: only the corpus shows it."""
SIGN_NAMES = (*SIGNS, IN_FORM)

_MOSTLY = 0.9  # share of asking threads where nothing is known: support forums are there to ask
_HELD = 5  # threads that the share of all the forum counts for beside those of one board
_LEAST = 0.02
_FARTHEST = 30.0  # log-odds beyond which a probability is 0 or 1 to thirteen digits


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingModel:
    """Weights by name.

    Parameters
    ----------
    signs : mapping of str to float
        Of each of :data:`SIGN_NAMES`.
    intercept : float
        Of the first model.
    own, board, base : float
        The second model's weights of a thread's own log-odds and of its board's, and its intercept.
    """

    signs: Mapping[str, float]
    intercept: float
    own: float
    board: float
    base: float

    @classmethod
    def shipped(cls) -> AskingModel:
        """The model that comes with kbminer."""
        return _shipped()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> AskingModel:
        """Read what :func:`dataclasses.asdict` gives of a model."""
        return cls(**data)

    def log_odds(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """Weigh threads by themselves, each given by its :data:`SIGN_NAMES`."""
        weights = [self.signs[name] for name in SIGN_NAMES]
        return [sum(w * x for w, x in zip(weights, row, strict=True)) + self.intercept for row in rows]

    def probabilities(self, rows: Sequence[Sequence[float]], boards: Sequence[str]) -> list[float]:
        """Tell of every thread how likely it asks.

        Parameters
        ----------
        rows : sequence of sequence of float
            The :data:`SIGN_NAMES` of all threads of a corpus.
        boards : sequence of str
            On which board each of them stands.
        """
        odds = self.log_odds(rows)
        around = board_odds(odds, boards)
        return [
            _probability(self.own * own + self.board * board + self.base)
            for own, board in zip(odds, around, strict=True)
        ]


def board_odds(odds: Sequence[float], boards: Sequence[str]) -> list[float]:
    """For each thread the log-odds that another thread of its board asks, by their own log-odds."""
    chances = [_probability(each) for each in odds]
    threads = Counter(boards)
    asking: defaultdict[str, float] = defaultdict(float)
    for board, chance in zip(boards, chances, strict=True):
        asking[board] += chance
    total = sum(chances)
    found = []
    for board, chance in zip(boards, chances, strict=True):
        everywhere = (total - chance + _HELD * _MOSTLY) / (len(chances) - 1 + _HELD)
        here = (asking[board] - chance + _HELD * everywhere) / (threads[board] - 1 + _HELD)
        here = min(max(here, _LEAST), 1 - _LEAST)
        found.append(log(here / (1 - here)))
    return found


def _probability(log_odds: float) -> float:
    return to_probability(min(max(log_odds, -_FARTHEST), _FARTHEST))


@cache
def _shipped() -> AskingModel:
    text = (files("kbminer.questions") / "asking_model.json").read_text("utf-8")
    return AskingModel.from_dict(json.loads(text))
