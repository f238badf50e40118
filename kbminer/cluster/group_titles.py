"""What a group is called: a real asker's sentence, and the words that set the group apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kbminer.cluster.neighbour_graph import Floats
from kbminer.records import Question

_WORD = re.compile(r"[^\W\d_][\w.+#-]*[\w+#]|[^\W\d_]")
_MANY = 40


def representative(questions: Sequence[Question], rows: Floats, terms: Sequence[str] = ()) -> int:
    """Pick the question that says best what all of a group ask: near the middle, well formed, to the point.

    ``terms`` are the words that set the group apart: a title that names none of them ("Errors. Help!") is a
    poor name however near the middle it lies.
    """
    middle = rows.mean(axis=0)
    nearness = rows @ (middle / max(float(np.linalg.norm(middle)), 1e-9))
    scored = [
        (near + 0.15 * form(question.title) + 0.15 * telling(question.title, terms), question.thread)
        for near, question in zip(nearness, questions, strict=True)
    ]
    best = max(range(len(scored)), key=lambda i: (round(float(scored[i][0]), 6), scored[i][1]))
    return best


def telling(title: str, terms: Sequence[str]) -> float:
    """Rate from 0 to 1 how much of what sets its group apart a title names: two terms are enough.

    >>> telling("Export to PDF fails", ("pdf", "export", "notes"))
    1.0
    """
    words = set(words_of(title))
    named = sum(set(term.split()) <= words for term in terms)
    return min(named / 2, 1.0)


def form(title: str) -> float:
    """Rate from 0 to 1 how well a title reads as a question: its length, its question mark, no shouting.

    >>> form("How do I export my notes to PDF?") > form("HELP!!!")
    True
    """
    words = title.split()
    score = 0.5 if 4 <= len(words) <= 16 else 0.25 if 3 <= len(words) <= 24 else 0.0
    score += 0.3 if title.rstrip().endswith("?") else 0.0
    score += 0.2 if title and not title.isupper() and "!!" not in title else 0.0
    return score


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, in order."""
    return [word.lower() for word in _WORD.findall(text)]


def distinctive_terms(
    texts: Sequence[Sequence[str]], *, stop_words: Sequence[frozenset[str]], count: int = 6
) -> list[tuple[str, ...]]:
    """Class-based TF-IDF: for each group of texts, the words frequent in it and rare in the others.

    ``stop_words`` are those of each group's language.

    References
    ----------
    Grootendorst, "BERTopic: Neural topic modeling with a class-based TF-IDF procedure",
    arXiv:2203.05794, 2022.
    """
    counted = [_terms(group, stops) for group, stops in zip(texts, stop_words, strict=True)]
    overall: Counter[str] = Counter()
    for terms in counted:
        overall.update(terms)
    average = sum(overall.values()) / max(len(counted), 1)
    return [_best(terms, overall, average, count) for terms in counted]


def _terms(texts: Sequence[str], stop_words: frozenset[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts[:_MANY]:
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


def unique_titles(titles: Sequence[str], terms: Sequence[Sequence[str]]) -> list[str]:
    """Tell equal titles apart by the first of their terms that does it, else by a number."""
    seen: set[str] = set()
    result: list[str] = []
    for title, own in zip(titles, terms, strict=True):
        options = [title, *(f"{title} ({term})" for term in own if term not in title.lower())]
        name = next((o for o in options if o.casefold() not in seen), None)
        number = 2
        while name is None:
            candidate = f"{title} ({number})"
            name = candidate if candidate.casefold() not in seen else None
            number += 1
        seen.add(name.casefold())
        result.append(name)
    return result
