"""The figures at the head of a report: counted, never estimated, each with what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, get_args

from kbminer.languages import language_name, unchecked
from kbminer.records import Group, Question, Redaction, Resolution, RunResult, Standing

T = TypeVar("T")

# In the report's order; what asks nothing stands apart.
STANDINGS: tuple[Standing, ...] = tuple(each for each in get_args(Standing) if each != "not a question")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFigures:
    """What a reader wants to know first.

    ``states`` counts the state of every question as it is shown, ``declared`` those the forum itself marks as
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


@dataclass(frozen=True, slots=True, kw_only=True)
class UncheckedLanguage:
    """A language of the forum that lacks parts, with how many questions are in it and what is not checked."""

    language: str
    questions: int
    unchecked: tuple[str, ...]


def count_figures(found: RunResult) -> ReportFigures:
    """Count what the head of the report shows."""
    asked = [question for question in found.questions if question.set_aside is None]
    keys = {question.thread for question in asked}
    resolutions = [resolution for resolution in found.resolutions if resolution.thread in keys]
    dates = _known(question.asked_at for question in asked)
    return ReportFigures(
        threads=found.counts.threads,
        posts=found.counts.posts,
        questions=len(asked),
        repeated=sum(map(_size, found.grouping.groups)),
        groups=len(found.grouping.groups),
        declared=sum(map(_is_declared, resolutions)),
        inferred=sum(map(_is_inferred, resolutions)),
        states=_states(resolutions),
        by_year=_by_year(dates),
        first=min(dates, default=None),
        last=max(dates, default=None),
        languages=_counted(map(_language, asked)),
        set_aside=_counted(_known(question.set_aside for question in found.questions)),
        redactions=_redactions(found),
    )


def unchecked_languages(figures: ReportFigures) -> tuple[UncheckedLanguage, ...]:
    """List the languages of the forum in which not everything is checked, the most frequent first."""
    each = (
        UncheckedLanguage(
            language=language_name(code) if code != "unknown" else "an unknown language",
            questions=count,
            unchecked=unchecked(code if code != "unknown" else None),
        )
        for code, count in figures.languages
    )
    return tuple(language for language in each if language.unchecked)


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


def _known(values: Iterable[T | None]) -> list[T]:
    return [value for value in values if value is not None]


def _size(group: Group) -> int:
    return len(group.members)


def _language(question: Question) -> str:
    return question.language or "unknown"


def _is_declared(resolution: Resolution) -> bool:
    return resolution.declared == "solved"


def _is_inferred(resolution: Resolution) -> bool:
    return resolution.declared is None and resolution.is_solved


def _states(resolutions: Iterable[Resolution]) -> tuple[tuple[str, int], ...]:
    counts = Counter(resolution.standing for resolution in resolutions)
    return tuple((standing, counts[standing]) for standing in STANDINGS if counts[standing])


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
