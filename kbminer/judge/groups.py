"""Whether the members of a group ask one question: a model's verdicts on near pairs, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from kbminer.judge.case_verdicts import LONGEST_TEXT, JudgeCase, verdicts
from kbminer.language_model import Asking
from kbminer.records import Group, Judgement, Link, Question

PROMPT = "same-question-2"
MOST_PAIRS = 200  # that one run judges: those behind have waited long already


def judge_groups(
    groups: Iterable[Group],
    questions: Mapping[str, Question],
    asking: Asking,
    links: Iterable[Link] = (),
) -> list[Judgement]:
    """Judge whether members of groups ask what their representative asks, the doubtful ones first.

    Parameters
    ----------
    groups
        In the order in which they matter.
    questions
        By thread key.
    asking
        Whom to ask; it stops where its share of the budget is spent.
    links
        An editor's words: such pairs are settled.
    """
    settled = {frozenset((link.one, link.other)) for link in links}
    known = ((one, other) for one, other in _pairs(list(groups), settled) if {one, other} <= questions.keys())
    pairs = list(islice(known, MOST_PAIRS))
    cases = [_case(questions[one], questions[other]) for one, other in pairs]
    said = verdicts(asking, PROMPT, cases, {"same": {"type": "boolean"}})
    return [
        Judgement(kind="same question", one=one, other=other, holds=each["same"], reason=each["reason"])
        for (one, other), each in zip(pairs, said, strict=True)
        if each is not None and isinstance(each.get("same"), bool)
    ]


def _pairs(groups: list[Group], settled: set[frozenset[str]]) -> Iterator[tuple[str, str]]:
    doubtful = ((group.representative, member) for group in groups for member in group.doubtful)
    others = ((group.representative, member) for group in groups for member in group.members)
    for one, other in dict.fromkeys((*doubtful, *others)):
        if one != other and frozenset((one, other)) not in settled:
            yield one, other


def _case(one: Question, other: Question) -> JudgeCase:
    people = tuple(sorted({name for name in (one.asker, other.asker) if name}))
    return JudgeCase({"one": one.text[:LONGEST_TEXT], "other": other.text[:LONGEST_TEXT]}, people)


def judged_groups(
    groups: Iterable[Group],
    judgements: Iterable[Judgement],
    links: Iterable[Link] = (),
    *,
    cohesion_of: Callable[[Collection[str]], float] | None = None,
) -> tuple[Group, ...]:
    """Take out of groups the members that ask something else, as a model judged.

    Parameters
    ----------
    groups
        As grouped.
    judgements
        Verdicts on pairs of a representative and a member; those on other pairs change nothing.
    links
        An editor's words, which count before a model's: what he joined stays together.
    cohesion_of
        Tells the cohesion of the threads that are left in a group; by default it stays.

    Returns
    -------
    tuple of Group
        In the same order under the same ids; what was taken out stands in no group.

    Examples
    --------
    >>> lamps = Group(id="g", members=("f:1", "f:2", "f:3"), representative="f:1", title="Dark lamp")
    >>> said = Judgement(kind="same question", one="f:1", other="f:3", holds=False, reason="other goal")
    >>> judged_groups([lamps], [said])[0].members
    ('f:1', 'f:2')
    >>> judged_groups([lamps], [said], [Link(one="f:3", other="f:1")])[0].members
    ('f:1', 'f:2', 'f:3')
    """
    joined = {frozenset((link.one, link.other)) for link in links if link.together}
    apart = {
        (each.one, each.other)
        for each in judgements
        if each.kind == "same question" and not each.holds and frozenset((each.one, each.other)) not in joined
    }
    return tuple(_without(group, apart, cohesion_of) for group in groups)


def _without(
    group: Group, apart: set[tuple[str, str]], cohesion_of: Callable[[Collection[str]], float] | None
) -> Group:
    gone = {member for member in group.members if (group.representative, member) in apart}
    if not gone:
        return group
    left = tuple(member for member in group.members if member not in gone)
    return replace(
        group,
        members=left,
        doubtful=tuple(member for member in group.doubtful if member not in gone),
        cohesion=cohesion_of(left) if cohesion_of else group.cohesion,
        weakest=None,
    )
