"""What became of accepted articles: is their question asked less than matched ones, and who reads them again.

The days since an article was accepted are held against as many days before, and that against questions
without an article that were asked about as often. The interval is that of a ratio of two ratios of counts
(normal on the logarithm, half an asking added to each count); while it holds 1, nothing is claimed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kbminer.briefing.estimate import Estimate, ratio_of
from kbminer.briefing.facts import Facts, days_between
from kbminer.briefing.items import Upkeep
from kbminer.briefing.outcomes import Followed
from kbminer.decisions import cases_of
from kbminer.records import Case, Group

_DAY = timedelta(days=1)
_SHORTEST, _LONGEST = 14 * _DAY, 365 * _DAY
_MATCHED = 2.0  # a matched question was asked at most twice as often before, and at least half
REVIEW_DAYS = 180
"""Days after which an article is read again where nobody said otherwise: half a year."""
_OLD_EVIDENCE = 365 * _DAY  # an article on what nobody has written of for so long is read again twice as soon


def followed(facts: Facts) -> tuple[Followed, ...]:
    """Follow every accepted article, the newest first."""
    accepted = [(case, at) for case in _accepted(facts) if (at := _when(case))]
    taken = {case.group for case, _ in accepted}
    free = [group for group in facts.found.grouping.groups if group.id not in taken]
    found = [
        _followed(facts, case.group, at, free) for case, at in sorted(accepted, key=lambda pair: pair[1])
    ]
    return tuple(each for each in reversed(found) if each)


def to_review(facts: Facts) -> tuple[Upkeep, ...]:
    """Articles that are to be read again, by the interval that their owner chose."""
    due = []
    for case in _accepted(facts):
        at, verdict = _when(case), case.verdict
        days = (verdict.review_days if verdict else None) or _usual_days(facts, case)
        if at and facts.until and facts.until - at > days * _DAY:
            age = days_between(at, facts.until)
            whose = "its owner reads it again" if verdict and verdict.owner else "nobody owns it"
            title = facts.groups[case.group].title
            due.append(Upkeep(article=title, action="review", reason=f"accepted {age} days ago; {whose}"))
    return tuple(due)


def _usual_days(facts: Facts, case: Case) -> int:
    """The interval by the age of the evidence: half as long where it was old at acceptance."""
    at, dates = _when(case), facts.asked(facts.groups[case.group].members)
    is_old = at is not None and bool(dates) and at - min(dates[-1], at) > _OLD_EVIDENCE
    return REVIEW_DAYS // 2 if is_old else REVIEW_DAYS


def _accepted(facts: Facts) -> Iterator[Case]:
    if facts.until is None or not facts.decisions:
        return
    cases = cases_of(facts.decisions, facts.found.grouping.groups, today=facts.until.date())
    for group in facts.found.grouping.groups:
        case = cases.of(group.id)
        if case.state == "accepted":
            yield case


def _when(case: Case) -> datetime | None:
    return case.verdict.settled.at if case.verdict and case.verdict.settled else None


def _followed(facts: Facts, id: str, at: datetime, free: Sequence[Group]) -> Followed | None:
    assert facts.until is not None  # noqa: S101 - there is no accepted case without
    span = min(facts.until - at, _LONGEST)
    if span < _SHORTEST:
        return None
    before, since = _counts(facts, facts.groups[id], at, span)
    matched = [
        counts
        for group in free
        if (counts := _counts(facts, group, at, span))[0]
        and counts[0] <= _MATCHED * before
        and before <= _MATCHED * counts[0]
    ]
    others = (sum(each[0] for each in matched), sum(each[1] for each in matched))
    ratio = _ratio((before, since), others) if matched else None
    return Followed(
        group=id,
        title=facts.groups[id].title,
        accepted=at.date(),
        days=days_between(facts.until - span, facts.until),
        before=before,
        since=since,
        matched=len(matched),
        matched_before=others[0],
        matched_since=others[1],
        ratio=ratio,
        words=_words(ratio),
    )


def _counts(facts: Facts, group: Group, at: datetime, span: timedelta) -> tuple[int, int]:
    """How often a question was asked in the span before a moment, and in that since."""
    dates = facts.asked(group.members)
    return sum(at - span < date <= at for date in dates), sum(at < date <= at + span for date in dates)


def _ratio(own: tuple[int, int], others: tuple[int, int]) -> Estimate:
    counts = [count + 0.5 for count in (*own, *others)]
    middle = math.log(counts[1] / counts[0]) - math.log(counts[3] / counts[2])
    return ratio_of(
        middle,
        math.sqrt(sum(1 / count for count in counts)),
        "times as often asked as matched questions",
        "95% interval; matched questions were asked half to twice as often before",
    )


def _words(ratio: Estimate | None) -> str:
    if ratio is None:
        return "no matched question to hold it against"
    if ratio.high < 1:
        return "asked less since, beyond chance"
    return "asked more since, beyond chance" if ratio.low > 1 else "no difference beyond chance yet"
