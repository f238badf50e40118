"""What to do about a group, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbminer.records.group import Group

Action = Literal["write", "update", "merge", "retire", "point", "escalate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One figure behind a suggestion's rank: what it is, its value, and its share of the score."""

    name: str
    value: int | float
    words: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """How much each factor of a score has to say, learnt from accepted and rejected suggestions.

    ``weights`` pairs factors with exponents: 1 is what a factor has without decisions, 0 nothing.
    """

    accepted: int
    rejected: int
    weights: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What to do about one group, and why: the row that an editor reads."""

    group: Group
    action: Action
    score: float
    reasons: tuple[Reason, ...]
