"""Service figures of a forum: how fast it answers, how much it solves, what waits.

Every figure says on how many threads it rests. What the forum declares and what was inferred are counted
apart. "Today" is the newest post of the threads given, so that the same threads give the same figures.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import NamedTuple

from kbminer.records import Figure, Resolution, ServiceFigures
from kbminer.resolve.signals import PostSignals, Signals

HOUR, DAY = 3600.0, 86400.0
_SHORTEST = 60.0  # seconds: below, dates of whole minutes tell no difference
_Z = 1.96  # standard errors that hold 95 %
_OPEN = frozenset({"answered", "unanswered", "abandoned"})
_NO_QUESTION = ("not a question", "duplicate")
Key = Callable[[Signals], str | None]


class _Question(NamedTuple):
    """A thread that asks something, and what became of it."""

    signals: Signals
    resolution: Resolution

    @property
    def asked_at(self) -> float | None:
        return self.signals.posts[0].at

    @property
    def first_reply(self) -> PostSignals | None:
        return next((post for post in self.signals.posts[1:] if not post.asker), None)

    @property
    def solution(self) -> PostSignals | None:
        best = self.resolution.best_post
        return next((post for post in self.signals.posts if post.id == best), None) if best else None

    @property
    def is_open(self) -> bool:
        return not self.resolution.is_solved and self.resolution.state in _OPEN

    def seconds_until(self, post: PostSignals | None) -> float | None:
        """Seconds from question to post; ``None`` without dates, or where the post is dated before it."""
        asked = self.asked_at
        if post is None or post.at is None or asked is None or post.at < asked:
            return None
        return post.at - asked


def service_figures(
    signals: Sequence[Signals],
    resolutions: Sequence[Resolution],
    *,
    groups: Mapping[str, str] | None = None,
    answered_groups: Mapping[str, datetime | None] | None = None,
    today: datetime | None = None,
) -> ServiceFigures:
    """Work out the service figures of threads.

    Parameters
    ----------
    signals : sequence of Signals
        What was read from the threads.
    resolutions : sequence of Resolution
        Theirs, in the same order.
    groups : mapping of thread key to group id, optional
        The group of each grouped thread; self-service is only known with it.
    answered_groups : mapping of group id to datetime or None, optional
        Groups that an article answers, with the article's date (``None``: always).
    today : datetime, optional
        What "now" is for ages; by default the date of the newest post.
    """
    asked = _questions(signals, resolutions)
    now = today.timestamp() if today else max((each.signals.last_at or 0.0 for each in asked), default=0.0)
    return ServiceFigures(
        questions=len(asked),
        first_response_hours=_median([each.seconds_until(each.first_reply) for each in asked], HOUR),
        first_contact=_first_contact(asked),
        resolution_hours=_resolution_hours(asked),
        unanswered=_unanswered(asked),
        backlog_days=_backlog_days(asked, now),
        declared=_share([each.resolution.declared == "solved" for each in asked]),
        inferred=_inferred(asked),
        self_service=_self_service(asked, groups, answered_groups or {}),
    )


def _first_contact(asked: Sequence[_Question]) -> Figure:
    solved = (each for each in asked if each.resolution.is_solved and each.resolution.best_post)
    return _share([each.first_reply is not None and each.first_reply is each.solution for each in solved])


def _resolution_hours(asked: Sequence[_Question]) -> Figure:
    return _median([each.seconds_until(each.solution) for each in asked if each.resolution.is_solved], HOUR)


def _unanswered(asked: Sequence[_Question]) -> Figure:
    states = (each.resolution for each in asked if each.resolution.state != "unknown")
    return _share([found.state == "unanswered" and not found.is_solved for found in states])


def _backlog_days(asked: Sequence[_Question], now: float) -> Figure:
    waiting = (each.asked_at for each in asked if each.is_open)
    return _median([None if at is None else now - at for at in waiting], DAY)


def _inferred(asked: Sequence[_Question]) -> Figure:
    """The share solved without a mark, of those about which anything is known."""
    known = (
        each.resolution for each in asked if each.resolution.state != "unknown" or each.resolution.declared
    )
    return _share([found.is_solved and found.declared is None for found in known])


def _questions(signals: Sequence[Signals], resolutions: Sequence[Resolution]) -> list[_Question]:
    pairs = (_Question(*pair) for pair in zip(signals, resolutions, strict=True))
    return [
        each
        for each in pairs
        if each.signals.posts and not each.signals.set_aside and each.resolution.state not in _NO_QUESTION
    ]


def service_figures_by(
    key: Key, signals: Sequence[Signals], resolutions: Sequence[Resolution], **options: object
) -> dict[str, ServiceFigures]:
    """Work out :func:`service_figures` for each value of ``key``.

    Parameters
    ----------
    key : callable
        :func:`year`, :func:`month`, :func:`category` or another one; threads without a value are left out.
    signals, resolutions, **options
        As for :func:`service_figures`; "today" is by default the newest post of all threads, not of each
        part.
    """
    if "today" not in options:
        options = {"today": newest_post(signals), **options}
    parts: dict[str, list[int]] = defaultdict(list)
    for i, each in enumerate(signals):
        name = key(each)
        if name is not None:
            parts[name].append(i)
    return {
        name: service_figures([signals[i] for i in at], [resolutions[i] for i in at], **options)  # type: ignore[arg-type]
        for name, at in sorted(parts.items())
    }


def newest_post(signals: Sequence[Signals]) -> datetime | None:
    """The date of the newest post of threads; ``None`` where none is dated."""
    newest = max((at for each in signals if (at := each.last_at) is not None), default=None)
    return None if newest is None else datetime.fromtimestamp(newest, UTC)


def year(signals: Signals) -> str | None:
    """The year in which a thread was asked, as "2024"."""
    return _asked(signals, "%Y")


def month(signals: Signals) -> str | None:
    """The month in which a thread was asked, as "2024-05"."""
    return _asked(signals, "%Y-%m")


def _asked(signals: Signals, pattern: str) -> str | None:
    at = signals.posts[0].at if signals.posts else None
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime(pattern)


def category(signals: Signals) -> str | None:
    """The category that the forum puts a thread in."""
    return signals.category


def _self_service(
    asked: Sequence[_Question],
    groups: Mapping[str, str] | None,
    answered: Mapping[str, datetime | None],
) -> Figure:
    """Of the dated questions, those whose group had an article or a solved thread when they were asked."""
    if not groups:
        return Figure(value=None, threads=0)
    solved_at = _solved_at(asked, groups)
    articles = {group: moment.timestamp() if moment else float("-inf") for group, moment in answered.items()}
    served = []
    for each in asked:
        if each.asked_at is None:
            continue
        group = groups.get(each.signals.thread, "")
        has_article = articles.get(group, float("inf")) <= each.asked_at
        served.append(has_article or solved_at.get(group, float("inf")) < each.asked_at)
    return _share(served)


def _solved_at(asked: Sequence[_Question], groups: Mapping[str, str]) -> dict[str, float]:
    """When each group was first solved, in seconds since 1970."""
    found: dict[str, float] = {}
    for each in asked:
        group, solution = groups.get(each.signals.thread), each.solution
        if group is None or solution is None or solution.at is None or not each.resolution.is_solved:
            continue
        found[group] = min(solution.at, found.get(group, solution.at))
    return found


def _median(values: Sequence[float | None], unit: float) -> Figure:
    known = [value for value in values if value is not None]
    if not known:
        return Figure(value=None, threads=0)
    return Figure(
        value=round(median(known) / unit, 2), threads=len(known), error=_error_of_median(sorted(known))
    )


def _error_of_median(times: Sequence[float]) -> float | None:
    """The standard error of the logarithm of a median of times in order (McKean and Schrader, 1984).

    Two of the times hold the median with 95 %, however they spread; the error is a part of their distance.
    """
    count = len(times)
    low = round((count + 1) / 2 - _Z * math.sqrt(count / 4))
    if low < 1:
        return None
    upper, lower = (math.log(max(times[at], _SHORTEST)) for at in (count - low, low - 1))
    return round((upper - lower) / (2 * _Z), 4)


def _share(hits: Sequence[bool]) -> Figure:
    return Figure(value=round(sum(hits) / len(hits), 4) if hits else None, threads=len(hits))
