"""The words that set a group apart from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kbminer.text.title_words import words_of

_MOST_TEXTS = 40  # of a group that are counted: bounds the time of a very large one


def distinctive_terms(
    texts: Sequence[Sequence[str]], *, stop_words: Sequence[frozenset[str]], count: int = 6
) -> list[tuple[str, ...]]:
    """Find by class-based TF-IDF the words that are frequent in one group of texts and rare in the others.

    Parameters
    ----------
    texts : sequence of sequences of str
        The texts of each group.
    stop_words : sequence of sets of str
        Those of each group's language.
    count : int, default 6
        How many terms a group gets at most.

    References
    ----------
    Grootendorst, "BERTopic: Neural topic modeling with a class-based TF-IDF procedure",
    arXiv:2203.05794, 2022.
    """
    counted = [_count(group, stops) for group, stops in zip(texts, stop_words, strict=True)]
    overall: Counter[str] = Counter()
    for terms in counted:
        overall.update(terms)
    average = sum(overall.values()) / max(len(counted), 1)
    return [_best(terms, overall, average, count) for terms in counted]


def _count(texts: Sequence[str], stop_words: frozenset[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts[:_MOST_TEXTS]:
        words = words_of(text)
        kept = {word for word in words if word not in stop_words and len(word) > 1}
        kept |= {f"{a} {b}" for a, b in pairwise(words) if not {a, b} & stop_words and a != b}
        found.update(kept)
    return found


def _best(terms: Counter[str], overall: Counter[str], average: float, count: int) -> tuple[str, ...]:
    total = max(sum(terms.values()), 1)
    repeated = {term: n for term, n in terms.items() if n > 1} or terms
    score = {term: n / total * np.log1p(average / overall[term]) for term, n in repeated.items()}
    chosen: list[str] = []
    for term in sorted(score, key=lambda term: (-score[term], term)):
        if not any(term in other.split() or other in term.split() for other in chosen):
            chosen.append(term)
        if len(chosen) == count:
            break
    return tuple(chosen)
