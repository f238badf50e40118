"""Which precision encodes fastest here and still gives the vectors of float32: tried on a few texts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from kbminer.similarity.embed.embedder import DType, Embedder
from kbminer.similarity.vectors import Floats

EXACT: DType = "float32"
_LEAST_COSINE, _LEAST_KEPT = (
    0.999,
    0.98,
)  # mean cosine to float32, and share of nearest texts that stay nearest
_NEAREST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How a precision did: its speed, its mean cosine to float32, and the share of nearest texts it keeps."""

    precision: DType
    texts_a_second: float
    cosine: float = 1.0
    kept: float = 1.0

    @property
    def is_honest(self) -> bool:
        """Whether its vectors stand for those of float32."""
        return self.cosine >= _LEAST_COSINE and self.kept >= _LEAST_KEPT


def tried(
    make: Callable[[DType], Embedder], texts: Sequence[str], precisions: Sequence[DType]
) -> tuple[Tried, ...]:
    """Encode the same texts in float32 and in each of ``precisions``.

    Parameters
    ----------
    make : callable
        Makes the embedder of a precision.
    texts : sequence of str
        Some of what is to be encoded.
    precisions : sequence of str

    Returns
    -------
    tuple of Tried
        That of float32 first.
    """
    exact, speed = _timed(make(EXACT), texts)
    found = [Tried(precision=EXACT, texts_a_second=speed)]
    for precision in precisions:
        rows, speed = _timed(make(precision), texts)
        cosine = float(np.mean(np.sum(exact * rows, axis=1)))
        found.append(Tried(precision=precision, texts_a_second=speed, cosine=cosine, kept=_kept(exact, rows)))
    return tuple(found)


def fastest(found: Sequence[Tried]) -> Tried:
    """Choose the fastest whose vectors stand for those of float32.

    >>> half = Tried(precision="bfloat16", texts_a_second=100.0, cosine=0.9)
    >>> fastest([Tried(precision="float32", texts_a_second=40.0), half]).precision
    'float32'
    """
    return max((each for each in found if each.is_honest), key=lambda each: each.texts_a_second)


def _timed(embedder: Embedder, texts: Sequence[str]) -> tuple[Floats, float]:
    embedder.encode(texts[:1])  # what loading takes does not count
    began = time.perf_counter()
    rows = embedder.encode(texts)
    return rows, len(texts) / max(time.perf_counter() - began, 1e-9)


def _kept(exact: Floats, rows: Floats) -> float:
    """The share of each text's nearest that stay among its nearest."""
    pairs = zip(_nearest(exact), _nearest(rows), strict=True)
    shares = [len(one & other) / max(len(one), 1) for one, other in pairs]
    return float(np.mean(shares))


def _nearest(rows: Floats) -> list[set[int]]:
    likeness = rows @ rows.T
    np.fill_diagonal(likeness, -1)
    order = np.argsort(-likeness, axis=1, kind="stable")[:, : min(_NEAREST, len(rows) - 1)]
    return [set(cast(list[int], row)) for row in order.tolist()]
