"""Sites whose people look for repeated questions themselves: what stands apart there, they have told apart.

On such a site whoever asks again is sent to the question that stands. What is left lies as near as elsewhere,
under titles as good, and asks something else. The signs of a suggestion cannot tell; that the site does, can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from kbminer.records import Group
from kbminer.records.by_key import source_of

TOLD_APART = 0.75
"""The probability from which threads are so near that people who look for duplicates may have missed them: of
graded pairs of one such site 4 of 5 ask the same from here on, and 8 of 41 below: docs/quality/cluster.md."""

LEAST_MARKED = 0.002
"""The share of a source's threads that it calls duplicates, from which its people look for them: the one site
measured has .016, support forums have none, and one thread marked by chance is not enough in a large one."""


def tended_sources(threads: Iterable[str], duplicates: Collection[str]) -> frozenset[str]:
    """Name the sources whose people look for duplicates.

    Parameters
    ----------
    threads : iterable of str
        Keys of all threads, duplicates among them.
    duplicates : collection of str
        Keys of those that their source itself calls duplicates.

    Examples
    --------
    >>> sorted(tended_sources(["a:1", "a:2", "b:1"], {"a:2"}))
    ['a']
    """
    marked = Counter(map(source_of, duplicates))
    sizes = Counter(map(source_of, threads))
    return frozenset(name for name, count in marked.items() if count >= LEAST_MARKED * sizes[name])


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
