"""What customers said of the help they got: by question, by team, and of the whole forum."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from kbminer.briefing.estimate import share_of
from kbminer.briefing.facts import Facts
from kbminer.briefing.outcomes import Feedback

_YEAR = timedelta(days=365)
_QUESTIONS = 10  # those of which most was said


def feedback(facts: Facts) -> tuple[Feedback, ...]:
    """Tell of the whole forum and of the questions of which most was said; nothing without feedback."""
    recent = _recent(facts, facts.questions)
    if not any(key in facts.likes or key in facts.ratings for key in recent):
        return ()
    questions = [
        feedback_of(facts, "question", group.title, _recent(facts, group.members), group=group.id)
        for group in facts.groups.values()
    ]
    told = [each for each in questions if each.rated or each.liked]
    most = sorted(told, key=lambda each: (-each.rated, -each.liked, -each.likes, each.group or ""))
    return (feedback_of(facts, "forum", "", recent), *most[:_QUESTIONS])


def feedback_by_team(facts: Facts, teams: dict[str, list[str]]) -> tuple[Feedback, ...]:
    """Tell of each team's threads, by name; those of which nobody said anything are left out."""
    found = (feedback_of(facts, "team", team, _recent(facts, keys)) for team, keys in sorted(teams.items()))
    return tuple(each for each in found if each.rated or each.liked)


def feedback_of(
    facts: Facts,
    kind: Literal["forum", "question", "team"],
    name: str,
    keys: list[str],
    *,
    group: str | None = None,
) -> Feedback:
    """Count what was said of some threads."""
    rated = [facts.ratings[key] for key in keys if key in facts.ratings]
    likes = [facts.likes[key] for key in keys if key in facts.likes]
    share = share_of(sum(rated), len(rated), "share rated as good", f"{len(rated)} rated") if rated else None
    return Feedback(
        kind=kind,
        name=name,
        group=group,
        threads=len(keys),
        liked=len(likes),
        likes=sum(likes),
        rated=len(rated),
        satisfied=sum(rated),
        share=share,
    )


def _recent(facts: Facts, keys: Iterable[str]) -> list[str]:
    """Those of the last year; undated ones count, too."""
    ages = ((key, facts.days_ago(key)) for key in keys)
    return [key for key, days in ages if days is None or days <= _YEAR / timedelta(days=1)]
