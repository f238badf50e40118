"""Which sentences of an answer are steps, and their numbers: the post's own, where it has any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_scoring import normalised
from kbminer.languages import LatePattern, alternatives
from kbminer.text.segments import Segment

LEAST_STEPS = 2  # one instruction alone is a sentence, no list
_THEN = LatePattern(lambda: rf"^(?:(?:{alternatives('draft.then')})[ ,]+)+")
_OFFERS = LatePattern(lambda: rf"\b(?:{alternatives('draft.offers')})\b")


def steps_of(kept: Sequence[Segment], cues: PhraseCues) -> tuple[int | None, ...]:
    """Number the steps of an answer as its post does, or else the paragraphs that all say what to do.

    Parameters
    ----------
    kept
        What is kept of the answer, in its order.
    cues
        The cues of its language.

    Returns
    -------
    tuple of (int or None)
        For each segment the number of its step: what stands between two steps belongs to the first of them.
    """
    numbers = _numbered(kept)
    if len(numbers) < LEAST_STEPS:
        numbers = _instructing(kept, cues)
    return tuple(_spread(kept, numbers)) if len(numbers) >= LEAST_STEPS else (None,) * len(kept)


def _numbered(kept: Sequence[Segment]) -> dict[int, int]:
    """The numbers of lists by block; a list that begins anew at every item is one that code parted."""
    own = {s.block: s.number for s in kept if s.number is not None}
    if set(own.values()) == {1}:
        return {block: place for place, block in enumerate(own, start=1)}
    return own


def _instructing(kept: Sequence[Segment], cues: PhraseCues) -> dict[int, int]:
    """The blocks from the first step on, by block, where each of them opens with what is to be done."""
    opening = {s.block: s for s in reversed(kept) if s.kind == "sentence" and not (s.heading or s.quoted)}
    blocks = sorted(opening)
    steps = [_is_step(opening[block].text, cues) for block in blocks]
    first = steps.index(True) if True in steps else len(steps)
    return {block: n for n, block in enumerate(blocks[first:], start=1)} if all(steps[first:]) else {}


def _spread(kept: Sequence[Segment], numbers: Mapping[int, int]) -> Iterator[int | None]:
    """Give what stands between a step and the next one, and the code behind the last, that step's number."""
    later = [numbers.get(segment.block) for segment in kept]
    step: int | None = None
    for place, segment in enumerate(kept):
        if segment.heading:
            step = None
        elif segment.block in numbers:
            step = numbers[segment.block]
        elif step is not None and segment.kind == "sentence":
            following = next(filter(None, later[place:]), None)
            step = step if following == step + 1 else None
        yield step


def _is_step(sentence: str, cues: PhraseCues) -> bool:
    """Whether a sentence opens with what is to be done; "you could" offers, it does not ask."""
    words = _THEN.sub("", normalised(sentence))
    found = cues.directive.search(words)
    return found is not None and found.start() == 0 and _OFFERS.search(found.group()) is None
