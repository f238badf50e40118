"""The questions that a draft leaves open, and their answers put in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kbminer.languages import texts
from kbminer.languages.loader import codes
from kbminer.records import Decision
from kbminer.review.article_text import ArticleText


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """A question that the posts leave open; ``asked_of`` is the person it was put to."""

    line: int
    question: str
    asked_of: str | None = None


def todos_of(article: ArticleText, answers: Sequence[Decision] = ()) -> tuple[Todo, ...]:
    """Find the questions in an article's text; those that were answered stand there no more.

    >>> todos_of(ArticleText(text="> **To do:** Which version?"))[0].question
    'Which version?'
    """
    asked = {answer.note: answer.person for answer in answers if answer.text is None}
    found = ((n, _TODO.match(line)) for n, line in enumerate(article.text.split("\n")))
    return tuple(
        Todo(line=n, question=match[1].strip(), asked_of=asked.get(match[1].strip()))
        for n, match in found
        if match
    )


def with_answer(article: ArticleText, question: str, answer: str) -> ArticleText:
    """Put an answer where its question stands; it is the person's own word and cites nothing."""
    lines = article.text.split("\n")
    for todo in todos_of(article):
        if todo.question == question:
            line = lines[todo.line]
            lines[todo.line] = line[: len(line) - len(line.lstrip())] + answer  # it may stand in a step
            break
    return replace(article, text="\n".join(lines))


_LABELS = "|".join(
    sorted({re.escape(texts("article.phrases", code)["todo"]) for code in codes()}, key=len, reverse=True)
)
_TODO = re.compile(rf"^ *> \*\*(?:{_LABELS}):\*\*\s*+(.*)$")
