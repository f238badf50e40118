"""What to do about each group, in which order, and why: every figure behind the rank is shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from kbminer.records import Action, Group, Question, Reason, Resolution, Suggestion

_YEAR = timedelta(days=365)
# What a few people post again and again is a bulletin; a question comes from many.
_LEAST_BREADTH = 1 / 3


def plan(
    groups: Iterable[Group],
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
    views: Mapping[str, int],
    *,
    least_askers: int = 3,
    actions: Mapping[str, Action] | None = None,
) -> list[Suggestion]:
    """Rank the groups that enough people asked about, the most valuable article first.

    The score is a product of factors, each shown as a :class:`Reason` with its ``weight``: people who
    asked, growth over the last year, views, the share nobody solved, and how alike the threads are.

    Parameters
    ----------
    groups, questions, resolutions
        What the earlier stages gave; the mappings are by thread key.
    views : mapping of thread key to number of views
        Empty where the forum does not tell.
    least_askers : int, default 3
        A group asked by fewer people is no suggestion; nor is one with three threads or more a person.
    actions : mapping of group id to action, optional
        What existing articles call for ("update", "point"); elsewhere a group with a solved thread is to
        "write", one that nobody solved to "escalate".
    """
    asked = [q.asked_at for q in questions.values() if q.asked_at]
    today = max(asked, default=None)
    usual = median(views.values()) if views else 0.0
    found = []
    for group in groups:
        members = [questions[key] for key in group.members]
        askers = len(_askers(members))
        if askers < least_askers or askers < _LEAST_BREADTH * len(members):
            continue
        solved = sum(1 for key in group.members if resolutions[key].is_solved)
        reasons = (
            _demand(members),
            _growth(members, today),
            _attention([views[key] for key in group.members if key in views], usual),
            _need([resolutions[key] for key in group.members]),
            _alike(group),
        )
        action = (actions or {}).get(group.id) or ("write" if solved else "escalate")
        score = math.prod(reason.weight for reason in reasons)
        found.append(Suggestion(group=group, action=action, score=round(score, 3), reasons=reasons))
    return sorted(found, key=lambda suggestion: (-suggestion.score, suggestion.group.id))


def _askers(members: Sequence[Question]) -> set[str]:
    """Distinct people; threads without a named asker count one each."""
    return {question.asker or question.thread for question in members}


def _demand(members: Sequence[Question]) -> Reason:
    askers = len(_askers(members))
    return Reason(name="askers", value=askers, words=f"asked by {askers} people", weight=float(askers))


def _growth(members: Sequence[Question], today: datetime | None) -> Reason:
    """Compare the last year's threads with the yearly rate before, smoothed by one thread on both sides."""
    dates = [question.asked_at for question in members if question.asked_at]
    if not dates or today is None:
        return Reason(name="growth", value=0, words="no dates", weight=1.0)
    recent = sum(1 for date in dates if date > today - _YEAR)
    years = max((today - min(dates)) / _YEAR - 1, 0.0)
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


def _need(resolutions: Sequence[Resolution]) -> Reason:
    """The share that nobody solved, as a need, beside what was solved, as a source."""
    open_ = sum(1 for resolution in resolutions if not resolution.is_solved)
    share = open_ / len(resolutions)
    solved = len(resolutions) - open_
    words = f"{solved} of {len(resolutions)} solved"
    return Reason(name="unsolved", value=round(share, 3), words=words, weight=round(1 + share, 3))


def _alike(group: Group) -> Reason:
    """How alike the threads are, squared: a mixed group is the worst that an editor can be given."""
    words = f"cohesion {group.cohesion:.2f}"
    doubtful = len(group.doubtful)
    if doubtful:
        words += f", {doubtful} doubtful"
    sure = max(0.1, group.cohesion * (1 - doubtful / len(group.members)))
    return Reason(name="cohesion", value=group.cohesion, words=words, weight=round(sure**2, 3))
