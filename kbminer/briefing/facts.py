"""What a briefing is made from, with the look-ups that its sections share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from kbminer.briefing.items import Demand, ThreadNews
from kbminer.briefing.outcomes import SuggestCheck
from kbminer.briefing.places import asked_under
from kbminer.briefing.seen import Seen
from kbminer.briefing.value import Assumptions
from kbminer.records import (
    Decision,
    Group,
    LineageEvent,
    Overruled,
    Question,
    Resolution,
    RunResult,
    StateChange,
    ThreadSummary,
)
from kbminer.records.by_key import by_id, by_key, by_thread

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the last run found, what became of groups and states since the last briefing, and that briefing.

    ``found`` holds nothing private; ``askers`` tells by thread who asked it, so that people can be counted.
    ``lineage`` and ``states`` are what the store's histories hold since, ``lineage_end`` and ``states_end``
    how far they go. ``linking`` are the threads in which a reply links an article, ``solution_hours`` tells
    by thread how long its solution took, ``likes`` how many its replies got, ``ratings`` what its asker said.
    """

    found: RunResult
    askers: Mapping[str, str] = field(default_factory=dict)
    seen: Seen | None = None
    lineage: tuple[LineageEvent, ...] = ()
    states: tuple[StateChange, ...] = ()
    lineage_end: int = 0
    states_end: int = 0
    links: int = 0
    decisions: tuple[Decision, ...] = ()
    demand: tuple[Demand, ...] = ()
    suggest_checks: tuple[SuggestCheck, ...] = ()
    linking: frozenset[str] = frozenset()
    solution_hours: Mapping[str, float] = field(default_factory=dict)
    likes: Mapping[str, int] = field(default_factory=dict)
    ratings: Mapping[str, bool] = field(default_factory=dict)
    assumptions: Assumptions = field(default_factory=Assumptions)

    @cached_property
    def before(self) -> Seen:
        """The last briefing; before the first, one that told nothing."""
        return self.seen or Seen()

    @cached_property
    def threads(self) -> Mapping[str, ThreadSummary]:
        """Threads by key."""
        return by_key(self.found.threads)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Questions by thread, their askers among them, who are counted and never shown."""
        return by_thread(replace(q, asker=self.askers.get(q.thread)) for q in self.found.questions)

    @cached_property
    def resolutions(self) -> Mapping[str, Resolution]:
        """Resolutions by thread."""
        return by_thread(self.found.resolutions)

    @cached_property
    def overruled(self) -> Mapping[str, Overruled]:
        """What rules say of open threads, by thread."""
        return by_thread(self.found.overruled)

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Groups by id."""
        return by_id(self.found.grouping.groups)

    @cached_property
    def group_of(self) -> Mapping[str, Group]:
        """Groups by the threads that they hold."""
        return {key: group for group in self.found.grouping.groups for key in group.members}

    @cached_property
    def until(self) -> datetime | None:
        """The newest word that is known: the last question asked, or the last change of a state."""
        asked = (q.asked_at for q in self.found.questions if q.asked_at)
        changed = (change.at for change in self.states)
        known = (self.before.until,) if self.before.until else ()
        return max((*asked, *changed, *known), default=None)

    def asked(self, keys: Iterable[str]) -> list[datetime]:
        """When threads were asked, the earliest first; undated ones are left out."""
        return sorted(at for key in keys if (at := self.questions[key].asked_at))

    def is_new(self, key: str) -> bool:
        """Whether a thread was asked since the last briefing."""
        at = self.questions[key].asked_at
        return at is not None and (self.before.until is None or at > self.before.until)

    def is_old_word(self, change: StateChange) -> bool:
        """Whether a thread changed its state without a word of anybody's since the last briefing."""
        declared = self.resolutions[change.thread].declared
        return self.before.until is not None and change.at <= self.before.until and declared is None

    def calendar_days(self, key: str) -> int:
        """How many days before the newest word a thread was asked, by the calendar, as a reader counts."""
        asked = self.questions[key].asked_at if key in self.questions else None
        return 0 if asked is None or self.until is None else days_between(asked, self.until)

    def days_ago(self, key: str) -> float | None:
        """How many days before the newest word a thread was asked."""
        asked = self.questions[key].asked_at if key in self.questions else None
        return None if asked is None or self.until is None else (self.until - asked) / _DAY

    def news_of(self, key: str, why: str, reply: str | None = None) -> ThreadNews:
        """Put a thread on a list, with the reason."""
        thread = self.threads[key]
        group = self.group_of.get(key)
        return ThreadNews(
            thread=key,
            title=thread.title,
            url=thread.url,
            asked=thread.created_at.date() if thread.created_at else None,
            category=thread.category,
            group=group.id if group else None,
            why=why,
            reply=reply,
            says=asked_under(self.questions[key]) if key in self.questions else None,
        )


def days_between(earlier: datetime, later: datetime) -> int:
    """Count the days between two moments by their dates, as a reader counts.

    >>> days_between(datetime(2015, 6, 15, 1), datetime(2015, 7, 21, 22))
    36
    """
    return (later.date() - earlier.date()).days
