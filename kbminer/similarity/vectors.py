"""Rows of vectors: their length, and the direction that all texts of a forum share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_BLOCK = 65_536  # rows that are looked at together: of a large forum a second copy would cost gigabytes
# Texts that the mean must be taken over before it counts half: of a few texts it is mostly their subject.
_FEW_TEXTS = 20


def unit(rows: NDArray[Any]) -> Floats:
    """Scale rows to length 1; a row of zeros stays one.

    Parameters
    ----------
    rows : ndarray of shape (n, d)
        Any numbers.

    Returns
    -------
    ndarray of shape (n, d), float32

    Examples
    --------
    >>> unit(np.array([[0.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    rows = np.asarray(rows, dtype=np.float32)
    scaled = np.empty_like(rows)
    for part in blocks_of(len(rows)):
        length = np.linalg.norm(rows[part], axis=1, keepdims=True)
        np.divide(rows[part], np.maximum(length, np.float32(1e-9)), out=scaled[part])
    return scaled


def blocks_of(count: int, size: int = _BLOCK) -> Iterator[slice]:
    """Part ``count`` rows into slices that memory holds beside them.

    >>> list(blocks_of(5, 3))
    [slice(0, 3, None), slice(3, 5, None)]
    """
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def centre_of(vectors: Floats) -> Floats:
    """Find the direction that texts share; of a few texts only a part, for there it is mostly their subject.

    Parameters
    ----------
    vectors : ndarray of shape (n, d), float32

    Returns
    -------
    ndarray of shape (d,), float32
        The mean times n / (n + 20).
    """
    if not len(vectors):
        return np.zeros(vectors.shape[1:], dtype=np.float32)
    count = len(vectors)
    return np.asarray(vectors.mean(axis=0) * (count / (count + _FEW_TEXTS)), dtype=np.float32)


def centred(vectors: Floats, centre: Floats) -> Floats:
    """Take away what all texts share, and scale to length 1.

    Parameters
    ----------
    vectors : ndarray of shape (n, d), float32
    centre : ndarray of shape (d,), float32
        See :func:`centre_of`.

    Returns
    -------
    ndarray of shape (n, d), float32
    """
    moved = np.empty(vectors.shape, dtype=np.float32)
    for part in blocks_of(len(vectors)):
        moved[part] = unit(vectors[part] - centre)
    return moved


def question_rows(keys: Sequence[str], vectors: Floats) -> dict[str, Floats]:
    """Centre each question's vector, by the key of its thread.

    The cosine of two of them is the likeness of which :func:`kbminer.similarity.calibration.probability`
    speaks, but for the words.

    Parameters
    ----------
    keys : sequence of n str
        The threads.
    vectors : ndarray of shape (n, d), float32
        The embedding of all questions of the forum.

    Returns
    -------
    dict of str to ndarray of shape (d,), float32
    """
    return dict(zip(keys, centred(vectors, centre_of(vectors)), strict=True))
