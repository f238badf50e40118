"""Which team a task or a thread belongs to: by rules that people write and by triage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kbminer.briefing.headline import with_headline
from kbminer.briefing.items import Briefing, Burst, Task, ThreadNews
from kbminer.config import Route
from kbminer.records import Group, ThreadSummary

_LISTS = ("answerable", "heated", "people", "confirm", "reopened", "solved")
_LISTS_OF_TEAMS = ("tasks", "bursts", *_LISTS)
_OF_THE_WHOLE: Mapping[str, Any] = {
    **dict.fromkeys(("little_worth", "standing"), 0),
    **dict.fromkeys(("follow_up", "returning_words", "pareto_words"), ""),
    **dict.fromkeys(("confirmed", "returning", "outlook", "linked"), None),
    **dict.fromkeys(
        "standing_first still_waiting unasked upkeep stale changes demand service trend pareto followed "
        "suggest_checks decisions left_out".split(),
        (),
    ),
}
"""What is told of the whole forum alone, as it is where nothing is told."""


@dataclass(frozen=True, kw_only=True)
class Routed:
    """What rules can look at: groups, threads, and by thread its tags and its group."""

    groups: Mapping[str, Group]
    threads: Mapping[str, ThreadSummary]
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group_of: Mapping[str, Group] = field(default_factory=dict)


def route(made: Briefing, routes: Sequence[Route], known: Routed) -> Briefing:
    """Name the team of each task and each listed thread: that of the first rule that fits.

    Parameters
    ----------
    made : Briefing
    routes : sequence of Route
        In the order of the settings.
    known : Routed
        What the rules can look at.
    """
    if not routes:
        return made
    tasks = tuple(replace(task, team=_team_of_task(task, routes, known)) for task in made.tasks)
    bursts = tuple(replace(each, team=_team_of_task(each, routes, known)) for each in made.bursts)
    lists: dict[str, Any] = {
        name: tuple(replace(t, team=_team_of_thread(t, name, routes, known)) for t in getattr(made, name))
        for name in _LISTS
    }
    return replace(made, tasks=tasks, bursts=bursts, **lists)


def for_team(made: Briefing, team: str) -> Briefing:
    """Keep what belongs to one team; figures of the whole forum are left to the briefing for all."""
    lists: dict[str, Any] = {
        name: tuple(each for each in getattr(made, name) if each.team == team) for name in _LISTS_OF_TEAMS
    }
    groups = {task.group for task in lists["tasks"]}
    growing = tuple(each for each in made.growing if each.group in groups)
    feedback = tuple(each for each in made.feedback if each.kind == "team" and each.name == team)
    part = replace(made, team=team, growing=growing, feedback=feedback, **lists, **_OF_THE_WHOLE)
    return with_headline(part)


def threads_of_teams(keys: Iterable[str], routes: Sequence[Route], known: Routed) -> dict[str, list[str]]:
    """Part threads by the team to which rules send them, whatever they want; without those of no team."""
    found: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys) if routes else ():
        thread, group = known.threads.get(key), known.group_of.get(key)
        if thread is None:
            continue
        told = _Told(
            category=thread.category,
            tags=set(known.tags.get(key, ())),
            text=thread.title,
            group=group.id if group else None,
        )
        team = _first(told, routes)
        if team:
            found.setdefault(team, []).append(key)
    return found


def teams_of(made: Briefing) -> list[str]:
    """The teams that anything was sent to, by name."""
    return sorted({item.team for item in _items(made) if item.team})


def _items(made: Briefing) -> Iterator[Task | Burst | ThreadNews]:
    yield from made.tasks
    yield from made.bursts
    for name in _LISTS:
        yield from getattr(made, name)


def _team_of_task(task: Task | Burst, routes: Sequence[Route], known: Routed) -> str | None:
    group = known.groups.get(task.group)
    members = group.members if group else ()
    categories = Counter(known.threads[key].category for key in members if key in known.threads)
    tags = Counter(tag for key in members for tag in known.tags.get(key, ()))
    usual = categories.most_common(1)[0][0] if categories else None
    often = {tag for tag, count in tags.items() if 2 * count >= len(members)}
    told = _Told(
        category=usual,
        tags=often,
        text=" ".join((task.title, *(group.terms if group else ()))),
        group=task.group,
    )
    return _first(told, routes)


def _team_of_thread(thread: ThreadNews, triage: str, routes: Sequence[Route], known: Routed) -> str | None:
    told = _Told(
        category=thread.category,
        tags=set(known.tags.get(thread.thread, ())),
        text=thread.title,
        group=thread.group,
        triage=triage,
    )
    return _first(told, routes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a rule is held against."""

    category: str | None
    tags: set[str]
    text: str
    group: str | None
    triage: str | None = None


def _first(told: _Told, routes: Sequence[Route]) -> str | None:
    return next((route.team for route in routes if _fits(route, told)), None)


def _fits(route: Route, told: _Told) -> bool:
    """Whether everything that a rule names holds."""
    fits = route.fits(category=told.category, tags=told.tags, text=told.text, group=told.group)
    return fits and (route.triage is None or route.triage == told.triage)
