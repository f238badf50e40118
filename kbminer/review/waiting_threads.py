"""Threads that wait for an answer: what an agent needs for each, and which come first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from kbminer.records import Coverage, Escalation, Overruled, Question, RunResult
from kbminer.records.by_key import by_key, by_thread

Triage = Literal["article", "person", "complaint"]
TRIAGES: tuple[Triage, ...] = ("article", "person", "complaint")
SEEN_BY_ALL = 3.0
"""Heat from which a complaint is everybody's: one angry post with several who have the same problem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenThread:
    """A thread without a confirmed answer; ``days`` is how long it has waited when the run was made.

    ``rule`` are the words of the rule that put it where it stands, where one did.
    """

    key: str
    title: str
    triage: Triage
    standing: str
    url: str | None = None
    category: str | None = None
    asked_at: datetime | None = None
    days: int = 0
    heat: float = 0.0
    reason: str = ""
    rule: str = ""
    quotes: tuple[str, ...] = ()
    group: str | None = None
    group_title: str | None = None
    article: str | None = None
    probability: float = 0.0
    reply: str | None = None
    solvers: int = 0
    question: str = ""


def open_threads(found: RunResult, suggested: Collection[str]) -> tuple[OpenThread, ...]:
    """List the threads that nobody has settled, in the order in which somebody should look at them.

    First those that an article answers, then those that a person must answer, the hottest first, then
    complaints that everybody sees; each kind by heat and by how long it has waited. What rules say of a
    thread overrules this; those that are for nobody are left out.
    """
    around = _Around(found, suggested)
    asked = (question for question in found.questions if question.set_aside is None)
    rows = (around.row(question) for question in asked if around.waits(question.thread))
    return tuple(sorted(rows, key=lambda t: (TRIAGES.index(t.triage), -t.heat, -t.days, t.key)))


_OPEN = frozenset({"answered, not confirmed", "nobody answered"})


class _Around:
    """What a run knows of each thread, looked up by its key."""

    def __init__(self, found: RunResult, suggested: Collection[str]) -> None:
        self._suggested = suggested
        self._now = max((q.asked_at for q in found.questions if q.asked_at), default=None)
        self._covered = {key: each for each in found.coverage for key in each.open_threads}
        self._hot = by_thread(found.service.heating) if found.service else {}
        self._group = {key: group for group in found.grouping.groups for key in group.members}
        self._rule = by_thread(found.overruled)
        self._resolution, self._thread = by_thread(found.resolutions), by_key(found.threads)
        self._solvers = _solvers(found)

    def waits(self, key: str) -> bool:
        """Whether nobody has settled a thread, and no rule says that it is for nobody."""
        resolution, rule = self._resolution.get(key), self._rule.get(key)
        return resolution is not None and resolution.standing in _OPEN and not (rule and rule.to == "nobody")

    def row(self, question: Question) -> OpenThread:
        """Bring together what is known of a thread that waits."""
        key = question.thread
        cover, hot, rule = self._covered.get(key), self._hot.get(key), self._rule.get(key)
        row = OpenThread(
            key=key,
            title=question.title,
            triage=_triage(rule, cover, hot),
            standing=self._resolution[key].standing,
            asked_at=question.asked_at,
            days=(self._now - question.asked_at).days if self._now and question.asked_at else 0,
            rule=rule.why if rule else "",
            question=question.ask,
        )
        if thread := self._thread.get(key):
            row = replace(row, title=thread.title, url=thread.url, category=thread.category)
        if hot:
            quotes = tuple(cue.quote for cue in hot.quotes)
            row = replace(row, heat=hot.heat, reason=hot.reason, quotes=quotes)
        if group := self._group.get(key):
            own = group.id if group.id in self._suggested else None
            row = replace(row, group=own, group_title=group.title, solvers=self._solvers.get(group.id, 0))
        if cover:
            row = replace(row, article=cover.article, probability=cover.probability, reply=cover.reply)
        return row


def _triage(rule: Overruled | None, cover: Coverage | None, hot: Escalation | None) -> Triage:
    if rule:
        return "complaint" if rule.to == "complaint" else "person"
    if cover is not None:
        return "article"
    return "complaint" if hot and hot.angry and hot.heat >= SEEN_BY_ALL else "person"


def _solvers(found: RunResult) -> dict[str, int]:
    """How many people have solved threads of each group."""
    counted: dict[str, int] = {}
    for solver in found.service.solvers if found.service else ():
        for subject, _ in solver.subjects:
            counted[subject] = counted.get(subject, 0) + 1
    return counted
