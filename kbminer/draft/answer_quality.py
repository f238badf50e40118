"""Whether an answer gives a reader enough to lead an article."""

from __future__ import annotations

from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import ANSWERS, Extract
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import tells_deed
from kbminer.draft.sentence_scoring import names_fact
from kbminer.draft.sentence_signs import own_sign
from kbminer.text.segments import Segment

_USABLE = ("code", "cause", "reports_fix", "workaround", "instructs", "suggesting")
# Words of an answer that nobody named and that names no command, path, label or link: by reading drafts.
FEWEST_TOLD = 5
SURE = 0.75  # probability from which a sentence that names something to look for answers: by reading drafts
LAST_SENTENCES = 4  # of a post that show whether its writer still asks


def leads(answer: CandidateAnswer, extract: Extract, cues: PhraseCues) -> bool:
    """Tell whether an answer gives a reader something: then an article may be made of it.

    Parameters
    ----------
    answer
        The answer.
    extract
        What is taken over from it.
    cues
        The cues of its language.
    """
    if extract.weak or extract.link_only:
        return False
    if answer.accepted:
        return True
    if not _may_lead(answer, extract, cues) or _leaves_the_answer_out(extract) or _is_scrap(extract):
        return False
    return any(
        (chance >= ANSWERS and _is_usable(segment, cues)) or (chance >= SURE and names_fact(segment.text))
        for segment, chance in zip(extract.segments, extract.chances, strict=True)
    )


def _may_lead(answer: CandidateAnswer, extract: Extract, cues: PhraseCues) -> bool:
    """Whether a post is a helper's, or its asker says what was done that helped, and asks nothing more."""
    if answer.post.author is None or answer.post.author != answer.thread.asker:
        return True
    end = [s for s in answer.redacted.segments if s.kind == "sentence"][-LAST_SENTENCES:]
    if any(own_sign(segment, cues, "asks") for segment in end):
        return False
    told = extract.own
    is_done = any(s.kind == "code" or tells_deed(s, cues) or own_sign(s, cues, "directive") for s in told)
    return is_done and any(own_sign(segment, cues, "reports_fix") for segment in told)


def _leaves_the_answer_out(extract: Extract) -> bool:
    """Whether a listing or a picture is missing, and what is told of the post may only lead to it."""
    has_code = any(segment.kind == "code" for segment in extract.own)
    return bool(extract.listings or extract.pictures) and not has_code


def _is_scrap(extract: Extract) -> bool:
    """Whether a few words are told that name nothing: nobody can act on them who has not read the thread."""
    if any(segment.kind == "code" or names_fact(segment.text) for segment in extract.own):
        return False
    return sum(len(segment.text.split()) for segment in extract.own) < FEWEST_TOLD


def instructs(extract: Extract, cues: PhraseCues) -> bool:
    """Tell whether the words of a post, its code apart, give a reader something to use."""
    return any(_is_usable(segment, cues) for segment in extract.own if segment.kind == "sentence")


def _is_usable(segment: Segment, cues: PhraseCues) -> bool:
    if any(own_sign(segment, cues, name) for name in _USABLE):
        return True
    speaks_of_self = own_sign(segment, cues, "first_person") and not own_sign(segment, cues, "address")
    return bool(own_sign(segment, cues, "directive")) and not speaks_of_self
