"""What an answer weighs: how probably it solved its thread, raised by who confirms it and where it recurs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kbminer.draft.evidence import Asked, CandidateAnswer
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.same_question import SameQuestion
from kbminer.draft.solving_post import solving_post
from kbminer.records import Group, Post, Resolution, Thread
from kbminer.redact.posts import read_post
from kbminer.similarity.term_overlap import AGREE, LEAST_SHARED, likeness, terms
from kbminer.text.segments import Segment

CONFIRMING = frozenset({"solved", "thanks", "self_solved"})  # kinds of cues by which an asker confirms
# These factors are modest, for the resolution model has used most of these signs already: added at full
# strength again they made the order worse (docs/decisions/draft.md). None was measured by itself.
CONFIRMED = 0.25  # share that the asker's confirmation adds to the weight
STAFF = 0.1
MOST_FOR_VOTES, PER_DOUBLING_OF_VOTES = 0.2, 0.05
NEWEST, HALF_LIFE = (
    0.2,
    1461,
)  # for the group's newest post; halved for each so many days (four years) before it
PER_AGREEING_THREAD, MOST_FOR_AGREEMENT = 0.5, 1.5
DOUBTED = 0.6  # what the answers of a member weigh that may not belong to the group; not measured
LEAST_CENTRAL = 0.5  # what the answers weigh of a question that stands for none of the others; not measured


def weighed_answer(
    item: Asked, resolution: Resolution, cues: PhraseCues, newest: datetime | None, people: tuple[str, ...]
) -> CandidateAnswer | None:
    """Weigh the reply that solved one thread; None where none did.

    Parameters
    ----------
    item
        The thread's question.
    resolution
        What is known of its solution.
    cues
        The cues of the group's language.
    newest
        When the newest post of the group was written; None where no post has a date.
    people
        The names that are redacted.
    """
    post = solving_post(item.thread, resolution, cues, people)
    if post is None:
        return None
    return CandidateAnswer(
        thread=item.thread,
        post=post,
        redacted=read_post(post, people),
        weight=_weight(post, resolution, newest),
        solved=item.solved,
        accepted=_is_accepted(resolution),
        probability=resolution.probability,
        post_probability=resolution.post_probability,
        confirmed_in=_confirmed_in(item.thread, post, resolution),
    )


def _weight(post: Post, resolution: Resolution, newest: datetime | None) -> float:
    probability = 1.0 if _is_accepted(resolution) else (resolution.probability or 0.0)
    return probability * (1 + CONFIRMED * _is_confirmed(resolution) + _standing(post, newest))


def _is_accepted(resolution: Resolution) -> bool:
    return resolution.declared_post is not None


def _is_confirmed(resolution: Resolution) -> bool:
    return any(cue.kind in CONFIRMING for cue in resolution.evidence)


def _confirmed_in(thread: Thread, post: Post, resolution: Resolution) -> str | None:
    """The first post behind an answer in which the asker says that it helped."""
    confirming = {cue.post for cue in resolution.evidence if cue.kind in CONFIRMING}
    later = thread.posts[thread.posts.index(post) + 1 :]
    by_asker = (each.id for each in later if each.author is not None and each.author == thread.asker)
    return next((each for each in by_asker if each in confirming), None)


def _standing(post: Post, newest: datetime | None) -> float:
    """What staff, votes and recency add."""
    likes = max(post.likes or 0, 0)
    score = STAFF * bool(post.staff) + min(MOST_FOR_VOTES, PER_DOUBLING_OF_VOTES * math.log2(1 + likes))
    if post.created_at and newest:
        score += NEWEST * 0.5 ** (max((newest - post.created_at).days, 0) / HALF_LIFE)
    return score


def weighted_by_centrality(
    answers: Iterable[CandidateAnswer], same_question: SameQuestion, group: Group
) -> list[CandidateAnswer]:
    """Weigh answers by how many other questions theirs stands for, those to doubtful members less."""
    share = {
        key: (DOUBTED if key in group.doubtful else 1.0) * (LEAST_CENTRAL + (1 - LEAST_CENTRAL) * central)
        for key, central in same_question.centrality().items()
    }
    return [replace(answer, weight=answer.weight * share[answer.thread.key]) for answer in answers]


def weighted_by_agreement(
    answers: Sequence[CandidateAnswer], asked: Mapping[str, Sequence[Segment]]
) -> tuple[CandidateAnswer, ...]:
    """Raise the weight of solutions that several threads found independently, and sort by falling weight.

    Parameters
    ----------
    answers
        All answers of a group.
    asked
        What each thread's question says, by the thread's key: answers are compared by what they add to it.
    """
    questions = {key: frozenset(terms(said)) for key, said in asked.items()}
    known = [questions[answer.thread.key] for answer in answers]
    alike = likeness([answer.redacted.segments for answer in answers], known, least=LEAST_SHARED) >= AGREE
    raised = [
        _agreed(answer, [answers[i] for i in row.nonzero()[0]])
        for answer, row in zip(answers, alike, strict=True)
    ]
    return tuple(sorted(raised, key=_by_weight))


def _agreed(answer: CandidateAnswer, same: Sequence[CandidateAnswer]) -> CandidateAnswer:
    agreeing = sorted({other.thread.key for other in same} - {answer.thread.key})
    raised = 1 + min(MOST_FOR_AGREEMENT, PER_AGREEING_THREAD * len(agreeing))
    return replace(
        answer,
        weight=answer.weight * raised,
        agreeing=tuple(agreeing),
        same=frozenset(other.place for other in same),
    )


def _by_weight(answer: CandidateAnswer) -> tuple[float, str, str]:
    return (-round(answer.weight, 6), *answer.place)
