"""The leading directions of a sparse matrix, as scikit-learn finds them, without loading it for a second."""

from __future__ import annotations

from typing import Any

import numpy as np

from kbminer.similarity.vectors import Floats

_MORE = 10  # directions than asked for: the last ones are found less surely
_ROUNDS = 3  # each lets large directions outgrow small ones; two more change no group of a forum


def leading_directions(rows: Any, count: int) -> Floats:
    """Find the first right singular vectors of ``rows``.

    Parameters
    ----------
    rows : scipy sparse array of shape (n, columns), float32
        ``Any``: scipy is not typed.
    count : int
        How many; less than either side of ``rows``.

    Returns
    -------
    ndarray of shape (count, columns), float32
        Those that ``sklearn.utils.extmath.randomized_svd`` gives with ``n_iter=3, random_state=0``, to the
        last bit.

    References
    ----------
    Halko, Martinsson and Tropp, "Finding structure with randomness", SIAM Review 2011.
    """
    from scipy.linalg import lu, qr, svd  # noqa: PLC0415 - slow to load, and only fitting needs it

    wide = rows.shape[0] < rows.shape[1]
    matrix = rows.T if wide else rows
    chance = np.random.RandomState(0)  # the older generator, for its numbers are scikit-learn's
    basis = chance.normal(size=(matrix.shape[1], count + _MORE)).astype(np.float32)
    for _ in range(_ROUNDS):
        basis, _ = lu(matrix @ basis, permute_l=True, check_finite=False)
        basis, _ = lu(matrix.T @ basis, permute_l=True, check_finite=False)
    basis, _ = qr(matrix @ basis, mode="economic", check_finite=False)
    left, _, right = svd(basis.T @ matrix, full_matrices=False, lapack_driver="gesdd")
    left = basis @ left
    # A direction has no sign of its own: the largest entry of a left vector is made positive.
    largest = right if wide else left.T
    signs = np.sign(largest[np.arange(len(largest)), np.abs(largest).argmax(axis=1)])
    found = (left * signs).T if wide else right * signs[:, np.newaxis]
    return np.asarray(found[:count], dtype=np.float32)
