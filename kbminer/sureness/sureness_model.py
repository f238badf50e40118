"""How likely an editor finds a suggestion to be one question.

A logistic model of three readable signs (:mod:`kbminer.sureness.signs`). The weights stand in
``sureness_model.json``, fitted by ``scripts/fit_sureness.py`` on suggestions that strangers read and judged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kbminer.records import Group, Question
from kbminer.similarity.log_odds import to_probability
from kbminer.sureness.signs import SIGNS, sureness_signs


@dataclass(frozen=True, slots=True, kw_only=True)
class SurenessModel:
    """Weights by name.

    Parameters
    ----------
    signs : mapping of str to float
        Of each of :data:`kbminer.sureness.signs.SIGNS`.
    intercept : float
    """

    signs: Mapping[str, float]
    intercept: float

    @classmethod
    def shipped(cls) -> SurenessModel:
        """The model that comes with kbminer."""
        return _shipped()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SurenessModel:
        """Read what :func:`dataclasses.asdict` gives of a model."""
        return cls(**data)

    def probability(self, row: Sequence[float]) -> float:
        """Weigh the signs of one group."""
        return to_probability(
            self.intercept + sum(self.signs[name] * sign for name, sign in zip(SIGNS, row, strict=True))
        )

    def sureness(self, group: Group, questions: Sequence[Question]) -> float:
        """Tell how likely a group is one question, from 0 to 1.

        Parameters
        ----------
        group : Group
        questions : sequence of Question
            Those of its members.

        Examples
        --------
        >>> asked = [Question(thread=f"f:{n}", title="How do I mute a channel?", asks=0.99) for n in range(2)]
        >>> group = Group(
        ...     id="g", members=("f:0", "f:1"), representative="f:0", title=asked[0].title, cohesion=0.8
        ... )
        >>> SurenessModel.shipped().sureness(group, asked) > 0.8
        True
        """
        return self.probability(sureness_signs(group, questions))


@cache
def _shipped() -> SurenessModel:
    text = (files("kbminer.sureness") / "sureness_model.json").read_text("utf-8")
    return SurenessModel.from_dict(json.loads(text))
