"""What was added to an answer before the asker said that it helps: a last step, a caveat, a correction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract, take_over
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import introduces, without_dangling
from kbminer.draft.sentence_scoring import asks_back, names_fact, normalised
from kbminer.languages import alternatives
from kbminer.records import Post
from kbminer.redact.posts import read_post
from kbminer.text.segments import Segment

_THANKS = re.compile(rf"\b(?:{alternatives('redact.thanks_marks')})")
LEAST_ADDED = 8  # words of a sentence that adds something without naming a thing; not measured
MOST_FOLLOWING = 3  # posts that add to an answer: what comes later is another talk; not measured


def follow_ups(context: DraftContext, answer: CandidateAnswer) -> Iterator[tuple[CandidateAnswer, Extract]]:
    """Find the later posts that add a step or a caveat to an answer, with what of them adds it.

    These are the answerer's own, up to the asker's word that it helped, and that word itself; where the asker
    gives none, only what the answerer wrote directly behind.

    Parameters
    ----------
    context
        The article.
    answer
        The answer.
    """
    found = 0
    for post in _until_confirmed(answer):
        following = replace(answer, post=post, redacted=read_post(post, context.evidence.people))
        whole = take_over(following.redacted, context.cues, context.evidence.language)
        extract = _adding(whole, context.cues, by_asker=post.id == answer.confirmed_in)
        if extract.segments and found < MOST_FOLLOWING:
            found += 1
            yield following, extract


def _until_confirmed(answer: CandidateAnswer) -> Iterator[Post]:
    posts = answer.thread.posts
    later = posts[posts.index(answer.post) + 1 :]
    writer = answer.post.author
    if answer.confirmed_in is None:
        for post in later:
            if writer is None or post.author != writer:
                return
            yield post
        return
    for post in later:
        if post.id == answer.confirmed_in or (writer is not None and post.author == writer):
            yield post
        if post.id == answer.confirmed_in:
            return


def _adding(extract: Extract, cues: PhraseCues, *, by_asker: bool) -> Extract:
    """What adds to an answer: what is to be done and why, where it names it, and the code of who answers.

    An asker's code shows how the answer was used, and adds nothing to it.
    """
    said = [s for s in extract.segments if s.kind == "sentence" and _adds(s, cues, by_asker=by_asker)]
    kept = [s for s in extract.segments if s in said or (s.kind == "code" and not by_asker) or introduces(s)]
    kept = without_dangling(kept, cues)
    while kept and introduces(kept[-1]):
        kept.pop()
    if not any(s in said or s.kind == "code" for s in kept):
        kept = []
    return replace(extract, segments=tuple(kept), steps=(None,) * len(kept), left_out=())


def _adds(segment: Segment, cues: PhraseCues, *, by_asker: bool) -> bool:
    words = normalised(segment.text)
    if asks_back(segment.text, cues) or (by_asker and _THANKS.search(words)):
        return False
    if not (cues.directive.search(words) or cues.cause.search(words) or cues.reports_fix.search(words)):
        return False
    return names_fact(segment.text) or len(words.split()) >= LEAST_ADDED
