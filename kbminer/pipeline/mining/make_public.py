"""What was found, rid of everything private: only what passed is shown to anybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kbminer.pipeline import stages
from kbminer.pipeline.mining.carried import CarriedBytes
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.results import Authored, Codec, Drafted, Inventory, JudgedGroups, Resolved
from kbminer.pipeline.run_in_progress import News, Outcome
from kbminer.records import Grouping, Question, QuestionMap, RunResult, Service

if TYPE_CHECKING:
    from kbminer.plan import Plan

_KNOWN = CarriedBytes("known texts", stages.RELEASE)


def make_public(
    given: Given,
    *,
    inventory: Outcome[Inventory],
    questions: Outcome[tuple[Question, ...]],
    resolved: Outcome[Resolved],
    judged: Outcome[JudgedGroups],
    planned: Outcome[Plan],
    drafted: Outcome[Drafted],
    authored: Outcome[Authored],
    service: Outcome[Service],
    question_map: Outcome[QuestionMap],
) -> Outcome[RunResult]:
    """Put what was found into one value, and rid it of everything private."""
    from kbminer.pipeline.overruled_threads import overruled_threads  # noqa: PLC0415
    from kbminer.pipeline.release import release, run_result  # noqa: PLC0415 - each stage loads what it needs
    from kbminer.redact.known_texts import KnownTexts  # noqa: PLC0415

    def work() -> RunResult:
        known = KnownTexts(_KNOWN.of_last_run(given))
        found = run_result(
            inventory=inventory.value,
            questions=judged.value.with_aside(questions.value),
            resolved=resolved.value,
            grouping=judged.value.grouping,
            planned=planned.value,
            drafted=drafted.value,
            authored=authored.value,
            service=service.value,
            question_map=question_map.value,
            top=given.settings.top,
        )
        passed = release(
            found,
            given.store,
            name_solvers=given.settings.name_solvers,
            show_internal=given.settings.show_internal,
            known=known,
        )
        _KNOWN.leave(given, known.to_bytes())
        rules = given.settings.triage
        tags = given.store.tags() if any(rule.tag for rule in rules) else {}
        return replace(passed, overruled=overruled_threads(passed, rules, tags))

    released = given.run.stage(stages.RELEASE, work, Codec[RunResult](RunResult))
    _KNOWN.stand(given)
    return released


def news_of(
    *,
    inventory: Outcome[Inventory],
    grouping: Outcome[Grouping],
    resolved: Outcome[Resolved],
    planned: Outcome[Plan],
    authored: Outcome[Authored],
) -> News:
    """Tell what a run found by numbers, and what became of groups and states."""
    held = inventory.value
    return News(
        counts={
            "threads": held.counts.threads,
            "posts": held.counts.posts,
            "accepted": held.counts.accepted,
            "groups": len(grouping.value.groups),
            "suggestions": len(planned.value.suggestions),
            "drafts": len(authored.value.drafts),
            "problems": len(held.problems) + len(authored.value.problems),
        },
        lineage=grouping.value.lineage,
        changes=resolved.value.changes,
    )
