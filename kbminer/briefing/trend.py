"""How the last 90 days compare with the 90 before, and their months with one another.

A verdict needs enough threads on either side and a difference that a test finds: of two shares, the usual one
of two proportions; of two medians, one on the logarithm with the errors of McKean and Schrader (1984), which
assume nothing about how times spread. Where the months within the 90 days differ, the worst is named, since
a good month hides a bad one; all pairs of months are tested, so chance gets less room in each (Bonferroni).
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import NormalDist

from kbminer.briefing.bursts import bursts
from kbminer.briefing.estimate import Z, part_of
from kbminer.briefing.facts import Facts
from kbminer.records import Figure, Service, ServiceFigures

FEWEST = 20
"""Threads on either side of a comparison: of fewer, a handful of odd ones makes the difference."""
_TOLD = 5  # threads: the median of fewer is one thread's chance
_CHANCE = 0.05
_SHORTEST = 0.02  # hours, a minute: below, dates of whole minutes tell no difference
_SAME = "No change beyond chance: "
_YOUNG = 2.0  # days within which most threads get their first helpful reply
_UNCOUNTED = ("unknown", "not a question", "duplicate")  # as service figures leave them out
_LATE = 15  # a month that began before the 90 days counts with them where most of it lies within
_Month = tuple[date, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measure:
    """One service figure: which it is, how it is said, and when two of it differ beyond chance."""

    of: Callable[[ServiceFigures], Figure]
    sentence: Callable[[Figure], str]
    brief: Callable[[Figure], str]
    differ: Callable[[Figure, Figure, float], bool]
    worse: str
    better: str
    rider: str = ""
    leaves_out: bool = False


def trend(facts: Facts) -> tuple[str, ...]:
    """Compare first replies, solutions and threads without a helpful reply; each with its threads."""
    service = facts.found.service
    if service is None or len(service.lately) < 2:
        return ()
    (_, before), (begin, now) = sorted(service.lately.items())
    lately = _unfair(facts, date.fromisoformat(begin), date.max)
    sentences = [
        _told(
            each,
            each.of(before),
            _without(each.of(now), *lately) if each.leaves_out else each.of(now),
            _within(facts, service, begin, each),
        )
        for each in _MEASURES
    ]
    same = [each.removeprefix(_SAME).removesuffix(".") for each in sentences if each.startswith(_SAME)]
    told = [each for each in filter(None, sentences) if not each.startswith(_SAME)]
    return (*([f"{_SAME}{'; and '.join(same)}."] if same else []), *told)


def _told(measure: _Measure, before: Figure, now: Figure, months: Sequence[_Month]) -> str:
    if now.value is None or now.threads < _TOLD:
        return ""
    one = measure.sentence(now)
    if before.value is None or min(before.threads, now.threads) < FEWEST:
        few = f"Too few to tell a change ({FEWEST} threads in each 90 days are needed)"
        return f"{few}: {one}; the 90 days before had {before.threads:,}."
    verdict = _SAME.removesuffix(": ")
    if measure.differ(before, now, Z):
        verdict = measure.worse if now.value > before.value else measure.better
    since, named = _months(measure, months)
    is_same = verdict.startswith("No")
    if since.startswith(measure.worse.lower()) and now.value < before.value:
        since = "uneven by month"  # the figure that is shown got better: both can't be said
    if since:
        verdict = f"{since[0].upper()}{since[1:]}" if is_same else f"{verdict}, within these days {since}"
    return f"{verdict}: {one}{named}; in the 90 days before, {measure.brief(before)}{measure.rider}."


def _within(facts: Facts, service: Service, begin: str, measure: _Measure) -> list[_Month]:
    """The months of the last 90 days that rest on enough threads, the newest last.

    A month that has begun counts once half of it is over, and without threads too young to have a reply.
    """
    start = date.fromisoformat(begin)
    first = start.replace(day=1)
    found = []
    for name, figures in sorted(service.by_month.items()):
        month, figure = date.fromisoformat(f"{name}-01"), measure.of(figures)
        if measure.leaves_out:
            last = month.replace(day=monthrange(month.year, month.month)[1])
            figure = _without(figure, *_unfair(facts, month, last))
        if _is_short(facts, month):
            continue
        is_within = month > first or (month == first and start.day <= _LATE)
        if is_within and figure.value is not None and figure.threads >= FEWEST:
            found.append((month, figure))
    return found


def _is_short(facts: Facts, month: date) -> bool:
    """Whether a month has begun, and less than half of it is over."""
    if facts.until is None or (facts.until.year, facts.until.month) != (month.year, month.month):
        return False
    return facts.until.day < monthrange(month.year, month.month)[1] / 2


def _unfair(facts: Facts, first: date, last: date) -> tuple[int, int]:
    """Count threads of some days that tell nothing of the service, and those without a helpful reply.

    They are too young to have got one, or ask what others asked in the same burst.
    """
    again = {each.thread for burst in bursts(facts) for each in burst.threads[1:]}
    counted = [
        found.state == "unanswered" and not found.is_solved
        for key, found in facts.resolutions.items()
        if found.state not in _UNCOUNTED and _is_asked_in(facts, key, first, last)
        if key in again or (facts.days_ago(key) or 0.0) < _YOUNG
    ]
    return len(counted), sum(counted)


def _is_asked_in(facts: Facts, key: str, first: date, last: date) -> bool:
    question = facts.questions[key]
    asked = question.asked_at.date() if question.asked_at and not question.set_aside else None
    return asked is not None and first <= asked <= last


def _without(figure: Figure, threads: int, hits: int) -> Figure:
    """A share without some of its threads."""
    if figure.value is None or not threads:
        return figure
    if figure.threads <= threads:
        return Figure(value=None, threads=0)
    left = figure.threads - threads
    return replace(figure, value=max(figure.value * figure.threads - hits, 0.0) / left, threads=left)


def _months(measure: _Measure, months: Sequence[_Month]) -> tuple[str, str]:
    """Since when it is otherwise, and the worst and the best month; nothing where none differs."""
    if len(months) < 2:
        return "", ""
    z = NormalDist().inv_cdf(1 - _CHANCE / (len(months) * (len(months) - 1)))
    worst = max(months, key=lambda each: each[1].value or 0.0)
    best = min(months, key=lambda each: each[1].value or 0.0)
    if not measure.differ(best[1], worst[1], z):
        return "", ""
    named = "".join(
        f"; {which} month, {month:%B %Y}: {measure.brief(figure)}"
        for which, (month, figure) in (("worst", worst), ("best", best))
    )
    is_rising = best[0] < worst[0]
    turn, word = (best, measure.worse) if is_rising else (worst, measure.better)
    if measure.differ(turn[1], months[-1][1], z):
        since = next(month for month, _ in months if month > turn[0])
        return f"{word.lower()} since {since:%B}", named
    return "uneven by month", named


def _times_differ(one: Figure, other: Figure, z: float) -> bool:
    if one.value is None or other.value is None or one.error is None or other.error is None:
        return False
    apart = abs(math.log(max(one.value, _SHORTEST)) - math.log(max(other.value, _SHORTEST)))
    return apart > z * math.hypot(one.error, other.error)


def _shares_differ(one: Figure, other: Figure, z: float) -> bool:
    if one.value is None or other.value is None:
        return False
    both = (one.value * one.threads + other.value * other.threads) / (one.threads + other.threads)
    spread = math.sqrt(both * (1 - both) * (1 / one.threads + 1 / other.threads))
    return abs(one.value - other.value) > z * spread


def _times(of: Callable[[ServiceFigures], Figure], which: str, what: str) -> _Measure:
    return _Measure(
        of=of,
        sentence=lambda now: (
            f"half of the {now.threads:,} threads {which} in the last 90 days {what} within {_hours(now)}"
        ),
        brief=lambda figure: f"{_hours(figure)} ({figure.threads:,} threads)",
        differ=_times_differ,
        worse="Slower",
        better="Faster",
    )


def _part(figure: Figure) -> str:
    return part_of(round((figure.value or 0.0) * figure.threads), figure.threads, "thread")


def _hours(figure: Figure) -> str:
    hours = figure.value or 0.0
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"


_MEASURES = (
    _times(lambda figures: figures.first_response_hours, "answered", "had a first reply"),
    _times(lambda figures: figures.resolution_hours, "solved", "were solved"),
    _Measure(
        of=lambda figures: figures.unanswered,
        sentence=lambda now: f"{_part(now)} of the last 90 days have no helpful reply yet",
        brief=_part,
        differ=_shares_differ,
        worse="Worse",
        better="Better",
        rider=", with longer to get one",
        leaves_out=True,
    ),
)
