"""A group as a language model is asked about it: its threads, and near ones that grouping left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kbminer.digests import digest_of
from kbminer.language_model import Inquiry, data_json, read_prompt
from kbminer.language_model.answer_schema import INTEGER, TEXT, TRUTH, list_of, object_of
from kbminer.records import Group, Question
from kbminer.redact.gate import released

PROMPT = "one-article-2"
MOST_MEMBERS = 20  # of a large group that are shown: what more of them ask, these tell; the others stay
MEMBER_TEXT, NEAR_TEXT = (
    600,
    350,
)  # characters: what is asked stands at the beginning, and 80 groups are paid for
LONGEST_ANSWER = 400  # tokens that a verdict is reckoned to take
_ANSWER = object_of(article=TRUTH, same=list_of(INTEGER), title=TEXT, reason=TEXT)


@dataclass(frozen=True, slots=True)
class GroupCase:
    """A group, and the threads near it that may ask the same, the nearest first."""

    group: Group
    near: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The threads that the model sees, in the order of their numbers."""
        return (*self.group.members[:MOST_MEMBERS], *self.near)


def people_in(case: GroupCase, questions: Mapping[str, Question]) -> tuple[str, ...]:
    """Name the askers, whom no model sees."""
    return tuple(sorted({name for key in case.shown if (name := questions[key].asker)}))


def inquiry_of(case: GroupCase, questions: Mapping[str, Question]) -> Inquiry:
    """Ask about one group; names and private things are taken out.

    Parameters
    ----------
    case
        The group.
    questions
        By thread key, at least those that are shown.
    """
    members = set(case.group.members)
    threads = [
        _shown(number, questions[key], MEMBER_TEXT if key in members else NEAR_TEXT)
        for number, key in enumerate(case.shown, start=1)
    ]
    grouped = [number for number, key in enumerate(case.shown, start=1) if key in members]
    data = {"threads": released(threads, names=people_in(case, questions)), "grouped": grouped}
    return Inquiry(
        read_prompt("kbminer.judge", PROMPT).text,
        data_json(data),
        _ANSWER,
        longest_answer=LONGEST_ANSWER,
    )


def origin_of(case: GroupCase, questions: Mapping[str, Question], model: str) -> str:
    """Digest a group's threads, the model and the instructions: with others, the group is judged again."""
    texts = [f"{key}\n{questions[key].text}" for key in sorted(case.group.members)]
    instructions = read_prompt("kbminer.judge", PROMPT).text
    return digest_of(part.encode("utf8", "replace") for part in (model, instructions, *texts))


def _shown(number: int, question: Question, longest: int) -> dict[str, Any]:
    text = "\n".join(part for part in (question.ask[:longest], *question.errors) if part)
    return {"number": number, "title": question.title, "text": text[: longest + longest // 2]}
