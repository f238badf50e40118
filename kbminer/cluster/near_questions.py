"""Questions that lie near a group and are not in it: what a second look may bring in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kbminer.cluster.grouping_state import GroupingState
from kbminer.cluster.neighbour_graph import Floats
from kbminer.cluster.one_question import PlacedQuestions
from kbminer.cluster.pair_model import PairModel
from kbminer.records import Question
from kbminer.similarity.vectors import centred

LIKELY = 0.2
"""The probability from which a question is looked at again: well below the one from which threads are put
together (:data:`kbminer.cluster.one_question.SURE`). Chosen, not measured by itself."""
MOST_NEAR = 8
"""Questions near one group: with its members, a dozen or fewer are read at once."""
_LOOKED_AT = 40  # rows by cosine among which the most probable ones are found
_MOST_MEMBERS = 20


def placed_again(
    state: bytes | None, questions: Mapping[str, Question], title_vectors: Floats
) -> tuple[tuple[str, ...], PlacedQuestions] | None:
    """Lay out questions as they were grouped; ``None`` where the clusterer left no places.

    Parameters
    ----------
    state
        What :func:`kbminer.cluster.grouping.group_questions` left.
    questions
        By thread key, those that were grouped.
    title_vectors : ndarray of shape (len(questions), d), float32
        Of their titles alone, in the order of their keys.

    Returns
    -------
    tuple
        The threads in the order of their rows, and where they lie.
    """
    kept = GroupingState.from_bytes(state)
    if kept is None or sorted(questions) != list(kept.threads):
        return None
    placed = PlacedQuestions(
        rows=kept.rows,
        dimensions=len(kept.space.centre),
        titles=centred(title_vectors, kept.title_centre),
        density=kept.density,
        texts=[questions[key].text for key in kept.threads],
    )
    return kept.threads, placed


def near_questions(
    members: Sequence[int], placed: PlacedQuestions, model: PairModel, *, least: float = LIKELY
) -> list[int]:
    """Name the questions likeliest to ask what a group asks, the likeliest first.

    Parameters
    ----------
    members
        The group's, by position.
    placed : PlacedQuestions
    model : PairModel
    least : float, default 0.2
        The probability with the nearest member that is needed.
    """
    own = np.array(members[:_MOST_MEMBERS], dtype=np.int64)
    cosines = (placed.rows[own] @ placed.rows.T).max(axis=0)
    cosines[np.array(members, dtype=np.int64)] = -np.inf
    count = min(_LOOKED_AT, len(cosines) - len(members))
    if count <= 0:
        return []
    others = np.argpartition(-cosines, count - 1)[:count]
    likely = placed.probabilities(np.concatenate([own, others]), model)[: len(own), len(own) :].max(axis=0)
    order = np.lexsort((others, -likely))
    return [int(others[i]) for i in order if likely[i] >= least][:MOST_NEAR]
