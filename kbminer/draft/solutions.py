"""Which answers a draft holds: the one that leads, whole, and others to the same question that are as sure.

Answers are never mixed: each stands by itself, with its thread and its date. The same solution found in
several threads is one solution with several witnesses, not several alternatives; an answer to another
question is no part of the article, however near it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from kbminer.draft.answer_quality import is_substantial, is_untried, is_usable, may_lead, stands_beside
from kbminer.draft.candidates import MOST_READ
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract, take_over
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.same_question import SAME_QUESTION
from kbminer.draft.sentence_scoring import names_fact, refers_back

# Share of the best answer's weight that an alternative must have. From a tenth on no more key sentences of
# leading questions are found (77 % on Urho3D), and more is told that nobody confirmed.
LEAST_SHARE = 0.2
MOST_ALTERNATIVES = 1  # more would be a collage; chosen by reading drafts
LEADS_FROM = (
    0.4  # of the best answer's weight from which another may lead that reads better; chosen by reading
)
LEAST_TOLD = 5  # words of a sentence that tells something by itself; not measured
LEAST_WORDS = 20  # of a confirmed answer that neither instructs nor gives a cause; chosen by reading drafts
BEST_MERIT = 3  # to lead: it says something, reads as an answer and can be followed


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
        is_fit = _merit(context, answer, extract) == BEST_MERIT and stands_beside(answer, extract, context)
        if is_fit and not is_known:
            found.append(_solution(context, answer, extract))
        if len(found) > MOST_ALTERNATIVES:
            break
    return tuple(found)


def _is_talk(answer: CandidateAnswer) -> bool:
    """Whether an answer stands in so long a thread that no one post answers it, unless the forum names it."""
    return len(answer.thread.posts) > MOST_READ and not answer.accepted


def _extract(context: DraftContext, answer: CandidateAnswer) -> Extract:
    return take_over(answer.redacted, context.cues, context.evidence.language)


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
        merit = _merit(context, answer, extract)
        if merit > best_merit:
            best, best_extract, best_merit = answer, extract, merit
        if best_merit == BEST_MERIT:
            break
    is_enough = best_merit == BEST_MERIT or _helps(best, best_extract, best_merit, context.cues)
    return _solution(context, best, best_extract) if is_enough else None


def _helps(answer: CandidateAnswer, extract: Extract, merit: int, cues: PhraseCues) -> bool:
    """Whether an answer that forum or asker bear out gives an editor something to go on from."""
    if answer.confirmed_in is not None and merit == BEST_MERIT - 1:
        return sum(len(s.text.split()) for s in extract.segments) >= LEAST_WORDS
    if not answer.accepted:
        return False
    if extract.link_only or extract.pictures > 0:
        return True
    if extract.weak:
        return any(names_fact(segment.text) for segment in extract.segments)
    return is_usable(extract, cues) or any(
        names_fact(s.text) or (len(s.text.split()) >= LEAST_TOLD and not refers_back(s.text, cues))
        for s in extract.segments
    )


def _merit(context: DraftContext, answer: CandidateAnswer, extract: Extract) -> int:
    """How well an answer leads: best is one that can be followed, then one that reads so, then any."""
    cues = context.cues
    if not is_substantial(extract):
        return 0
    if not may_lead(answer, extract, cues):
        return 1
    return BEST_MERIT if is_usable(extract, cues) and not is_untried(answer, cues) else BEST_MERIT - 1


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
            if not lead.is_sure:
                yield answer
        elif answer.solved and same_question[answer.thread.key] >= SAME_QUESTION:
            yield answer
