"""What to do about a group, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbminer.records.article_draft import Draft
from kbminer.records.group import Group

Action = Literal["write", "update", "merge", "retire", "point", "escalate"]
Queue = Literal["answered", "undocumented"]
QUEUES: tuple[Queue, ...] = ("answered", "undocumented")
"""What can be written or mended now, and what somebody has to find out first; shown apart in this order."""


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


def queue_of(suggestion: Suggestion, draft: Draft | None) -> Queue:
    """Tell whether an answer is known, or somebody has to find one out before anything can be written.

    Without a draft that is so where nobody solved any of the threads; with one, where it says itself that
    it is in progress.

    >>> from kbminer.records import Group
    >>> group = Group(id="g", members=("f:1",), representative="f:1", title="t")
    >>> queue_of(Suggestion(group=group, action="escalate", score=4.0, reasons=()), None)
    'undocumented'
    """
    if suggestion.action == "escalate":
        return "undocumented"
    if suggestion.action != "write":
        return "answered"
    if draft is not None:
        return "answered" if draft.confidence != "Work in Progress" else "undocumented"
    unsolved = next((r.value for r in suggestion.reasons if r.name == "unsolved"), 0)
    return "undocumented" if unsolved >= 1 else "answered"
