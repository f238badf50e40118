"""What a group is called: the words of a real asker that people would search for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import numpy as np

from kbminer.cluster.neighbour_graph import Floats
from kbminer.records import Question
from kbminer.titling import TitleCandidate, best_title

_MOST_READ = 8  # members, the nearest to the middle, whose words a large group may be called by


def named_by(questions: Sequence[Question], rows: Floats, terms: Sequence[str] = ()) -> TitleCandidate:
    """Choose what a group is called, and so the question that represents it.

    Parameters
    ----------
    questions : sequence of Question
        Those of the group.
    rows : ndarray of shape (len(questions), d), float32
    terms : sequence of str, default ()
        The words that set the group apart: a title that names none of them ("Errors. Help!") is a poor name.
    """
    middle = rows.mean(axis=0)
    nearness = rows @ (middle / max(float(np.linalg.norm(middle)), 1e-9))
    order = sorted(range(len(questions)), key=lambda i: (-round(float(nearness[i]), 6), questions[i].thread))
    return best_title([questions[i] for i in order[:_MOST_READ]], terms)


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
