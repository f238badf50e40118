"""What tells whether the threads of a suggestion are one question, as an editor sees it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from kbminer.records import Group, Question
from kbminer.similarity.log_odds import to_log_odds
from kbminer.titling import title_odds

SIGNS = ("weakest", "asks", "title")
"""The signs of :func:`sureness_signs`, in order."""

_FARTHEST = 0.01  # probabilities nearer to 0 or 1 count as these: beyond, the grades tell nothing apart
_FARTHEST_TITLE = 3.0
_USUAL = 0.9  # of threads in support forums ask; where no words for asking are known, nobody can tell


def sureness_signs(group: Group, questions: Sequence[Question]) -> tuple[float, ...]:
    """Work out what tells whether an editor takes a group as it is.

    Parameters
    ----------
    group : Group
    questions : sequence of Question
        Those of its members, at least one.

    Returns
    -------
    tuple of float
        :data:`SIGNS`: the log-odds that the member which fits least asks what the others ask, the mean
        probability that members ask anything, and the log-odds that people would search for the title.
    """
    weakest = group.cohesion if group.weakest is None else group.weakest
    return (
        to_log_odds(weakest, _FARTHEST),
        fmean(_USUAL if each.asks is None else each.asks for each in questions),
        within_reach(title_odds(group.title, questions, group.terms)),
    )


def within_reach(odds: float) -> float:
    """Log-odds of a title as far as the grades tell them apart."""
    return min(max(odds, -_FARTHEST_TITLE), _FARTHEST_TITLE)
