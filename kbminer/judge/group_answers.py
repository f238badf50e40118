"""What of a model's answer about a group counts: threads it was shown, and a title that they bear out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kbminer.judge.group_cases import GroupCase, people_in
from kbminer.language_model import answer_object
from kbminer.records import GroupVerdict, Question
from kbminer.redact.gate import released
from kbminer.redact.placeholders import PLACEHOLDER, redact
from kbminer.text.title_words import is_empty_title
from kbminer.verify.reworded_title import says_no_more

LONGEST_REASON = 300  # characters
LONGEST_TITLE = 90  # characters, as the model is told: a list of results cuts off what is longer


def verdict_of(
    text: str, case: GroupCase, questions: Mapping[str, Question], origin: str
) -> GroupVerdict | None:
    """Read an answer; ``None`` where it has no sense.

    Numbers of threads that were not shown count for nothing, and a title that the threads do not bear out,
    or that holds something private, is left away.

    Parameters
    ----------
    text
        The answer.
    case
        What was asked about.
    questions
        By thread key, at least those that were shown.
    origin
        See :func:`kbminer.judge.group_cases.origin_of`.
    """
    said = _object(text)
    if said is None:
        return None
    names = people_in(case, questions)
    same = _threads(said["same"], case.shown)
    article = said["article"]
    title = " ".join(said["title"].split()) if article and len(same) > 1 else ""
    refused = title_fault(title, [questions[key] for key in same], names) if title else ""
    return GroupVerdict(
        group=case.group.id,
        members=case.group.members,
        near=case.near,
        article=article,
        same=same if article else (),
        title="" if refused else title,
        refused=refused,
        reason=" ".join(released(said["reason"], names=names).split())[:LONGEST_REASON],
        origin=origin,
    )


def title_fault(title: str, questions: Sequence[Question], names: tuple[str, ...]) -> str:
    """Say why questions may not go under a title, as the end of a sentence; empty where they may.

    Parameters
    ----------
    title
        In a model's words.
    questions
        Those that it is to stand for.
    names
        The people who asked.

    Examples
    --------
    >>> asked = [Question(thread="f:1", title="Export is empty", language="en")]
    >>> title_fault("Empty exports", asked, ()), title_fault("Empty exports in version 9", asked, ())
    ('', 'the threads do not say all of it')
    """
    if len(title) > LONGEST_TITLE or is_empty_title(title):
        return "it is too long, or says nothing"
    if PLACEHOLDER.search(title) or redact(title, names).found:
        return "it holds private data"
    whole = "\n".join(redact(question.text, names).text for question in questions)
    [(language, _)] = Counter(question.language for question in questions).most_common(1)
    return "" if says_no_more(title, whole, language) else "the threads do not say all of it"


def _object(text: str) -> dict[str, Any] | None:
    """The answer where it has the shape that was asked for."""
    said = answer_object(text)
    kinds = {"article": bool, "same": list, "title": str, "reason": str}
    return said if all(isinstance(said.get(name), kind) for name, kind in kinds.items()) else None


def _threads(numbers: Collection[Any], shown: Sequence[str]) -> tuple[str, ...]:
    """The threads of numbers that are some, each once."""
    known = [number for number in numbers if type(number) is int and 1 <= number <= len(shown)]
    return tuple(shown[number - 1] for number in sorted(set(known)))
