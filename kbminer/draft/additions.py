"""What other posts of a thread add to its answer: a step, a condition or a cause that the answer lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kbminer.draft.candidates import MOST_READ
from kbminer.draft.context import DraftContext
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract, take_over
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import introduces, tells_step
from kbminer.draft.solutions import Solution
from kbminer.draft.standing import standing_of, words_asked
from kbminer.records import Post
from kbminer.redact.posts import read_post

Added = tuple[CandidateAnswer, Extract]
"""A post, and what of it adds to the answer."""

MOST_ADDING = 4  # posts beside the answer, the surest ones: chosen by reading drafts
MOST_LISTED = 2  # sentences of them that are left to the editor: more drown the ones that matter


def additions(context: DraftContext, solutions: Sequence[Solution]) -> list[Added]:
    """Find the posts that add to an answer, in their order, with what of each adds to it.

    These are the replies before the answer, and those behind it up to the asker's word that it helped, that
    word itself too; where the asker gives none, only what asker and answerer wrote behind it. What an asker
    doubts is left to the editor.

    Parameters
    ----------
    context
        The article.
    solutions
        The solutions that it holds, the one that leads first.
    """
    answer = solutions[0].answer
    alone = {each.answer.place for each in solutions}
    people, cues = context.evidence.people, context.cues
    asked = words_asked(read_post(answer.thread.posts[0], people), cues)
    found = []
    for post in _near(answer):
        if (answer.thread.key, post.id) in alone:
            continue
        standing = standing_of(answer.thread, post, answer.post, cues, people, answer.confirmed_in)
        other = replace(answer, post=post, redacted=read_post(post, people), same=frozenset())
        extract = take_over(other.redacted, cues, context.evidence.language, standing, asked)
        if standing.before and standing.is_doubted and not standing.is_thanked:
            extract = _only_listed(extract)
        found.append((other, _adding(extract, cues)))
    return _surest(found)


def _near(answer: CandidateAnswer) -> Iterator[Post]:
    """The replies that may add to an answer."""
    posts = answer.thread.posts[:MOST_READ]
    at = answer.thread.posts.index(answer.post)
    writers = {answer.post.author, answer.thread.asker} - {None}
    ends = [place for place, post in enumerate(posts) if post.id == answer.confirmed_in]
    for place, post in enumerate(posts[1:], start=1):
        is_asked_after = place > at and (place > ends[0] if ends else post.author not in writers)
        if place != at and not is_asked_after:
            yield post


def _adding(extract: Extract, cues: PhraseCues) -> Extract:
    """What adds to an answer has no numbers of its own, and leads to nothing that is gone.

    Listed is only what says what to do with a thing that it names.
    """
    kept = list(extract.segments)
    while kept and introduces(kept[-1]):
        kept.pop()
    listed = tuple(text for text in extract.left_out if tells_step(text, cues))
    return replace(extract, segments=tuple(kept), steps=(None,) * len(kept), left_out=listed)


def _only_listed(extract: Extract) -> Extract:
    told = tuple(segment.text for segment in extract.segments if segment.kind == "sentence")
    return replace(extract, segments=(), steps=(), left_out=(*told, *extract.left_out))


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
