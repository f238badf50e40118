"""The interview: what no post says becomes a question to a person who knows, and the answer a source.

An answer is kept as a decision. To a draft it is a post like any other: a thread of the source "interview"
whose title is the question and whose second post is the answer, so that its sentences are cited and checked.
Where nobody solved a question, the answer is one more post of the thread that leads, and its solution.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kbminer.draft.draft_id import with_id
from kbminer.languages.article_words import phrase
from kbminer.records import (
    Citation,
    Decision,
    Draft,
    Post,
    Resolution,
    Section,
    Solver,
    Statement,
    Suggestion,
    Thread,
)
from kbminer.records.by_key import by_key
from kbminer.redact.posts import read_post

SOURCE = "interview"
_TO_SOLVE = ("write", "update", "escalate")
MOST_HELPERS = 3  # people that one question is put to: more than that and nobody feels asked


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """What a person has to be asked.

    Parameters
    ----------
    id
        A digest of group and question: the answer names it.
    group, title
        The suggestion that it belongs to.
    text
        The question, in the forum's language.
    thread
        The thread that the answer solves; ``None`` where it fills a gap of a draft.
    helpers
        Who may know, by name, who solved most there first: for inside alone.
    """

    id: str
    group: str
    title: str
    text: str
    thread: str | None = None
    helpers: tuple[str, ...] = ()


def open_questions(
    suggestions: Iterable[Suggestion],
    drafts: Mapping[str, Draft],
    solvers: Sequence[Solver] = (),
    answered: Iterable[Decision] = (),
    languages: Mapping[str, str | None] | None = None,
) -> Iterator[OpenQuestion]:
    """List what no post says: the to-dos of drafts, and how to solve what nobody solved.

    Parameters
    ----------
    suggestions
        In the order in which they matter.
    drafts
        By group.
    solvers
        Who solves what, most first.
    answered
        The answers that there are: what they answer is open no more.
    languages
        By group, the language of those that have no draft.
    """
    known = {(decision.group, decision.note) for decision in answered if decision.text}
    for suggestion in suggestions:
        group = suggestion.group
        draft = drafts.get(group.id)
        language = draft.language if draft else (languages or {}).get(group.id)
        texts = _todos(draft) if draft else []
        if suggestion.action in _TO_SOLVE and not draft:
            texts = [phrase(language, "unsolved")]
        for text in texts:
            if (group.id, text) not in known:
                yield OpenQuestion(
                    id=question_id(group.id, text),
                    group=group.id,
                    title=draft.title if draft else group.title,
                    text=text,
                    thread=None if draft else group.representative,
                    helpers=_helpers(group.id, solvers),
                )


def question_id(group: str, text: str) -> str:
    """Name a question by its group and its words.

    >>> question_id("g1", "Which version?")
    '61ef79d6'
    """
    return hashlib.sha256(f"{group}\n{text}".encode()).hexdigest()[:8]


def _todos(draft: Draft) -> list[str]:
    found = (s.text for section in draft.sections for s in section.statements if s.kind == "todo")
    return list(dict.fromkeys(found))


def _helpers(group: str, solvers: Sequence[Solver]) -> tuple[str, ...]:
    """Who solved most of a group's threads, then who solves most at all."""
    ranked = sorted(solvers, key=lambda solver: -dict(solver.subjects).get(group, 0))
    return tuple(solver.author for solver in ranked[:MOST_HELPERS])


def interview_threads(decisions: Iterable[Decision]) -> dict[str, Thread]:
    """Give the answers as threads by key, the newest answer of each question alone."""
    newest = {(d.group, d.note): d for d in _given(decisions) if not d.threads}
    threads = (
        Thread(
            id=f"{decision.group}-{decision.number}",
            source=SOURCE,
            title=decision.note,
            posts=(
                Post(id="1", body=decision.note, format="markdown"),
                Post(
                    id="2",
                    body=decision.text or "",
                    format="markdown",
                    created_at=decision.at,
                    staff=True,
                ),
            ),
        )
        for decision in newest.values()
    )
    return by_key(threads)


def solutions_told(decisions: Iterable[Decision]) -> dict[str, Post]:
    """Give the answers that solve a thread, by its key: each is one more post there, the newest alone."""
    return {
        decision.threads[0]: Post(
            id=f"{SOURCE}-{decision.number}",
            body=decision.text or "",
            format="markdown",
            author=decision.by,
            created_at=decision.at,
            staff=True,
        )
        for decision in _given(decisions)
        if decision.threads
    }


def solved_by(thread: Thread, told: Mapping[str, Post]) -> Thread:
    """Give a thread with what a person told as its last post; the same thread where nobody told anything."""
    post = told.get(thread.key)
    return replace(thread, posts=(*thread.posts, post)) if post else thread


def resolutions_told(told: Mapping[str, Post]) -> dict[str, Resolution]:
    """Declare the threads solved for which a person told the solution."""
    return {
        key: Resolution(thread=key, state="solved", declared="solved", declared_post=post.id)
        for key, post in told.items()
    }


def _given(decisions: Iterable[Decision]) -> Iterator[Decision]:
    return (decision for decision in decisions if decision.kind == "answer" and decision.text)


def answers_of(group: str, interviews: Mapping[str, Thread]) -> list[Thread]:
    """List the answers that belong to a group."""
    return [thread for thread in interviews.values() if thread.id.rsplit("-", 1)[0] == group]


def with_answers(draft: Draft, answers: Sequence[Thread], people: tuple[str, ...] = ()) -> Draft:
    """Put answers in the place of the to-dos that asked for them, each sentence with its citation.

    Parameters
    ----------
    draft
        Composed and verified.
    answers
        The interview's threads for its group.
    people
        The names of all who wrote in the draft's threads: none of them stands in an answer.
    """
    told = {thread.title: _statements(thread, people) for thread in answers}
    if not told:
        return draft
    sections = tuple(_answered(section, told) for section in draft.sections)
    if sections == draft.sections:
        return draft
    return with_id(replace(draft, sections=sections))


def _answered(section: Section, told: Mapping[str, list[Statement]]) -> Section:
    kept: list[Statement] = []
    for statement in section.statements:
        kept += told.get(statement.text, [statement]) if statement.kind == "todo" else [statement]
    return (
        section
        if len(kept) == len(section.statements) and kept == list(section.statements)
        else replace(section, statements=tuple(kept))
    )


def _statements(thread: Thread, people: tuple[str, ...]) -> list[Statement]:
    """An answer's sentences and code, without anybody's name; a table stands as it is in no article."""
    answer = thread.posts[1]
    cited = (
        Citation(
            thread=thread.key,
            post=answer.id,
            date=answer.created_at,
            role="staff",
            title=thread.title,
            number=2,
        ),
    )
    segments = read_post(answer, people).segments
    return [
        Statement(
            text=s.text, kind="code" if s.kind == "code" else "sentence", citations=cited, language=s.language
        )
        for s in segments
        if s.kind != "table"
    ]
