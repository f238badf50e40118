"""From what the stages gave to what may be shown: one value, and that value through the gate."""

from __future__ import annotations

from itertools import chain

from kbminer.pipeline.internal_marks import with_internal_marks
from kbminer.pipeline.results import Authored, Drafted, Inventory, Resolved
from kbminer.plan import Plan
from kbminer.records import Grouping, Question, QuestionMap, RunResult, Service
from kbminer.redact.gate import released_run
from kbminer.redact.known_texts import KnownTexts
from kbminer.store import Store


def run_result(
    *,
    inventory: Inventory,
    questions: tuple[Question, ...],
    resolved: Resolved,
    grouping: Grouping,
    planned: Plan,
    drafted: Drafted,
    authored: Authored,
    service: Service,
    question_map: QuestionMap,
    top: int,
) -> RunResult:
    """Put what the stages gave into one value, as it is: for inside."""
    return RunResult(
        counts=inventory.counts,
        problems=inventory.problems,
        threads=inventory.threads,
        questions=questions,
        resolutions=resolved.resolutions,
        grouping=grouping,
        ranked=planned.suggestions,
        drafts=authored.drafts,
        undrafted=(*drafted.undrafted, *authored.undrafted),
        top=top,
        model_problems=authored.problems,
        model_changes=authored.told,
        coverage=planned.coverage,
        articles=planned.articles,
        perhaps=planned.perhaps,
        service=service,
        changes=resolved.changes,
        ranking=planned.ranking,
        question_map=question_map,
    ).titled_as_drafted()


def release(
    found: RunResult,
    store: Store,
    *,
    name_solvers: bool,
    show_internal: bool = False,
    known: KnownTexts | None = None,
) -> RunResult:
    """Rid what was found of everything private, of the names of all who wrote in each thread among it.

    What comes from internal posts, where they were asked for, is marked. ``known`` tells of
    texts that were read for it before.
    """
    people = store.people(thread.key for thread in found.threads)
    marked = with_internal_marks(found, store.internal_posts()) if show_internal else found
    return released_run(
        marked,
        lambda keys: chain.from_iterable(people.get(key, ()) for key in keys),
        name_solvers=name_solvers,
        known=known,
    )
