"""Groups as a language model's verdicts leave them: who goes and comes, what stands aside, their titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kbminer.judge.group_cases import MOST_MEMBERS
from kbminer.records import Group, GroupVerdict, Link, Question
from kbminer.records.by_key import by_id
from kbminer.titling import best_title

JUDGED_SAME = 0.9
"""How likely two members of a judged group ask the same, and the group is one question: strangers agreed
with 23 of 26 verdicts that let a group stand (docs/quality/cluster.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouped:
    """What verdicts make of groups.

    ``groups`` stand under the ids that they had, ``aside`` pairs threads of groups that ask nothing with the
    reason, ``absorbed`` pairs the ids of groups that another took up with its id, and ``apart`` names those
    of which no two threads ask the same.
    """

    groups: tuple[Group, ...]
    aside: tuple[tuple[str, str], ...] = ()
    absorbed: tuple[tuple[str, str], ...] = ()
    apart: tuple[str, ...] = ()


def regrouped(
    groups: Iterable[Group],
    verdicts: Sequence[GroupVerdict],
    questions: Mapping[str, Question],
    links: Iterable[Link] = (),
) -> Regrouped:
    """Let verdicts decide who belongs to groups; an editor's word counts before them.

    A thread belongs to one group: the first that claims it keeps it. From a group that claims it, too,
    another takes it only where that one's verdict names threads of the other as well.

    Parameters
    ----------
    groups
        As grouped.
    verdicts
        At most one for each group, in the order in which they matter.
    questions
        By thread key: those of the groups' members and of near threads.
    links
        What he joined stays together and is never set aside; what he parted is not joined.

    Examples
    --------
    >>> asked = {f"f:{n}": Question(thread=f"f:{n}", title="Dark lamp") for n in (1, 2, 3)}
    >>> lamps = Group(id="g", members=tuple(asked), representative="f:1", title="Dark lamp")
    >>> said = GroupVerdict(group="g", members=lamps.members, article=True, same=("f:1", "f:2"), reason="")
    >>> regrouped([lamps], [said], asked).groups[0].members
    ('f:1', 'f:2')
    """
    known = tuple(groups)
    words = _Words.of(known, verdicts, tuple(links))
    members = _claimed(known, words)
    standing = [group for group in known if len(members[group.id]) > 1]
    gone = [group for group in known if len(members[group.id]) < 2]
    kept = tuple(
        _as_judged(group, members[group.id], words.said.get(group.id), questions) for group in standing
    )
    home = {thread: group.id for group in kept for thread in group.members}
    heirs = {group.id: _heir(group, home) for group in gone if not words.sets_aside(group)}
    return Regrouped(
        groups=kept,
        aside=tuple(_aside(gone, words, home)),
        absorbed=tuple((group, heir) for group, heir in heirs.items() if heir),
        apart=tuple(group for group, heir in heirs.items() if not heir),
    )


def _aside(gone: Sequence[Group], words: _Words, home: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The threads of groups that ask nothing, each with the reason."""
    for group in gone:
        if words.sets_aside(group):
            yield from ((key, words.said[group.id].reason) for key in group.members if key not in home)


@dataclass(frozen=True, slots=True)
class _Words:
    """What the model and the editor said: verdicts by group, and pairs."""

    said: Mapping[str, GroupVerdict]
    joined: frozenset[frozenset[str]]
    parted: frozenset[frozenset[str]]

    @classmethod
    def of(cls, groups: Sequence[Group], verdicts: Sequence[GroupVerdict], links: Sequence[Link]) -> _Words:
        joined = frozenset(frozenset((each.one, each.other)) for each in links if each.together)
        parted = frozenset(frozenset((each.one, each.other)) for each in links if not each.together)
        known = by_id(groups)
        words = cls({}, joined, parted)
        heard = (
            words._heeding_the_editor(each, known[each.group]) for each in verdicts if each.group in known
        )
        return cls({each.group: each for each in heard if each}, joined, parted)

    def sets_aside(self, group: Group) -> bool:
        """Whether the model says that a group asks nothing."""
        return group.id in self.said and not self.said[group.id].article

    def _heeding_the_editor(self, verdict: GroupVerdict, group: Group) -> GroupVerdict | None:
        """A verdict with what an editor joined and parted; ``None`` where his word says the contrary."""
        bound = self.bound_in(group.members)
        if not verdict.article:
            return None if bound else verdict
        unseen = group.members[MOST_MEMBERS:] if verdict.same else ()
        staying = {*verdict.same, *bound, *unseen}
        core = [key for key in group.members if key in staying]
        brought = [key for key in verdict.same if key not in group.members and not self._parts(key, core)]
        return replace(verdict, same=(*core, *brought))

    def _parts(self, key: str, others: Sequence[str]) -> bool:
        """Whether an editor parted a thread from one of some others."""
        return any(frozenset((key, other)) in self.parted for other in others)

    def bound_in(self, members: Sequence[str]) -> set[str]:
        """The members that an editor joined to another one."""
        inside = set(members)
        return {key for pair in self.joined if pair <= inside for key in pair}


def _claimed(groups: Sequence[Group], words: _Words) -> dict[str, tuple[str, ...]]:
    """The members of each group after all claims; groups without a verdict keep what nobody claims."""
    owner = _owners(groups, words)
    claimed: dict[str, list[str]] = {name: [] for name in words.said}
    for key, name in sorted(owner.items()):
        claimed[name].append(key)
    return {
        group.id: tuple(claimed[group.id])
        if group.id in claimed
        else tuple(key for key in group.members if key not in owner)
        for group in groups
    }


def _owners(groups: Sequence[Group], words: _Words) -> dict[str, str]:
    """The group of each thread that a verdict claims: the first that may have it."""
    home = {key: group.id for group in groups for key in group.members}
    own = {group.id: frozenset(group.members) for group in groups}
    bound = {key for group in groups for key in words.bound_in(group.members)}
    owner: dict[str, str] = {}
    for name, verdict in words.said.items():
        claims = verdict.same if len(verdict.same) > 1 else ()
        free = (key for key in claims if key not in owner)
        owner |= {
            key: name
            for key in free
            if key in own[name] or (key not in bound and _may_move(key, home, own[name], words))
        }
    return owner


def _may_move(key: str, home: Mapping[str, str], claiming: frozenset[str], words: _Words) -> bool:
    """Whether a thread may leave its own group for the one that claims it."""
    verdict = words.said.get(home.get(key, ""))
    if verdict is None or key not in verdict.same or len(verdict.same) < 2:
        return True
    return not claiming.isdisjoint(verdict.same)


def _as_judged(
    group: Group,
    members: tuple[str, ...],
    verdict: GroupVerdict | None,
    questions: Mapping[str, Question],
) -> Group:
    """A group with its members and its title, under its id."""
    if verdict is None and members == group.members:
        return group
    named = replace(group, members=members, weakest=None)
    if group.representative not in members:
        composed = best_title([questions[key] for key in members], group.terms)
        named = replace(named, representative=composed.thread, title=composed.text)
    if verdict is None:
        return replace(named, doubtful=tuple(key for key in group.doubtful if key in members))
    return replace(named, title=verdict.title or named.title, doubtful=(), cohesion=JUDGED_SAME)


def _heir(group: Group, home: Mapping[str, str]) -> str | None:
    """The group that took up all of its threads but one at most, where one did."""
    homes = [home[key] for key in group.members if key in home]
    best = max(sorted(set(homes)), key=homes.count, default=None)
    return best if best and homes.count(best) >= max(1, len(group.members) - 1) else None
