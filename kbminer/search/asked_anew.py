"""Whether new questions find an answer: known ones asked anew, each left out of the search meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from kbminer.search.answer_chances import article_chances, question_chances, worth_of
from kbminer.search.index import SearchIndex
from kbminer.similarity.vectors import Floats

TOP = 3  # answers that are looked at: as many as a suggestion shows


def found_again(
    index: SearchIndex, threads: Sequence[str], answers: Collection[str], *, top: int = TOP
) -> tuple[int, int]:
    """Ask the words of some threads anew, and count how often one of the wanted answers comes first.

    Parameters
    ----------
    index : SearchIndex
    threads : sequence of str
        By key; one that the index does not hold is passed over.
    answers : collection of str
        Ids of the groups and articles that answer them.
    top : int, default 3
        How many answers are looked at.

    Returns
    -------
    tuple of int and int
        How many found one of the answers, and how many were asked.
    """
    place = {question.thread: n for n, question in enumerate(index.questions)}
    asked = np.array([place[key] for key in threads if key in place], dtype=np.int64)
    if not len(asked):
        return 0, 0
    likeness = index.space().likeness_among(asked)
    worth = worth_of(index)
    found = sum(
        not set(_best(index, row, own, worth, top)).isdisjoint(answers)
        for row, own in zip(likeness, asked.tolist(), strict=True)
    )
    return found, len(asked)


def _best(index: SearchIndex, likeness: Floats, own: int, worth: Floats, top: int) -> list[str]:
    """The ids of the likeliest answers, as :meth:`kbminer.search.suggester.Suggester.suggest` orders them."""
    likely = question_chances(index, likeness, worth)
    likely[own] = 0.0
    best: dict[tuple[str, str], float] = {}
    for question, chance in zip(index.questions, likely.tolist(), strict=True):
        grouped = question.group >= 0
        name = ("group", index.groups[question.group].id) if grouped else ("thread", question.thread)
        best[name] = max(chance, best.get(name, 0.0))
    if index.articles:
        found = article_chances(index, likeness)
        best |= {("article", each.id): chance for each, chance in zip(index.articles, found, strict=True)}
    ranked = sorted((-chance, kind, id) for (kind, id), chance in best.items() if chance > 0)
    return [id for _, _, id in ranked[:top]]
