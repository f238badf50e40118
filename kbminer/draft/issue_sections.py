"""The sections that ask: Issue, with the question and its messages, and Environment."""

from __future__ import annotations

from collections.abc import Iterator

from kbminer.draft.context import DraftContext
from kbminer.draft.environment import Environment
from kbminer.draft.error_messages import MOST_MESSAGES, messages
from kbminer.draft.evidence import Asked
from kbminer.draft.question_words import question_words
from kbminer.draft.same_question import SAME_QUESTION
from kbminer.records import Section, Statement


def issue_sections(context: DraftContext, environment: Environment) -> Iterator[Section]:
    """Write Issue (the question and its messages) and Environment.

    Parameters
    ----------
    context
        The article.
    environment
        What the asker works with.
    """
    asked = context.evidence.asked
    if not asked:
        return
    thread = asked[0].thread
    statements = list(question_words(context, asked[0]))
    if not statements:
        statements = [context.todo("describe", where=context.place_of(thread, thread.posts[0]))]
    written = "\n".join(statement.text for statement in statements)
    statements += [error for error in _errors(context) if error.text not in written]
    yield Section(name="issue", statements=tuple(statements))
    wordings = tuple(
        Statement(text=wording, citations=(context.cite(item.thread, item.thread.posts[0]),))
        for wording, item in environment
    )
    yield Section(name="environment", statements=wordings)


def _errors(context: DraftContext) -> list[Statement]:
    """The messages that the leading question shows, or else those that two others like it show."""
    alike = context.evidence.asked_alike(SAME_QUESTION)
    lines = dict.fromkeys(messages(alike[0]), alike[0]) or _shown_twice(alike[1:])
    return [
        Statement(text=line, kind="code", citations=(context.cite(item.thread, item.thread.posts[0]),))
        for line, item in list(lines.items())[:MOST_MESSAGES]
    ]


def _shown_twice(asked: tuple[Asked, ...]) -> dict[str, Asked]:
    first: dict[str, Asked] = {}
    twice: dict[str, Asked] = {}
    for item in asked:
        for line in messages(item):
            if line in first:
                twice[line] = first[line]
            else:
                first[line] = item
    return twice
