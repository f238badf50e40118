"""How well an answer leads an article, or stands beside the one that leads."""

from __future__ import annotations

from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import ANSWERS, Extract
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import tells_deed
from kbminer.draft.sentence_scoring import names_fact, normalised
from kbminer.draft.sentence_signs import own_sign
from kbminer.text.segments import Segment

_USABLE = ("code", "cause", "reports_fix", "workaround", "instructs", "suggesting")
# Probability of its surest sentence from which an answer stands beside another: chosen by reading drafts.
BESIDE = 0.75
# Words of an answer that nobody named and that names no command, path, label or link: by reading drafts.
FEWEST_TOLD = 5
LAST_SENTENCES = 4  # of a post that show whether its writer still asks
BEST_MERIT = 2  # to lead: something of it surely belongs to an article, and its writer tried it


def merit(answer: CandidateAnswer, extract: Extract, cues: PhraseCues) -> int:
    """Tell how well an answer leads.

    Parameters
    ----------
    answer
        The answer.
    extract
        What is taken over from it.
    cues
        The cues of its language.

    Returns
    -------
    int
        From 0, where nothing of it answers, to :data:`BEST_MERIT`.
    """
    if extract.weak or not (answer.accepted or _may_lead(answer, extract, cues)):
        return 0
    if extract.link_only or (not answer.accepted and (_leaves_the_answer_out(extract) or _is_scrap(extract))):
        return 0
    usable = (c for s, c in zip(extract.segments, extract.chances, strict=True) if _is_usable(s, cues))
    is_sure = max(usable, default=0.0) >= ANSWERS
    if not is_sure and not answer.accepted:
        return 0
    return BEST_MERIT - (is_untried(answer, cues) or not is_sure)


def _may_lead(answer: CandidateAnswer, extract: Extract, cues: PhraseCues) -> bool:
    """Whether a post is a helper's, or its asker says what was done that helped, and asks nothing more."""
    if answer.post.author is None or answer.post.author != answer.thread.asker:
        return True
    end = [s for s in answer.redacted.segments if s.kind == "sentence"][-LAST_SENTENCES:]
    if any(own_sign(segment, cues, "asks") for segment in end):
        return False
    told = extract.segments
    is_done = any(s.kind == "code" or tells_deed(s, cues) or own_sign(s, cues, "directive") for s in told)
    return is_done and any(own_sign(segment, cues, "reports_fix") for segment in told)


def _leaves_the_answer_out(extract: Extract) -> bool:
    """Whether a listing or a picture is missing, and what is told of the post may only lead to it."""
    has_code = any(segment.kind == "code" for segment in extract.segments)
    return bool(extract.listings or extract.pictures) and not has_code


def _is_scrap(extract: Extract) -> bool:
    """Whether a few words are told that name nothing: nobody can act on them who has not read the thread."""
    if any(segment.kind == "code" or names_fact(segment.text) for segment in extract.segments):
        return False
    return sum(len(segment.text.split()) for segment in extract.segments) < FEWEST_TOLD


def instructs(extract: Extract, cues: PhraseCues) -> bool:
    """Tell whether the words of a post, its code apart, give a reader something to use."""
    return any(_is_usable(segment, cues) for segment in extract.segments if segment.kind == "sentence")


def _is_usable(segment: Segment, cues: PhraseCues) -> bool:
    if any(own_sign(segment, cues, name) for name in _USABLE):
        return True
    speaks_of_self = own_sign(segment, cues, "first_person") and not own_sign(segment, cues, "address")
    return bool(own_sign(segment, cues, "directive")) and not speaks_of_self


def is_untried(answer: CandidateAnswer, cues: PhraseCues) -> bool:
    """Tell whether its writer has not tried what the answer advises."""
    return any(cues.untried.search(normalised(segment.text)) for segment in answer.redacted.segments)


def stands_beside(extract: Extract) -> bool:
    """Tell whether an answer says enough to stand beside the best one."""
    return not extract.link_only and extract.worth >= BESIDE
