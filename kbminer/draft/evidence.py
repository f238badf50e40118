"""From all threads of a group, the replies that solved it, weighed: what a draft is made from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kbminer.draft.agreement import AGREE, cosine, rare_terms
from kbminer.draft.cues import Cues, cues_for
from kbminer.draft.reading import Passage, Reading, people_of, read_post
from kbminer.draft.wording import is_chatter, says_little, spoken, trimmed, weight
from kbminer.records import Group, Post, Question, Resolution, Thread

CONFIRMING = frozenset({"solved", "thanks", "self_solved"})  # kinds of cues by which an asker confirms
RUNNER_UP = 0.3  # how often a thread's second-best reply solved it, against its best one
FURTHER = 0.15  # the same for any other reply that advises
ADVICE = 2.0  # from which weight of its two best sentences a reply advises
MOST_READ = 40  # replies of a thread that are read for further advice
DOUBTED = 0.6  # what the answers of a member weigh that may not belong to the group


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thread's question: the thread, its first post read, and the Question record where there is one."""

    thread: Thread
    reading: Reading
    question: Question | None = None
    solved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One reply that may solve the group's question.

    ``weight`` starts from the probability that it solved its thread (1 if accepted) and grows with the
    asker's confirmation, staff, votes, recency and agreement; ``solved`` tells whether its thread counts as
    solved; ``agreeing`` are the other threads in which the same fix was found independently, ``same`` the
    places of all answers that tell the same fix.
    """

    thread: Thread
    post: Post
    reading: Reading
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

    ``people`` are the names of all who wrote in the group's threads.
    """

    group: Group
    language: str | None
    people: tuple[str, ...]
    asked: tuple[Asked, ...]
    answers: tuple[Answer, ...]

    @property
    def is_solved(self) -> bool:
        """Whether at least one of the group's threads was solved."""
        return any(answer.solved for answer in self.answers)


