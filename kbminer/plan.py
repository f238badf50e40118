"""What to do about each group and each article, in which order, and why.

Nothing else decides: :mod:`kbminer.articles` says which article answers a group, which others say the same
and what speaks against it; here follows what is to be done. The first row that holds decides:

========  ==================================================================================================
action    where
========  ==================================================================================================
retire    an article answers it, and nobody has asked for two years in a forum that went on
merge     an article answers it, and another one says the same
update    an article answers it, and newer posts speak against a passage of it
point     an article answers it
escalate  no article answers it, no answer to it stands, and enough people asked to be suggested
write     no article answers it
========  ==================================================================================================

An article is retired, merged or updated by the first three rows, or stays as it is. ``docs/decisions.md``
holds the same table and the factors of a rank; the tests hold both against this module.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from statistics import median
from typing import Literal

from kbminer.records import (
    Action,
    ArticleDemand,
    ArticleMatch,
    ArticleUse,
    Coverage,
    Group,
    Question,
    Ranking,
    Reason,
    Resolution,
    StalePassage,
    Suggestion,
)
from kbminer.sureness import SurenessModel, different_askers, is_told_apart, surely_asking

YEAR = timedelta(days=365)
UNASKED = timedelta(days=730)
"""Nobody asks any more what was not asked for so long: two years, so that no yearly question is retired."""
LEAST_BREADTH = 1 / 3
"""Askers a thread, at least: what few people post again and again is a bulletin, not a question."""

LEAST_SURE = 0.62
"""A group that an editor is less likely to take as it is is no suggestion: a mixed one, or one under a title
that nobody looks for, costs more than a question that waits until it is asked more clearly. Of those that
strangers read, by a model that has not seen their forum, 47 of 54 from here on are one question:
docs/quality/cluster.md."""

TOLD_APART = "a site of its kind closes questions asked before, and left these apart"
ASKS_NOTHING = "too few of its threads surely ask anything"
IN_PIECES = "one conversation in pieces: its threads repeat or quote one another"

Upkeep = Literal["merge", "retire", "update"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done: ``suggestions`` by falling score, ``coverage`` by group, ``articles`` to mend.

    ``perhaps`` pairs the id of each group that enough people asked about, but that is not surely one
    question, with the reason, the surest first, and then those that are one conversation in pieces.
    ``ranking`` is there where the scores were weighed by what editors decided.
    """

    suggestions: tuple[Suggestion, ...]
    perhaps: tuple[tuple[str, str], ...] = ()
    coverage: tuple[Coverage, ...] = ()
    articles: tuple[ArticleUse, ...] = ()
    ranking: Ranking | None = None


def plan(
    groups: Iterable[Group],
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
    views: Mapping[str, int],
    *,
    least_askers: int = 2,
    matches: Iterable[ArticleMatch] = (),
    demand: Iterable[ArticleDemand] = (),
    read: Mapping[str, float] | None = None,
    tended: Collection[str] = (),
    duplicates: Collection[str] = (),
) -> Plan:
    """Decide what groups and articles call for, and rank the groups that enough people asked about.

    The score is a product of factors, each shown as a :class:`Reason` with its ``weight``: people who
    asked, growth over the last year, views, the share nobody solved, and how surely it is right as it is.

    Parameters
    ----------
    groups : iterable of Group
        The groups of repeated questions.
    questions : mapping of thread key to Question
        All questions of the forum, at least those of the groups' members.
    resolutions : mapping of thread key to Resolution
        At least those of the groups' members.
    views : mapping of thread key to number of views
        Empty where the forum does not tell.
    least_askers : int, default 2
        A group asked by fewer people is no suggestion, and is not escalated; nor is a group a suggestion
        that has more than three threads for each person. One that is one question less surely than
        ``LEAST_SURE`` stands in ``perhaps``.
    matches : iterable of ArticleMatch, optional
        What the knowledge base holds for each group; without it every group is a gap.
    demand : iterable of ArticleDemand, optional
        How each article of the knowledge base is asked for.
    read : mapping of group id to float, optional
        How surely groups are one question that somebody has read; of others the model of sureness tells.
    tended : collection of str, optional
        Names of the sources whose people look for duplicates. A group that they left apart stands in
        ``perhaps``, unless somebody has read it (:mod:`kbminer.sureness.told_apart`).
    duplicates : collection of str, optional
        Keys of threads that their source itself calls duplicates.

    Returns
    -------
    Plan
        ``coverage`` has an entry for each group with a match, ``articles`` one for each demand.

    Examples
    --------
    >>> title = "How do I mute a channel?"
    >>> asked = {f"f:{n}": Question(thread=f"f:{n}", title=title, asker=f"a{n}") for n in range(3)}
    >>> group = Group(id="g", members=tuple(asked), representative="f:0", title=title, cohesion=0.8)
    >>> unsolved = {key: Resolution(thread=key) for key in asked}
    >>> [first] = plan([group], asked, unsolved, {}).suggestions
    >>> first.action, first.score
    ('escalate', 3.132)
    """
    groups = tuple(groups)
    forum = _Forum(
        questions=questions,
        resolutions=resolutions,
        views=views,
        least_askers=least_askers,
        read=read or {},
        tended=frozenset(tended),
        duplicates=frozenset(duplicates),
    )
    matched = {match.group: match for match in matches}
    decided = {group.id: _decide(group, matched.get(group.id), forum) for group in groups}
    sureness = {group.id: forum.sureness_of(group) for group in groups if forum.is_asked_enough(group)}
    doubts = dict(forum.doubts_of(groups))
    sure = {key for key, value in sureness.items() if value >= LEAST_SURE and key not in doubts}
    found = [
        _suggestion(group, decided[group.id].action, sureness[group.id], forum)
        for group in groups
        if group.id in sure
    ]
    unsure = sorted((-value, group) for group, value in sureness.items() if group not in sure)
    return Plan(
        suggestions=tuple(sorted(found, key=lambda each: (-each.score, each.group.id))),
        perhaps=(
            *((group, doubts.get(group) or _why_unsure(-value)) for value, group in unsure),
            *((group.id, IN_PIECES) for group in groups if forum.is_one_conversation(group)),
        ),
        coverage=tuple(decided[group.id] for group in groups if group.id in matched),
        articles=tuple(_use(each, forum) for each in demand),
    )


