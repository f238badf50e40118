"""Words that are private by all that stands around them, judged by what was learned from invented lines.

The recognisers know forms and announcements; names, accounts and passwords in plain sentences have neither. A
logistic model for each kind, fitted by ``scripts/fit_private_words.py``, weighs the signs of
:mod:`kbminer.redact.word_signs`. It is asked where words leave, behind the recognisers, and only ever adds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kbminer.languages import LatePattern
from kbminer.redact.spans import Span
from kbminer.redact.word_signs import places
from kbminer.redact.words import Word, cut

LEARNED = (
    "name",
    "user",
    "password",
    "host",
    "order number",
    "identity number",
    "key",
    "token",
    "licence",
)
"""The kinds that words are judged to be; the other kinds are known by their form alone."""

FORM = "form"
"""Learned beside them and never shown: what is private by its form, which the recognisers know better."""

# A page's address is public, or what is private in it has a form.
_ADDRESS = LatePattern(r"(?:https?://|www\.)[^\s<>\"'`]+")
_LONGEST_GAP = 2  # signs between the words of one name or number
_LESS_BESIDE = 1.5  # log-odds; so much less than alone is asked of a word beside one that was taken

Odds = NDArray[np.float32]


class WordWeights(NamedTuple):
    """What was learned: a row of log-odds for each place that counts, and at which sum each kind is taken."""

    row_of: Mapping[int, int]
    rows: Odds
    least: Odds


def private_words(text: str, weights: WordWeights | None = None) -> list[tuple[Span, str]]:
    """Find words that are private by what stands around them, each with its kind, in the order of the text.

    Parameters
    ----------
    text : str
        What the recognisers left.
    weights : WordWeights, optional
        What was learned; by default what the package holds.

    Examples
    --------
    >>> private_words("I asked Henrike from the office about the lamp.")
    [(Span(start=8, end=15), 'name')]
    >>> private_words("I asked Microsoft from the office about the lamp.")
    []
    """
    words = cut(text)
    signs = list(places(words, text))
    if not signs:
        return []
    learned = weights or load_weights()
    odds = {number: _odds(at, learned) for number, at in signs}
    found = [
        (Span(words[start].start, words[end].end), LEARNED[kind])
        for start, end, kind in _runs(words, odds, learned.least, text)
    ]
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if found else []
    return [(span, kind) for span, kind in found if not _is_inside(span, addresses)]


def _odds(places_: Sequence[int], weights: WordWeights) -> Odds:
    rows = {row for place in places_ if (row := weights.row_of.get(place)) is not None}
    odds: Odds = weights.rows[sorted(rows)].sum(axis=0)
    return odds


def _runs(
    words: Sequence[Word], odds: Mapping[int, Odds], least: Odds, text: str
) -> Iterator[tuple[int, int, int]]:
    """The first and last word, and the kind, of what is sure enough, with what belongs to it."""
    kinds = {number: int(held.argmax()) for number, held in odds.items()}

    def goes_on(other: int, kind: int) -> bool:
        return kinds.get(other) == kind and odds[other][kind] >= least[kind] - _LESS_BESIDE

    last = -1
    for number, kind in sorted(kinds.items()):
        if number <= last or kind == len(LEARNED) or odds[number][kind] < least[kind]:
            continue
        start = end = number
        while (
            start - 1 > last and goes_on(start - 1, kind) and _are_close(words[start - 1], words[start], text)
        ):
            start -= 1
        while goes_on(end + 1, kind) and _are_close(words[end], words[end + 1], text):
            end += 1
        last = end
        yield start, end, kind


def _are_close(word: Word, following: Word, text: str) -> bool:
    gap = text[word.end : following.start]
    return len(gap) <= _LONGEST_GAP and "\n" not in gap


def _is_inside(span: Span, addresses: Sequence[tuple[int, int]]) -> bool:
    before = bisect_right(addresses, (span.start, span.start + 1_000_000)) - 1
    return before >= 0 and addresses[before][1] > span.start


@cache
def load_weights() -> WordWeights:
    """Read what was learned."""
    with files("kbminer.redact").joinpath("private_words.npz").open("rb") as kept, np.load(kept) as data:
        row_of = {int(place): row for row, place in enumerate(data["places"])}
        return WordWeights(row_of, data["rows"].astype(np.float32) * data["step"], data["least"])
