"""The pages on the matter that the answers link to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from kbminer.draft.boilerplate import is_machine_line
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.solutions import Solutions
from kbminer.records import Section, Statement

MOST_RELATED = 6  # pages that a reader looks through
_LINK = re.compile(
    r"(?<!!)\[[^\]\n]{2,300}+\]\(<?https?://(?:[^\s)\]]++|\](?!\())++\)|(?<![(\w<])https?://[^\s<>)\]]+[^\s<>)\].,;:!?'\"*_]"
)
_PAGE = re.compile(r"https?://[^/?#\s]+/[^\s]*\w")  # an address with more than a site's name
_NO_PAGE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|zip|t?gz|whl|metadata|exe|dmg|msi)\b", re.I)


def related_section(context: DraftContext, solutions: Solutions, written: str) -> Section:
    """List the pages that the article's answers link to and its text does not name.

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
    answers = [solution.answer for solution in chain(solutions.chosen, *solutions.nearby)]
    found: dict[str, Statement] = {}
    for answer, link, address in _links(answers):
        if _is_page(address) and address not in written:
            citation = context.cite(answer.thread, answer.post)
            found.setdefault(address.rstrip("/"), Statement(text=link, citations=(citation,)))
    return Section(name="related", statements=tuple(found.values())[:MOST_RELATED])


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
