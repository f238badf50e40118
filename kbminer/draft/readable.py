"""Which sentences of a reply can be read outside its thread: chatter goes, and what refers to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kbminer.draft.boilerplate import is_logged, names_file_share
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_scoring import (
    asks_back,
    is_chatter,
    normalised,
    refers_back,
    says_little,
    trimmed,
)
from kbminer.languages import all_words, alternatives
from kbminer.text.segments import Segment

MOST_OF_A_POINTER = 6  # words of a sentence that does nothing but show something
# How a sentence breaks off before what it leads to: "So I changed it to", "Ich nutze den folgenden".
_LEADS = frozenset(all_words("draft.leads"))
_DEMONSTRATIVE = re.compile(rf"\b(?:{alternatives('draft.demonstratives')})\b", re.I)
_MARKUP_LEFT = re.compile(r"!\[[^\[\]]*+\]\((?:[^)\s\]]++|\](?!\())*+\)")


def readable(segments: Sequence[Segment], cues: PhraseCues, *, strict: bool) -> list[Segment]:
    """Drop chatter, and what depends on a sentence that was dropped.

    The first sentence may refer to the question, unless a quote stands before it.

    Parameters
    ----------
    segments
        The sentences and the code of a reply, in order.
    cues
        The cues of its language.
    strict
        Whether remarks, questions back and what needs its surroundings are dropped too.
    """
    kept: dict[int, Segment] = {}
    dropped = bool(segments) and segments[0].block > 0
    for i, segment in enumerate(segments):
        bare = without_openers(segment, cues)
        if segment.kind == "sentence":
            if _is_no_sentence(bare.text, cues):
                continue
            if strict and _needs_context(bare, segments, i, cues, dropped=dropped):
                dropped = True
                continue
        kept[i] = bare
        dropped = False
    return _without_dangling(kept)


def without_openers(segment: Segment, cues: PhraseCues) -> Segment:
    """Cut greetings, discourse words and smileys off a sentence; code stays as it is."""
    text = segment.text if segment.kind == "code" else trimmed(segment.text, cues)
    return segment if text == segment.text else replace(segment, text=text)


def introduces(segment: Segment) -> bool:
    """Tell whether a sentence only leads to what follows it: "Set it like this:"."""
    text = segment.text.rstrip("*_ ")
    return segment.kind == "sentence" and (text.endswith(":") or text.rpartition(" ")[2].lower() in _LEADS)


def depends_on_previous(sentence: str, cues: PhraseCues) -> bool:
    """Tell whether a sentence refers to the one before, and neither explains nor advises by itself."""
    words = normalised(sentence)
    return refers_back(sentence, cues) and not (cues.cause.search(words) or cues.directive.search(words))


def _is_no_sentence(text: str, cues: PhraseCues) -> bool:
    """Whether a sentence is a picture, chatter, a line of a log, or leads to somebody's own files."""
    is_picture = _MARKUP_LEFT.search(text) is not None
    return is_picture or is_chatter(text, cues) or is_logged(text) or names_file_share(text)


def _needs_context(
    bare: Segment, segments: Sequence[Segment], i: int, cues: PhraseCues, *, dropped: bool
) -> bool:
    """Whether a sentence, the i-th, says nothing without its thread: a remark, or one that refers away."""
    before, after = (any(s.kind == "code" for s in near) for near in _neighbours(segments, i))
    if after and introduces(bare):
        return False
    if _is_remark(bare.text, cues):
        return True
    if dropped and depends_on_previous(bare.text, cues):
        return True
    return not before and not after and _points_elsewhere(bare.text, cues)


def _neighbours(segments: Sequence[Segment], i: int) -> tuple[Sequence[Segment], Sequence[Segment]]:
    return segments[max(i - 1, 0) : i], segments[i + 1 : i + 2]


def _points_elsewhere(text: str, cues: PhraseCues) -> bool:
    """Whether a sentence speaks of what stands above or below it in the thread, and is no step."""
    words = normalised(text)
    return cues.pointing.search(words) is not None and cues.directive.opening.match(words) is None


def _is_remark(text: str, cues: PhraseCues) -> bool:
    words = normalised(text)
    if asks_back(text, cues):
        return True
    if cues.aside.search(words) and not cues.reports_fix.search(words):
        return True
    return not text.rstrip("*_ ").endswith(":") and says_little(text, cues)


def _without_dangling(kept: dict[int, Segment]) -> list[Segment]:
    """Drop a sentence that leads to something ("like this:", "Check this.") when that was dropped.

    Blocks are counted: where one is missing there stood a quote, a picture or what was no text.
    """
    result: dict[int, Segment] = {}
    end = -1  # the block of the last segment that stays
    for i, segment in sorted(kept.items(), reverse=True):
        is_gap = i + 1 not in result or result[i + 1].block - segment.block > 1
        is_followed = end - segment.block > 1
        if not (is_gap and (introduces(segment) or (is_followed and _only_shows(segment)))):
            result[i] = segment
            end = max(end, segment.block)
    return [result[i] for i in sorted(result)]


def _only_shows(segment: Segment) -> bool:
    """Whether a short sentence only shows something: "Check this example.", "Here it is"."""
    return (
        segment.kind == "sentence"
        and len(segment.text.split()) <= MOST_OF_A_POINTER
        and "](" not in segment.text
        and "//" not in segment.text
        and _DEMONSTRATIVE.search(segment.text) is not None
    )
