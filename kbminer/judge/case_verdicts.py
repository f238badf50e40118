"""Questions to the judge, many in one request, and what of its answers counts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from kbminer.language_model import Asking, Inquiry, data_json, numbered_verdicts, read_prompt
from kbminer.language_model.answer_schema import INTEGER, TEXT, list_of, object_of
from kbminer.redact.gate import released

SHARE = 0.5  # of a run's tokens that may be spent before anything is written
LONGEST_TEXT = 3_000  # characters of a question or post that the judge is shown
LONGEST_REQUEST = 24_000  # characters of the cases of one request: small models take in little more
MOST_CASES = 20  # of one request
LONGEST_REASON = 300  # characters


@dataclass(frozen=True, slots=True)
class JudgeCase:
    """What is judged, and the names that no model sees."""

    data: Mapping[str, Any]
    people: tuple[str, ...]


def verdicts(
    asking: Asking, prompt: str, cases: Sequence[JudgeCase], answer: Mapping[str, Any]
) -> list[dict[str, Any] | None]:
    """Ask for verdicts, within the judge's share of the budget; the first cases count most.

    Parameters
    ----------
    asking
        Whom to ask.
    prompt
        The version of the prompt.
    cases
        What is judged; names and private things are taken out.
    answer
        The JSON schema of a verdict beside its reason, by the one name that it has.

    Returns
    -------
    list of dict or None
        For each case its verdict and ``reason``; ``None`` where there is no usable one.
    """
    batches = list(_batches(cases))
    asked = [_inquiry(prompt, [cases[place] for place in batch], answer) for batch in batches]
    found: list[dict[str, Any] | None] = [None] * len(cases)
    for batch, text in zip(batches, asking.complete_all(affordable(asking, asked, SHARE)), strict=False):
        for number, said in _verdicts(text) if isinstance(text, str) else ():
            if 1 <= number <= len(batch):
                found[batch[number - 1]] = _released(said, cases[batch[number - 1]].people)
    return found


def _batches(cases: Sequence[JudgeCase]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for place, case in enumerate(cases):
        length = len(json.dumps(case.data))
        if batch and (len(batch) >= MOST_CASES or size + length > LONGEST_REQUEST):
            yield batch
            batch, size = [], 0
        batch.append(place)
        size += length
    if batch:
        yield batch


def _inquiry(prompt: str, cases: Sequence[JudgeCase], answer: Mapping[str, Any]) -> Inquiry:
    verdict = object_of(number=INTEGER, reason=TEXT, **answer)
    schema = object_of(verdicts=list_of(verdict))
    shown = [
        {"number": number, **released(dict(case.data), names=case.people)}
        for number, case in enumerate(cases, start=1)
    ]
    text = data_json({"cases": shown})
    return Inquiry(read_prompt("kbminer.judge", prompt).text, text, schema)


def affordable(asking: Asking, asked: Sequence[Inquiry], share: float) -> list[Inquiry]:
    """Take the first questions that are paid for before a share of the run's budget (0 to 1) is spent."""
    left = share * asking.spending.budget - asking.spending.tokens

    def fits(inquiry: Inquiry) -> bool:
        nonlocal left
        left -= asking.estimate(inquiry)
        return left >= 0

    return list(takewhile(fits, asked))


def _verdicts(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """What of an answer has the shape that was asked for."""
    for number, item in numbered_verdicts(text):
        if isinstance(item.get("reason"), str):
            yield number, item


def _released(said: dict[str, Any], people: tuple[str, ...]) -> dict[str, Any]:
    reason = " ".join(released(said["reason"], names=people).split())[:LONGEST_REASON]
    return {**said, "reason": reason}
