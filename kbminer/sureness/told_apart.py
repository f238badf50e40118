"""Sites whose people look for repeated questions themselves: what stands apart there, they have told apart.

On such a site whoever asks again is sent to the question that stands. What is left lies as near as elsewhere,
under titles as good, and asks something else. The signs of a suggestion cannot tell; that the site does, can.
It is known by what its threads are marked as, or by how they read: where only answers may stand under a
question, hardly anybody writes again under his own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from kbminer.records import Group, ThreadSummary
from kbminer.records.by_key import source_of

TOLD_APART = 0.75
"""The probability from which threads are so near that people who look for duplicates may have missed them: of
graded pairs of one such site 4 of 5 ask the same from here on, and 8 of 41 below; of the groups of four more
3 of 5 and 11 of 32: docs/quality/cluster.md."""

LEAST_MARKED = 0.002
"""The share of a source's threads that it calls duplicates, from which its people look for them: the one site
measured has .016, support forums have none, and one thread marked by chance is not enough in a large one."""

ONLY_ANSWERS = 0.3
"""The share of threads in which the asker wrote again, below which only answers stand under a question: five
such sites have .07 to .21, thirteen forums and lists .40 to .96 (docs/quality/cluster.md)."""

_FEWEST_THREADS = 20  # in which it can be told whether the asker wrote again: fewer say nothing of a source


def tended_sources(threads: Iterable[ThreadSummary]) -> frozenset[str]:
    """Name the sources whose people look for duplicates.

    Parameters
    ----------
    threads : iterable of ThreadSummary
        All threads, duplicates among them.

    Examples
    --------
    >>> threads = [ThreadSummary(key=f"a:{n}", title="?", is_duplicate=n == 1) for n in range(9)]
    >>> sorted(tended_sources([*threads, ThreadSummary(key="b:1", title="?")]))
    ['a']
    """
    of_source: defaultdict[str, list[ThreadSummary]] = defaultdict(list)
    for thread in threads:
        of_source[source_of(thread.key)].append(thread)
    return frozenset(
        name for name, theirs in of_source.items() if _marks_duplicates(theirs) or _holds_only_answers(theirs)
    )


def _marks_duplicates(threads: Sequence[ThreadSummary]) -> bool:
    marked = sum(each.is_duplicate for each in threads)
    return marked > 0 and marked >= LEAST_MARKED * len(threads)


def _holds_only_answers(threads: Sequence[ThreadSummary]) -> bool:
    returned = [each.asker_returned for each in threads if each.asker_returned is not None]
    return len(returned) >= _FEWEST_THREADS and sum(returned) < ONLY_ANSWERS * len(returned)


def is_told_apart(group: Group, tended: Collection[str], duplicates: Collection[str]) -> bool:
    """Tell whether people who look for duplicates have left a group's threads apart.

    Not where its threads are so near that they may have been missed, nor where the source calls one of
    them a duplicate.

    Parameters
    ----------
    group : Group
    tended : collection of str
        What :func:`tended_sources` gives.
    duplicates : collection of str

    Examples
    --------
    >>> group = Group(id="g", members=("a:1", "a:2"), representative="a:1", title="Mute?", cohesion=0.6)
    >>> is_told_apart(group, {"a"}, set()), is_told_apart(group, {"a"}, {"a:2"})
    (True, False)
    """
    weakest = group.cohesion if group.weakest is None else group.weakest
    return (
        weakest < TOLD_APART
        and all(source_of(member) in tended for member in group.members)
        and not any(member in duplicates for member in group.members)
    )
