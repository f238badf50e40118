"""From all threads of a group, the replies that solved it, weighed: what a draft is made from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from kbminer.draft.candidates import candidates
from kbminer.draft.phrase_cues import Cues, cues_for
from kbminer.draft.same_question import Nearness, nearness_of
from kbminer.records import Group, Post, Question, Resolution, Thread
from kbminer.redact.posts import RedactedPost, people_of, read_post
from kbminer.similarity.term_overlap import AGREE, LEAST_SHARED, likeness, terms
from kbminer.text.segments import Segment

if TYPE_CHECKING:
    from kbminer.draft.same_question import QuestionVectors

CONFIRMING = frozenset({"solved", "thanks", "self_solved"})  # kinds of cues by which an asker confirms
DOUBTED = 0.6  # what the answers of a member weigh that may not belong to the group


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thread's question: the thread, its first post read, and the Question record where there is one."""

    thread: Thread
    reading: RedactedPost
    question: Question | None = None
    solved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAnswer:
    """One reply that may solve the group's question.

    ``weight`` starts from the probability that it solved its thread (1 if accepted) and grows with the
    asker's confirmation, staff, votes, recency and agreement; ``solved`` tells whether its thread counts as
    solved; ``agreeing`` are the other threads in which the same fix was found independently, ``same`` the
    places of all answers that tell the same fix.
    """

    thread: Thread
    post: Post
    reading: RedactedPost
    weight: float
    solved: bool = False
    accepted: bool = False
    confirmed: bool = False
    agreeing: tuple[str, ...] = ()
    same: frozenset[tuple[str, str]] = frozenset()

    @property
    def place(self) -> tuple[str, str]:
        """The thread's key and the post's id."""
        return (self.thread.key, self.post.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a draft of one group stands on, chosen and redacted; ``answers`` by falling weight.

    ``people`` are the names of all who wrote in the group's threads, ``nearness`` compares its questions.
    """

    group: Group
    language: str | None
    people: tuple[str, ...]
    asked: tuple[Asked, ...]
    answers: tuple[CandidateAnswer, ...]
    nearness: Nearness

    @property
    def names_solutions(self) -> bool:
        """Whether the forum itself names the solution of one of the group's threads."""
        return any(answer.accepted for answer in self.answers)

    @property
    def is_solved(self) -> bool:
        """Whether at least one of the group's threads was solved."""
        return any(answer.solved for answer in self.answers)

    def asked_alike(self, least: float) -> tuple[Asked, ...]:
        """Give the questions that ask the same as the leading one at least that probably, it first."""
        if not self.asked:
            return ()
        near = self.nearness.to(self.asked[0].thread.key)
        alike = [item for item in self.asked if near[item.thread.key] >= least]
        return tuple(sorted(alike, key=lambda item: -near[item.thread.key]))

    def led_by(self, thread: Thread) -> Evidence:
        """Put the question of one thread first: the one that the article's first answer answers."""
        first = sorted(self.asked, key=lambda item: item.thread.key != thread.key)
        return replace(self, asked=tuple(first))


def gather_evidence(
    group: Group,
    threads: Mapping[str, Thread],
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
    vectors: QuestionVectors | None = None,
) -> Evidence:
    """Choose and weigh the replies of a group's threads.

    Args:
        group: the group; members that ``threads`` lacks are passed over.
        threads: threads by key.
        questions: questions by thread key; used for language and error lines.
        resolutions: resolutions by thread key; a thread without one is unsolved.
        vectors: each question's centred vector by thread key, by which those that ask the same are told
            from their neighbours; without them all members count as asking the same.
    """
    members = [threads[key] for key in group.members if key in threads]
    language = _language(group, members, questions)
    cues = cues_for(language)
    people = people_of(*members)
    asked = tuple(_asked(thread, questions, resolutions, people) for thread in members if thread.posts)
    newest = max((d for t in members if (d := _last_date(t))), default=None)
    keys = [item.thread.key for item in asked]
    nearness = nearness_of(keys, [_asked_words(item) for item in asked], vectors)
    belonging = _belonging(nearness, group)
    answers: list[CandidateAnswer] = []
    for item in asked:
        if resolution := resolutions.get(item.thread.key):
            found = _answers(item, resolution, cues, newest, people)
            answers += [replace(a, weight=a.weight * belonging[item.thread.key]) for a in found]
    return Evidence(
        group=group,
        language=language,
        people=people,
        asked=_representative_first(asked, group),
        answers=_with_agreement(answers, asked),
        nearness=nearness,
    )


def _asked(
    thread: Thread,
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
    people: tuple[str, ...],
) -> Asked:
    resolution = resolutions.get(thread.key)
    return Asked(
        thread=thread,
        reading=read_post(thread.posts[0], people),
        question=questions.get(thread.key),
        solved=resolution is not None and resolution.is_solved,
    )


def _language(group: Group, members: list[Thread], questions: Mapping[str, Question]) -> str | None:
    extract = [questions[t.key].language if t.key in questions else t.language for t in members]
    counted = Counter(language for language in extract if language)
    return min(counted, key=lambda language: (-counted[language], language)) if counted else None


def _representative_first(asked: tuple[Asked, ...], group: Group) -> tuple[Asked, ...]:
    return tuple(
        sorted(
            asked,
            key=lambda a: (
                a.thread.key != group.representative,
                a.thread.key in group.doubtful,
                not a.solved,
                -(a.thread.views or 0),
                a.thread.key,
            ),
        )
    )


def _belonging(nearness: Nearness, group: Group) -> dict[str, float]:
    """Weigh each question from 0.5 to 1 by how many others it stands for, doubtful ones less."""
    return {
        key: (DOUBTED if key in group.doubtful else 1.0) * (0.5 + 0.5 * central)
        for key, central in nearness.centrality().items()
    }


def _asked_words(item: Asked) -> tuple[Segment, ...]:
    """Give a question's sentences, its title twice."""
    title = Segment(text=item.thread.title, kind="sentence", block=0)
    return (title, title, *(p for p in item.reading.passages if p.kind == "sentence"))


def _answers(
    item: Asked, resolution: Resolution, cues: Cues, newest: datetime | None, people: tuple[str, ...]
) -> Iterator[CandidateAnswer]:
    """Give the thread's best reply, its runner-up and others that advise, each with its chance."""
    accepted = resolution.declared_post is not None
    confirmed = any(cue.kind in CONFIRMING for cue in resolution.evidence)
    chance = 1.0 if accepted else (resolution.probability or 0.0)
    for found in candidates(item.thread, resolution, cues, people):
        best = found.named.id == resolution.best_post
        yield CandidateAnswer(
            thread=item.thread,
            post=found.post,
            reading=read_post(found.post, people),
            weight=chance
            * found.share
            * found.clarity
            * (1 + 0.25 * (confirmed and best) + _standing(found.post, newest)),
            solved=item.solved and best,
            accepted=accepted and best,
            confirmed=confirmed and best,
        )


def _standing(post: Post, newest: datetime | None) -> float:
    """Weigh who wrote it and when: staff, votes, recency (halved in four years)."""
    score = 0.1 * bool(post.staff) + min(0.2, 0.05 * math.log2(1 + max(post.likes or 0, 0)))
    if post.created_at and newest:
        score += 0.2 * 0.5 ** (max((newest - post.created_at).days, 0) / 1461)
    return score


def _with_agreement(answers: list[CandidateAnswer], asked: tuple[Asked, ...]) -> tuple[CandidateAnswer, ...]:
    """Raise the weight of fixes that several threads found independently.

    They are compared by what they add to their questions.
    """
    questions = {item.thread.key: frozenset(terms(_asked_words(item))) for item in asked}
    extract = [answer.reading.passages for answer in answers]
    known = [questions[answer.thread.key] for answer in answers]
    alike = likeness(extract, known, least=LEAST_SHARED) >= AGREE
    result = []
    for answer, row in zip(answers, alike, strict=True):
        same = [answers[i] for i in row.nonzero()[0]]
        agreeing = sorted({other.thread.key for other in same} - {answer.thread.key})
        result.append(
            replace(
                answer,
                weight=answer.weight * (1 + min(1.5, 0.5 * len(agreeing))),
                agreeing=tuple(agreeing),
                same=frozenset(other.place for other in same),
            )
        )
    return tuple(sorted(result, key=_by_weight))


def _by_weight(answer: CandidateAnswer) -> tuple[float, str, str]:
    return (-round(answer.weight, 6), *answer.place)


def _last_date(thread: Thread) -> datetime | None:
    return max((post.created_at for post in thread.posts if post.created_at), default=None)
