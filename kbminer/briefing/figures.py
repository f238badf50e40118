"""The briefing's figures: service by month with its trend, who comes back, Pareto, and what to plan for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate

from kbminer.briefing.estimate import Estimate, share_of
from kbminer.briefing.facts import Facts
from kbminer.briefing.items import Count, Outlook, ParetoPoint, ServiceRow
from kbminer.records import Figure, ServiceFigures

_MONTHS = 12
_MOST = 0.8  # Pareto's share
_FEWEST = 5  # threads: the median of fewer is one thread's chance
_YEAR = timedelta(days=365)


def service_rows(facts: Facts) -> tuple[ServiceRow, ...]:
    """Service figures of the last months, the newest last."""
    service = facts.found.service
    months = sorted(service.by_month.items())[-_MONTHS:] if service else []
    return tuple(_row(month, figures) for month, figures in months)


def _row(month: str, figures: ServiceFigures) -> ServiceRow:
    declared, inferred = figures.declared.value, figures.inferred.value
    return ServiceRow(
        month=month,
        questions=figures.questions,
        first_reply_hours=figures.first_response_hours.value,
        first_reply_threads=figures.first_response_hours.threads,
        solution_hours=figures.resolution_hours.value,
        solution_threads=figures.resolution_hours.threads,
        solved=None if declared is None and inferred is None else round((declared or 0) + (inferred or 0), 4),
        unanswered=figures.unanswered.value,
    )


def trend(facts: Facts) -> tuple[str, ...]:
    """Say how the last 90 days compare with the 90 before; each median with the threads it rests on."""
    service = facts.found.service
    if service is None or len(service.lately) < 2:
        return ()
    before, now = (figures for _, figures in sorted(service.lately.items()))
    kinds: tuple[tuple[str, str, Figure, Figure], ...] = (
        ("The first reply took", "hours", before.first_response_hours, now.first_response_hours),
        ("A solution took", "hours", before.resolution_hours, now.resolution_hours),
        ("Without a helpful reply stayed", "%", before.unanswered, now.unanswered),
    )
    return tuple(sentence for kind in kinds if (sentence := _compared(*kind)))


def _compared(what: str, unit: str, before: Figure, now: Figure) -> str:
    if before.value is None or now.value is None or min(before.threads, now.threads) < _FEWEST:
        return ""
    kind = "" if unit == "%" else ", medians"
    return (
        f"{what} {_shown(now.value, unit)} in the last 90 days ({now.threads:,} threads) and "
        f"{_shown(before.value, unit)} in the 90 days before ({before.threads:,} threads{kind})."
    )


def _shown(value: float, unit: str) -> str:
    return f"{100 * value:.0f} %" if unit == "%" else f"{value:.1f} {unit}"


def returning(facts: Facts) -> Estimate | None:
    """Tell which share of the last year's askers asked more than once, with a 95 % interval (Wilson)."""
    until = facts.until
    asked = Counter(
        q.asker
        for q in facts.questions.values()
        if until and q.asker and q.set_aside is None and q.asked_at and q.asked_at > until - _YEAR
    )
    people = len(asked)
    if not people:
        return None
    again = sum(count > 1 for count in asked.values())
    return share_of(again, people, "share of askers", f"{again:,} of {people:,} askers of the last year")


def pareto(facts: Facts) -> tuple[tuple[ParetoPoint, ...], str]:
    """Tell which questions make most threads: points of the line, and a sentence."""
    grouped = sorted((len(group.members) for group in facts.found.grouping.groups), reverse=True)
    alone = len(facts.found.grouping.left_out)
    sizes = [*grouped, *([1] * alone)]
    if not sizes:
        return (), ""
    sums = list(accumulate(sizes))
    enough = next(n for n, made in enumerate(sums, 1) if made >= _MOST * sums[-1])
    ten = sums[min(10, len(sums)) - 1]
    words = (
        f"{enough:,} of {len(sizes):,} questions make {_MOST:.0%} of {sums[-1]:,} threads; the "
        f"{min(10, len(sizes))} most asked make {ten / sums[-1]:.0%}."
    )
    return tuple(ParetoPoint(questions=n, threads=sums[n - 1]) for n in _places(len(sums), enough)), words


def _places(count: int, marked: int) -> Sequence[int]:
    """Some forty places along a line, its ends and the marked one among them."""
    step = max(1, count // 40)
    return sorted({1, marked, count, *range(step, count, step)})


def outlook(facts: Facts) -> Outlook | None:
    """Say what to plan for: the last six months go on, and articles serve their share."""
    rows = service_rows(facts)[:-1][-6:]  # the newest month is not over
    service = facts.found.service
    if not rows or service is None or facts.until is None:
        return None
    low, high = min(row.questions for row in rows), max(row.questions for row in rows)
    least, most = facts.assumptions.self_served
    recent = [q.thread for q in facts.found.questions if q.asked_at and q.asked_at > facts.until - _YEAR]
    repeated = sum(key in facts.group_of for key in recent) / len(recent) if recent else 0.0
    hours = service.whole.resolution_hours
    return Outlook(
        questions=Estimate(
            low=low, high=high, unit="questions a month", assumes=f"the range of the last {len(rows)} months"
        ),
        for_people=Estimate(
            low=round(low * (1 - repeated * most), 1),
            high=round(high * (1 - repeated * least), 1),
            unit="questions a month",
            assumes=(
                f"articles on all repeated questions ({repeated:.0%} of the last year's) serve {least:.0%} "
                f"to {most:.0%} of their askers"
            ),
        ),
        hours=hours.value,
        hours_threads=hours.threads,
    )


def left_out(facts: Facts) -> tuple[Count, ...]:
    """Count what no group holds and what was not read, by reason."""
    return tuple(_left_out(facts))


def _left_out(facts: Facts) -> Iterator[Count]:
    few = len(facts.found.grouping.groups) - len(facts.found.ranked)
    if few > 0:
        yield Count(what="groups that are no task: too few people asked", count=few)
    for reason, count in Counter(each.reason for each in facts.found.grouping.left_out).most_common():
        yield Count(what=f"questions in no group: {reason}", count=count)
    aside = Counter(q.set_aside for q in facts.found.questions if q.set_aside)
    for reason, count in aside.most_common():
        yield Count(what=f"threads that ask nothing: {reason}", count=count)
    lost = sum(problem.lost for problem in facts.found.problems)
    if lost:
        yield Count(what="threads lost by damage in the input", count=lost)
    withheld = sum(each.posts for each in facts.found.counts.withheld)
    if withheld:
        yield Count(what="posts that are not public", count=withheld)
