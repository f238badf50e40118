"""What other posts of a thread add to its answer: a step, a condition or a cause that the answer lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kbminer.draft.answer_quality import instructs
from kbminer.draft.code_segments import line_count
from kbminer.draft.context import DraftContext, comparison_key
from kbminer.draft.evidence import CandidateAnswer
from kbminer.draft.extract import TOLD_BESIDE, Extract
from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.readable import introduces, tells_deed, tells_step
from kbminer.draft.sentence_scoring import explains, hard_facts
from kbminer.draft.sentence_signs import own_sign
from kbminer.draft.solutions import MOST_READ, Solution, answered_by, extract_from
from kbminer.draft.standing import FEWEST_REPEATED, said_in, standing_of
from kbminer.records import Post
from kbminer.redact.posts import read_post
from kbminer.text.segments import Segment

Added = tuple[CandidateAnswer, Extract]
"""A post, and what of it adds to the answer."""

LONG_LINE = 12  # characters of a line of code that nobody writes alike by chance
FEWEST_USED = 4  # lines of code that are more than what the answer names; by reading drafts
FEWEST_DONE = 5  # words of a sentence that says what was done: "That did it" says nothing
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
        done = _deeds(other, cues) if _is_confirming(other) else ()
        extract = _adding(extract, cues)
        adds = (
            instructs(extract, cues)
            or _names_cause(extract, cues, post, answer)
            or (_lacks_code(solution.extract, extract) and shows_what_was_used(other, extract, cues))
        )
        if not adds or (_is_confirming(other) and _is_discussed(other, extract)):
            extract = _only_listed(extract, cues)
        if _asks_on(other, cues) and not done:
            extract = replace(extract, segments=(), steps=(), left_out=())
        if done:
            extract = _with(extract, done, said_in(other.redacted, cues))
        found.append((other, extract))
    return _surest(found)


def tells_what_was_done(other: CandidateAnswer, cues: PhraseCues) -> bool:
    """Tell whether the asker's word that it helped says what was done in the end.

    Parameters
    ----------
    other
        The post.
    cues
        The cues of its language.
    """
    return _is_confirming(other) and bool(_deeds(other, cues))


def _is_confirming(other: CandidateAnswer) -> bool:
    return other.post.id == other.confirmed_in and _wrote(other.thread.asker, other.post)


def _deeds(other: CandidateAnswer, cues: PhraseCues) -> tuple[Segment, ...]:
    """What an asker's word that it helped says of what they did, or of what it was: "Setting `a` did it."."""
    return tuple(segment for segment in said_in(other.redacted, cues) if _tells_deed(segment, cues))


def _tells_deed(segment: Segment, cues: PhraseCues) -> bool:
    """Whether a sentence says that it helped, and what was done."""
    is_short = len(segment.text.split()) < FEWEST_DONE
    if segment.quoted or is_short or not own_sign(segment, cues, "reports_fix"):
        return False
    if any(
        own_sign(segment, cues, name) for name in ("asks", "asking_back", "aside", "doubt", "leans", "thanks")
    ):
        return False
    return tells_deed(segment, cues) or (segment.kind == "sentence" and hard_facts(segment.text) > 0)


def _with(extract: Extract, done: Sequence[Segment], said: Sequence[Segment]) -> Extract:
    """What is taken over from a post, and what it says was done, in its order."""
    new = [segment for segment in done if segment not in extract.segments]
    if not new:
        return extract
    chance_of = dict(zip(extract.segments, extract.chances, strict=False)) | dict.fromkeys(new, TOLD_BESIDE)
    place_of = {segment: place for place, segment in reversed(list(enumerate(said)))}
    kept = sorted(chance_of, key=lambda segment: (segment.block, place_of.get(segment, 0)))
    return replace(
        extract,
        segments=tuple(kept),
        steps=(None,) * len(kept),
        chances=tuple(chance_of[segment] for segment in kept),
        left_out=tuple(words for words in extract.left_out if words not in {s.text for s in new}),
    )


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


def _asks_on(other: CandidateAnswer, cues: PhraseCues) -> bool:
    """Whether who asked asks on in a post: what else stands there leads up to that."""
    said = said_in(other.redacted, cues) if _wrote(other.thread.asker, other.post) else ()
    return any(own_sign(segment, cues, "asks") and len(segment.text.split()) > 1 for segment in said)


def _is_discussed(other: CandidateAnswer, extract: Extract) -> bool:
    """Whether somebody quotes a post's code line by line behind it: then it is corrected, or warned of."""
    code = (s.text for s in extract.segments if s.kind == "code")
    lines = [key for text in code for key in map(comparison_key, text.split("\n")) if len(key) >= LONG_LINE]
    later = other.thread.posts[other.thread.posts.index(other.post) + 1 :]
    said = (comparison_key(post.body) for post in later if post.author != other.post.author)
    return bool(lines) and any(2 * sum(line in each for line in lines) >= len(lines) for each in said)


def _lacks_code(answer: Extract, used: Extract) -> bool:
    """Whether an answer does not show what to use itself: else the asker's code is one use of it.

    Beside a name or a call within its sentences the asker's code must be more than that in a frame.
    """
    if any(segment.kind == "code" for segment in answer.segments):
        return False
    lines = sum(line_count(segment) for segment in used.segments if segment.kind == "code")
    return lines >= FEWEST_USED or not any("`" in segment.text for segment in answer.segments)


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
