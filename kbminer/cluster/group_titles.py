"""What a group is called: the sentence of a real asker."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import numpy as np

from kbminer.cluster.group_terms import words_of
from kbminer.cluster.neighbour_graph import Floats
from kbminer.records import Question

_WELL_FORMED = 0.15  # beside a cosine; set by hand, as the next: see docs/decisions/cluster.md
_COVERS_TERMS = 0.15


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
    scored = [
        (
            near
            + _WELL_FORMED * well_formedness(question.title)
            + _COVERS_TERMS * term_coverage(question.title, terms),
            question.thread,
        )
        for near, question in zip(nearness, questions, strict=True)
    ]
    return max(range(len(scored)), key=lambda i: (round(float(scored[i][0]), 6), scored[i][1]))


def term_coverage(title: str, terms: Sequence[str]) -> float:
    """Rate from 0 to 1 how many of its group's terms a title names: two are enough.

    >>> term_coverage("Export to PDF fails", ("pdf", "export", "notes"))
    1.0
    """
    words = set(words_of(title))
    named = sum(set(term.split()) <= words for term in terms)
    return min(named / 2, 1.0)


def well_formedness(title: str) -> float:
    """Rate from 0 to 1 how well a title reads as a question: its length, its question mark, no shouting.

    >>> well_formedness("How do I export my notes to PDF?") > well_formedness("HELP!!!")
    True
    """
    words = title.split()
    score = 0.5 if 4 <= len(words) <= 16 else 0.25 if 3 <= len(words) <= 24 else 0.0
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
