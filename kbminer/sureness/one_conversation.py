"""Who asked: threads that are pieces of one conversation are one person's question, not several people's.

Archives tear mails apart, trackers send a ticket to a list, a moderator posts a notice again, and a reply
whose head is lost stands as a thread of its own. Nobody repeats a question there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations

from kbminer.records import Question
from kbminer.text.title_words import clean_title, content_words

COPIED = 30
"""Words that two people don't write alike: what holds most of a longer text is a copy of it."""
_RUN = 5  # words in a row that are compared
_AT_LENGTH = 100
"""Runs that two texts share, from which one was written from the other, whatever stands beside them: a notice
of each year with other names. The longest error that two people of fourteen forums both quote has 81."""
_MOST = 0.8  # of the runs of the shorter text that stand in the longer one
_FORTNIGHT = timedelta(days=14)  # in which a list answers under the same subject
_FEWEST_WORDS = 2  # of a subject: "Help" is anybody's
_MOST_COMPARED = 40  # members of a group that are compared with each other


def different_askers(members: Sequence[Question]) -> set[str]:
    """Tell people apart: one a thread where nobody is named, and pieces of one conversation are one's.

    Parameters
    ----------
    members : sequence of Question

    Returns
    -------
    set of str
        Names, and the keys of threads without one.

    Examples
    --------
    >>> asked = [Question(thread=f"f:{n}", title="Mute?", asker=name) for n, name in enumerate("aba")]
    >>> sorted(different_askers(asked))
    ['a', 'b']
    """
    known = sorted(members, key=lambda each: (each.asked_at is None, str(each.asked_at), each.thread))
    first = list(range(len(known)))
    for one, other in _pieces(known[:_MOST_COMPARED]):
        start, other_start = _first(first, one), _first(first, other)
        first[max(start, other_start)] = min(start, other_start)
    return {_name(known[_first(first, place)]) for place in range(len(known))}


def _first(first: Sequence[int], place: int) -> int:
    """Where the conversation begins to which a place belongs."""
    while first[place] != place:
        place = first[place]
    return place


def _name(question: Question) -> str:
    return question.asker or question.thread


def _pieces(known: Sequence[Question]) -> list[tuple[int, int]]:
    """The pairs of different people's threads that are one conversation."""
    runs = [_runs(question.ask) for question in known]
    subjects = [frozenset(content_words(clean_title(question.title))) for question in known]
    return [
        (one, other)
        for one, other in combinations(range(len(known)), 2)
        if _name(known[one]) != _name(known[other])
        and (
            _is_copy(runs[one], runs[other])
            or (_share_subject(subjects[one], subjects[other]) and _answers(known[one], known[other]))
        )
    ]


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """The runs of words of a long text; of a short one none."""
    words = re.findall(r"\w+", text.lower())
    if len(words) < COPIED:
        return frozenset()
    return frozenset(zip(*(words[start:] for start in range(_RUN)), strict=False))


def _is_copy(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and len(one & other) >= min(_MOST * shorter, _AT_LENGTH)


def _share_subject(one: frozenset[str], other: frozenset[str]) -> bool:
    return min(len(one), len(other)) >= _FEWEST_WORDS and (one <= other or other <= one)


def _answers(one: Question, other: Question) -> bool:
    """Whether one of two, a fortnight apart at most, quotes what somebody wrote."""
    if one.asked_at is None or other.asked_at is None:
        return False
    return (one.quotes or other.quotes) and abs(other.asked_at - one.asked_at) <= _FORTNIGHT
