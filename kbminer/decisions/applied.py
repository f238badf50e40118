"""A run's result as people's decisions leave it: for reports, exports and notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from kbminer.decisions.cases import Cases, cases_of
from kbminer.records import CaseState, Decision, Draft, Group, RunResult, Suggestion

AWAY: frozenset[CaseState] = frozenset({"rejected", "snoozed", "merged", "archived"})
"""States in which a suggestion is not put before anybody again."""


def with_decisions(found: RunResult, decisions: Iterable[Decision], *, today: date) -> RunResult:
    """Leave out what people have turned down, and give their titles and states to the rest.

    Parameters
    ----------
    found : RunResult
    decisions : iterable of Decision
        In the order of their numbers, without anything private.
    today : date

    Returns
    -------
    RunResult
        The same object where nothing was decided.
    """
    decided = tuple(decisions)
    if not decided:
        return found
    cases = cases_of(decided, found.grouping.groups, today=today)
    titles = titles_of(cases)
    return replace(
        found,
        grouping=replace(
            found.grouping, groups=tuple(_titled(group, titles) for group in found.grouping.groups)
        ),
        ranked=tuple(_suggested(each, titles) for each in found.ranked if is_shown(each, cases)),
        drafts=tuple(_drafted(draft, cases, titles) for draft in found.drafts if _is_kept(draft, cases)),
    )


def is_shown(suggestion: Suggestion, cases: Cases) -> bool:
    """Tell whether a suggestion is to be put before people."""
    return cases.of(suggestion.group.id).state not in AWAY


def titles_of(cases: Cases) -> dict[str, str]:
    """Return by group the titles that people set."""
    return {
        group: case.verdict.title
        for group, case in cases.by_group.items()
        if case.verdict and case.verdict.title
    }


def _titled(group: Group, titles: Mapping[str, str]) -> Group:
    title = titles.get(group.id)
    return replace(group, title=title) if title else group


def _suggested(suggestion: Suggestion, titles: Mapping[str, str]) -> Suggestion:
    return replace(suggestion, group=_titled(suggestion.group, titles))


def _is_kept(draft: Draft, cases: Cases) -> bool:
    return cases.of(draft.group).state not in AWAY


def _drafted(draft: Draft, cases: Cases, titles: Mapping[str, str]) -> Draft:
    accepted = cases.of(draft.group).state == "accepted"
    titled = replace(draft, title=titles[draft.group]) if draft.group in titles else draft
    return replace(titled, confidence="Validated") if accepted else titled
