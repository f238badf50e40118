"""A grouping as a language model's verdicts leave it, and what a report tells of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kbminer.cluster.group_titles import unique_titles
from kbminer.judge import JUDGED_SAME, Regrouped, regrouped
from kbminer.language_model import ModelFailed
from kbminer.pipeline.results import JudgedGroups
from kbminer.records import (
    Group,
    Grouping,
    GroupVerdict,
    LeftOut,
    LineageEvent,
    Link,
    Problem,
    Question,
    Theme,
)
from kbminer.records.by_key import by_id

MODEL_SAYS = "asks nothing that others will ask, as the language model judged"
ELSEWHERE = "asks something else than the nearest group, as the language model judged"


def judged_grouping(
    grouping: Grouping,
    said: Sequence[GroupVerdict | ModelFailed],
    questions: Mapping[str, Question],
    links: Sequence[Link] = (),
    shown_before: Grouping | None = None,
) -> JudgedGroups:
    """Let verdicts decide who belongs to groups, what they are called, and which stand aside.

    Parameters
    ----------
    grouping
        As grouped.
    said
        What the model said of some groups, what matters most first, or why it said nothing.
    questions
        By thread key, those that were grouped.
    links
        An editor's words, which count before a model's.
    shown_before
        The grouping that the run before left, by which lineage is told.
    """
    verdicts = tuple(each for each in said if isinstance(each, GroupVerdict))
    found = regrouped(grouping.groups, verdicts, questions, links)
    titles = unique_titles([each.title for each in found.groups], [each.terms for each in found.groups])
    groups = tuple(replace(each, title=title) for each, title in zip(found.groups, titles, strict=True))
    return JudgedGroups(
        grouping=replace(
            grouping,
            groups=groups,
            themes=tuple(_themes(grouping.themes, by_id(groups))),
            left_out=_left_out(grouping, found),
            lineage=_lineage(grouping, found, shown_before),
        ),
        verdicts=verdicts,
        read={each.group: JUDGED_SAME for each in verdicts if each.group in by_id(groups)},
        aside=tuple((thread, f"{MODEL_SAYS} ({reason})") for thread, reason in found.aside),
        told=(*_told(grouping.groups, replace(found, groups=groups), verdicts), *_unjudged(said)),
    )


def _themes(themes: Iterable[Theme], known: Mapping[str, Group]) -> Iterator[Theme]:
    for theme in themes:
        left = tuple(group for group in theme.groups if group in known)
        if left:
            yield replace(theme, groups=left)


def _left_out(grouping: Grouping, found: Regrouped) -> tuple[LeftOut, ...]:
    """What stands in no group now, with what left one; what stands aside asks nothing."""
    inside = {thread for group in found.groups for thread in group.members} | {key for key, _ in found.aside}
    alive = by_id(found.groups)
    left = (
        LeftOut(thread=thread, nearest=group.id, similarity=group.cohesion, reason=ELSEWHERE)
        for group in grouping.groups
        for thread in group.members
    )
    out = (each for each in (*grouping.left_out, *left) if each.thread not in inside)
    stated = (each if each.nearest in alive else replace(each, nearest=None) for each in out)
    return tuple(sorted(stated, key=lambda each: each.thread))


def _lineage(grouping: Grouping, found: Regrouped, shown_before: Grouping | None) -> tuple[LineageEvent, ...]:
    """What became of groups that people have seen; a group that nobody saw is not born."""
    alive = {group.id for group in found.groups}
    seen = {group.id for group in shown_before.groups} if shown_before else set()
    events = [each for each in grouping.lineage if each.kind != "born" or not alive.isdisjoint(each.after)]
    heirs = dict(found.absorbed)
    gone = (group.id for group in grouping.groups if group.id in seen - alive)
    events += [_end_of(group, heirs.get(group)) for group in gone]
    return tuple(sorted(events, key=lambda event: (event.kind, event.before, event.after)))


def _end_of(group: str, heir: str | None) -> LineageEvent:
    if heir:
        return LineageEvent(kind="merged", before=tuple(sorted((group, heir))), after=(heir,))
    return LineageEvent(kind="ended", before=(group,), after=())


def _told(before: Sequence[Group], found: Regrouped, verdicts: Sequence[GroupVerdict]) -> Iterator[Problem]:
    """Say of each group what changed, with the model's reason."""
    old, new, heirs = by_id(before), by_id(found.groups), dict(found.absorbed)
    for verdict in verdicts:
        group, left = old[verdict.group], new.get(verdict.group)
        words = _of_group(group, left, verdict) if left else _of_gone(group, verdict, heirs.get(group.id))
        if words:
            yield Problem(
                where=f"group {group.id}",
                what=f"the language model judged: {'; '.join(words)} ({verdict.reason})",
                lost=False,
            )


def _of_group(group: Group, left: Group, verdict: GroupVerdict) -> list[str]:
    gone = [key for key in group.members if key not in left.members]
    come = [key for key in left.members if key not in group.members]
    words = []
    if gone:
        words.append(f"{', '.join(gone)} left it, for they ask something else; kbminer link brings them back")
    if come:
        words.append(f"{', '.join(come)} joined it; kbminer link --apart takes them out")
    if left.title != group.title:
        words.append(f"it is called “{left.title}”, before “{group.title}”")
    if verdict.refused:
        words.append(f"its title may not stand: {verdict.refused}")
    return words


def _of_gone(group: Group, verdict: GroupVerdict, heir: str | None) -> list[str]:
    if heir:
        return [f"“{group.title}” is the question of group {heir}"]
    why = "asks nothing that others will ask" if not verdict.article else "is not one question"
    pair = " ".join(group.members[:2])
    return [f"“{group.title}” {why} and stands aside; kbminer link {pair} brings it back"]


def _unjudged(said: Sequence[GroupVerdict | ModelFailed]) -> Iterator[Problem]:
    """Say how many groups stay as they were grouped, and why the first does."""
    failed = [each for each in said if isinstance(each, ModelFailed)]
    if failed:
        yield Problem(
            where="language model",
            what=f"{len(failed)} of {len(said)} groups stay as they were grouped: {failed[0]}",
            lost=False,
        )
