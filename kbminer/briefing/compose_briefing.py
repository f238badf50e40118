"""One briefing from what a run found and what the last one told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from typing import Any

from kbminer import __version__
from kbminer.briefing import figures, triage
from kbminer.briefing.bursts import bursts
from kbminer.briefing.facts import Facts
from kbminer.briefing.feedback import feedback
from kbminer.briefing.followed import followed, to_review
from kbminer.briefing.growth import growing
from kbminer.briefing.headline import came, with_headline
from kbminer.briefing.items import (
    Briefing,
    Change,
    Count,
    Growth,
    StaleNews,
    StandingTask,
    ThreadNews,
    Upkeep,
)
from kbminer.briefing.linked import linked
from kbminer.briefing.places import places
from kbminer.briefing.seen import KnownGroup, Seen
from kbminer.briefing.tasks import (
    LITTLE,
    TASKS,
    far_down,
    little_worth,
    tasks_and_standing,
    told_tasks,
    value_in,
)
from kbminer.briefing.trend import trend
from kbminer.records.by_key import source_of

_NAMED = 3  # of the tasks that stand, in order of value: who wants more opens the report


def compose_briefing(facts: Facts) -> tuple[Briefing, Seen]:
    """Tell what is new, and remember that it was told.

    Returns
    -------
    Briefing
        With private things still in it: it goes through the gate before anybody sees it.
    Seen
        What the next briefing is compared with.
    """
    found = bursts(facts)
    made = Briefing(
        kbminer=__version__,
        headline="",
        quiet=False,
        first=facts.seen is None,
        has_articles=bool(facts.found.articles or facts.found.coverage),
        **_place(facts),
        bursts=found,
        **_work(facts, {each.group for each in found}),
        **_threads(facts, [thread for each in found for thread in each.threads]),
        **_figures(facts),
    )
    made = with_headline(replace(made, places=places(facts, _named(made))))
    return made, _seen(facts, made)


def _named(made: Briefing) -> Iterator[str]:
    """The questions that a briefing names."""
    yield from (task.group for task in made.tasks)
    yield from (task.group for task in made.standing_first)
    yield from (grown.group for grown in made.growing)
    yield from (each.group for each in made.demand if each.group)
    for change in made.changes:
        yield from change.after


def _place(facts: Facts) -> dict[str, Any]:
    """Which forums it tells of, since when, and how many threads came."""
    arrived = came(facts)
    grown = max(facts.found.counts.threads - facts.before.threads, 0)
    return {
        "forums": _forums(facts),
        "since": facts.before.until,
        "until": facts.until,
        "threads": facts.found.counts.threads,
        "new_threads": max(grown, sum(each.count for each in arrived)),  # others may have gone meanwhile
        "came": arrived,
    }


def _work(facts: Facts, apart: Set[str]) -> dict[str, Any]:
    """What there is to do about questions and articles; those ``apart`` stand before all else."""
    groups = facts.found.grouping.groups
    grown = (
        growing(groups, facts.questions, since=facts.before.until, until=facts.until) if facts.until else ()
    )
    tasks, standing = tasks_and_standing(facts, {each.group for each in grown}, apart)
    return {
        "tasks": tasks,
        "standing": len(standing),
        "little_worth": little_worth(facts, grown, standing),
        "standing_first": tuple(
            StandingTask(
                group=each.group.id,
                title=each.group.title,
                action=each.action,
                threads=len(each.group.members),
                askers=value_in(facts, each).askers,
                rank=rank,
            )
            for rank, each in standing[:_NAMED]
        ),
        "upkeep": (*_upkeep(facts), *_unlisted(facts, to_review(facts))),
        "stale": _stale(facts),
        "growing": tuple(
            each
            for each in grown
            if each.group not in apart and not facts.before.has_listed("growing", _burst(facts, each))
        ),
        "demand": facts.demand,
    }


def _threads(facts: Facts, burst: Sequence[ThreadNews]) -> dict[str, Any]:
    """Threads to look at, what became of questions, and what is no news; a burst's threads stand there."""
    apart = {each.thread for each in burst}
    solved, reopened, reread = triage.state_news(facts)
    confirm = triage.to_confirm(facts)
    unsure = {each.thread for each in confirm}  # what its asker is asked about is not told as solved, too
    served = [key for covered in facts.found.coverage if covered.article for key in covered.open_threads]
    people = triage.for_people(facts, served, apart)
    answerable = triage.answerable(facts)
    heated = tuple(each for each in triage.heated(facts) if each.thread not in apart)
    changes, regrouped = _changes(facts)
    return {
        "changes": changes,
        "solved": tuple(each for each in solved if each.thread not in unsure),
        "reopened": reopened,
        "answerable": answerable,
        "people": people,
        "follow_up": triage.follow_up(facts),
        "still_waiting": triage.still_waiting(facts, served, (*people, *answerable, *heated, *burst)),
        "unasked": triage.unasked(facts),
        "heated": heated,
        "confirm": confirm,
        "confirmed": triage.read_back(facts),
        "left_out": (
            *figures.left_out(facts),
            *_counts("old threads grouped anew, which is no news", regrouped),
            *_counts("old threads read otherwise than before, without a new word", reread),
        ),
    }


