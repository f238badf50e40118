"""A language model, where one is configured, says of the first groups what one article would answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kbminer.decisions.cases import Homes, home_of
from kbminer.pipeline import stages
from kbminer.pipeline.latest import last_judged, last_shown_grouping
from kbminer.pipeline.mended_threads import MendedThreads
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.mining.group_questions import grouping_state
from kbminer.pipeline.mining.plan_articles import weighed
from kbminer.pipeline.results import Codec, Inventory, JudgedGroups, Resolved
from kbminer.pipeline.run_in_progress import Outcome
from kbminer.records import ForumFacts, Group, Grouping, Question
from kbminer.records.by_key import by_thread
from kbminer.records.question import taking_part

if TYPE_CHECKING:
    from kbminer.judge import GroupCase

_LEAST_ASKERS = 2  # of a group that is asked about: one person's question is worth no request


def judge_groups(
    given: Given,
    *,
    facts: Outcome[ForumFacts],
    grouping: Outcome[Grouping],
    questions: Outcome[tuple[Question, ...]],
    resolved: Outcome[Resolved],
    inventory: Outcome[Inventory],
) -> Outcome[JudgedGroups]:
    """Judge groups, those first that the plan would show first; without a model they stay as they are."""
    if given.asking is None:
        given.run.given({stages.JUDGE.name: grouping.digest})
        return Outcome(grouping.digest, lambda: JudgedGroups(grouping=grouping.value))
    asking = given.asking

    def work() -> JudgedGroups:
        from kbminer.judge import MOST_GROUPS, judge_groups, standing_verdict  # noqa: PLC0415
        from kbminer.pipeline.group_judging import judged_grouping  # noqa: PLC0415

        asked = by_thread(taking_part(questions.value))
        homes = Homes.among(grouping.value.groups)
        settled = {home_of(verdict, homes) for verdict in given.decided}
        ranked = _by_rank(given, homes, questions.value, resolved.value, inventory.value)
        first = [group for group in ranked if group.id not in settled][:MOST_GROUPS]
        judged, shown = last_judged(given.store), last_shown_grouping(given.store)
        before = {each.group: each for each in judged.verdicts} if judged else {}
        cases, known = _cases(given, first, asked), _threads_of(shown)
        said = judge_groups(cases, _told(given, facts, cases, asked), asking, before=before, known=known)
        standing = [
            standing_verdict(before[group], homes.groups[group])
            for group in sorted(before.keys() & settled & homes.groups.keys())
        ]
        was_reused = given.run.was_reused(stages.GROUP)  # then the last run told what became of its groups
        fresh = replace(grouping.value, lineage=()) if was_reused else grouping.value
        return judged_grouping(fresh, (*standing, *said), asked, given.links, shown)

    return given.run.stage(
        stages.JUDGE,
        work,
        Codec[JudgedGroups](JudgedGroups),
        counts=lambda found: {
            "judged": len(found.verdicts),
            "groups": len(found.grouping.groups),
            "set_aside": len(found.aside),
        },
        may_be_reused=lambda _: given.was_answered,
    )


def grouping_in(judged: Outcome[JudgedGroups]) -> Outcome[Grouping]:
    """Give what was judged as the grouping that later stages go by."""
    return Outcome(judged.digest, lambda: judged.value.grouping)


def _by_rank(
    given: Given,
    homes: Homes,
    questions: Sequence[Question],
    resolved: Resolved,
    inventory: Inventory,
) -> list[Group]:
    """The groups that would be suggested, in their order, then those that are not surely one question."""
    from kbminer.plan import plan  # noqa: PLC0415 - each stage loads what it needs

    found = plan(
        homes.groups.values(),
        by_thread(questions),
        by_thread(resolved.resolutions),
        {thread.key: thread.views for thread in inventory.threads if thread.views is not None},
        least_askers=max(_LEAST_ASKERS, given.settings.least_askers),
    )
    ranked = [each.group.id for each in weighed(found, given.verdicts, homes).suggestions]
    return [homes.groups[group] for group in (*ranked, *(group for group, _ in found.perhaps))]


def _cases(given: Given, groups: Sequence[Group], asked: dict[str, Question]) -> list[GroupCase]:
    """Each group with the questions near it; alone where the clusterer left no places."""
    from kbminer.cluster import PairModel  # noqa: PLC0415 - each stage loads what it needs
    from kbminer.cluster.near_questions import near_questions, placed_again  # noqa: PLC0415
    from kbminer.judge import GroupCase  # noqa: PLC0415

    titles = given.embedder.encode([asked[key].title for key in sorted(asked)])
    laid_out = placed_again(grouping_state(given), asked, titles)
    if laid_out is None:
        return [GroupCase(group) for group in groups]
    threads, placed = laid_out
    at = {thread: place for place, thread in enumerate(threads)}
    model = PairModel.shipped(given.embedder.name)
    return [
        GroupCase(
            group,
            tuple(threads[i] for i in near_questions([at[key] for key in group.members], placed, model)),
        )
        for group in groups
    ]


def _told(
    given: Given, facts: Outcome[ForumFacts], cases: Sequence[GroupCase], asked: dict[str, Question]
) -> dict[str, Question]:
    """The questions, those that are shown without words of their own with what their first posts tell."""
    from kbminer.judge import is_lost, told_by_posts  # noqa: PLC0415 - most runs ask no model

    lost = {key for case in cases for key in case.shown if is_lost(asked[key])}
    threads = MendedThreads(given.store, facts.value, internal=given.settings.show_internal)
    return told_by_posts(asked, threads.load(sorted(lost)))


def _threads_of(grouping: Grouping | None) -> set[str]:
    if grouping is None:
        return set()
    inside = {key for group in grouping.groups for key in group.members}
    return inside | {each.thread for each in grouping.left_out}
