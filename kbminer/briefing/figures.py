"""The briefing's figures: service by month with its trend, who comes back, Pareto, and what to plan for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate

from kbminer.briefing.estimate import Estimate, counted, part_of, share_of
from kbminer.briefing.facts import Facts
from kbminer.briefing.items import Count, Outlook, ParetoPoint, ServiceRow
from kbminer.records import ServiceFigures

_MONTHS = 12
_MOST = 0.8  # Pareto's share
_FEW = 0.4  # of the questions: where more are needed for most threads, nothing concentrates
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
        unanswered_threads=figures.unanswered.threads,
    )


def returning(facts: Facts) -> Estimate | None:
    """Tell which share of the last year's askers asked more than once, with a 95 % interval (Wilson)."""
    again, people = _askers(facts)
    words = f"{again:,} of {people:,} askers of the last year"
    return share_of(again, people, "share of askers", words) if people else None


def returning_words(facts: Facts) -> str:
    """Say how many of the last year's askers asked more than once; nothing without askers."""
    again, people = _askers(facts)
    return f"{part_of(again, people, 'asker')} of the last year asked more than once." if people else ""


def _askers(facts: Facts) -> tuple[int, int]:
    """How many asked more than once in the last year, and how many asked at all."""
    asked = Counter(
        q.asker
        for q in facts.questions.values()
        if facts.until and q.asker and q.set_aside is None and q.asked_at and q.asked_at > facts.until - _YEAR
    )
    return sum(count > 1 for count in asked.values()), len(asked)


def pareto(facts: Facts) -> tuple[tuple[ParetoPoint, ...], str]:
    """Tell which questions make most threads: points of the line, and a sentence.

    Where nothing concentrates the line is straight and shows nothing: the sentence stands alone.
    """
    grouped = sorted((len(group.members) for group in facts.found.grouping.groups), reverse=True)
    alone = len(facts.found.grouping.left_out)
    sizes = [*grouped, *([1] * alone)]
    if not sizes:
        return (), ""
    sums = list(accumulate(sizes))
    enough = next(n for n, made in enumerate(sums, 1) if made >= _MOST * sums[-1])
    ten = sums[min(10, len(sums)) - 1]
    is_few = enough <= _FEW * len(sizes)
    verdict = "A small part of the questions makes most of the work" if is_few else "Nothing concentrates"
    words = (
        f"{verdict}: {enough:,} of {counted(len(sizes), 'question')} make {_MOST:.0%} of "
        f"{counted(sums[-1], 'thread')}; the {min(10, len(sizes))} most asked make {ten / sums[-1]:.0%}."
    )
    shown = _places(len(sums), enough) if is_few else ()
    return tuple(ParetoPoint(questions=n, threads=sums[n - 1]) for n in shown), words


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
    asked = [row.questions for row in rows]
    low, high = min(asked), max(asked)
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
        words=_plan(low, high, len(rows), repeated, (least, most)),
    )


def _plan(low: int, high: int, months: int, repeated: float, served: tuple[float, float]) -> str:
    """Say what to plan for: questions a month, which share repeats, and what articles would save."""
    questions = f"{low:,} to {high:,} questions" if low < high else counted(high, "question")
    since = f"the last {months} months" if months > 1 else "the last month"
    least, most = round(low * repeated * served[0]), round(high * repeated * served[1])
    save = f"{least:,} to {most:,} questions" if least < most else counted(most, "question")
    return (
        f"To plan for: {questions} a month, as in {since}; {repeated:.0%} of the last year's repeat another. "
        f"Articles on these would save {save if most else 'less than one'} a month, "
        f"if {served[0]:.0%} to {served[1]:.0%} of their askers serve themselves."
    )


def left_out(facts: Facts) -> tuple[Count, ...]:
    """Count what no group holds and what was not read, by reason."""
    return tuple(_left_out(facts))


def _left_out(facts: Facts) -> Iterator[Count]:
    found = facts.found
    few = len(found.grouping.groups) - len(found.ranked)
    grouped = Counter(each.reason for each in found.grouping.left_out)
    aside = Counter(q.set_aside for q in found.questions if q.set_aside)
    counts = [
        ("groups that are no task: too few people asked", few),
        *((f"questions in no group: {reason}", count) for reason, count in grouped.most_common()),
        *((f"threads that ask nothing: {reason}", count) for reason, count in aside.most_common()),
        ("threads lost by damage in the input", sum(problem.lost for problem in found.problems)),
        ("posts that are not public", sum(each.posts for each in found.counts.withheld)),
    ]
    yield from (Count(what=what, count=count) for what, count in counts if count > 0)
