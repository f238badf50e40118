"""From all threads of a group, its evidence: what they ask, and the replies that solved it, weighed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from kbminer.draft.answer_weights import weighed_answer, weighted_by_agreement, weighted_by_centrality
from kbminer.draft.evidence import Asked, CandidateAnswer, Evidence
from kbminer.draft.phrase_cues import cues_for
from kbminer.draft.same_question import compare_questions
from kbminer.records import Group, Question, Resolution, Thread
from kbminer.redact.posts import people_of, read_post
from kbminer.text.segments import Segment

if TYPE_CHECKING:
    from kbminer.draft.same_question import QuestionVectors


def gather_evidence(
    group: Group,
    threads: Mapping[str, Thread],
    questions: Mapping[str, Question],
    resolutions: Mapping[str, Resolution],
    vectors: QuestionVectors | None = None,
) -> Evidence:
    """Choose and weigh the replies of a group's threads.

    Parameters
    ----------
    group
        The group; members that ``threads`` lacks are passed over.
    threads
        Threads by key.
    questions
        Questions by thread key; used for language and error lines.
    resolutions
        Resolutions by thread key; a thread without one is unsolved.
    vectors
        Each question's centred vector of length 1 by thread key, by which those that ask the same are told
        from their neighbours; without them all members count as asking the same.

    Examples
    --------
    >>> from kbminer.records import Group, Post, Resolution, Thread
    >>> posts = (Post(id="1", body="It stays dark."), Post(id="2", body="Open the lid of the lamp."))
    >>> lamp = Thread(id="7", source="demo", title="Dark lamp", posts=posts)
    >>> group = Group(id="g", members=(lamp.key,), representative=lamp.key, title=lamp.title)
    >>> solved = Resolution(thread=lamp.key, state="solved", declared="solved", declared_post="2")
    >>> found = gather_evidence(group, {lamp.key: lamp}, {}, {lamp.key: solved})
    >>> [answer.post.body for answer in found.answers], found.is_solved
    (['Open the lid of the lamp.'], True)
    """
    members = [threads[key] for key in group.members if key in threads]
    people = people_of(*members)
    asked = tuple(_asked(thread, questions, resolutions, people) for thread in members if thread.posts)
    said = {item.thread.key: _said_in(item) for item in asked}
    language = _language(asked)
    same_question = compare_questions(list(said), list(said.values()), vectors)
    answers = _answers(asked, resolutions, language, _newest(members), people)
    return Evidence(
        group=group,
        language=language,
        people=people,
        asked=_representative_first(asked, group),
        answers=weighted_by_agreement(weighted_by_centrality(answers, same_question, group), said),
        same_question=same_question,
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
        redacted=read_post(thread.posts[0], people),
        question=questions.get(thread.key),
        solved=resolution is not None and resolution.is_solved,
    )


def _said_in(item: Asked) -> tuple[Segment, ...]:
    """A question's sentences, its title twice."""
    title = Segment(text=item.thread.title, kind="sentence", block=0)
    return (title, title, *(segment for segment in item.redacted.segments if segment.kind == "sentence"))


def _language(asked: Iterable[Asked]) -> str | None:
    counted = Counter(item.language for item in asked if item.language)
    return min(counted, key=lambda language: (-counted[language], language)) if counted else None


def _answers(
    asked: Iterable[Asked],
    resolutions: Mapping[str, Resolution],
    language: str | None,
    newest: datetime | None,
    people: tuple[str, ...],
) -> list[CandidateAnswer]:
    cues = cues_for(language)
    known = ((item, resolutions.get(item.thread.key)) for item in asked)
    found = (weighed_answer(item, each, cues, newest, people) for item, each in known if each is not None)
    return [answer for answer in found if answer is not None]


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


def _newest(threads: Iterable[Thread]) -> datetime | None:
    return max((post.created_at for t in threads for post in t.posts if post.created_at), default=None)
