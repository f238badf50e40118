"""Which answer a draft holds: one, whole, of a thread that was solved.

Answers are never mixed: what solved another thread is a link. Only where it's much newer, confirmed and
answers the same question it stands behind the first, for that may not hold any more. The same solution found
in several threads is one solution with several witnesses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kbminer.draft.answer_quality import leads
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer, Evidence
from kbminer.draft.extract import Extract, take_over
from kbminer.draft.same_question import SAME_QUESTION
from kbminer.draft.standing import AnsweredThread, standing_of

# Probability from which a reply that nobody named answers, where its thread was solved. Of graded threads it
# is right in 87 % from here on and in 60 % below; what is told of it counts besides (docs/quality/draft.md).
LEAST_SURE = 0.8
# Sureness from which a composed draft is shown, whoever named its answer: an editor rather signs it than not.
# A model that had not seen the 57 drafts that strangers graded shows 29 of them from here on: 18 to be signed
# with light edits, 3 useless (docs/quality/draft.md).
LEAST_SIGNED = 0.52
LONG_AGO = 365  # days after which an answer may not hold any more: versions of programs live as long
MOST_READ = 40  # posts of a thread from which no one post answers it: longer threads are talk

_NAMED = re.compile(r"(?<!\w)\w+(?:[_-]+\w+)+")  # options, settings, commands of more than one word


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """How sure a draft must be; by default as readers' grades tell.

    Parameters
    ----------
    post
        The least probability that the post answers, where nobody named it.
    signed
        The least sureness that an editor signs what was composed.
    stands_alone
        Whether what is told of the post must give a reader something by itself: a link, a picture or a few
        words do not.
    """

    post: float = LEAST_SURE
    signed: float = LEAST_SIGNED
    stands_alone: bool = True


BARS = Bars()
# For a model that writes an article anew from the whole thread, and says itself which post answers or that
# none does: a post that is likelier than not to answer is a beginning.
SEED = Bars(post=0.5, signed=0.0, stands_alone=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The answer, and who found the same.

    Parameters
    ----------
    answer
        The answer that leads.
    extract
        What is taken over from it.
    agreeing
        One answer of each other thread in which the same solution was found.
    """

    answer: CandidateAnswer
    extract: Extract
    agreeing: tuple[CandidateAnswer, ...] = ()


def choose_solution(context: DraftContext, bars: Bars = BARS) -> Solution | None:
    """Choose the likeliest answer, of a thread that was solved, that gives a reader something.

    Parameters
    ----------
    context
        The article.
    bars
        How sure it must be.

    Returns
    -------
    Solution or None
        None where no post answers for sure.
    """
    thin = None
    for answer in context.evidence.answers:
        if answer.solved and _is_sure(answer, bars.post):
            extract = extract_from(context, answered_by(context, answer), answer)
            if leads(answer, extract, context.cues):
                return _solution(context, answer, extract)
            if thin is None and extract.segments and not bars.stands_alone:
                thin = _solution(context, answer, extract)
    return thin


def newer_solution(context: DraftContext, first: Solution) -> Solution | None:
    """Find the likeliest confirmed answer to the same question that is much newer, and another one.

    Parameters
    ----------
    context
        The article.
    first
        The answer that leads it.
    """
    same_question = context.evidence.same_question.probabilities(first.answer.thread.key)
    for answer in context.evidence.answers:
        is_sure = answer.solved and (answer.accepted or answer.confirmed_in is not None) and _is_sure(answer)
        is_other = answer.thread is not first.answer.thread and answer.place not in first.answer.same
        if is_sure and is_other and same_question[answer.thread.key] >= SAME_QUESTION:
            extract = extract_from(context, answered_by(context, answer), answer)
            is_usable = leads(answer, extract, context.cues) and _tells_more(extract, first.extract)
            if is_usable and _is_newer(answer, first.answer):
                return _solution(context, answer, extract)
    return None


def _tells_more(extract: Extract, first: Extract) -> bool:
    """Whether an answer names something that the first does not, or nothing by which they can be compared."""
    named, known = (
        {name for segment in each.segments for name in _NAMED.findall(segment.text)}
        for each in (extract, first)
    )
    return not named or not named <= known


def _is_newer(answer: CandidateAnswer, other: CandidateAnswer) -> bool:
    mine, theirs = answer.post.created_at, other.post.created_at
    return mine is not None and theirs is not None and (mine - theirs).days > LONG_AGO


def why_none(evidence: Evidence) -> str:
    """Say why :func:`choose_solution` finds none."""
    if not evidence.is_solved:
        return "nobody has confirmed that an answer to it helps"
    is_sure = any(answer.solved and _is_sure(answer) for answer in evidence.answers)
    hardly = "what solved it says hardly more than a link, a picture, a listing or a few words"
    return hardly if is_sure else "it is not sure enough which post solved it"


def _is_sure(answer: CandidateAnswer, least: float = LEAST_SURE) -> bool:
    """Whether the forum names it, or it is the one post that answers, in no endless talk."""
    if answer.accepted or answer.post_probability is None:
        return answer.accepted or len(answer.thread.posts) <= MOST_READ
    return answer.post_probability >= least and len(answer.thread.posts) <= MOST_READ


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
        before=answered.words_before(reply.post),
        is_direct=answered.is_asked_directly(reply.post),
    )


def _solution(context: DraftContext, answer: CandidateAnswer, extract: Extract) -> Solution:
    agreeing: dict[str, CandidateAnswer] = {}
    for other in context.evidence.answers:
        if other.place in answer.same and other.thread.key != answer.thread.key:
            agreeing.setdefault(other.thread.key, other)
    return Solution(answer=answer, extract=extract, agreeing=tuple(agreeing.values()))
