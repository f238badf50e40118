"""From labels to the members of each group."""

from __future__ import annotations

import numpy as np

from kbminer.cluster.neighbours import Ints


def members_of(labels: Ints, least: int) -> list[Ints]:
    """Give the positions of each label that occurs at least ``least`` times, the largest group first.

    >>> [group.tolist() for group in members_of(np.array([7, 3, 7, 7, 3, 1]), 2)]
    [[0, 2, 3], [1, 4]]
    """
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order])) + 1
    groups = [group for group in np.split(order, starts) if len(group) >= least]
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))