def _figures(facts: Facts) -> dict[str, Any]:
    """How the forum and its articles do."""
    points, words = figures.pareto(facts)
    return {
        "service": figures.service_rows(facts),
        "trend": trend(facts),
        "returning": figures.returning(facts),
        "returning_words": figures.returning_words(facts),
        "pareto": points,
        "pareto_words": words,
        "outlook": figures.outlook(facts),
        "followed": followed(facts),
        "suggest_checks": facts.suggest_checks,
        "linked": linked(facts),
        "feedback": feedback(facts),
        "decisions": _decided(facts),
    }


def _forums(facts: Facts) -> tuple[str, ...]:
    """Name the sources of the threads, that of most threads first."""
    names = Counter(source_of(each.key) for each in facts.found.threads)
    return tuple(name for name, _ in names.most_common())


def _upkeep(facts: Facts) -> tuple[Upkeep, ...]:
    """Articles that newly need a hand; those with a passage to mend stand there."""
    spoken_against = {passage.article for covered in facts.found.coverage for passage in covered.stale}
    return tuple(
        Upkeep(article=use.article, action=use.action, reason=use.reason)
        for use in facts.found.articles
        if use.action and not (use.action == "update" and use.article in spoken_against)
        if not facts.before.has_listed("upkeep", f"{use.action} {use.article}")
    )


def _unlisted(facts: Facts, found: Iterable[Upkeep]) -> Iterator[Upkeep]:
    return (each for each in found if not facts.before.has_listed("upkeep", f"{each.action} {each.article}"))


def _decided(facts: Facts) -> tuple[Count, ...]:
    """Editors' decisions since the last briefing, by kind."""
    kinds = Counter(each.kind for each in facts.decisions if each.number > facts.before.decisions)
    return (
        *(Count(what=kind, count=count) for kind, count in kinds.most_common()),
        *_counts("pairs of threads joined or parted", facts.links - facts.before.links),
    )


def _stale(facts: Facts) -> tuple[StaleNews, ...]:
    found = {
        (passage.article, passage.thread, passage.quote): passage
        for covered in facts.found.coverage
        for passage in covered.stale
    }
    return tuple(
        StaleNews(
            article=each.article,
            kind=each.kind,
            passage=each.passage,
            quote=each.quote,
            thread=each.thread,
            url=facts.threads[each.thread].url if each.thread in facts.threads else None,
        )
        for name, each in found.items()
        if not facts.before.has_listed("stale", " ".join(name))
    )


