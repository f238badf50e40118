"""Groups of the last run that fell apart at the border of likelihood: they stand until it is clearly less."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kbminer.cluster.hierarchy import renumbered
from kbminer.cluster.neighbour_graph import Ints
from kbminer.cluster.one_question import SURE, PlacedQuestions, cohesion
from kbminer.cluster.pair_model import PairModel

STANDS = SURE - 0.05
"""The mean probability down to which a group of the last run stands. Where everything is grouped anew, in a
space of other words, a pair's probability moves by some .02: what was put together just above ``SURE`` would
come and go. See docs/quality/nightly.md."""


def keep_standing(
    labels: Ints, themes: Ints, standing: Iterable[Ints], placed: PlacedQuestions, model: PairModel
) -> Ints:
    """Put groups of the last run together again whose members all stand alone now, if alike enough.

    Parameters
    ----------
    labels, themes : ndarrays of shape (n,), int64
        The question and the theme of each thread.
    standing : iterable of int arrays
        The groups of the last run, by their members' positions.
    placed : PlacedQuestions
    model : PairModel
    """
    alone = np.bincount(labels)[labels] == 1
    kept = labels.copy()
    for members in standing:
        if len(members) < 2 or not alone[members].all() or len(np.unique(themes[members])) > 1:
            continue
        if cohesion(members, placed, model) >= STANDS:
            kept[members] = kept[members[0]]
    return renumbered(kept)