@dataclass(frozen=True, kw_only=True)
class _Forum:
    """What is known of every thread, and what follows for all groups alike."""

    questions: Mapping[str, Question]
    resolutions: Mapping[str, Resolution]
    views: Mapping[str, int]
    least_askers: int
    read: Mapping[str, float]
    tended: frozenset[str]
    duplicates: frozenset[str]

    @cached_property
    def today(self) -> datetime | None:
        """The date of the newest question."""
        return max((q.asked_at for q in self.questions.values() if q.asked_at), default=None)

    @cached_property
    def _askers(self) -> dict[str, int]:
        return {}

    @cached_property
    def usual_views(self) -> float:
        return median(self.views.values()) if self.views else 0.0

    @cached_property
    def _asked_at(self) -> list[datetime]:
        questions = self.questions.values()
        return [q.asked_at for q in questions if q.asked_at and q.set_aside is None]

    def is_over(self, last: datetime | None) -> bool:
        """Whether this forum has gone on so long after ``last`` that nobody asks any more."""
        dates = self._asked_at
        if not dates or max(dates) - min(dates) < UNASKED:
            return False
        return last is None or max(dates) - last > UNASKED

    def asked_in(self, group: Group) -> list[Question]:
        return [self.questions[key] for key in group.members]

    def is_asked_enough(self, group: Group) -> bool:
        """Whether enough people asked about a group, none of them again and again."""
        return self._are_enough(self.askers_of(group), group)

    def askers_of(self, group: Group) -> int:
        """How many people asked; their texts are compared, so that it is told once a group."""
        if group.id not in self._askers:
            self._askers[group.id] = len(different_askers(self.asked_in(group)))
        return self._askers[group.id]

    def is_one_conversation(self, group: Group) -> bool:
        """Whether enough names stand over a group's threads, but not enough people asked."""
        names = {question.asker or question.thread for question in self.asked_in(group)}
        return self._are_enough(len(names), group) and not self.is_asked_enough(group)

    def _are_enough(self, askers: int, group: Group) -> bool:
        return askers >= max(self.least_askers, LEAST_BREADTH * len(group.members))

    def sureness_of(self, group: Group) -> float:
        """How likely an editor takes a group as it is, to two digits as people see it."""
        known = self.read.get(group.id)
        return round(
            SurenessModel.shipped().sureness(group, self.asked_in(group)) if known is None else known, 2
        )

    def doubts_of(self, groups: Iterable[Group]) -> Iterator[tuple[str, str]]:
        """Why groups that nobody has read are no suggestions, however near and well titled they are."""
        for group in groups:
            if group.id in self.read:
                continue
            if is_told_apart(group, self.tended, self.duplicates):
                yield group.id, TOLD_APART
            elif not self._surely_asks(group):
                yield group.id, ASKS_NOTHING

    def _surely_asks(self, group: Group) -> bool:
        """Whether the threads that surely ask anything would be enough by themselves."""
        asking = surely_asking(self.asked_in(group))
        return len(asking) == len(group.members) or len(different_askers(asking)) >= self.least_askers

    def solved_in(self, group: Group) -> int:
        return sum(self.resolutions[key].is_solved for key in group.members)

    def answered_in(self, group: Group) -> int:
        """How many members are solved, or hold an answer that stands though nobody confirmed it."""
        found = (self.resolutions[key] for key in group.members)
        return sum(each.is_solved or each.best_post is not None for each in found)


def _decide(group: Group, match: ArticleMatch | None, forum: _Forum) -> Coverage:
    """Say what one group calls for."""
    match = match or ArticleMatch(group=group.id)
    action, reason = (_answered if match.answers else _gap)(group, match, forum)
    return Coverage(
        group=group.id,
        action=action,
        article=match.article,
        probability=match.probability,
        reason=reason,
        others=match.others,
        stale=match.stale,
        open_threads=match.open_threads,
        reply=match.reply,
    )


