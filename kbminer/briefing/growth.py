"""Which questions are asked more often than chance explains.

A question's share of what is asked is held against its share of the year before: the forum itself may grow,
rest over a holiday or lose a day to the clock, and no question grows by that. Each person counts once, since
one who asks five times is no burst. Of ``recent`` and ``before`` people in all, as many as the forum's own
share of the window would have asked lately by chance; the probability of more is binomial. Many questions are
looked at, so the probabilities are corrected for that (Benjamini and Hochberg, 1995).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kbminer.briefing.items import Growth
from kbminer.records import Group, Question

YEAR = timedelta(days=365)
SHORTEST = timedelta(days=7)  # a week has every weekday once; a shorter window would find weekends
FEWEST = 3  # people: two who ask at once are two people
CHANCE = 0.05  # expected share of false alarms among what is shown


def growing(
    groups: Sequence[Group], questions: Mapping[str, Question], *, since: datetime | None, until: datetime
) -> tuple[Growth, ...]:
    """Find the questions that grow, the least probable by chance first.

    Parameters
    ----------
    groups : sequence of Group
    questions : mapping of thread key to Question
        All questions of the forum.
    since : datetime or None
        Where the window begins; it is a week at least, and so it is without.
    until : datetime
        Where it ends: the newest post.

    Examples
    --------
    >>> growing([], {}, since=None, until=datetime(2026, 3, 1))
    ()
    """
    start = min(since or until, until - SHORTEST)
    lately, earlier = _asked(questions, start, until)
    tested = _tested(groups, questions, start, until) if lately and earlier else []
    if not any(recent >= FEWEST for _, recent, _ in tested):
        return ()
    chances = _chances(tested, lately / (lately + earlier))
    found = [
        Growth(
            group=group.id,
            title=group.title,
            recent=recent,
            days=round((until - start) / timedelta(days=1)),
            expected=round(before * lately / earlier, 2),
            before=before,
            p=float(f"{p:.2g}"),
        )
        for (group, recent, before), p in zip(tested, _corrected(chances), strict=True)
        if p <= CHANCE and recent >= FEWEST
    ]
    return tuple(sorted(found, key=lambda each: (each.p, -each.recent, each.group)))


def _asked(questions: Mapping[str, Question], start: datetime, until: datetime) -> tuple[int, int]:
    """How many questions the forum asked in the window, and in the year before it."""
    dates = [q.asked_at for q in questions.values() if q.asked_at and q.set_aside is None]
    return sum(start < date <= until for date in dates), sum(start - YEAR < date <= start for date in dates)


def _tested(
    groups: Sequence[Group], questions: Mapping[str, Question], start: datetime, until: datetime
) -> list[tuple[Group, int, int]]:
    """The groups asked about in the window, each with its people then and in the year before."""
    counted = [(group, *_people(group, questions, start, until)) for group in groups]
    return [(group, recent, before) for group, recent, before in counted if recent]


def _chances(tested: Sequence[tuple[Group, int, int]], share: float) -> list[float]:
    """How probable it is that as many people or more ask by chance, for each group."""
    from scipy.special import bdtrc  # noqa: PLC0415 - slow to load; scipy.stats takes a second more

    return [float(bdtrc(recent - 1, recent + before, share)) for _, recent, before in tested]


def _corrected(chances: Sequence[float]) -> list[float]:
    """What each chance is worth among so many, by Benjamini and Hochberg (1995)."""
    worth, least = [1.0] * len(chances), 1.0
    order = sorted(range(len(chances)), key=chances.__getitem__)
    for rank in range(len(order), 0, -1):
        at = order[rank - 1]
        worth[at] = least = min(least, chances[at] * len(chances) / rank)
    return worth


def _people(
    group: Group, questions: Mapping[str, Question], start: datetime, until: datetime
) -> tuple[int, int]:
    """How many people asked first in the window, and how many in the year before it."""
    first: dict[str, datetime] = {}
    for key in group.members:
        question = questions[key]
        if question.asked_at and start - YEAR < question.asked_at <= until:
            who = question.asker or key
            first[who] = min(question.asked_at, first.get(who, question.asked_at))
    recent = sum(date > start for date in first.values())
    return recent, len(first) - recent
