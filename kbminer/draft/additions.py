"""What other posts of a thread add to its answer: a step, a condition or a cause that the answer lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kbminer.draft.answer_quality import instructs
from kbminer.draft.context import DraftContext, comparison_key
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import Extract
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import introduces, tells_step
from kbminer.draft.sentence_scoring import explains
from kbminer.draft.sentence_signs import own_sign
from kbminer.draft.solutions import MOST_READ, Solution, answered_by, extract_from
from kbminer.draft.standing import FEWEST_REPEATED, said_in, standing_of
from kbminer.records import Post
from kbminer.redact.posts import read_post

Added = tuple[CandidateAnswer, Extract]
"""A post, and what of it adds to the answer."""

MOST_ADDING = 3  # posts beside the answer, the surest ones: chosen by reading drafts


def additions(context: DraftContext, solution: Solution) -> list[Added]:
    """Find the posts that add to an answer, in their order, with what of each adds to it.

    These are what its writer said before, and behind it what its writer and the asker wrote up to the asker's
    word that it helped, that word too, or else what its writer wrote directly behind. What an asker doubts is
    left to the editor.

    Parameters
    ----------
    context
        The article.
    solution
        The answer that it holds.
    """
    answer = solution.answer
    cues, answered = context.cues, answered_by(context, answer)
    found = []
    reports = any(own_sign(segment, cues, "reports_fix") for segment in solution.extract.segments)
    for post in _near(answer, reports=reports):
        standing = standing_of(answered, post)
        other = replace(answer, post=post, redacted=read_post(post, answered.people), same=frozenset())
        extract = extract_from(context, answered, other)
        if standing.before and standing.is_doubted and not standing.is_thanked:
            extract = _only_listed(extract, cues)
        extract = _adding(extract, cues)
        adds = (
            instructs(extract, cues)
            or _names_cause(extract, cues, post, answer)
            or (not _holds_code(solution.extract) and shows_what_was_used(other, extract, cues))
        )
        if not adds:
            extract = _only_listed(extract, cues)
        found.append((other, extract))
    return _surest(found)


def _names_cause(extract: Extract, cues: PhraseCues, post: Post, answer: CandidateAnswer) -> bool:
    """Whether the asker's word that it helped says what it was."""
    return post.id == answer.confirmed_in and any(explains(s.text, cues) for s in extract.own)


def shows_what_was_used(other: CandidateAnswer, extract: Extract, cues: PhraseCues) -> bool:
    """Tell whether the asker's word that it helped shows the code that was used in the end.

    Parameters
    ----------
    other
        The post.
    extract
        What is taken over from it.
    cues
        The cues of its language.
    """
    if other.post.id != other.confirmed_in or not any(s.kind == "code" for s in extract.segments):
        return False
    if any(
        own_sign(segment, cues, "asks") and len(segment.text.split()) > 1
        for segment in said_in(other.redacted, cues)
    ):
        return False
    code = [
        line for s in extract.segments if s.kind == "code" for line in map(comparison_key, s.text.split("\n"))
    ]
    told = [line for line in code if line.count(" ") >= FEWEST_REPEATED - 1]
    earlier = other.thread.posts[: other.thread.posts.index(other.post)]
    before = comparison_key("\n".join(read_post(post, ()).lines for post in earlier))
    return not told or 2 * sum(line in before for line in told) < len(told)


def _holds_code(extract: Extract) -> bool:
    """Whether an answer shows what to use itself: then the asker's code is one use of it."""
    return any(segment.kind == "code" or "`" in segment.text for segment in extract.segments)


def _near(answer: CandidateAnswer, *, reports: bool) -> Iterator[Post]:
    """The replies that may add to an answer; what somebody wrote before reporting a fix is their trouble."""
    at = answer.thread.posts.index(answer.post)
    if not reports:
        before = answer.thread.posts[1 : min(at, MOST_READ)]
        yield from (post for post in before if _wrote(answer.post.author, post))
    yield from _behind(answer, answer.thread.posts[at + 1 : MOST_READ])


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
    """What adds to an answer has no numbers or pictures of its own, and leads to nothing that is gone.

    Listed is only what says what to do with a thing that it names.
    """
    kept = list(extract.segments)
    while kept and introduces(kept[-1]):
        kept.pop()
    listed = tuple(text for text in extract.left_out if tells_step(text, cues))
    return replace(extract, segments=tuple(kept), steps=(None,) * len(kept), left_out=listed, above_picture=0)


def _only_listed(extract: Extract, cues: PhraseCues) -> Extract:
    told = (segment.text for segment in extract.own if segment.kind == "sentence")
    listed = (text for text in told if tells_step(text, cues))
    return replace(extract, segments=(), steps=(), left_out=(*listed, *extract.left_out))


def _surest(found: Sequence[Added]) -> list[Added]:
    """Tell the surest posts alone."""
    ranked = sorted((extract.worth for _, extract in found if extract.segments), reverse=True)
    least = ranked[MOST_ADDING - 1] if len(ranked) >= MOST_ADDING else 0.0
    return [
        (answer, extract if extract.worth >= least else replace(extract, segments=(), steps=()))
        for answer, extract in found
    ]
