"""What tells whether the threads of a suggestion are one question, as an editor sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from kbminer.records import Group, Question
from kbminer.similarity.log_odds import to_log_odds
from kbminer.titling import title_odds

SIGNS = ("weakest", "asks", "title")
"""The signs of :func:`sureness_signs`, in order."""

SURELY_ASKS = 0.6
"""The probability from which a thread surely asks anything. Of seven forums' groups, as strangers or a model
judged them, 6 of 26 with a thread below are one question, of the others 49 of 87: docs/quality/cluster.md."""

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


def surely_asking(questions: Iterable[Question]) -> list[Question]:
    """Name those that surely ask anything; where no words for asking are known, nobody can tell, and all do.

    Examples
    --------
    >>> news, bell = Question(thread="f:1", title="News", asks=0.4), Question(thread="f:2", title="Bell?")
    >>> [each.thread for each in surely_asking([news, bell])]
    ['f:2']
    """
    return [each for each in questions if each.asks is None or each.asks >= SURELY_ASKS]


def within_reach(odds: float) -> float:
    """Log-odds of a title as far as the grades tell them apart."""
    return min(max(odds, -_FARTHEST_TITLE), _FARTHEST_TITLE)
