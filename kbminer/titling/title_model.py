"""Which of the candidates makes the title that people would search for.

A linear score of readable signs (:mod:`kbminer.titling.title_signs`). The weights stand in
``title_model.json``, fitted by ``scripts/fit_titles.py`` on candidates that were read and graded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kbminer.similarity.weighted_signs import WeightedSigns
from kbminer.text.title_words import is_empty_title
from kbminer.titling.title_candidates import TitleCandidate
from kbminer.titling.title_signs import SIGNS, GroupWords, title_signs


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleModel(WeightedSigns):
    """Weights of each of :data:`kbminer.titling.title_signs.SIGNS`."""

    @classmethod
    def shipped(cls) -> TitleModel:
        """The model that comes with kbminer."""
        return _shipped()

    def score(self, row: Sequence[float]) -> float:
        """Weigh the signs of one candidate."""
        return self.log_odds(SIGNS, row)

    def ranked(self, candidates: Sequence[TitleCandidate], group: GroupWords) -> list[TitleCandidate]:
        """Sort the candidates of a group, what people would search for most likely first.

        What says nothing comes last.

        Parameters
        ----------
        candidates : sequence of TitleCandidate
        group : GroupWords
            What they are measured by.
        """
        score_of = {each.text: round(self.score(title_signs(each, group)), 6) for each in candidates}
        told = {each.text: not is_empty_title(each.text) for each in candidates}
        return sorted(
            candidates, key=lambda each: (told[each.text], score_of[each.text], each.thread), reverse=True
        )


@cache
def _shipped() -> TitleModel:
    return TitleModel.read("kbminer.titling", "title_model.json")
