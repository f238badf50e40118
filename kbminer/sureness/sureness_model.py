"""How likely an editor finds a suggestion right: one question, all its members, a title to search for.

A logistic model of three readable signs (:mod:`kbminer.sureness.signs`). The weights stand in
``sureness_model.json``, fitted by ``scripts/fit_sureness.py`` on suggestions that strangers read and judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kbminer.records import Group, Question
from kbminer.similarity.log_odds import to_probability
from kbminer.similarity.weighted_signs import WeightedSigns
from kbminer.sureness.signs import SIGNS, sureness_signs


@dataclass(frozen=True, slots=True, kw_only=True)
class SurenessModel(WeightedSigns):
    """Weights of each of :data:`kbminer.sureness.signs.SIGNS`."""

    @classmethod
    def shipped(cls) -> SurenessModel:
        """The model that comes with kbminer."""
        return _shipped()

    def probability(self, row: Sequence[float]) -> float:
        """Weigh the signs of one group."""
        return to_probability(self.log_odds(SIGNS, row))

    def sureness(self, group: Group, questions: Sequence[Question]) -> float:
        """Tell how likely an editor takes a group as it is, from 0 to 1.

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
    return SurenessModel.read("kbminer.sureness", "sureness_model.json")
