"""Names for groups that last: given once at birth, carried over by shared members, never by rank."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from kbminer.records import LineageEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedIds:
    """The id of each group, in the order the groups came, and what happened on the way."""

    ids: tuple[str, ...]
    lineage: tuple[LineageEvent, ...]


def carry_over(
    groups: Sequence[Collection[str]],
    founders: Sequence[str],
    previous: Mapping[str, Collection[str]],
    *,
    at: datetime | None = None,
) -> CarriedIds:
    """Carry over to each group the id of the previous group with which it shares the most members.

    Parameters
    ----------
    groups : sequence of collections of thread keys
    founders : sequence of str
        The representative of each group, from which the id of a new group is made.
    previous : mapping from id to thread keys
    at : datetime, optional
        The date of the lineage events.
    """
    shared = _overlaps(groups, previous)
    heir: dict[str, int] = {}
    named: dict[int, str] = {}
    for count, old, new in sorted(
        ((count, old, new) for (old, new), count in shared.items()),
        key=lambda item: (-item[0], -item[0] / len(groups[item[2]]), item[1], founders[item[2]]),
    ):
        if count and old not in heir and new not in named:
            heir[old], named[new] = new, old
    taken = set(previous)
    for new in sorted(range(len(groups)), key=lambda i: founders[i]):
        if new not in named:
            named[new] = _fresh(founders[new], taken)
            taken.add(named[new])
    ids = tuple(named[i] for i in range(len(groups)))
    return CarriedIds(ids=ids, lineage=_events(ids, shared, previous, at))


def _overlaps(
    groups: Sequence[Collection[str]], previous: Mapping[str, Collection[str]]
) -> Counter[tuple[str, int]]:
    home = {thread: old for old, members in previous.items() for thread in members}
    return Counter((home[t], new) for new, members in enumerate(groups) for t in members if t in home)


def _fresh(founder: str, taken: Collection[str]) -> str:
    number = 0
    while True:
        seed = founder if not number else f"{founder}\n{number}"
        name = blake2b(seed.encode(), digest_size=6).hexdigest()
        if name not in taken:
            return name
        number += 1


def _events(
    ids: Sequence[str],
    shared: Mapping[tuple[str, int], int],
    previous: Mapping[str, Collection[str]],
    at: datetime | None,
) -> tuple[LineageEvent, ...]:
    parts: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for (old, new), count in shared.items():
        # One stray member is a move, not a split or a merge.
        if count >= 2 or ids[new] == old:
            parts[old].add(ids[new])
            sources[ids[new]].add(old)
    events = [
        LineageEvent(kind="merged", before=tuple(sorted(old)), after=(new,), at=at)
        for new, old in sources.items()
        if len(old) > 1
    ]
    events += [
        LineageEvent(kind="split", before=(old,), after=tuple(sorted(new)), at=at)
        for old, new in parts.items()
        if len(new) > 1
    ]
    events += [LineageEvent(kind="born", before=(), after=(new,), at=at) for new in ids if new not in sources]
    events += [
        LineageEvent(kind="ended", before=(old,), after=(), at=at) for old in previous if old not in parts
    ]
    return tuple(sorted(events, key=lambda event: (event.kind, event.before, event.after)))
