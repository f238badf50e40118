"""Which answers a draft holds: the one that leads, whole, and others to the same question that are as sure.

Answers are never mixed: each stands by itself, with its thread and its date. The same solution found in
several threads is one solution with several witnesses, not several alternatives; an answer to another
question is no part of the article, however near it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from kbminer.draft.answer_quality import BEST_MERIT, merit, stands_beside
from kbminer.draft.candidates import MOST_READ
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract, take_over
from kbminer.draft.same_question import SAME_QUESTION
from kbminer.draft.standing import AnsweredThread, standing_of

# Share of the best answer's weight that an alternative must have. From a tenth on no more key sentences of
# leading questions are found (77 % on Urho3D), and more is told that nobody confirmed.
LEAST_SHARE = 0.2
LEAST_SURE = 0.55  # probability from which a post that nobody named answers: docs/quality/draft.md
LONG_TALK = 12  # posts of a thread from which another of them is no alternative, but talk
MOST_ALTERNATIVES = 1  # more would be a collage; chosen by reading drafts
LEADS_FROM = (
    0.4  # of the best answer's weight from which another may lead that reads better; chosen by reading
)


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
    solved = {item.thread.key for item in context.evidence.asked if item.solved}
    solved -= {answer.thread.key for answer in context.evidence.answers if _is_doubtful(answer)}
    answers = [
        answer for answer in context.evidence.answers if answer.thread.key in solved and not _is_talk(answer)
    ]
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


def _is_talk(answer: CandidateAnswer) -> bool:
    """Whether an answer stands in so long a thread that no one post answers it, unless the forum names it."""
    return len(answer.thread.posts) > MOST_READ and not answer.accepted


def _is_doubtful(answer: CandidateAnswer) -> bool:
    """Whether it is too little sure that this post, inferred and not named, solved its thread."""
    if answer.accepted or not answer.solved or answer.post_probability is None or answer.probability is None:
        return False
    return answer.probability * answer.post_probability < LEAST_SURE


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
    """The likeliest answer, or one nearly as likely that leads better."""
    if not answers:
        return None
    least = LEADS_FROM * answers[0].weight
    best, best_extract, best_merit = answers[0], _extract(context, answers[0]), -1
    for answer in takewhile(lambda answer: answer.weight >= least, answers):
        extract = _extract(context, answer)
        found = merit(answer, extract, context.cues)
        if found > best_merit:
            best, best_extract, best_merit = answer, extract, found
        if best_merit == BEST_MERIT:
            break
    return _solution(context, best, best_extract) if best_merit > 0 or _helps(best, best_extract) else None


def _helps(answer: CandidateAnswer, extract: Extract) -> bool:
    """Whether an answer that the forum names gives an editor something to go on from."""
    return answer.accepted and (extract.link_only or extract.pictures > 0)


def _alternatives(
    context: DraftContext, lead: CandidateAnswer, answers: list[CandidateAnswer]
) -> Iterator[CandidateAnswer]:
    """Other answers that may be right too: of the same thread where the first one is not sure, and those
    that solved threads which ask the same."""
    same_question = context.evidence.same_question.probabilities(lead.thread.key)
    for answer in answers:
        if answer is lead or answer.weight < LEAST_SHARE * lead.weight:
            continue
        if answer.thread is lead.thread:
            if not lead.is_sure and len(answer.thread.posts) <= LONG_TALK:
                yield answer
        elif answer.solved and same_question[answer.thread.key] >= SAME_QUESTION:
            yield answer
