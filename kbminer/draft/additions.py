"""What other posts of a thread add to its answer: a step, a condition or a cause that the answer lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kbminer.draft.answer_quality import instructs
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import introduces, tells_step
from kbminer.draft.sentence_scoring import explains
from kbminer.draft.sentence_signs import own_sign
from kbminer.draft.solutions import MOST_READ, Solution, answered_by, extract_from
from kbminer.draft.standing import standing_of
from kbminer.records import Post
from kbminer.redact.posts import read_post

Added = tuple[CandidateAnswer, Extract]
"""A post, and what of it adds to the answer."""

# Chosen by reading drafts: where many talk, other helpers speak of other things.
LONG_TALK = 12  # posts of a thread from which other helpers' posts are talk
MOST_ADDING = 3  # posts beside the answer, the surest ones
MOST_TOLD = 8  # sentences of a helper's post that is not the answerer's
MOST_LISTED = 2  # sentences of them that are left to the editor: more drown the ones that matter


def additions(context: DraftContext, solutions: Sequence[Solution]) -> list[Added]:
    """Find the posts that add to an answer, in their order, with what of each adds to it.

    These are what helpers wrote before the answer; and behind it what its writer and the asker wrote up to
    the asker's word that it helped, that word too, or else what its writer wrote directly behind. What an
    asker doubts is left to the editor.

    Parameters
    ----------
    context
        The article.
    solutions
        The solutions that it holds, the one that leads first.
    """
    answer = solutions[0].answer
    alone = {each.answer.place for each in solutions}
    cues, answered = context.cues, answered_by(context, answer)
    found = []
    reports = any(own_sign(segment, cues, "reports_fix") for segment in solutions[0].extract.segments)
    for post in _near(answer, reports=reports):
        if (answer.thread.key, post.id) in alone:
            continue
        standing = standing_of(answered, post)
        other = replace(answer, post=post, redacted=read_post(post, answered.people), same=frozenset())
        extract = extract_from(context, answered, other)
        if standing.before and standing.is_doubted and not standing.is_thanked:
            extract = _only_listed(extract, cues)
        extract = _adding(extract, cues)
        is_much = not standing.by_answerer and len(extract.segments) > MOST_TOLD
        if is_much or not (instructs(extract, cues) or _names_cause(extract, cues, post, answer)):
            extract = _only_listed(extract, cues)
        found.append((other, extract))
    return _surest(found)


def _names_cause(extract: Extract, cues: PhraseCues, post: Post, answer: CandidateAnswer) -> bool:
    """Whether the asker's word that it helped says what it was."""
    return post.id == answer.confirmed_in and any(explains(s.text, cues) for s in extract.segments)


def _near(answer: CandidateAnswer, *, reports: bool) -> Iterator[Post]:
    """The replies that may add to an answer; what somebody wrote before reporting a fix is their trouble."""
    at = answer.thread.posts.index(answer.post)
    yield from _before(answer, answer.thread.posts[1 : min(at, MOST_READ)], reports=reports)
    yield from _behind(answer, answer.thread.posts[at + 1 : MOST_READ])


def _before(answer: CandidateAnswer, posts: Sequence[Post], *, reports: bool) -> Iterator[Post]:
    is_long = len(answer.thread.posts) > LONG_TALK
    for post in posts:
        is_helpers = not is_long and not _wrote(answer.thread.asker, post)
        if (not reports) if _wrote(answer.post.author, post) else is_helpers:
            yield post


def _behind(answer: CandidateAnswer, posts: Sequence[Post]) -> Iterator[Post]:
    for post in posts:
        is_writers = _wrote(answer.post.author, post)
        if answer.confirmed_in is None and not is_writers:
            return
        if is_writers or _wrote(answer.thread.asker, post):
            yield post
        if post.id == answer.confirmed_in:
            return


def _wrote(author: str | None, post: Post) -> bool:
    return author is not None and post.author == author


def _adding(extract: Extract, cues: PhraseCues) -> Extract:
    """What adds to an answer has no numbers of its own, and leads to nothing that is gone.

    Listed is only what says what to do with a thing that it names.
    """
    kept = list(extract.segments)
    while kept and introduces(kept[-1]):
        kept.pop()
    listed = tuple(text for text in extract.left_out if tells_step(text, cues))
    return replace(extract, segments=tuple(kept), steps=(None,) * len(kept), left_out=listed)


def _only_listed(extract: Extract, cues: PhraseCues) -> Extract:
    told = (segment.text for segment in extract.segments if segment.kind == "sentence")
    listed = (text for text in told if tells_step(text, cues))
    return replace(extract, segments=(), steps=(), left_out=(*listed, *extract.left_out))


def _surest(found: Sequence[Added]) -> list[Added]:
    """Tell the surest posts alone, and list no more sentences than an editor reads."""
    ranked = sorted((extract.worth for _, extract in found if extract.segments), reverse=True)
    least = ranked[MOST_ADDING - 1] if len(ranked) >= MOST_ADDING else 0.0
    left = MOST_LISTED
    result = []
    for answer, extract in found:
        told = extract if extract.worth >= least else replace(extract, segments=(), steps=())
        listed = told.left_out[:left]
        left -= len(listed)
        result.append((answer, replace(told, left_out=listed)))
    return result
