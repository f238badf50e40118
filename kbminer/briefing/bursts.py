"""Questions that several people asked at once, and that nobody has answered yet.

They are most likely one outage or one broken release: one thing to do, however many threads tell of it.
Such a question stays first in every briefing until somebody answers, also when it is no longer new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

from kbminer.briefing.estimate import counted
from kbminer.briefing.facts import Facts
from kbminer.briefing.items import Burst
from kbminer.records import Group
from kbminer.sureness import different_askers

_AT_ONCE = timedelta(days=2)  # a weekend: who meets the same fault then has not read of it yet
_FEWEST = 3  # people: two who ask at once are two people, as in what grows
_GIVEN_UP = 60.0  # days after which nobody waits any more, as for single threads
_HOUR = timedelta(hours=1)
_Asked = tuple[datetime, str]  # when a thread was asked, and its key


def bursts(facts: Facts) -> tuple[Burst, ...]:
    """Find the questions asked by several people at once without an answer, those of most people first."""
    found = [
        _burst(facts, group, run)
        for group in facts.found.grouping.groups
        for run in _runs(_lately(facts, group))
        if _is_at_once(facts, run) and all(_waits(facts, key) for _, key in run)
    ]
    return tuple(sorted(found, key=lambda each: (-each.askers, -len(each.threads), each.group)))


def _lately(facts: Facts, group: Group) -> list[_Asked]:
    """The threads of a question that somebody may still wait in, the earliest first."""
    dated = ((facts.days_ago(key), key) for key in group.members if key in facts.threads)
    keys = (key for days, key in dated if days is not None and days <= _GIVEN_UP)
    return sorted((at, key) for key in keys if (at := facts.questions[key].asked_at) and _asks(facts, key))


def _asks(facts: Facts, key: str) -> bool:
    question, found = facts.questions[key], facts.resolutions.get(key)
    return question.set_aside is None and found is not None and found.standing != "not a question"


def _runs(asked: Sequence[_Asked]) -> Iterator[list[_Asked]]:
    """Part threads where nobody asked for longer than people ask at once."""
    run: list[_Asked] = []
    for each in asked:
        if run and each[0] - run[-1][0] >= _AT_ONCE:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _is_at_once(facts: Facts, run: Sequence[_Asked]) -> bool:
    """Whether enough different people asked within two days."""
    return any(
        len({_asker(facts, key) for at, key in run if begin <= at < begin + _AT_ONCE}) >= _FEWEST
        for begin, _ in run
    )


def _asker(facts: Facts, key: str) -> str:
    return facts.questions[key].asker or key


def _waits(facts: Facts, key: str) -> bool:
    """Whether nobody has answered a thread, and somebody still can; one that a rule sends elsewhere can't."""
    found, rule = facts.resolutions[key], facts.overruled.get(key)
    is_open = not facts.threads[key].closed and (rule is None or rule.to == "person")
    return is_open and not found.is_solved and found.declared is None and found.best_post is None


def _burst(facts: Facts, group: Group, run: Sequence[_Asked]) -> Burst:
    keys = [key for _, key in run]
    hours = max(1, round((run[-1][0] - run[0][0]) / _HOUR))
    askers = len(different_askers([facts.questions[key] for key in keys]))  # as the report counts
    replied = any(facts.threads[key].replies for key in keys)
    state: Literal["no reply yet", "no answer yet"] = "no answer yet" if replied else "no reply yet"
    days = facts.calendar_days(keys[0])
    since = f" for {counted(days, 'day')}" if days else ""
    return Burst(
        group=group.id,
        title=facts.threads[keys[0]].title,
        askers=askers,
        hours=hours,
        state=state,
        threads=tuple(facts.news_of(key, state) for key in keys),
        words=(
            f"{counted(len(keys), 'thread')} of {counted(askers, 'asker')} within {counted(hours, 'hour')}, "
            f"{state}{since}"
        ),
    )
