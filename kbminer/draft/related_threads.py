"""Where to read on: the group's other threads, and which of them have an answer of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.context import DraftContext, comparison_key
from kbminer.draft.same_question import SAME_QUESTION
from kbminer.draft.solutions import Solution
from kbminer.draft.statements import title_statement
from kbminer.records import Section, Thread

MOST_THREADS = 6  # that a reader looks through, in whose words a searcher may ask
_TORN = re.compile(r"[⟨<>]|&#?\w{2,8};|\]\(")


def related_sections(context: DraftContext, solution: Solution, written: str) -> Iterator[Section]:
    """List other threads that were solved or ask the same: what an answer links to stands in its words.

    Parameters
    ----------
    context
        The article.
    solution
        The answer that it holds.
    written
        Its text so far.

    Yields
    ------
    Section
        The threads with another answer, then those with the same or none.
    """
    otherwise = {answer.thread.key for answer in context.evidence.answers if answer.solved}
    otherwise -= {other.thread.key for other in solution.agreeing}
    threads = list(_threads(context, solution, written, otherwise))[:MOST_THREADS]
    for name, is_answered in (("answered_there", True), ("asked_there", False)):
        titles = [title_statement(context, one) for one in threads if (one.key in otherwise) is is_answered]
        yield Section(name="related", statements=tuple(titles), note=context.phrase(name))


def _threads(
    context: DraftContext, solution: Solution, written: str, otherwise: set[str]
) -> Iterator[Thread]:
    """The other threads that ask the same, or were solved otherwise, under titles in other words."""
    evidence = context.evidence
    told = solution.answer.thread
    near = otherwise | {item.thread.key for item in evidence.asked_alike(SAME_QUESTION)}
    seen = {comparison_key(redacted_title(told, evidence.people))}
    for item in evidence.asked:
        title = redacted_title(item.thread, evidence.people)
        is_other = item.thread.key in near and item.thread.key != told.key
        if is_other and _is_title(title, written) and comparison_key(title) not in seen:
            seen.add(comparison_key(title))
            yield item.thread


def _is_title(title: str, written: str) -> bool:
    """Whether words of a title are left that nothing tore: neither markup nor what was redacted."""
    return len(title.split()) > 1 and not _TORN.search(title) and title not in written
