"""What decisions tell of the order of suggestions: how much each factor of a score has to say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kbminer.decisions.cases import Homes, home_of
from kbminer.decisions.verdicts import verdicts_of
from kbminer.records import Decision, Ranking, Suggestion, Verdict
from kbminer.similarity.logistic import fit_logistic

LEAST_DECISIONS = 40
"""Accepted and rejected suggestions from which the order is learnt: eight for each of the five factors."""
LEAST_OF_EACH = 8
"""As many must have been accepted, and as many rejected: from one side alone nothing is learnt."""
STEP = 20
"""The order is learnt anew with every so many further ones: no single decision turns the queue about."""
_HOLD = 10.0  # how firmly the factors keep the weight of 1 that they have without decisions
_MOST = 3.0  # no factor rules alone, and none is turned into its opposite
_SAYS_NOTHING = frozenset({"duplicate", "private"})  # reasons that tell nothing of a question's worth


def worth_learning_from(decisions: Iterable[Decision]) -> tuple[Verdict, ...]:
    """Choose the verdicts that the order is learnt from, in the order of the decisions; none where too few.

    Parameters
    ----------
    decisions : iterable of Decision
        In the order of their numbers; what was taken back counts for nothing.
    """
    settled = informative_verdicts(decisions)
    found = settled[: len(settled) // STEP * STEP]
    accepted = sum(verdict.state == "accepted" for verdict in found)
    enough = len(found) >= LEAST_DECISIONS and min(accepted, len(found) - accepted) >= LEAST_OF_EACH
    return found if enough else ()


def informative_verdicts(decisions: Iterable[Decision]) -> tuple[Verdict, ...]:
    """List the verdicts that say whether a question was worth it, in the order in which they were passed."""
    found = (v for v in verdicts_of(decisions).values() if _is_informative(v))
    return tuple(sorted(found, key=lambda v: v.settled.number if v.settled else 0))


def learn_ranking(
    suggestions: Sequence[Suggestion], verdicts: Sequence[Verdict], homes: Homes
) -> Ranking | None:
    """Fit how much each factor tells of whether a suggestion is accepted; ``None`` where too few are there.

    Parameters
    ----------
    suggestions : sequence of Suggestion
        As planned, each factor with the weight of its own.
    verdicts : sequence of Verdict
        See :func:`worth_learning_from`.
    homes : Homes
        The groups of the run.
    """
    import numpy as np  # noqa: PLC0415 - loaded at first use

    by_group = {each.group.id: each for each in suggestions}
    cases = [
        (by_group[home], verdict.state == "accepted")
        for verdict in verdicts
        if (home := home_of(verdict, homes)) in by_group
    ]
    outcomes = [taken for _, taken in cases]
    accepted = sum(outcomes)
    if len(cases) < LEAST_DECISIONS or min(accepted, len(cases) - accepted) < LEAST_OF_EACH:
        return None
    names = [reason.name for reason in cases[0][0].reasons]
    factors = [[math.log(max(r.weight, 1e-3)) for r in suggestion.reasons] for suggestion, _ in cases]
    rows = np.column_stack([np.array(factors), np.ones(len(cases))])
    found = fit_logistic(
        rows,
        np.array(outcomes, dtype=float),
        penalty=[_HOLD] * len(names) + [1e-3],
        prior=[1.0] * len(names) + [0.0],
    )
    weights = tuple(zip(names, map(_held, found), strict=False))
    return Ranking(accepted=accepted, rejected=len(cases) - accepted, weights=weights)


def _held(weight: float) -> float:
    """A weight within its bounds, to one digit."""
    return round(min(max(float(weight), 0.0), _MOST), 1)


def ranked_by(suggestions: Iterable[Suggestion], ranking: Ranking) -> tuple[Suggestion, ...]:
    """Rank suggestions by what was learnt; each reason has the weight that it has now.

    >>> from kbminer.records import Group, Reason
    >>> group = Group(id="g", members=("f:1",), representative="f:1", title="t")
    >>> one = Suggestion(group=group, action="write", score=4.0, reasons=(Reason(
    ...     name="askers", value=4, words="", weight=4.0),))
    >>> ranked_by([one], Ranking(accepted=30, rejected=20, weights=(("askers", 0.5),)))[0].score
    2.0
    """
    weights = dict(ranking.weights)
    weighed = [_weighed(suggestion, weights) for suggestion in suggestions]
    return tuple(sorted(weighed, key=lambda each: (-each.score, each.group.id)))


def _weighed(suggestion: Suggestion, weights: Mapping[str, float]) -> Suggestion:
    reasons = tuple(
        replace(reason, weight=round(reason.weight ** weights.get(reason.name, 1.0), 3))
        for reason in suggestion.reasons
    )
    return replace(suggestion, reasons=reasons, score=round(math.prod(r.weight for r in reasons), 3))


def _is_informative(verdict: Verdict) -> bool:
    if verdict.state == "accepted":
        return True
    reason = verdict.settled.reason if verdict.settled else None
    return verdict.state == "rejected" and reason not in _SAYS_NOTHING