def gather_evidence(
    group: Group,
    threads: Mapping[str, Thread],
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
) -> Evidence:
    """Choose and weigh the replies of a group's threads.

    Args:
        group: the group; members that ``threads`` lacks are passed over.
        threads: threads by key.
        questions: questions by thread key; used for language and error lines.
        resolutions: resolutions by thread key; a thread without one is unsolved.
    """
    members = [threads[key] for key in group.members if key in threads]
    language = _language(group, members, questions)
    cues = cues_for(language)
    people = people_of(*members)
    asked = tuple(_asked(thread, questions, resolutions, people) for thread in members if thread.posts)
    newest = max((d for t in members if (d := _last_date(t))), default=None)
    nearness = _nearness(asked, group)
    answers: list[Answer] = []
    for item in asked:
        if resolution := resolutions.get(item.thread.key):
            found = _answers(item, resolution, cues, newest, people)
            answers += [replace(a, weight=a.weight * nearness[item.thread.key]) for a in found]
    return Evidence(
        group=group,
        language=language,
        people=people,
        asked=_representative_first(asked, group),
        answers=_with_agreement(answers),
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
    told = [questions[t.key].language if t.key in questions else t.language for t in members]
    counted = Counter(language for language in told if language)
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


def _nearness(asked: tuple[Asked, ...], group: Group) -> dict[str, float]:
    """Tell how near each question is to the representative one, from 0.5 to 1, by the words they share."""
    vectors = rare_terms([_asked_words(item) for item in asked])
    by_key = {item.thread.key: vector for item, vector in zip(asked, vectors, strict=True)}
    centre = by_key.get(group.representative, {})
    return {
        key: (DOUBTED if key in group.doubtful else 1.0)
        * (1.0 if key == group.representative else 0.5 + 0.5 * min(1.0, cosine(centre, vector) / AGREE))
        for key, vector in by_key.items()
    }


def _asked_words(item: Asked) -> tuple[Passage, ...]:
    """Give a question's sentences, its title twice."""
    title = Passage(text=item.thread.title, kind="sentence", block=0)
    return (title, title, *(p for p in item.reading.passages if p.kind == "sentence"))


def _answers(
    item: Asked, resolution: Resolution, cues: Cues, newest: datetime | None, people: tuple[str, ...]
) -> list[Answer]:
    """Give the thread's best reply, its runner-up and others that advise, each with its chance."""
    found: dict[str, Answer] = {}
    thread = item.thread
    accepted = resolution.declared_post is not None
    confirmed = any(cue.kind in CONFIRMING for cue in resolution.evidence)
    chance = 1.0 if accepted else (resolution.probability or 0.0)
    for post, share in _candidates(thread, resolution, cues, people):
        told = _told(thread, post, cues, people)
        if told is None or told.id in found:
            continue
        best = post.id == resolution.best_post
        found[told.id] = Answer(
            thread=thread,
            post=told,
            reading=read_post(told, people),
            weight=chance * share * (1 + 0.25 * (confirmed and best) + _standing(told, newest)),
            solved=item.solved and best,
            accepted=accepted and best,
            confirmed=confirmed and best,
        )
    return list(found.values())


def _candidates(
    thread: Thread, resolution: Resolution, cues: Cues, people: tuple[str, ...]
) -> Iterator[tuple[Post, float]]:
    """Give the replies that may have solved a thread, each with its chance against the best one."""
    known = {resolution.best_post: 1.0, resolution.runner_up: RUNNER_UP}
    if resolution.declared_post is not None:
        known = {resolution.declared_post: 1.0}  # the forum's word leaves no runner-up
    for post_id, share in known.items():
        yield from ((post, share) for post in thread.replies if post.id == post_id)
    if resolution.best_post is None or resolution.declared_post is not None:
        return
    others = [p for p in thread.replies if p.id not in known and p.author != thread.asker]
    advice = {post.id: advising(read_post(post, people), cues) for post in others[:MOST_READ]}
    ranked = sorted(others[:MOST_READ], key=lambda post: -advice[post.id])
    for post in ranked[:2]:
        if advice[post.id] >= ADVICE:
            yield post, FURTHER


def advising(reading: Reading, cues: Cues) -> float:
    """Weigh a post's advice: its two best sentences."""
    weights = sorted((weight(p.text, cues) for p in reading.passages if p.kind == "sentence"), reverse=True)
    return sum(weights[:2]) + 0.5 * any(p.kind == "code" for p in reading.passages)


def _standing(post: Post, newest: datetime | None) -> float:
    """Weigh who wrote it and when: staff, votes, recency (halved in four years)."""
    score = 0.1 * bool(post.staff) + min(0.2, 0.05 * math.log2(1 + max(post.likes or 0, 0)))
    if post.created_at and newest:
        score += 0.2 * 0.5 ** (max((newest - post.created_at).days, 0) / 1461)
    return score


def _told(thread: Thread, post: Post, cues: Cues, people: tuple[str, ...]) -> Post | None:
    """Give the post, or where it only says that it works, the reply that it speaks of."""
    at = thread.posts.index(post)
    meant = [p for p in thread.posts[1:at] if p.id == post.reply_to] or [
        p for p in reversed(thread.posts[1:at]) if p.author != post.author
    ]
    for advises in (True, False):
        for one in (post, *meant):
            if says_something(read_post(one, people), cues, advises=advises):
                return one
    return None


def says_something(reading: Reading, cues: Cues, *, advises: bool) -> bool:
    """Tell whether a post holds code, a picture, or a sentence that is no chatter.

    With ``advises`` the sentence must answer: a question back or a remark is not enough.
    """
    return reading.images > 0 or any(
        p.kind == "code" or _counts(trimmed(p.text, cues), cues, advises=advises) for p in reading.passages
    )


def _counts(sentence: str, cues: Cues, *, advises: bool) -> bool:
    if is_chatter(sentence, cues):
        return False
    return not advises or not (cues.asking_back.search(spoken(sentence)) or says_little(sentence, cues))


def _with_agreement(answers: list[Answer]) -> tuple[Answer, ...]:
    """Raise the weight of fixes that several threads found independently."""
    vectors = rare_terms([answer.reading.passages for answer in answers])
    result = []
    for i, answer in enumerate(answers):
        same = [o for j, o in enumerate(answers) if i != j and cosine(vectors[i], vectors[j]) >= AGREE]
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


def _by_weight(answer: Answer) -> tuple[float, str, str]:
    return (-round(answer.weight, 6), *answer.place)


def _last_date(thread: Thread) -> datetime | None:
    return max((post.created_at for post in thread.posts if post.created_at), default=None)
