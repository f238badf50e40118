"""How well a forum serves those who ask: figures, threads that heat up, and who solves what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kbminer.records.resolution import Cue


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure and the number of threads it rests on; ``value`` is ``None`` where there are none.

    ``error`` is the standard error of a median's logarithm; ``None`` for shares, and where too few tell it.
    """

    value: float | None
    threads: int
    error: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFigures:
    """Service figures of one set of threads.

    Times are medians: ``first_response_hours`` to the first reply by somebody else, ``resolution_hours`` to
    the post that solved the thread. ``first_contact`` is the share of solved threads that the first such
    reply solved; ``unanswered`` the share of questions without a helpful reply. ``backlog_days`` is the
    median age of the questions that are still open. ``declared`` and ``inferred`` are the shares of
    questions that the forum marks as solved, and that are inferred as solved without a mark.
    ``self_service`` is the share of questions that an earlier solved thread or an article answers already.
    """

    questions: int
    first_response_hours: Figure
    first_contact: Figure
    resolution_hours: Figure
    unanswered: Figure
    backlog_days: Figure
    declared: Figure
    inferred: Figure
    self_service: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A thread that somebody should look at now: how hot it is, why in words, and the quotes that show it."""

    thread: str
    heat: float
    angry: int
    same_here: int
    without_staff: bool
    quotes: tuple[Cue, ...]

    @property
    def reason(self) -> str:
        """The reason in one line, as a report shows it."""
        parts = []
        if self.angry:
            parts.append(f"{self.angry} angry {'post' if self.angry == 1 else 'posts'}")
        if self.same_here:
            parts.append(
                f"{self.same_here} {'person has' if self.same_here == 1 else 'people have'} the same problem"
            )
        if self.without_staff:
            parts.append("no reply from staff")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solver:
    """A person with the threads they solved for others, by the forum's word and by inference.

    ``subjects`` are the categories or groups they solved most in, with counts, most first.
    """

    author: str
    declared: int
    inferred: int
    replies: int
    subjects: tuple[tuple[str, int], ...]

    @property
    def solved(self) -> int:
        """Threads solved, declared or inferred."""
        return self.declared + self.inferred


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The forum's service: of the whole, by year, by category, by group; what heats up; who solves.

    ``by_month`` holds the last thirteen months, ``lately`` the last 90 days and the 90 before, by the day on
    which they began.
    """

    whole: ServiceFigures
    by_year: Mapping[str, ServiceFigures]
    by_category: Mapping[str, ServiceFigures]
    by_group: Mapping[str, ServiceFigures]
    heating: tuple[Escalation, ...]
    solvers: tuple[Solver, ...]
    by_month: Mapping[str, ServiceFigures] = field(default_factory=dict)
    lately: Mapping[str, ServiceFigures] = field(default_factory=dict)
