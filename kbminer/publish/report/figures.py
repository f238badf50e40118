"""The figures at the head of a report: counted, never estimated, each with what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kbminer.records import Redaction, RunResult

STATES = ("solved", "workaround", "answered", "unanswered", "abandoned", "duplicate", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFigures:
    """What a reader wants to know first.

    ``states`` counts the inferred state of every question, ``declared`` those the forum itself marks as
    solved, ``repeated`` the questions that stand in a group, ``by_year`` how many were asked.
    """

    threads: int
    posts: int
    questions: int
    repeated: int
    groups: int
    declared: int
    inferred: int
    states: tuple[tuple[str, int], ...]
    by_year: tuple[tuple[int, int], ...]
    first: datetime | None
    last: datetime | None
    languages: tuple[tuple[str, int], ...]
    set_aside: tuple[tuple[str, int], ...]
    redactions: tuple[Redaction, ...]


def count_figures(found: RunResult) -> ReportFigures:
    """Count what the head of the report shows."""
    asked = [question for question in found.questions if question.set_aside is None]
    keys = {question.thread for question in asked}
    resolutions = [resolution for resolution in found.resolutions if resolution.thread in keys]
    states = Counter[str](resolution.state for resolution in resolutions)
    declared = sum(1 for resolution in resolutions if resolution.declared == "solved")
    dates = [question.asked_at for question in asked if question.asked_at]
    return ReportFigures(
        threads=found.counts.threads,
        posts=found.counts.posts,
        questions=len(asked),
        repeated=sum(len(group.members) for group in found.grouping.groups),
        groups=len(found.grouping.groups),
        declared=declared,
        inferred=sum(1 for r in resolutions if r.declared is None and r.is_solved),
        states=tuple((state, states[state]) for state in STATES if states[state]),
        by_year=_by_year(dates),
        first=min(dates, default=None),
        last=max(dates, default=None),
        languages=_counted(question.language or "unknown" for question in asked),
        set_aside=_counted(q.set_aside for q in found.questions if q.set_aside is not None),
        redactions=_redactions(found),
    )


def quarters(dates: Iterable[datetime | None], first: datetime | None, last: datetime | None) -> list[int]:
    """Count ``dates`` by quarter from ``first`` to ``last``: the bars beside a suggestion."""
    if first is None or last is None:
        return []
    start, end = _quarter(first), _quarter(last)
    counts = [0] * (end - start + 1)
    for date in dates:
        if date is not None and start <= _quarter(date) <= end:
            counts[_quarter(date) - start] += 1
    return counts


def _quarter(date: datetime) -> int:
    return date.year * 4 + (date.month - 1) // 3


def _by_year(dates: Sequence[datetime]) -> tuple[tuple[int, int], ...]:
    if not dates:
        return ()
    count = Counter(date.year for date in dates)
    return tuple((year, count[year]) for year in range(min(count), max(count) + 1))


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def _redactions(found: RunResult) -> tuple[Redaction, ...]:
    total: Counter[str] = Counter()
    for draft in found.drafts:
        for redaction in draft.redactions:
            total[redaction.kind] += redaction.count
    return tuple(Redaction(kind=kind, count=count) for kind, count in sorted(total.items()))
