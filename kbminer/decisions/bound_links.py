"""Merges, splits and moves as pairs of threads that every later run keeps together or apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kbminer.decisions.verdicts import standing_decisions
from kbminer.records import Decision, Link


def bound_links(decisions: Iterable[Decision], links: Sequence[Link] = ()) -> tuple[Link, ...]:
    """Return the pairs of threads that people's words bind, without contradictions: the newest word holds.

    Parameters
    ----------
    decisions : iterable of Decision
        In the order of their numbers.
    links : sequence of Link, optional
        What was said of single pairs, before all decisions.

    Examples
    --------
    >>> bound_links([], [Link(one="f:1", other="f:2")])
    (Link(one='f:1', other='f:2', together=True),)
    """
    taken = [link for link in links if link.one != link.other]
    for decision in standing_decisions(decisions):
        taken += _links_of(decision)
    kept = _Agreed()
    held = [link for link in reversed(taken) if kept.takes(link)]
    return tuple(dict.fromkeys(reversed(held)))


def _links_of(decision: Decision) -> Iterator[Link]:
    if decision.kind == "merge":
        yield from _together(*decision.threads[:1], *decision.members, *decision.threads[1:])
    elif decision.kind in ("split", "move"):
        # What was chosen stays one and leaves each thread that stayed behind.
        chosen = set(decision.threads)
        leaving = tuple(sorted(chosen & set(decision.members)))
        yield from _together(*leaving)
        if leaving:
            for stayed in decision.members:
                if stayed not in chosen:
                    yield Link(one=leaving[0], other=stayed, together=False)
        if decision.kind == "move" and leaving:
            yield from _together(leaving[0], *(key for key in decision.threads if key not in leaving))


def _together(*threads: str) -> Iterator[Link]:
    """Each with the first: a group whose threads all stay together."""
    for other in threads[1:]:
        if other != threads[0]:
            yield Link(one=threads[0], other=other)


class _Agreed:
    """Takes links one by one as long as they agree with all that were taken before."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._apart: dict[str, set[str]] = {}

    def takes(self, link: Link) -> bool:
        one, other = self._root(link.one), self._root(link.other)
        if link.together:
            if one != other and other in self._apart.get(one, ()):
                return False
            self._unite(one, other)
            return True
        if one == other:
            return False
        self._apart.setdefault(one, set()).add(other)
        self._apart.setdefault(other, set()).add(one)
        return True

    def _root(self, thread: str) -> str:
        while (above := self._parent.get(thread, thread)) != thread:
            self._parent[thread] = self._parent.get(above, above)
            thread = above
        return thread

    def _unite(self, one: str, other: str) -> None:
        if one == other:
            return
        self._parent[other] = one
        parted = self._apart.pop(other, set())
        for third in parted:
            self._apart[third].discard(other)
            self._apart[third].add(one)
        self._apart.setdefault(one, set()).update(parted)
