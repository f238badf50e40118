"""The groups of a run with what people decided of them, whatever their ids were then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kbminer.decisions.verdicts import verdicts_of
from kbminer.records import Case, CaseState, Decision, Group, Verdict
from kbminer.records.by_key import by_id

GROWN_LEAST = 2
"""A rejected question is back when at least so many threads have come: one more may be a stray."""
GROWN_SHARE = 0.5
"""And at least half as many as it had: what was turned down with ten threads needs five more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """What stands after a run: a case for each group that anything was decided about, by its id.

    ``homeless`` are verdicts on groups of which no thread is in any group now; nothing of them is lost.
    """

    by_group: Mapping[str, Case]
    homeless: tuple[Verdict, ...] = ()

    def of(self, group: str) -> Case:
        """Return the case of a group; an open one where nothing was decided."""
        return self.by_group.get(group) or Case(group=group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """The groups of a run by id, and by thread the id of its group: looked up once for a run."""

    groups: Mapping[str, Group]
    of_thread: Mapping[str, str]

    @classmethod
    def among(cls, groups: Iterable[Group]) -> Homes:
        """Look up the groups of a run."""
        known = by_id(groups)
        return cls(
            groups=known,
            of_thread={thread: group.id for group in known.values() for thread in group.members},
        )


def has_grown(new: int, before: int) -> bool:
    """Tell whether a rejected question has grown enough to be shown again.

    >>> [has_grown(new, before) for new, before in ((1, 2), (2, 3), (2, 10), (5, 10))]
    [False, True, False, True]
    """
    return new >= max(GROWN_LEAST, GROWN_SHARE * before)


def cases_of(decisions: Iterable[Decision], groups: Iterable[Group] | Homes, *, today: date) -> Cases:
    """Bring decisions together with the groups of a run.

    A verdict belongs to the group of its id, or, where a run has given that up, to the group that holds
    most of the threads on which it was passed.

    Parameters
    ----------
    decisions : iterable of Decision
        In the order of their numbers.
    groups : iterable of Group, or Homes
        Those of the run.
    today : date
        Decides which suggestions have slept enough.
    """
    known = groups if isinstance(groups, Homes) else Homes.among(groups)
    return cases_among(verdicts_of(decisions), known, today=today)


def cases_among(verdicts: Mapping[str, Verdict], known: Homes, *, today: date) -> Cases:
    """Bring verdicts, by their groups' ids, together with the groups of a run."""
    homes: dict[str, list[Verdict]] = {}
    homeless: list[Verdict] = []
    for verdict in verdicts.values():
        home = home_of(verdict, known)
        if home is None:
            homeless.append(verdict)
        else:
            homes.setdefault(home, []).append(verdict)
    merged_into = _merges(verdicts.values(), known.groups)
    found = {
        home: _case(known.groups[home], own, merged_away=home in merged_into, today=today)
        for home, own in homes.items()
    }
    found |= _rejected_parts(known, verdicts.values(), found)
    return Cases(by_group=found, homeless=tuple(homeless))


def cases_after(
    before: Cases, verdicts: Mapping[str, Verdict], touched: Collection[str], known: Homes, *, today: date
) -> Cases:
    """Bring changed verdicts into cases: the same as :func:`cases_among`, in the time that the change takes.

    Parameters
    ----------
    before : Cases
    verdicts : mapping
        All, by their groups' ids.
    touched : collection of str
        Those that may be others than before.
    known : Homes
        The groups of the run, the same as before.
    today : date
        The same as before.
    """
    found = dict(before.by_group)
    for group in touched:
        old, new = before.of(group), verdicts.get(group)
        inherited = [each for each in (old.verdict, *old.others) if each and each.group != group]
        changed = [each for each in (old.verdict, new) if each]
        others = verdicts.values() if new is None else ()
        if (
            inherited
            or group not in known.groups
            or any(_reaches_others(v, known) for v in (*changed, *others))
        ):
            return cases_among(verdicts, known, today=today)
        found.pop(group, None)
        if new is not None:
            found[group] = _case(known.groups[group], [new], merged_away=False, today=today)
    return Cases(by_group=found, homeless=before.homeless)


def _reaches_others(verdict: Verdict, known: Homes) -> bool:
    """Whether a verdict says anything of other groups than its own."""
    if verdict.state == "merged":
        return True
    away = verdict.state == "rejected"
    return away and any(known.of_thread.get(key, verdict.group) != verdict.group for key in _known(verdict))


def home_of(verdict: Verdict, known: Homes) -> str | None:
    """Name the group to which a verdict belongs: that of its id, else the one with most of its threads."""
    if verdict.group in known.groups:
        return verdict.group
    shared: dict[str, int] = {}
    for thread in verdict.members:
        if (home := known.of_thread.get(thread)) is not None:
            shared[home] = shared.get(home, 0) + 1
    return max(sorted(shared), key=lambda home: shared[home], default=None)


def _merges(verdicts: Iterable[Verdict], by_id: Mapping[str, Group]) -> set[str]:
    """Groups that were merged into another that is there still: until a run has made one of the two."""
    return {
        verdict.group
        for verdict in verdicts
        if verdict.state == "merged" and verdict.settled and verdict.settled.target in by_id
    }


def _case(group: Group, verdicts: Sequence[Verdict], *, merged_away: bool, today: date) -> Case:
    """The verdict on the group itself counts first, one on a group that was merged into another last."""
    ranked = sorted(
        verdicts,
        key=lambda v: (
            v.state == "merged" and not merged_away,
            v.group != group.id,
            -len(set(v.members) & set(group.members)),
            v.group,
        ),
    )
    verdict, others = ranked[0], tuple(ranked[1:])
    new = tuple(thread for thread in group.members if thread not in _known(verdict))
    state, returned = _state_now(verdict, group, new, merged_away=merged_away, today=today)
    return Case(
        group=group.id, state=state, verdict=verdict, new_threads=new, returned=returned, others=others
    )


def _known(verdict: Verdict) -> frozenset[str]:
    """The threads that were there when the state was given."""
    return frozenset(verdict.settled.members if verdict.settled else verdict.members)


def _state_now(
    verdict: Verdict, group: Group, new: Sequence[str], *, merged_away: bool, today: date
) -> tuple[CaseState, bool]:
    settled = verdict.settled
    if settled is None:
        return "open", False
    if verdict.state == "merged":
        return ("merged", False) if merged_away else ("open", False)
    if verdict.state == "rejected":
        may_return = settled.reason != "private"
        back = may_return and has_grown(len(new), len(group.members) - len(new))
        return ("open", True) if back else ("rejected", False)
    if verdict.state == "snoozed":
        grown = settled.grown_by is not None and len(new) >= settled.grown_by
        awake = settled.until is not None and today >= settled.until
        return ("open", True) if grown or awake else ("snoozed", False)
    return verdict.state, False


def _rejected_parts(homes: Homes, verdicts: Iterable[Verdict], found: Mapping[str, Case]) -> dict[str, Case]:
    """Groups that a run has cut from a rejected one: their threads stay away, too."""
    parts: dict[str, Case] = {}
    for verdict in verdicts:
        known = _known(verdict) if verdict.state == "rejected" else frozenset()
        for home in {homes.of_thread[thread] for thread in known if thread in homes.of_thread} - found.keys():
            members = homes.groups[home].members
            new = tuple(thread for thread in members if thread not in known)
            old = len(members) - len(new)
            if old > len(new) and not has_grown(len(new), old):
                parts[home] = Case(group=home, state="rejected", verdict=verdict, new_threads=new)
    return parts