def _answered(group: Group, match: ArticleMatch, forum: _Forum) -> tuple[Action, str]:
    last = max((q.asked_at for q in forum.asked_in(group) if q.asked_at), default=None)
    action = _upkeep(forum.is_over(last), match.others, match.stale)
    answers = f"“{match.title}” answers it"
    if action == "retire":
        return action, f"{answers}, and nobody has asked since {_day(last)}"
    if action == "merge":
        return action, f"{answers}, and so does {', '.join(match.others)}"
    if action == "update":
        return action, f"{answers}, but newer posts speak against it ({match.stale[0].kind})"
    return "point", answers


def _gap(group: Group, match: ArticleMatch, forum: _Forum) -> tuple[Action, str]:
    askers = forum.askers_of(group)
    gap = "no article answers it" + (f"; the nearest is “{match.title}”" if match.article else "")
    if askers >= forum.least_askers and not forum.answered_in(group):
        return "escalate", f"{askers} people asked and nobody solved it; {gap}"
    return "write", gap


def _use(demand: ArticleDemand, forum: _Forum) -> ArticleUse:
    """Say whether one article should stay as it is."""
    action = _upkeep(forum.is_over(demand.last_asked), demand.others, demand.stale)
    return ArticleUse(
        article=demand.article,
        action=action,
        reason=_why(action, demand),
        groups=demand.groups,
        last_asked=demand.last_asked,
        others=demand.others,
        open_threads=demand.open_threads,
    )


def _why(action: Upkeep | None, demand: ArticleDemand) -> str:
    last = demand.last_asked
    if action == "retire":
        return f"nobody has asked since {_day(last)}" if last else "nobody has ever asked"
    if action == "merge":
        return f"says the same as {', '.join(demand.others)}"
    if action == "update":
        return f"newer posts speak against it ({demand.stale[0].kind})"
    return f"last asked on {_day(last)}" if last else "nobody has asked yet"


def _upkeep(over: bool, others: Sequence[str], stale: Sequence[StalePassage]) -> Upkeep | None:
    """The first three rows of the table."""
    if over:
        return "retire"
    if others:
        return "merge"
    return "update" if stale else None


def _suggestion(group: Group, action: Action, sureness: float, forum: _Forum) -> Suggestion:
    """Weigh a group."""
    members = forum.asked_in(group)
    reasons = (
        _demand(forum.askers_of(group)),
        _growth(members, forum.today),
        _attention([forum.views[key] for key in group.members if key in forum.views], forum.usual_views),
        _need(forum.solved_in(group), len(members)),
        _sure(group, sureness),
    )
    score = math.prod(reason.weight for reason in reasons)
    return Suggestion(group=group, action=action, score=round(score, 3), reasons=reasons)


def _demand(askers: int) -> Reason:
    return Reason(name="askers", value=askers, words=f"asked by {askers} people", weight=float(askers))


def _growth(members: Sequence[Question], today: datetime | None) -> Reason:
    """Compare the last year's threads with the yearly rate before, smoothed by one thread on both sides."""
    dates = [question.asked_at for question in members if question.asked_at]
    if not dates or today is None:
        return Reason(name="growth", value=0, words="no dates", weight=1.0)
    recent = sum(date > today - YEAR for date in dates)
    years = max((today - min(dates)) / YEAR - 1, 0.0)
    before = (len(dates) - recent) / years if years >= 1 else float(len(dates) - recent)
    weight = min(1.5, max(0.5, (recent + 1) / (before + 1)))
    words = f"{recent} in the last 12 months" + (f", {before:.1f} a year before" if years >= 1 else "")
    return Reason(name="growth", value=recent, words=words, weight=round(weight, 3))


def _attention(views: Sequence[int], usual: float) -> Reason:
    if not views:
        return Reason(name="views", value=0, words="views unknown", weight=1.0)
    ratio = (median(views) + 1) / (usual + 1)
    weight = min(2.0, max(0.5, math.sqrt(ratio)))
    return Reason(name="views", value=sum(views), words=f"seen {sum(views):,} times", weight=round(weight, 3))


def _need(solved: int, threads: int) -> Reason:
    """The share that nobody solved, as a need, beside what was solved, as a source."""
    share = (threads - solved) / threads
    words = f"{solved} of {threads} solved"
    return Reason(name="unsolved", value=round(share, 3), words=words, weight=round(1 + share, 3))


def _sure(group: Group, sureness: float) -> Reason:
    """How surely it is one question, to the fourth: no group is worse for an editor than a mixed one."""
    words = f"{sureness:.0%} sure to be one question with a fitting title, cohesion {group.cohesion:.2f}"
    doubtful = len(group.doubtful)
    if doubtful:
        words += f", {doubtful} doubtful"
    sure = max(0.1, sureness * (1 - doubtful / len(group.members)))
    return Reason(name="sureness", value=sureness, words=words, weight=round(sure**4, 3))


def _why_unsure(sureness: float) -> str:
    return (
        f"only {sureness:.0%} sure to be one question with all its members and a title to search for "
        f"({LEAST_SURE:.0%} is needed)"
    )


def _day(date: datetime | None) -> str:
    return date.date().isoformat() if date else "an unknown day"
