"""What an asker says of the trouble, in a few sentences, with the messages and the code that they lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kbminer.draft.boilerplate import is_machine_line, is_personal, names_file_share, without_boilerplate
from kbminer.draft.context import DraftContext
from kbminer.draft.error_messages import is_bare_failure
from kbminer.draft.evidence import Asked
from kbminer.draft.sentence_scoring import heaviest, is_chatter, normalised, refers_back, trimmed, weight
from kbminer.languages import alternatives
from kbminer.records import Statement
from kbminer.text.blocks import plain
from kbminer.text.language import is_foreign
from kbminer.text.program_lines import is_code_line
from kbminer.text.segments import Segment

MOST_SIGNS, MOST_LINES = 400, 8  # of a sentence, and of what it leads to
BUDGET, MOST_SENTENCES = (
    600,
    5,
)  # characters and sentences of all symptoms: what a reader takes in at a glance
LEAST_WORDS = 4  # of a sentence that names no trouble
LOG_AROUND, LOG_REACH = (
    2,
    3,
)  # machine's lines among so many neighbours on each side make a line part of a log
# What naming trouble adds to a sentence's weight, and each place further down takes away: chosen by reading.
NAMES_TROUBLE, LATER = 0.8, 0.04
_TROUBLE = re.compile(rf"\b(?:{alternatives('draft.trouble')})\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A sentence that may tell the trouble, and what it leads to."""

    text: str
    weight: float
    shown: Segment | None = None


def symptoms(context: DraftContext, item: Asked) -> Iterator[Statement]:
    """Choose the asker's sentences that say what is wrong, in order, within :data:`BUDGET`.

    Parameters
    ----------
    context
        The article.
    item
        The question that leads it.
    """
    segments = item.redacted.segments
    candidates = _candidates(context, item)
    weighed = {i: (candidate.text, candidate.weight) for i, candidate in candidates.items()}
    chosen = heaviest(weighed, BUDGET, MOST_SENTENCES)
    citation = context.cite(item.thread, item.thread.posts[0])
    block = -1
    for i in sorted(chosen):
        candidate = candidates[i]
        if refers_back(candidate.text, context.cues) and i - 1 not in chosen:
            continue
        yield Statement(text=candidate.text, citations=(citation,), opens=segments[i].block != block)
        block = segments[i].block
        if shown := candidate.shown:
            text = plain(shown.text) if shown.kind == "sentence" else shown.text
            yield Statement(text=text, kind="code", citations=(citation,), language=shown.language)


def _candidates(context: DraftContext, item: Asked) -> Mapping[int, _Candidate]:
    """The sentences that may tell the trouble, by their places in the post."""
    cues = context.cues
    segments = item.redacted.segments
    logged = _in_logs(segments)
    found: dict[int, _Candidate] = {}
    for i, segment in enumerate(segments):
        text = "" if logged[i] else trimmed(without_boilerplate(segment.text, item.question), cues)
        if not text or not _may_tell(text, context) or (refers_back(text, cues) and i - 1 not in found):
            continue
        shown = _shown_behind(segments, logged, i) if text.endswith(":") else None
        if shown is None and text.endswith(":"):
            continue
        bonus = NAMES_TROUBLE * bool(_TROUBLE.search(normalised(text))) - LATER * i
        found[i] = _Candidate(text=text, weight=weight(text, cues) + bonus, shown=shown)
    return found


def _may_tell(text: str, context: DraftContext) -> bool:
    """Whether a sentence can be shown as it stands, and says something."""
    if "![" in text or len(text) > MOST_SIGNS or names_file_share(text) or is_code_line(text):
        return False
    if is_chatter(text, context.cues) or is_foreign(text, context.evidence.language):
        return False
    return len(text.split()) >= LEAST_WORDS or _TROUBLE.search(text) is not None


def _shown_behind(segments: Sequence[Segment], logged: Sequence[bool], i: int) -> Segment | None:
    """What a sentence leads to, where it is short enough to stand in the article: a message, some code."""
    if i + 1 == len(segments) or not logged[i + 1]:
        return None
    shown = segments[i + 1]
    is_short = len(shown.text) <= MOST_SIGNS and shown.text.count("\n") < MOST_LINES
    return shown if is_short and not is_bare_failure(shown.text) else None


def _in_logs(segments: Sequence[Segment]) -> list[bool]:
    """Of each segment, whether it is code or stands in a log: a machine's line, or one among several."""
    lines = [segment.kind == "sentence" and is_machine_line(segment.text) for segment in segments]
    return [
        line or segments[i].kind == "code" or (_is_among(lines, i) and not is_personal(segments[i].text))
        for i, line in enumerate(lines)
    ]


def _is_among(lines: Sequence[bool], i: int) -> bool:
    return sum(lines[max(i - LOG_REACH, 0) : i + LOG_REACH + 1]) >= LOG_AROUND
