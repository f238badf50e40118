"""Which tasks a briefing tells, why, and which stand as they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import timedelta

from kbminer.briefing.facts import Facts
from kbminer.briefing.items import Briefing, Growth, News, Task, Value
from kbminer.briefing.value import value_of
from kbminer.records import Group, Queue, Suggestion, queue_of

_BACK = timedelta(days=365)  # a question that was not asked for a year and is asked again comes back
_FIRST_TASKS = 10  # of each queue in the first briefing: everything is new then
_UNSOLVED: Mapping[Queue, str] = {
    "answered": "answers stand, and nobody has confirmed one",
    "undocumented": "nobody has solved it, so somebody must find the answer first",
}
_BEGUN = "nobody has solved it, and its draft holds what is known"
_WORTH_TELLING = 15  # ranks by value: who comes that far down the list had better do what stands above
LITTLE = "little"  # tasks that were counted as new and too far down, in what is remembered
TASKS = "tasks"  # whose tasks briefings told, in what is remembered


def tasks_and_standing(
    facts: Facts, grown: Set[str], apart: Set[str]
) -> tuple[tuple[Task, ...], tuple[tuple[int, Suggestion], ...]]:
    """What is to be done that was not told as it is now, and what stands, each with its rank by value."""
    ranked = [
        (rank, each) for rank, each in enumerate(facts.found.ranked, start=1) if each.group.id not in apart
    ]
    found = [
        _task(facts, suggestion, rank, news)
        for rank, suggestion in ranked
        if (news := _why_told(facts, suggestion, grown)) and not _is_little(facts, rank, news)
    ]
    shown = found if facts.seen else _first_of_each_queue(found)
    told = {task.group for task in shown}
    return tuple(shown), tuple((rank, each) for rank, each in ranked if each.group.id not in told)


def _is_little(facts: Facts, rank: int, news: News | None) -> bool:
    """Whether a task is new and stands too far down to be put above older ones of more value."""
    return facts.seen is not None and rank > _WORTH_TELLING and news in ("new", "now a task")


def little_worth(facts: Facts, grown: Iterable[Growth], standing: Iterable[tuple[int, Suggestion]]) -> int:
    """How many tasks are new and stand so far down that others are better done first."""
    groups = {each.group for each in grown}
    return sum(
        _is_little(facts, rank, _why_told(facts, each, groups))
        for rank, each in standing
        if not facts.before.has_listed(LITTLE, each.group.id)
    )


def far_down(facts: Facts) -> list[str]:
    """The questions whose tasks stand too far down to be told: each is counted as new once."""
    return [each.group.id for each in facts.found.ranked[_WORTH_TELLING:]]


def _first_of_each_queue(tasks: Iterable[Task]) -> list[Task]:
    counted: Counter[str] = Counter()
    shown = []
    for task in tasks:
        counted[task.queue] += 1
        if counted[task.queue] <= _FIRST_TASKS:
            shown.append(task)
    return shown


def _why_told(facts: Facts, suggestion: Suggestion, grown: Set[str]) -> News | None:
    group, before = suggestion.group, facts.before
    known = before.groups.get(group.id)
    if not _was_task(facts, group.id):
        return "new" if group.id not in before.told else "now a task"
    if known and known.action and known.action != suggestion.action:
        return "another task"
    is_larger = known is not None and len(group.members) > known.threads
    return _asked_again(facts, group, grows=is_larger and group.id in grown)


def _asked_again(facts: Facts, group: Group, *, grows: bool) -> News | None:
    """Whether a question that was told is news since somebody asked it once more."""
    dates, until = facts.asked(group.members), facts.before.until
    if not until or not dates or dates[-1] <= until:
        return None
    earlier = [date for date in dates if date <= until]
    if earlier and until - earlier[-1] > _BACK:
        return "reopened"
    return "growing" if grows else None


def _was_task(facts: Facts, group: str) -> bool:
    """Whether some briefing told a question's task: one that comes back over the border is no news."""
    if TASKS in facts.before.listed:
        return facts.before.has_listed(TASKS, group)
    known = facts.before.groups.get(group)
    return bool(known and known.action)  # told before this was kept


def _task(facts: Facts, suggestion: Suggestion, rank: int, news: News) -> Task:
    group = suggestion.group
    covered = next((each for each in facts.found.coverage if each.group == group.id), None)
    draft = facts.found.draft_of(suggestion)
    value = value_in(facts, suggestion)
    # Where no article answers, the nearest one is mostly about something else.
    why = [covered.reason.partition("; the nearest is")[0]] if covered else []
    if not covered and facts.found.articles:
        why = ["no article answers it"]
    queue = queue_of(suggestion, draft)
    if suggestion.action == "write" and not value.solved:
        why.append(_BEGUN if draft and queue == "undocumented" else _UNSOLVED[queue])
    return Task(
        group=group.id,
        title=group.title,
        action=suggestion.action,
        news=news,
        rank=rank,
        queue=queue,
        why="; ".join(why),
        value=value,
        article=covered.article if covered and suggestion.action not in ("write", "escalate") else None,
        draft=draft.title if draft else None,
    )


def value_in(facts: Facts, suggestion: Suggestion) -> Value:
    """Why a task of a run is worth doing."""
    group, service = suggestion.group, facts.found.service
    return value_of(
        group,
        facts.questions,
        {key: views for key in group.members if (views := facts.threads[key].views) is not None},
        service.by_group.get(group.id) if service else None,
        sum(facts.resolutions[key].is_solved for key in group.members),
        has_article=suggestion.action not in ("write", "escalate"),
        until=facts.until,
        assumptions=facts.assumptions,
    )


def told_tasks(facts: Facts, made: Briefing) -> Iterator[str]:
    """The questions whose tasks are told from now on: those shown, and before this was kept, all known."""
    yield from (task.group for task in made.tasks)
    yield from (burst.group for burst in made.bursts)
    if facts.seen is None:
        yield from (each.group.id for each in facts.found.ranked)
    elif TASKS not in facts.before.listed:
        yield from (id for id, known in facts.before.groups.items() if known.action)
