"""One step of a mean shift: each row is moved towards its neighbours, the more the nearer they are.

Two texts that ask the same in other words seldom lie side by side, but the texts between them do; after
the step, density counts as well as distance.

References
----------
Fukunaga and Hostetler, "The estimation of the gradient of a density function", IEEE TIT 1975.
"""

from __future__ import annotations

import numpy as np

from kbminer.cluster.neighbour_graph import Floats, Neighbours
from kbminer.similarity.vectors import blocks_of, unit

BANDWIDTH = 0.2  # of the kernel, in cosines: see docs/quality/cluster.md, as for the neighbours
NEAREST = 10


def mean_shift(rows: Floats, neighbours: Neighbours) -> Floats:
    """Add to each row its 10 nearest neighbours, weighted by :func:`kernel`, and scale it to length 1."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow to load

    if not neighbours.index.shape[1]:
        return unit(rows)
    n = len(rows)
    nearest = np.argsort(-neighbours.similarity, axis=1, kind="stable")[:, :NEAREST]
    index = np.take_along_axis(neighbours.index, nearest, axis=1)
    similarity = np.take_along_axis(neighbours.similarity, nearest, axis=1)
    known = index >= 0
    starts = np.concatenate([[0], np.cumsum(known.sum(axis=1))])
    graph = csr_array((kernel(similarity[known]), index[known], starts), shape=(n, n))
    shifted = np.empty_like(rows)
    for part in blocks_of(n):
        shifted[part] = unit(rows[part] + graph[part] @ rows)
    return shifted


def kernel(similarity: Floats) -> Floats:
    """Weigh neighbours at these cosines: exp((cosine - 1) / 0.2), 1 for an equal row."""
    return np.asarray(np.exp((np.minimum(similarity, 1.0) - 1.0) / BANDWIDTH), dtype=np.float32)
