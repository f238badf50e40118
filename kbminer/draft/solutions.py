"""Which answers a draft holds: the one that leads, whole, and others to the same question that are as sure.

Answers are never mixed: each stands by itself, with its thread and its date. The same solution found in
several threads is one solution with several witnesses, not several alternatives; an answer to another
question is no part of the article, however near it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbminer.draft.answer_quality import BEST_MERIT, merit, stands_beside
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer, Evidence
from kbminer.draft.extract import Extract, take_over
from kbminer.draft.same_question import SAME_QUESTION
from kbminer.draft.standing import AnsweredThread, standing_of

# Share of the best answer's weight that an alternative must have. From a tenth on no more key sentences of
# leading questions are found (77 % on Urho3D), and more is told that nobody confirmed.
LEAST_SHARE = 0.2
# Probability from which a reply that nobody named answers, where its thread was solved. Of graded threads it
# is right in 94 % from here on, in 76 % from .8 and in 60 % below (docs/quality/draft.md).
LEAST_SURE = 0.9
MOST_READ = 40  # posts of a thread from which no one post answers it: longer threads are talk
MOST_ALTERNATIVES = 1  # more would be a collage; chosen by reading drafts


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """One way to solve it.

    Parameters
    ----------
    answer
        The answer that says it best.
    extract
        What is taken over from it.
    agreeing
        One answer of each other thread in which the same solution was found.
    """

    answer: CandidateAnswer
    extract: Extract
    agreeing: tuple[CandidateAnswer, ...] = ()


def choose_solutions(context: DraftContext) -> tuple[Solution, ...]:
    """Choose the answer that leads, of a thread that was solved, then others to the same question.

    Returns
    -------
    tuple of Solution
        The one that leads first; none where no post answers for sure.
    """
    answers = [answer for answer in context.evidence.answers if answer.solved and _is_sure(answer)]
    lead = _leading(context, answers)
    if lead is None:
        return ()
    found = [lead]
    for answer in _alternatives(context, lead.answer, answers):
        is_known = any(answer.place in known.answer.same for known in found)
        extract = _extract(context, answer)
        is_fit = merit(answer, extract, context.cues) == BEST_MERIT and stands_beside(extract)
        if is_fit and not is_known:
            found.append(_solution(context, answer, extract))
        if len(found) > MOST_ALTERNATIVES:
            break
    return tuple(found)


def why_none(evidence: Evidence) -> str:
    """Say why :func:`choose_solutions` finds none."""
    if not evidence.is_solved:
        return "nobody has confirmed that an answer to it helps"
    is_sure = any(answer.solved and _is_sure(answer) for answer in evidence.answers)
    hardly = "what solved it says hardly more than a link, a picture, a listing or a few words"
    return hardly if is_sure else "it is not sure enough which post solved it"


def _is_sure(answer: CandidateAnswer) -> bool:
    """Whether the forum names it, or it is the one post that answers, in no endless talk."""
    if answer.accepted or answer.post_probability is None:
        return answer.accepted or len(answer.thread.posts) <= MOST_READ
    return answer.post_probability >= LEAST_SURE and len(answer.thread.posts) <= MOST_READ


def answered_by(context: DraftContext, answer: CandidateAnswer) -> AnsweredThread:
    """Take an answer for the one that solved its thread."""
    return AnsweredThread(
        thread=answer.thread,
        solution=answer.post,
        confirmed_in=answer.confirmed_in,
        people=context.evidence.people,
        cues=context.cues,
    )


def extract_from(context: DraftContext, answered: AnsweredThread, reply: CandidateAnswer) -> Extract:
    """Take over a reply of an answered thread, as it stands to the post that answers it."""
    return take_over(
        reply.redacted,
        context.cues,
        context.evidence.language,
        standing_of(answered, reply.post),
        asked=answered.asked(),
        told_before=answered.told_before(reply.post),
    )


def _extract(context: DraftContext, answer: CandidateAnswer) -> Extract:
    return extract_from(context, answered_by(context, answer), answer)


def _solution(context: DraftContext, answer: CandidateAnswer, extract: Extract) -> Solution:
    agreeing: dict[str, CandidateAnswer] = {}
    for other in context.evidence.answers:
        if other.place in answer.same and other.thread.key != answer.thread.key:
            agreeing.setdefault(other.thread.key, other)
    return Solution(answer=answer, extract=extract, agreeing=tuple(agreeing.values()))


def _leading(context: DraftContext, answers: list[CandidateAnswer]) -> Solution | None:
    """The likeliest answer that gives a reader something."""
    for answer in answers:
        extract = _extract(context, answer)
        if merit(answer, extract, context.cues) > 0:
            return _solution(context, answer, extract)
    return None


def _alternatives(
    context: DraftContext, lead: CandidateAnswer, answers: list[CandidateAnswer]
) -> Iterator[CandidateAnswer]:
    """Other answers that may be right too: those that solved other threads which ask the same."""
    same_question = context.evidence.same_question.probabilities(lead.thread.key)
    for answer in answers:
        if answer.thread is lead.thread or answer.weight < LEAST_SHARE * lead.weight:
            continue
        if same_question[answer.thread.key] >= SAME_QUESTION:
            yield answer
