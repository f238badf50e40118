"""Whether the answer that a draft leads with answers its question, as a language model judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kbminer.judge.one_verdict import LONGEST_TEXT, may_judge, verdict
from kbminer.language_model import Asking
from kbminer.records import Draft, Judgement, Thread
from kbminer.redact.posts import people_of

PROMPT = "leading-answer-1"
_ANSWERING = ("resolution", "workaround")


def judge_leading_answers(
    drafts: Iterable[Draft], threads: Mapping[str, Thread], asking: Asking
) -> list[Judgement]:
    """Ask of each draft whether its resolution answers its issue.

    Parameters
    ----------
    drafts
        In the order in which they matter; those that cite internal posts are not shown.
    threads
        By key, for the names that no model sees.
    asking
        Whom to ask; it stops where its share of the budget is spent.
    """
    found = []
    for draft in drafts:
        if draft.cites_internal or not may_judge(asking):
            continue
        people = people_of(*(threads[key] for key in draft.threads if key in threads))
        data = {"title": draft.title, "issue": _text(draft, "issue"), "answer": _text(draft, *_ANSWERING)}
        said = verdict(asking, PROMPT, data, {"answers": {"type": "boolean"}}, people)
        if said is not None and isinstance(said.get("answers"), bool):
            found.append(
                Judgement(
                    kind="leading answer", one=draft.group, holds=said["answers"], reason=said["reason"]
                )
            )
    return found


def _text(draft: Draft, *names: str) -> str:
    told = (
        s.text
        for section in draft.sections
        if section.name in names
        for s in section.statements
        if s.citations
    )
    return "\n".join(told)[:LONGEST_TEXT]
