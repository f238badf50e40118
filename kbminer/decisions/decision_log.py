"""All decisions with what holds by them, so that one more costs what it changes and not what there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kbminer.decisions.verdicts import verdicts_of
from kbminer.records import Decision, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLog:
    """Decisions in the order of their numbers, those of each group, and the verdict on each."""

    decisions: tuple[Decision, ...] = ()
    by_group: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> DecisionLog:
        """Read all decisions, given in the order of their numbers."""
        return cls().grown(decisions)

    def grown(self, more: Iterable[Decision]) -> DecisionLog:
        """Return the same with later decisions; only the verdicts that they touch are worked out anew."""
        later = tuple(more)
        decisions = (*self.decisions, *later)
        by_group = dict(self.by_group)
        for decision in later:
            by_group[decision.group] = (*by_group.get(decision.group, ()), decision)
        touched = touched_by(later, decisions)
        verdicts = {group: verdict for group, verdict in self.verdicts.items() if group not in touched}
        anew = verdicts_of(d for d in decisions if d.kind == "undo" or d.group in touched)
        verdicts |= {group: anew[group] for group in touched if group in anew}
        return DecisionLog(decisions=decisions, by_group=by_group, verdicts=verdicts)


def touched_by(later: Iterable[Decision], decisions: Iterable[Decision]) -> frozenset[str]:
    """Name the groups whose verdicts decisions may change: their own, and those of what they take back."""
    later = tuple(later)
    touched = {decision.group for decision in later}
    waiting = {number for decision in later if decision.kind == "undo" for number in decision.concerns}
    if waiting:  # an undo may take back another, which took back an action on many
        for decision in reversed(tuple(decisions)):
            if decision.number in waiting:
                touched.add(decision.group)
                waiting.update(decision.concerns if decision.kind == "undo" else ())
    return frozenset(touched)
