"""Join sentence and word vectors into the space in which questions are compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kbminer.embed.lexical import WordSpace, unit


def joined(
    vectors: NDArray[np.float32], texts: Sequence[str], *, word_weight: float = 0.5
) -> NDArray[np.float32]:
    """Centre ``vectors``, append ``word_weight`` times the word vectors of ``texts``, scale to length 1.

    Centring takes away what all texts of one forum share, so that one distance means the same
    likeness in every forum.
    """
    centred = unit(vectors - vectors.mean(axis=0, keepdims=True))
    _, words = WordSpace.fit(texts)
    return unit(np.hstack([centred, np.float32(word_weight) * words]))
