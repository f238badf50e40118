"""From all threads of a group, the replies that solved it, weighed: what a draft is made from."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kbminer.blocks import plain
from kbminer.draft.cues import Cues, cues_for
from kbminer.draft.reading import Passage, Reading, people_of, read_post
from kbminer.draft.wording import is_chatter, trimmed
from kbminer.records import Group, Post, Question, Resolution, Thread

CONFIRMING = frozenset({"solved", "thanks", "self_solved"})  # kinds of cues by which an asker confirms
_TERM = re.compile(r"[\w.:/\\#+-]*[^\W_][\w.:/\\#+-]*")
RUNNER_UP = 0.3  # how often a thread's second-best reply solved it, against its best one
DOUBTED = 0.6  # what the answers of a member weigh that may not belong to the group
AGREE = 0.30  # cosine of two answers' rare terms from which they tell the same fix


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
    solved; ``agreeing`` are the other threads in which the same fix was found independently.
    """

    thread: Thread
    post: Post
    reading: Reading
    weight: float
    solved: bool = False
    accepted: bool = False
    confirmed: bool = False
    agreeing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a draft of one group stands on, chosen and redacted; ``answers`` by falling weight."""

    group: Group
    language: str | None
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
    asked = tuple(_asked(thread, questions, resolutions) for thread in members if thread.posts)
    newest = max((d for t in members if (d := _last_date(t))), default=None)
    answers: list[Answer] = []
    for item in asked:
        if resolution := resolutions.get(item.thread.key):
            doubt = DOUBTED if item.thread.key in group.doubtful else 1.0
            found = _answers(item, resolution, cues, newest)
            answers += [replace(answer, weight=answer.weight * doubt) for answer in found]
    return Evidence(
        group=group,
        language=language,
        asked=_representative_first(asked, group),
        answers=_with_agreement(answers),
    )


def _asked(thread: Thread, questions: Mapping[str, Question], resolutions: Mapping[str, Resolution]) -> Asked:
    resolution = resolutions.get(thread.key)
    return Asked(
        thread=thread,
        reading=read_post(thread.posts[0], people_of(thread)),
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


def _answers(item: Asked, resolution: Resolution, cues: Cues, newest: datetime | None) -> list[Answer]:
    """Give the thread's best reply and its runner-up, each replaced by the one before where it is empty."""
    found: dict[str, Answer] = {}
    thread, names = item.thread, people_of(item.thread)
    accepted = resolution.declared_post is not None
    confirmed = any(cue.kind in CONFIRMING for cue in resolution.evidence)
    chance = 1.0 if accepted else (resolution.probability or 0.0)
    for post_id, share in ((resolution.best_post, 1.0), (resolution.runner_up, RUNNER_UP)):
        post = next((p for p in thread.posts[1:] if p.id == post_id), None)
        told = _told(thread, post, cues) if post else None
        if told is None or told.id in found:
            continue
        best = post_id == resolution.best_post
        found[told.id] = Answer(
            thread=thread,
            post=told,
            reading=read_post(told, names),
            weight=chance * share * (1 + 0.25 * (confirmed and best) + _standing(told, newest)),
            solved=item.solved and best,
            accepted=accepted and best,
            confirmed=confirmed and best,
        )
    return list(found.values())


def _standing(post: Post, newest: datetime | None) -> float:
    """Weigh who wrote it and when: staff, votes, recency (halved in four years)."""
    score = 0.1 * bool(post.staff) + min(0.2, 0.05 * math.log2(1 + max(post.likes or 0, 0)))
    if post.created_at and newest:
        score += 0.2 * 0.5 ** (max((newest - post.created_at).days, 0) / 1461)
    return score


def _told(thread: Thread, post: Post, cues: Cues) -> Post | None:
    """Give the post, or where it only says that it works, the reply that it speaks of."""
    names = people_of(thread)
    if says_something(read_post(post, names), cues):
        return post
    at = thread.posts.index(post)
    meant = [p for p in thread.posts[1:at] if p.id == post.reply_to] or [
        p for p in reversed(thread.posts[1:at]) if p.author != post.author
    ]
    return next((p for p in meant if says_something(read_post(p, names), cues)), None)


def says_something(reading: Reading, cues: Cues) -> bool:
    """Tell whether a post holds code, a picture, or a sentence that is no chatter."""
    return reading.images > 0 or any(
        p.kind == "code" or not is_chatter(trimmed(p.text, cues), cues) for p in reading.passages
    )


def _with_agreement(answers: list[Answer]) -> tuple[Answer, ...]:
    """Raise the weight of fixes that several threads found independently."""
    vectors = _rare_terms(answers)
    result = []
    for i, answer in enumerate(answers):
        agreeing = sorted(
            {
                other.thread.key
                for j, other in enumerate(answers)
                if other.thread.key != answer.thread.key and _cosine(vectors[i], vectors[j]) >= AGREE
            }
        )
        result.append(
            replace(
                answer, weight=answer.weight * (1 + min(1.5, 0.5 * len(agreeing))), agreeing=tuple(agreeing)
            )
        )
    return tuple(sorted(result, key=_by_weight))


def _by_weight(answer: Answer) -> tuple[float, str, str]:
    return (-round(answer.weight, 6), answer.thread.key, answer.post.id)


def same_fix(first: Answer, second: Answer, answers: Iterable[Answer]) -> bool:
    """Tell whether two answers tell the same fix, by the terms that are rare among ``answers``."""
    vectors = _rare_terms([first, second, *answers])
    return _cosine(vectors[0], vectors[1]) >= AGREE


def _rare_terms(answers: list[Answer]) -> list[dict[str, float]]:
    counts = [Counter(_terms(answer.reading.passages)) for answer in answers]
    spread = Counter(term for count in counts for term in count)
    total = len(answers)
    return [
        {
            term: _strength(term) * (1 + math.log(n)) * math.log((2 + total) / (0.5 + spread[term]))
            for term, n in count.items()
        }
        for count in counts
    ]


def _terms(passages: tuple[Passage, ...]) -> Iterator[str]:
    for passage in passages:
        text = passage.text[:2000] if passage.kind == "code" else plain(passage.text)
        for match in _TERM.finditer(text):
            word = match.group().strip(".:/\\#-")
            if len(word) >= 4 or any(c.isdigit() for c in word):
                yield word if _is_identifier(word) else word.lower()[:6]


def _is_identifier(word: str) -> bool:
    return re.search(r"[a-z][A-Z]|[A-Z]{2}|\d|[_:/\\.]", word) is not None


def _strength(term: str) -> float:
    return 2.0 if _is_identifier(term) else 1.0


def _cosine(first: dict[str, float], second: dict[str, float]) -> float:
    dot = sum(value * second.get(term, 0.0) for term, value in first.items())
    norm = math.sqrt(sum(v * v for v in first.values()) * sum(v * v for v in second.values()))
    return dot / norm if norm else 0.0


def _last_date(thread: Thread) -> datetime | None:
    return max((post.created_at for post in thread.posts if post.created_at), default=None)
