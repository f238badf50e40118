"""Groups as a language model's verdicts leave them: who goes and comes, what stands aside, their titles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    kept = tuple(
        _as_judged(group, members[group.id], words.said.get(group.id), questions)
        for group in known
        if len(members[group.id]) > 1
    )
    home = {thread: group.id for group in kept for thread in group.members}
    gone = [group for group in known if len(members[group.id]) < 2]
    nothing = {group.id for group in gone if (v := words.said.get(group.id)) and not v.article}
    return Regrouped(
        groups=kept,
        aside=tuple(
            (key, words.said[group.id].reason)
            for group in gone
            if group.id in nothing
            for key in group.members
            if key not in home
        ),
        absorbed=tuple(
            (group.id, heir) for group in gone if group.id not in nothing and (heir := _heir(group, home))
        ),
        apart=tuple(group.id for group in gone if group.id not in nothing and not _heir(group, home)),
    )


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
        said = {
            each.group: told
            for each in verdicts
            if each.group in known and (told := words._heeding_the_editor(each, known[each.group]))
        }
        return cls(said, joined, parted)

    def _heeding_the_editor(self, verdict: GroupVerdict, group: Group) -> GroupVerdict | None:
        """A verdict with what an editor joined and parted; ``None`` where his word says the contrary."""
        bound = self.bound_in(group.members)
        if not verdict.article:
            return None if bound else verdict
        unseen = group.members[MOST_MEMBERS:] if verdict.same else ()
        core = [key for key in group.members if key in verdict.same or key in bound or key in unseen]
        brought = [
            key
            for key in verdict.same
            if key not in group.members and not any(frozenset((key, own)) in self.parted for own in core)
        ]
        return replace(verdict, same=(*core, *brought))

    def bound_in(self, members: Sequence[str]) -> set[str]:
        """The members that an editor joined to another one."""
        inside = set(members)
        return {key for pair in self.joined if pair <= inside for key in pair}


def _claimed(groups: Sequence[Group], words: _Words) -> dict[str, tuple[str, ...]]:
    """The members of each group after all claims; groups without a verdict keep what nobody claims."""
    home = {key: group.id for group in groups for key in group.members}
    own = {group.id: frozenset(group.members) for group in groups}
    bound = {key for group in groups for key in words.bound_in(group.members)}
    owner: dict[str, str] = {}
    for name, verdict in words.said.items():
        for key in verdict.same if len(verdict.same) > 1 else ():
            is_own = key in own[name]
            if key not in owner and (is_own or (key not in bound and _may_move(key, home, own[name], words))):
                owner[key] = name
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        if group.id in words.said:
            found[group.id] = tuple(sorted(key for key, name in owner.items() if name == group.id))
        else:
            found[group.id] = tuple(key for key in group.members if key not in owner)
    return found


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
    stays = group.representative in members
    composed = None if stays else best_title([questions[key] for key in members], group.terms)
    return replace(
        group,
        members=members,
        representative=composed.thread if composed else group.representative,
        title=(verdict.title if verdict else "") or (composed.text if composed else group.title),
        doubtful=() if verdict else tuple(key for key in group.doubtful if key in members),
        cohesion=JUDGED_SAME if verdict else group.cohesion,
        weakest=None,
    )


def _heir(group: Group, home: Mapping[str, str]) -> str | None:
    """The group that took up all of its threads but one at most, where one did."""
    homes = [home[key] for key in group.members if key in home]
    best = max(sorted(set(homes)), key=homes.count, default=None)
    return best if best and homes.count(best) >= max(1, len(group.members) - 1) else None
