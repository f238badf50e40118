"""What part each sentence of a thread plays: of the answer, of the trouble, what was tried, or talk.

Two small models read the signs of a sentence (:mod:`kbminer.draft.sentence_signs`): whether one of a reply is
a part of the answer (a step, a condition, a cause, a pointer), and what one of the question is. Their weights
stand by name in ``sentence_roles.json``, fitted by ``scripts/fit_roles.py`` on sentences labelled by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any, Literal, get_args

from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_signs import SIGNS, Standing, signs_in
from kbminer.similarity.log_odds import to_probability
from kbminer.text.segments import Segment

QuestionRole = Literal["trouble", "tried", "talk"]
QUESTION_ROLES: tuple[QuestionRole, ...] = get_args(QuestionRole)


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear score.

    Parameters
    ----------
    signs
        The weight of each of :data:`kbminer.draft.sentence_signs.SIGNS`, in their order.
    intercept
        What is added.
    """

    signs: tuple[float, ...]
    intercept: float

    def score(self, row: Sequence[float]) -> float:
        """Weigh the signs of one sentence."""
        return self.intercept + sum(w * x for w, x in zip(self.signs, row, strict=True) if x)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Weights:
        """Read weights by the names of their signs."""
        return cls(tuple(float(data["signs"][name]) for name in SIGNS), float(data["intercept"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleModel:
    """The weights of both models.

    Parameters
    ----------
    belongs
        Whether a reply's sentence belongs to the article.
    question
        What a question's sentence is: of each role its score.
    """

    belongs: Weights
    question: Mapping[str, Weights]

    @classmethod
    def shipped(cls) -> RoleModel:
        """The model that comes with kbminer."""
        return _shipped()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RoleModel:
        """Read what ``scripts/fit_roles.py`` writes."""
        return cls(
            belongs=Weights.from_dict(data["belongs"]),
            question={name: Weights.from_dict(data["question"][name]) for name in QUESTION_ROLES},
        )


def read_answer(
    segments: Sequence[Segment], cues: PhraseCues, standing: Standing, asked: frozenset[str] = frozenset()
) -> list[float]:
    """Read how probably each sentence of a reply belongs to an article on the thread's question.

    Parameters
    ----------
    segments
        What it says, already :func:`kbminer.draft.readable.bare`.
    cues
        The cues of its language.
    standing
        Where it stands in its thread.
    asked
        The words of the question.

    Examples
    --------
    >>> from kbminer.draft.phrase_cues import cues_for
    >>> said = [Segment(text=text, kind="sentence", block=0) for text in ("Open the lid.", "Have fun!")]
    >>> [chance > 0.5 for chance in read_answer(said, cues_for("en"), Standing(is_solution=True))]
    [True, False]
    """
    belongs = RoleModel.shipped().belongs
    rows = signs_in(segments, cues, standing, asked)
    return [to_probability(min(max(belongs.score(row), -30.0), 30.0)) for row in rows]


def read_question(segments: Sequence[Segment], cues: PhraseCues) -> list[dict[str, float]]:
    """Read how probably each sentence of a question is of which role.

    Parameters
    ----------
    segments
        What it says, already :func:`kbminer.draft.readable.bare`.
    cues
        The cues of its language.
    """
    model = RoleModel.shipped()
    standing = Standing(by_asker=True)
    return [_shares(model.question, row) for row in signs_in(segments, cues, standing, frozenset())]


def _shares(weights: Mapping[str, Weights], row: Sequence[float]) -> dict[str, float]:
    scores = {name: exp(min(each.score(row), 30.0)) for name, each in weights.items()}
    total = sum(scores.values())
    return {name: score / total for name, score in scores.items()}


@cache
def _shipped() -> RoleModel:
    text = (files("kbminer.draft") / "sentence_roles.json").read_text("utf-8")
    return RoleModel.from_dict(json.loads(text))
