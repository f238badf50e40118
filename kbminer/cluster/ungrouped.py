"""Why a question joined no group."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.cluster.group_likeness import FAR, GroupLikeness
from kbminer.records import LeftOut, Question


def explain_left_out(
    questions: Sequence[Question],
    which: Sequence[int],
    likeness: GroupLikeness,
    ids: Sequence[str],
    *,
    kept_apart: frozenset[int],
) -> list[LeftOut]:
    """Say of each question which group lies nearest, and why it did not join it.

    Parameters
    ----------
    questions : sequence of Question
    which : sequence of int
        The positions of those that are left out.
    likeness : GroupLikeness
        Of all questions.
    ids : sequence of str
        The id of each group.
    kept_apart : frozenset of int
        The positions that an editor parts from another.
    """
    found = []
    for i in which:
        group = int(likeness.next_group[i])
        near = round(float(min(likeness.next_likeness[i], 1.0)), 4)
        reason = "an editor keeps it apart" if i in kept_apart else _reason(near, known=group >= 0)
        nearest = ids[group] if group >= 0 else None
        found.append(LeftOut(thread=questions[i].thread, nearest=nearest, similarity=near, reason=reason))
    return found


def _reason(near: float, *, known: bool) -> str:
    if not known or near < FAR:
        return "nobody else asks anything like it"
    return "related to the nearest group, but not the same question"
