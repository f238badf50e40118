"""Which threads one article answers, and under which title: a language model's verdict on each group."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from kbminer.judge.case_verdicts import affordable
from kbminer.judge.group_answers import verdict_of
from kbminer.judge.group_cases import GroupCase, inquiry_of, origin_of
from kbminer.language_model import Asking, ModelFailed
from kbminer.records import Group, GroupVerdict, Question

MOST_GROUPS = 80
"""Groups that one run asks about, the first by rank: a third to a half of them stand aside, and thirty are
looked at in full. Some 1,000 tokens each: docs/quality/cluster.md."""
SHARE = 0.35  # of a run's tokens: eighty groups of the usual size


def judge_groups(
    cases: Sequence[GroupCase],
    questions: Mapping[str, Question],
    asking: Asking,
    *,
    before: Mapping[str, GroupVerdict] | None = None,
    known: Collection[str] = (),
) -> list[GroupVerdict | ModelFailed]:
    """Judge groups, one request each, within a share of the budget; unchanged ones keep their verdict.

    Parameters
    ----------
    cases
        In the order in which they matter.
    questions
        By thread key.
    asking
        Whom to ask.
    before
        The verdicts of the last run by group.
    known
        The threads that were there then: a near one among them asks nothing new.

    Returns
    -------
    list of GroupVerdict or ModelFailed
        For each case its verdict, or why there is none.
    """
    origins = [origin_of(case, questions, asking.name) for case in cases]
    found: list[GroupVerdict | ModelFailed] = [
        _kept((before or {}).get(case.group.id), case, origin, known) or ModelFailed("it was not asked")
        for case, origin in zip(cases, origins, strict=True)
    ]
    open_ = [place for place, each in enumerate(found) if isinstance(each, ModelFailed)]
    asked = affordable(asking, [inquiry_of(cases[place], questions) for place in open_], SHARE)
    answers = asking.complete_all(asked)
    for place, answer in zip(open_, answers, strict=False):
        found[place] = _answered(answer, cases[place], questions, origins[place])
    for place in open_[len(answers) :]:
        found[place] = ModelFailed(
            f"not asked: judging may spend {SHARE:.0%} of the budget; set llm_budget higher"
        )
    return found


def standing_verdict(verdict: GroupVerdict, group: Group) -> GroupVerdict:
    """Let a verdict stand that a person has built on: threads that came since belong, nobody else moves.

    Parameters
    ----------
    verdict
        On the group as it was.
    group
        As it is grouped now.
    """
    come = tuple(key for key in group.members if key not in verdict.members)
    return replace(verdict, members=group.members, same=tuple(dict.fromkeys((*verdict.same, *come))))


def _kept(
    verdict: GroupVerdict | None, case: GroupCase, origin: str, known: Collection[str]
) -> GroupVerdict | None:
    if verdict is None or verdict.origin != origin:
        return None
    is_told = all(key in verdict.near or key in known for key in case.near)
    return verdict if is_told else None


def _answered(
    answer: str | ModelFailed, case: GroupCase, questions: Mapping[str, Question], origin: str
) -> GroupVerdict | ModelFailed:
    if isinstance(answer, ModelFailed):
        return answer
    return verdict_of(answer, case, questions, origin) or ModelFailed("its answer had no sense")
