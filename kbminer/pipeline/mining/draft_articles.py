"""Drafts for the first suggestions, and their wording by a language model where one is configured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kbminer.pipeline import stages
from kbminer.pipeline.authoring import without_seeds, written_by
from kbminer.pipeline.judging import judged_solutions, told, with_verdicts
from kbminer.pipeline.mended_threads import MendedThreads
from kbminer.pipeline.mining.given import Given
from kbminer.pipeline.results import Authored, Codec, Drafted, JudgedGroups, Resolved
from kbminer.pipeline.run_in_progress import Outcome
from kbminer.records import ForumFacts, Link, Question, Resolution, Suggestion
from kbminer.records.by_key import by_thread
from kbminer.records.question import taking_part

if TYPE_CHECKING:
    from kbminer.draft.same_question import QuestionVectors
    from kbminer.pipeline.mining.understand import Vectors
    from kbminer.plan import Plan

TRIED = 4  # bounds what a night pays for: a forum of 2,700 threads has 79 suggestions, one in four solved


def draft_articles(
    given: Given,
    *,
    facts: Outcome[ForumFacts],
    planned: Outcome[Plan],
    judged: Outcome[JudgedGroups],
    questions: Outcome[tuple[Question, ...]],
    vectors: Outcome[Vectors],
    resolved: Outcome[Resolved],
) -> Outcome[Drafted]:
    """Draft the first suggestions, and further ones that somebody solved until there are as many drafts."""

    def work() -> Drafted:
        from kbminer.draft.solutions import SEED  # noqa: PLC0415 - each stage loads what it needs
        from kbminer.pipeline.drafting import draft_all  # noqa: PLC0415

        threads = _threads(given, facts)
        ranked, top = planned.value.suggestions, given.settings.top
        known = by_thread(resolved.value.resolutions)
        resolutions, said = judged_solutions(given.asking, ranked[:top], threads.load, known)
        drafted = draft_all(
            (*ranked[:top], *solved_beyond(ranked, top, resolutions)),
            threads.load,
            by_thread(questions.value),
            resolutions,
            question_vectors(questions.value, vectors.value, given.links),
            interviews=threads.interviews,
            told=threads.solutions_told,
            shown=top,
            titles=judged.value.titles,
            seed=None if given.asking is None else SEED,
        )
        return replace(drafted, judgements=said)

    return given.run.stage(
        stages.DRAFT,
        work,
        Codec[Drafted](Drafted),
        counts=lambda found: {"drafts": len(found.drafts), "undrafted": len(found.undrafted)},
        may_be_reused=lambda _: given.was_answered,
    )


def solved_beyond(
    ranked: Sequence[Suggestion], top: int, resolutions: Mapping[str, Resolution]
) -> Sequence[Suggestion]:
    """Those after the first ``top`` that somebody solved, best first, at most ``TRIED`` times as many.

    What nobody solved comes early in the order, since it is needed most, and can't be drafted: without these
    a forum whose askers seldom confirm would have suggestions and hardly a draft.
    """
    solved = [each for each in ranked[top:] if any(resolutions[key].is_solved for key in each.group.members)]
    return solved[: TRIED * top]


def write_articles(
    given: Given,
    *,
    facts: Outcome[ForumFacts],
    judged: Outcome[JudgedGroups],
    drafted: Outcome[Drafted],
    resolved: Outcome[Resolved],
) -> Outcome[Authored]:
    """Let a language model write the articles, where one is configured."""

    def work() -> Authored:
        if given.asking is None:
            return Authored(drafts=drafted.value.drafts, problems=())
        known = with_verdicts(by_thread(resolved.value.resolutions), drafted.value.judgements)
        changes = (*judged.value.told, *told(drafted.value.judgements))
        authored = written_by(given.asking, drafted.value.drafts, _threads(given, facts), known, changes)
        return without_seeds(authored, drafted.value)

    return given.run.stage(
        stages.AUTHOR,
        work,
        Codec[Authored](Authored),
        counts=lambda found: {"problems": len(found.problems)},
        may_be_reused=lambda found: not found.problems,  # a model that was out of reach is asked again
    )


def question_vectors(
    questions: Iterable[Question], vectors: Vectors, links: Sequence[Link]
) -> QuestionVectors:
    """Place the questions as drafting compares them; those that an editor joined stand together."""
    from kbminer.cluster.constraints import share_rows  # noqa: PLC0415
    from kbminer.similarity.vectors import question_rows  # noqa: PLC0415

    return share_rows(question_rows([question.thread for question in taking_part(questions)], vectors), links)


def _threads(given: Given, facts: Outcome[ForumFacts]) -> MendedThreads:
    """The threads with what people answered: what drafts are written from."""
    return MendedThreads(given.store, facts.value, internal=given.settings.show_internal, told=True)
