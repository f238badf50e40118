"""From all decisions in their order to what holds for each suggestion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from kbminer.records import CaseState, Decision, DecisionKind, Verdict

_STATES: Mapping[DecisionKind, CaseState] = {
    "accept": "accepted",
    "reject": "rejected",
    "snooze": "snoozed",
    "merge": "merged",
    "archive": "archived",
    "reopen": "open",
}


def standing_decisions(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Leave out what was taken back, and the taking back itself; an undo can be undone in its turn.

    Parameters
    ----------
    decisions : iterable of Decision
        In the order of their numbers.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> day = datetime(2026, 1, 1, tzinfo=UTC)
    >>> yes = Decision(number=1, kind="accept", group="g", by="Kim", at=day)
    >>> back = Decision(number=2, kind="undo", group="g", by="Kim", at=day, concerns=(1,))
    >>> again = Decision(number=3, kind="undo", group="g", by="Kim", at=day, concerns=(2,))
    >>> [len(standing_decisions(some)) for some in ([yes], [yes, back], [yes, back, again])]
    [1, 0, 1]
    """
    taken_back: set[int] = set()
    standing: list[Decision] = []
    for decision in reversed(tuple(decisions)):
        if decision.number in taken_back:
            continue
        if decision.kind == "undo":
            taken_back.update(decision.concerns)
        else:
            standing.append(decision)
    return tuple(reversed(standing))


def verdicts_of(decisions: Iterable[Decision]) -> dict[str, Verdict]:
    """Work out what holds for each group that people decided something about.

    Parameters
    ----------
    decisions : iterable of Decision
        In the order of their numbers, with those that were taken back.
    """
    found: dict[str, Verdict] = {}
    for decision in standing_decisions(decisions):
        before = found.get(decision.group) or Verdict(group=decision.group)
        after = _CHANGES.get(decision.kind, _unchanged)(before, decision)
        found[decision.group] = replace(
            after,
            members=decision.members or before.members,
            history=(*before.history, decision),
        )
    return found


def _unchanged(verdict: Verdict, _: Decision) -> Verdict:
    """Splits and moves change what the next run finds, not the verdict."""
    return verdict


def _settled(verdict: Verdict, decision: Decision) -> Verdict:
    return replace(verdict, state=_STATES[decision.kind], settled=decision)


def _accepted(verdict: Verdict, decision: Decision) -> Verdict:
    settled = _settled(verdict, decision)
    return settled if decision.text is None else _written(settled, decision)


def _written(verdict: Verdict, decision: Decision) -> Verdict:
    """Texts that had been set aside and are in the new one wait no longer."""
    left = tuple(each for each in verdict.aside if each.number not in decision.concerns)
    return replace(verdict, written=decision, aside=left)


def _aside(verdict: Verdict, decision: Decision) -> Verdict:
    """Of one person the newest words wait: they hold what the same person wrote before."""
    others = tuple(each for each in verdict.aside if each.by != decision.by)
    return replace(verdict, aside=(*others, decision))


def _answered(verdict: Verdict, decision: Decision) -> Verdict:
    others = tuple(each for each in verdict.answers if each.note != decision.note)
    return replace(verdict, answers=(*others, decision))


_CHANGES: Mapping[DecisionKind, Callable[[Verdict, Decision], Verdict]] = {
    "accept": _accepted,
    "reject": _settled,
    "snooze": _settled,
    "merge": _settled,
    "archive": _settled,
    "reopen": _settled,
    "rename": lambda verdict, decision: replace(verdict, title=decision.title),
    "edit": _written,
    "set aside": _aside,
    "assign": lambda verdict, decision: replace(verdict, assignee=decision.person),
    "own": lambda verdict, decision: replace(
        verdict, owner=decision.person, review_days=decision.review_days
    ),
    "answer": _answered,
}
