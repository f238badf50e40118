"""Which sentences of an answer are steps, and their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_scoring import normalised
from kbminer.languages import alternatives
from kbminer.text.segments import Segment

LEAST_STEPS = 2  # one instruction alone is a sentence, no list
# Share of the paragraphs that must instruct: opinions were numbered as steps before (docs/quality/draft.md).
MOSTLY = 2 / 3
_THEN = re.compile(rf"^(?:(?:{alternatives('draft.then')})[ ,]+)+")
_OFFERS = re.compile(rf"\b(?:{alternatives('draft.offers')})\b")


def steps_of(kept: Sequence[Segment], cues: PhraseCues) -> tuple[int | None, ...]:
    """Number the blocks of an answer from the first step on, if enough of them are steps.

    Parameters
    ----------
    kept
        What is kept of the answer, in its order.
    cues
        The cues of its language.

    Returns
    -------
    tuple of (int or None)
        For each segment the number of its step, from 1: code belongs to the step before it.
    """
    sentences = [segment for segment in kept if segment.kind == "sentence"]
    blocks = list(dict.fromkeys(segment.block for segment in sentences))
    steps = {segment.block for segment in sentences if segment.item or _is_step(segment.text, cues)}
    if len(steps) < max(LEAST_STEPS, MOSTLY * len(blocks)):
        return (None,) * len(kept)
    first = min(map(blocks.index, steps))
    return tuple(_numbers(kept, {block: n for n, block in enumerate(blocks[first:], start=1)}))


def _numbers(kept: Sequence[Segment], number: Mapping[int, int]) -> Iterator[int | None]:
    step: int | None = None
    for segment in kept:
        step = number.get(segment.block) if segment.kind == "sentence" else step
        yield step


def _is_step(sentence: str, cues: PhraseCues) -> bool:
    """Whether a sentence opens with what is to be done; "you could" offers, it does not ask."""
    words = _THEN.sub("", normalised(sentence))
    found = cues.directive.search(words)
    return found is not None and found.start() == 0 and _OFFERS.search(found.group()) is None
