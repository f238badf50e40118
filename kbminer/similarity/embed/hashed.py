"""An embedder without a model: texts lie near each other that share parts of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import mmh3
import numpy as np

from kbminer.similarity.terms import without_accents
from kbminer.similarity.vectors import Floats, unit

_DIMENSIONS = 1024
_PARTS = (3, 5)  # letters


class LexicalEmbedder:
    """Encodes texts by the parts of their words, hashed into a vector of fixed length.

    It needs no model, starts at once, and knows every language that is written with spaces; that two
    wordings mean the same it does not know. Measured beside the bundled model in docs/quality/similarity.md.

    Parameters
    ----------
    max_chars : int, default 1000
        How much of each text is read.

    References
    ----------
    Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009.
    """

    def __init__(self, *, max_chars: int = 1000) -> None:
        self.max_chars = max_chars

    @property
    def name(self) -> str:
        """Method, version, precision and cut: whatever changes a vector."""
        return f"lexical@1|hashed|float32|{self.max_chars}"

    def encode(self, texts: Sequence[str]) -> Floats:
        """Encode ``texts`` as unit float32 rows of shape (len(texts), 1024)."""
        parts = _PlacesOfParts()
        rows = np.zeros((len(texts), _DIMENSIONS), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word, times in Counter(without_accents(text[: self.max_chars].lower()).split()).items():
                for place, sign in parts[word]:
                    row[place] += sign * times
        rows = np.sign(rows) * np.log1p(np.abs(rows))  # the tenth time says less than the first
        rows[~rows.any(axis=1), 0] = 1  # texts without a word are alike
        return unit(rows)


class _PlacesOfParts(dict[str, "tuple[tuple[int, int], ...]"]):
    """For each word where its parts are counted, and whether up or down; worked out once.

    Places and signs are those of scikit-learn's ``HashingVectorizer(analyzer="char_wb")``, which takes longer
    to load than a small forum takes to encode.
    """

    def __missing__(self, word: str) -> tuple[tuple[int, int], ...]:
        self[word] = found = tuple(map(_place, _parts(f" {word} ")))
        return found


def _parts(word: str) -> Iterator[str]:
    """The parts of each length, shorter ones first; a word that is no longer than a length ends them.

    >>> list(_parts(" ab "))
    [' ab', 'ab ', ' ab ']
    """
    for length in range(_PARTS[0], _PARTS[1] + 1):
        yield from (word[at : at + length] for at in range(max(1, len(word) - length + 1)))
        if len(word) <= length:
            break


def _place(part: str) -> tuple[int, int]:
    hashed = mmh3.hash(part)
    return abs(hashed) % _DIMENSIONS, 1 if hashed >= 0 else -1
