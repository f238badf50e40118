"""Where to read on: the pages that the answers link to, and the group's other threads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.boilerplate import is_machine_line
from kbminer.draft.context import DraftContext, comparison_key
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.same_question import SAME_QUESTION
from kbminer.draft.solutions import Solution
from kbminer.draft.statements import title_statement
from kbminer.records import Section, Statement

MOST_RELATED = 6  # pages that a reader looks through
MOST_THREADS = 6  # the same of other threads, in whose words a searcher may ask
_LINK = re.compile(
    r"(?<!!)\[[^\]\n]{2,300}+\]\(<?https?://(?:[^\s)\]]++|\](?!\())++\)|(?<![(\w<])https?://[^\s<>)\]]+[^\s<>)\].,;:!?'\"*_]"
)
_PAGE = re.compile(r"https?://[^/?#\s]+/[^\s]*\w")  # an address with more than a site's name
_NO_PAGE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|zip|t?gz|whl|metadata|exe|dmg|msi)\b", re.I)


def related_section(context: DraftContext, solutions: Sequence[Solution], written: str) -> Section:
    """List the pages that the article's answers link to, and other threads that ask the same or were solved.

    What leads to a whole site or a picture is no page on the matter.

    Parameters
    ----------
    context
        The article.
    solutions
        The solutions that it holds.
    written
        Its text so far.
    """
    found: dict[str, Statement] = {}
    for answer, link, address in _links([solution.answer for solution in solutions]):
        if _is_page(address) and address not in written:
            citation = context.cite(answer.thread, answer.post)
            found.setdefault(address.rstrip("/"), Statement(text=link, citations=(citation,)))
    pages = list(found.values())[:MOST_RELATED]
    return Section(name="related", statements=(*pages, *_threads(context, solutions, written)))


def _threads(context: DraftContext, solutions: Sequence[Solution], written: str) -> list[Statement]:
    """The titles of the other threads that ask the same, or were solved: other words for the question.

    Their answers are no part of this article.
    """
    evidence = context.evidence
    told = {solution.answer.thread.key for solution in solutions}
    alike = {item.thread.key for item in evidence.asked_alike(SAME_QUESTION)}
    solved = {answer.thread.key for answer in evidence.answers if answer.solved}
    solved -= {other.thread.key for solution in solutions for other in solution.agreeing}
    seen = {comparison_key(redacted_title(solutions[0].answer.thread, evidence.people))}
    found: list[Statement] = []
    for item in evidence.asked:
        title = redacted_title(item.thread, evidence.people)
        is_title = len(title.split()) > 1 and "⟨" not in title and title not in written
        if is_title and item.thread.key in (alike | solved) - told and comparison_key(title) not in seen:
            seen.add(comparison_key(title))
            found.append(title_statement(context, item.thread))
    return found[:MOST_THREADS]


def _links(answers: Iterable[CandidateAnswer]) -> Iterator[tuple[CandidateAnswer, str, str]]:
    """Each link that an answer's sentences hold, as it stands, and its address."""
    for answer in answers:
        for segment in answer.redacted.segments:
            if segment.kind == "sentence" and not is_machine_line(segment.text):
                for match in _LINK.finditer(segment.text):
                    link = match.group()
                    if "⟨" not in link:
                        address = link.rpartition("(")[2].strip("<>)") if link.startswith("[") else link
                        yield answer, link, address


def _is_page(address: str) -> bool:
    return _PAGE.match(address) is not None and _NO_PAGE.search(address) is None
