"""Where to read on: the pages that the answers link to, and the group's other threads that were solved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kbminer.draft.asker_titles import redacted_title
from kbminer.draft.boilerplate import is_machine_line
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.solutions import Solution
from kbminer.draft.statements import title_statement
from kbminer.records import Section, Statement

MOST_RELATED = 6  # pages that a reader looks through
MOST_THREADS = 4  # the same of other threads
_LINK = re.compile(
    r"(?<!!)\[[^\]\n]{2,300}+\]\(<?https?://(?:[^\s)\]]++|\](?!\())++\)|(?<![(\w<])https?://[^\s<>)\]]+[^\s<>)\].,;:!?'\"*_]"
)
_PAGE = re.compile(r"https?://[^/?#\s]+/[^\s]*\w")  # an address with more than a site's name
_NO_PAGE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|zip|t?gz|whl|metadata|exe|dmg|msi)\b", re.I)


def related_section(context: DraftContext, solutions: Sequence[Solution], written: str) -> Section:
    """List the pages that the article's answers link to, and the other threads that were solved.

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
    """The titles of the other threads that were solved: their answers are no part of this article."""
    told = {solution.answer.thread.key for solution in solutions}
    told |= {other.thread.key for solution in solutions for other in solution.agreeing}
    found: dict[str, Statement] = {}
    for answer in context.evidence.answers:
        title = redacted_title(answer.thread, context.evidence.people)
        if answer.solved and answer.thread.key not in told and title not in written:
            found.setdefault(answer.thread.key, title_statement(context, answer.thread))
    return list(found.values())[:MOST_THREADS]


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
