"""Whether an answer reads as one: what may lead an article, and what may stand beside the one that leads."""

from __future__ import annotations

import re

from kbminer.draft.boilerplate import is_machine_line
from kbminer.draft.candidates import advice_in
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract, is_bare_link
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_scoring import is_about_writer, names_fact, normalised, refers_back
from kbminer.languages import alternatives
from kbminer.text.segments import Segment

# Weight of its two best sentences from which an answer stands beside the best one. Measured on 203 groups:
# 1.2 finds 68.5 % of key sentences, 1.6 finds 64.5 % (docs/quality/draft.md).
ENOUGH = 1.2
ENOUGH_USABLE = 0.9  # the same for one that can be followed; chosen by reading drafts
LEAST_USABLE = 3  # words of a sentence that a reader can use
LEAST_REPORT = 8  # words of one that says what helped without naming a thing; neither is measured
LAST_SENTENCES = 4  # of a post that show whether its writer still asks
_ASKS_ANYBODY = re.compile(rf"\b(?:{alternatives('draft.asks_anybody')})\b", re.I)


def is_substantial(extract: Extract) -> bool:
    """Tell whether something is taken over from a reply, and more than a remark."""
    return bool(extract.segments) and not extract.weak


def is_usable(extract: Extract, cues: PhraseCues) -> bool:
    """Tell whether an answer gives a reader something to use: code, an instruction, a cause, a fix."""
    if any(segment.kind == "code" or _is_usable_sentence(segment.text, cues) for segment in extract.segments):
        return True
    told = [segment.text for segment in extract.segments]
    return any(map(names_fact, told)) and any(cues.reports_fix.search(normalised(text)) for text in told)


def _is_usable_sentence(text: str, cues: PhraseCues) -> bool:
    words = normalised(text)
    has_fact = names_fact(text)
    if len(words.split()) < LEAST_USABLE and not has_fact:
        return False
    if cues.cause.search(words) or cues.directive.opening.match(words):
        return True
    if cues.reports_fix.search(words):
        return has_fact or len(words.split()) >= LEAST_REPORT
    return cues.directive.search(words) is not None and (has_fact or cues.address.search(words) is not None)


def is_untried(answer: CandidateAnswer, cues: PhraseCues) -> bool:
    """Tell whether its writer has not tried what the answer advises."""
    return any(cues.untried.search(normalised(segment.text)) for segment in answer.redacted.segments)


def may_lead(answer: CandidateAnswer, extract: Extract, cues: PhraseCues) -> bool:
    """Tell whether an answer reads as one.

    It is more than an address, a log, a scrap, or what its writer did and felt; the asker's own words answer
    only if they say what helped.
    """
    written = [segment for segment in extract.segments if segment.kind == "sentence"]
    has_code = len(written) < len(extract.segments)
    if not answer.accepted and _still_asks(answer, extract, cues, leading=True):
        return False
    if not written:
        return has_code
    if _only_refers_back(extract, cues) or _is_idle(written):
        return False
    return has_code or not all(is_about_writer(segment.text, cues) for segment in written)


def _is_idle(written: list[Segment]) -> bool:
    """Whether at least half of the sentences are bare addresses or a machine's lines."""
    idle = sum(is_bare_link(segment) or is_machine_line(segment.text) for segment in written)
    return 2 * idle >= len(written)


def stands_beside(answer: CandidateAnswer, extract: Extract, context: DraftContext) -> bool:
    """Tell whether an answer says enough to stand beside the best one.

    Where the forum names solutions, another answer must instruct, say what helped or why, or hold code.
    """
    cues = context.cues
    if answer.accepted or not is_substantial(extract):
        return is_substantial(extract)
    if _is_scrap(answer, extract, cues) or _still_asks(answer, extract, cues):
        return False
    usable = is_usable(extract, cues)
    if context.evidence.names_solutions and not usable:
        return False
    return advice_in(extract.segments, cues) >= (ENOUGH_USABLE if usable else ENOUGH)


def _is_scrap(answer: CandidateAnswer, extract: Extract, cues: PhraseCues) -> bool:
    """Whether an answer is an address that nobody confirmed, or one sentence that refers to the question."""
    return (extract.link_only and not answer.solved) or _only_refers_back(extract, cues)


def _only_refers_back(extract: Extract, cues: PhraseCues) -> bool:
    """Whether an answer is one sentence that only the question explains: "It will be in 2.1"."""
    only = extract.segments[0] if len(extract.segments) == 1 else None
    return only is not None and only.kind == "sentence" and refers_back(only.text, cues)


def _still_asks(
    answer: CandidateAnswer, extract: Extract, cues: PhraseCues, *, leading: bool = False
) -> bool:
    """Whether an asker writes who goes on asking; to lead, it must be said what helped."""
    if answer.post.author is None or answer.post.author != answer.thread.asker:
        return False
    end = [s.text for s in answer.redacted.segments if s.kind == "sentence"][-LAST_SENTENCES:]
    if any(map(_ASKS_ANYBODY.search, end)):
        return True
    if any(cues.reports_fix.search(normalised(segment.text)) for segment in extract.segments):
        return False
    return leading or any(text.rstrip(" )*_").endswith("?") for text in end)
