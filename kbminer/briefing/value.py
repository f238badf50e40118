"""What a task is worth, in figures that can be checked and estimates that say what they assume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kbminer.briefing.estimate import Estimate, counted
from kbminer.briefing.items import Value
from kbminer.records import Group, Question, ServiceFigures
from kbminer.sureness import different_askers

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What estimates rest on; the settings can say otherwise.

    ``self_served`` is the share of askers whom an article serves (studies of help centres find 20 to 40 %),
    ``minutes`` what an answer by staff takes, ``cost_ratio`` how many times as much an assisted answer costs
    as a self-served one (80 to 100 in the same studies).
    """

    self_served: tuple[float, float] = (0.2, 0.4)
    minutes: float = 20.0
    cost_ratio: tuple[float, float] = (80.0, 100.0)


def value_of(
    group: Group,
    questions: Mapping[str, Question],
    views: Mapping[str, int],
    service: ServiceFigures | None,
    solved: int,
    *,
    has_article: bool = False,
    until: datetime | None,
    assumptions: Assumptions,
) -> Value:
    """Weigh one question.

    Parameters
    ----------
    group : Group
    questions : mapping of thread key to Question
    views : mapping of thread key to int
    service : ServiceFigures or None
        Those of the group.
    solved : int
        How many of its threads were solved.
    has_article : bool, default False
        Whether an article answers it already: then none is estimated to be worth writing.
    until : datetime or None
        The newest post, from which a year is counted back.
    assumptions : Assumptions
    """
    members = [questions[key] for key in group.members]
    last_year = sum(bool(until and q.asked_at and q.asked_at > until - YEAR) for q in members)
    seen = [views[key] for key in group.members if key in views]
    deflected = _deflected(last_year, assumptions) if last_year and not has_article else None
    found = Value(
        threads=len(members),
        askers=len(different_askers(members)),
        last_year=last_year,
        views=sum(seen) if seen else None,
        solved=solved,
        hours=service.resolution_hours.value if service else None,
        unanswered=service.unanswered.value if service else None,
        deflected=deflected,
        staff_hours=_staff_hours(deflected, assumptions) if deflected else None,
        words="",
    )
    return replace(found, words="; ".join(_words(found)))


def _deflected(asked: int, assumptions: Assumptions) -> Estimate:
    low, high = assumptions.self_served
    return Estimate(
        low=round(asked * low, 1),
        high=round(asked * high, 1),
        unit="questions a year",
        assumes=f"{low:.0%} to {high:.0%} of askers serve themselves; {asked} asked in the last year",
    )


def _staff_hours(deflected: Estimate, assumptions: Assumptions) -> Estimate:
    low, high = assumptions.cost_ratio
    return Estimate(
        low=round(deflected.low * assumptions.minutes / 60, 1),
        high=round(deflected.high * assumptions.minutes / 60, 1),
        unit="hours a year",
        assumes=f"{assumptions.minutes:g} minutes an answer, {low:g} to {high:g} times a self-served one",
    )


def _words(found: Value) -> Sequence[str]:
    people = "1 person" if found.askers == 1 else f"{found.askers} people"
    threads = counted(found.threads, "thread")
    words = [f"{people} asked in {threads}, {found.last_year} of them in the last 12 months"]
    words.append(f"{found.solved} of {found.threads} solved")
    if found.hours is not None:
        words.append(f"a solution took {_hours(found.hours)} in the median")
    if found.views:
        words.append(f"seen {found.views:,} times")
    if found.deflected and found.deflected.high >= 1:
        words.append(f"an article would answer {found.deflected.low:g} to {found.deflected.high:g} a year")
    return words


def _hours(hours: float) -> str:
    """Write a time in the unit in which people say it."""
    if hours < 1.5:
        return f"{round(hours * 60)} minutes"
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
