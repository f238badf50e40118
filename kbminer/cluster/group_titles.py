"""What a group is called: the sentence of a real asker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count

import numpy as np

from kbminer.cluster.group_terms import words_of
from kbminer.cluster.neighbour_graph import Floats
from kbminer.records import Question
from kbminer.text.title_words import clean_title, content_words, is_all_capitals, is_empty_title

_WELL_FORMED = 0.15  # beside a cosine; set by hand, as the next: see docs/decisions/cluster.md
_COVERS_TERMS = 0.15
_NAMES_ERROR = 0.1
_SAYS_NOTHING = 1.0  # less than any other title of the group
_LONGEST = 110  # signs of a sentence that stands in for a title that says nothing
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def representative(questions: Sequence[Question], rows: Floats, terms: Sequence[str] = ()) -> int:
    """Pick the question that says best what all of a group ask: near the middle, well formed, to the point.

    Parameters
    ----------
    questions : sequence of Question
        Those of the group.
    rows : ndarray of shape (len(questions), d), float32
    terms : sequence of str, default ()
        The words that set the group apart: a title that names none of them ("Errors. Help!") is a poor name
        however near the middle it lies.
    """
    middle = rows.mean(axis=0)
    nearness = rows @ (middle / max(float(np.linalg.norm(middle)), 1e-9))
    errors = {word for question in questions for line in question.errors for word in words_of(line)}
    scored = [
        (float(near) + _rated(clean_title(question.title), terms, errors), question.thread)
        for near, question in zip(nearness, questions, strict=True)
    ]
    return max(range(len(scored)), key=lambda i: (round(float(scored[i][0]), 6), scored[i][1]))


def _rated(title: str, terms: Sequence[str], errors: set[str]) -> float:
    """Rate a clean title by how it reads, what it names of its group, and the words of an error in it."""
    named = sum(word in errors for word in content_words(title))
    return (
        _WELL_FORMED * well_formedness(title)
        + _COVERS_TERMS * term_coverage(title, terms)
        + _NAMES_ERROR * min(named / 3, 1.0)
        - _SAYS_NOTHING * is_empty_title(title)
    )


def wording(question: Question) -> str:
    """Write the title of a question as people search for it: without marks and pleas, not in capitals.

    Where a title says nothing ("Help!"), its error message or the first sentence that says something
    stands in.

    >>> wording(Question(thread="f:1", title="[SOLVED] HELP!!!", ask="Hello. The export to PDF stays empty."))
    'The export to PDF stays empty'
    """
    title = clean_title(question.title)
    if is_empty_title(title):
        sentences = (clean_title(part[:_LONGEST]) for part in _SENTENCE.split(question.ask))
        title = next(
            (said for said in (*question.errors[-1:], *sentences) if len(content_words(said)) > 1), title
        )
    return title.capitalize() if is_all_capitals(title) else title[:1].upper() + title[1:]


def term_coverage(title: str, terms: Sequence[str]) -> float:
    """Rate from 0 to 1 how many of its group's terms a title names: two are enough.

    >>> term_coverage("Export to PDF fails", ("pdf", "export", "notes"))
    1.0
    """
    words = set(words_of(title))
    named = sum(set(term.split()) <= words for term in terms)
    return min(named / 2, 1.0)


def well_formedness(title: str) -> float:
    """Rate from 0 to 1 how well a title reads as a question: what it says, its question mark, no shouting.

    >>> well_formedness("How do I export my notes to PDF?") > well_formedness("HELP!!!")
    True
    """
    said = len(content_words(title))
    score = 0.5 if 3 <= said <= 9 else 0.25 if 2 <= said <= 14 else 0.0
    score += 0.3 if title.rstrip().endswith("?") else 0.0
    score += 0.2 if title and not title.isupper() and "!!" not in title else 0.0
    return score


def unique_titles(titles: Sequence[str], terms: Sequence[Sequence[str]]) -> list[str]:
    """Tell equal titles apart by the first of their terms that does it, else by a number.

    >>> unique_titles(["Sync fails", "Sync fails"], [("proxy",), ("proxy",)])
    ['Sync fails', 'Sync fails (proxy)']
    """
    seen: set[str] = set()
    result: list[str] = []
    for title, own in zip(titles, terms, strict=True):
        by_term = [title, *(f"{title} ({term})" for term in own if term not in title.lower())]
        name = next((option for option in by_term if option.casefold() not in seen), None)
        if name is None:
            numbered = (f"{title} ({number})" for number in count(2))
            name = next(option for option in numbered if option.casefold() not in seen)
        seen.add(name.casefold())
        result.append(name)
    return result