def _changes(facts: Facts) -> tuple[tuple[Change, ...], int]:
    """What became of questions, and how many old threads were merely grouped anew."""
    if facts.seen is None:
        return (), 0
    moved = tuple(_moved(facts))
    known = {id for change in moved for id in (*change.before, *change.after)}
    new, old = _fresh(facts, known)
    gone = tuple(_gone(facts, known))
    # Where no thread has left, an ended group is one that was grouped anew.
    if facts.found.counts.threads < facts.before.threads:
        return (*new, *moved, *gone), old
    return (*new, *moved), old + sum(change.threads for change in gone)


def _fresh(facts: Facts, known: Set[str]) -> tuple[tuple[Change, ...], int]:
    """Questions that were never told, and how many threads are in those of them that hold no new one."""
    told = facts.before.told | known
    groups = [each for each in facts.found.grouping.groups if each.id not in told]
    born = [group for group in groups if any(map(facts.is_new, group.members))]
    new = tuple(
        Change(kind="new", before=(), after=(g.id,), titles=(g.title,), threads=len(g.members)) for g in born
    )
    return new, sum(len(group.members) for group in groups) - sum(change.threads for change in new)


def _gone(facts: Facts, known: Set[str]) -> Iterator[Change]:
    for id, group in facts.before.groups.items():
        if id not in facts.groups and id not in known:
            yield Change(kind="gone", before=(id,), after=(), titles=(group.title,), threads=group.threads)


def _moved(facts: Facts) -> Iterator[Change]:
    """Merges and splits between what the last briefing knew and what stands now."""
    for event in facts.lineage:
        before = tuple(id for id in event.before if id in facts.before.groups)
        after = tuple(id for id in event.after if id in facts.groups)
        if event.kind in ("merged", "split") and before and after and set(before) != set(after):
            yield Change(
                kind="merged" if event.kind == "merged" else "split",
                before=before,
                after=after,
                titles=tuple(facts.groups[id].title for id in after),
                threads=sum(len(facts.groups[id].members) for id in after),
            )


def _counts(what: str, count: int) -> tuple[Count, ...]:
    return (Count(what=what, count=count),) if count > 0 else ()


def _burst(facts: Facts, grown: Growth) -> str:
    """A burst is the same one while nobody else asks."""
    return f"{grown.group} {len(facts.groups[grown.group].members)}"


def _seen(facts: Facts, made: Briefing) -> Seen:
    """Remember all that was told, and what stands now."""
    actions = {each.group.id: each.action for each in facts.found.ranked}
    groups = facts.found.grouping.groups
    seen = replace(
        facts.before,
        until=facts.until,
        lineage=facts.lineage_end,
        states=facts.states_end,
        threads=facts.found.counts.threads,
        links=facts.links,
        decisions=max((each.number for each in facts.decisions), default=facts.before.decisions),
        groups={
            g.id: KnownGroup(title=g.title, threads=len(g.members), action=actions.get(g.id)) for g in groups
        },
        told=facts.before.told | {group.id for group in groups},
        asked=tuple(each.thread for each in made.confirm) or facts.before.asked,
        waiting=tuple(each.thread for each in made.people),
    )
    for section, names in _listed(facts, made).items():
        seen = seen.with_listed(section, names)
    return seen


def _listed(facts: Facts, made: Briefing) -> dict[str, Iterable[str]]:
    """What each list told, by its name."""
    threads = {
        name: [each.thread for each in getattr(made, name)]
        for name in ("answerable", "people", "heated", "confirm")
    }
    return {
        "not replied": triage.not_replied(facts),
        TASKS: told_tasks(facts, made),
        LITTLE: far_down(facts),
        **threads,
        "upkeep": [f"{each.action} {each.article}" for each in made.upkeep],
        "stale": [f"{each.article} {each.thread} {each.quote}" for each in made.stale],
        "growing": [_burst(facts, each) for each in made.growing],
    }
