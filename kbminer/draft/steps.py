"""Which sentences of an answer are steps, and their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kbminer.draft.phrase_cues import Cues
from kbminer.draft.sentence_scoring import spoken
from kbminer.languages import alternatives
from kbminer.text.segments import Segment

_THEN = re.compile(rf"^(?:(?:{alternatives('draft.then')})[ ,]+)+")
_OFFERS = re.compile(rf"\b(?:{alternatives('draft.offers')})\b")


def steps_of(kept: Sequence[Segment], cues: Cues) -> tuple[int | None, ...]:
    """Number the blocks from the first step on, if there are at least two and they are most of them."""
    instructing = {p.block for p in kept if p.kind == "sentence" and (p.item or _is_step(p.text, cues))}
    told_in = {p.block for p in kept if p.kind == "sentence"}
    if len(instructing) < 2 or 3 * len(instructing) < 2 * len(told_in):
        return tuple(None for _ in kept)
    numbers: list[int | None] = []
    step: int | None = None
    last = -1
    for passage in kept:
        if passage.kind == "sentence" and passage.block != last:
            if step is not None or passage.block in instructing:
                step = (step or 0) + 1
            last = passage.block
        numbers.append(step)
    return tuple(numbers)


def _is_step(sentence: str, cues: Cues) -> bool:
    """Tell whether a sentence opens with what is to be done; "you could" offers, it does not ask."""
    words = _THEN.sub("", spoken(sentence))
    found = cues.directive.search(words)
    return found is not None and found.start() == 0 and _OFFERS.search(found.group()) is None
