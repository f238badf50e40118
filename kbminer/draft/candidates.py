"""Which replies of one thread may have solved it, and how often each kind does, against the best one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbminer.draft.phrase_cues import PhraseCues
from kbminer.draft.sentence_scoring import asks_back, is_chatter, normalised, says_little, trimmed, weight
from kbminer.records import Post, Resolution, Thread
from kbminer.redact.posts import RedactedPost, read_post, unredacted_segments
from kbminer.text.segments import Segment

# How often a thread's second-best reply solved it, against its best one. Measured on 203 groups: half instead
# of three tenths finds 60.6 % of key sentences instead of 58.6 (docs/quality/draft.md).
RUNNER_UP = 0.5
FURTHER = 0.15  # the same for any other reply that advises; not measured by itself
ADVICE = 2.0  # weight of its two best sentences from which a reply advises; not measured by itself
VAGUE = 0.3  # what a reply without any advice weighs, against one that advises; not measured by itself
CODE_ADVISES = 0.5  # what code adds to a post's advice; not measured by itself
MOST_READ = 40  # replies of a thread that are read for further advice: longer threads are talk
MOST_FURTHER = 2  # of these, how many are candidates


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A reply that may have solved its thread.

    Parameters
    ----------
    named
        The post that was named as the solution.
    post
        The post that says it: another one where the named one only says that it works.
    share
        How often such a reply solved its thread, against the best one.
    clarity
        How much advice the post holds, from :data:`VAGUE` to 1.
    """

    named: Post
    post: Post
    share: float
    clarity: float


def candidates(
    thread: Thread, resolution: Resolution, cues: PhraseCues, people: tuple[str, ...]
) -> Iterator[Candidate]:
    """Find the replies that may have solved a thread, the best one first, each once.

    Where the forum names the solution there is no other; else the two that were inferred, and the two
    further replies that advise most, among them what the asker reports to have helped.

    Parameters
    ----------
    thread
        The thread.
    resolution
        What is known of its solution.
    cues
        The cues of the group's language.
    people
        The names that are redacted.
    """
    seen: set[str] = set()
    for named, share in _named(thread, resolution, cues):
        post = _post_meant(thread, named, cues, people)
        if post is not None and post.id not in seen:
            seen.add(post.id)
            yield Candidate(named=named, post=post, share=share, clarity=_clarity(post, cues))


def _clarity(post: Post, cues: PhraseCues) -> float:
    advice = max(0.0, advice_in(unredacted_segments(post), cues))
    return VAGUE + (1 - VAGUE) * min(1.0, advice / ADVICE)


def _named(thread: Thread, resolution: Resolution, cues: PhraseCues) -> Iterator[tuple[Post, float]]:
    """The posts that forum, model or advice name as solutions, each with its share."""
    known: dict[str | None, float] = {resolution.solution_post: 1.0, resolution.runner_up: RUNNER_UP}
    if resolution.declared_post is not None:
        known = {resolution.declared_post: 1.0}
    for post_id, share in known.items():
        yield from ((post, share) for post in thread.replies if post.id == post_id)
    if resolution.declared_post is None and resolution.solution_post is not None:
        others = [post for post in thread.replies[:MOST_READ] if post.id not in known]
        yield from ((post, FURTHER) for post in _most_advising(others, thread, cues))


def _most_advising(posts: list[Post], thread: Thread, cues: PhraseCues) -> list[Post]:
    advice = {post.id: _advice_of(post, thread, cues) for post in posts}
    ranked = sorted(posts, key=lambda post: -advice[post.id])[:MOST_FURTHER]
    return [post for post in ranked if advice[post.id] >= ADVICE]


def _advice_of(post: Post, thread: Thread, cues: PhraseCues) -> float:
    """Weigh a reply's advice; an asker advises only by saying what helped."""
    segments = unredacted_segments(post)
    if post.author is not None and post.author == thread.asker and not reports_fix(segments, cues):
        return 0.0
    return advice_in(segments, cues)


def reports_fix(segments: tuple[Segment, ...], cues: PhraseCues) -> bool:
    """Tell whether somebody says what solved it for them."""
    return any(s.kind == "sentence" and cues.reports_fix.search(normalised(s.text)) for s in segments)


def advice_in(segments: tuple[Segment, ...], cues: PhraseCues) -> float:
    """Weigh a post's advice: its two best sentences, and whether there is code."""
    weights = sorted((weight(s.text, cues) for s in segments if s.kind == "sentence"), reverse=True)
    return sum(weights[:2]) + CODE_ADVISES * any(s.kind == "code" for s in segments)


def _post_meant(thread: Thread, named: Post, cues: PhraseCues, people: tuple[str, ...]) -> Post | None:
    """The post itself, or where it only says that it works, the reply that it speaks of."""
    at = thread.posts.index(named)
    before = thread.posts[1:at]
    meant = [post for post in before if post.id == named.reply_to] or [
        post for post in reversed(before) if post.author != named.author
    ]
    for advises in (True, False):
        for post in (named, *meant):
            if has_content(read_post(post, people), cues, advises=advises):
                return post
    return None


def has_content(post: RedactedPost, cues: PhraseCues, *, advises: bool) -> bool:
    """Tell whether a post holds code, a picture, or a sentence that is no chatter.

    Parameters
    ----------
    post
        The post.
    cues
        The cues of its language.
    advises
        Whether the sentence must answer: then a question back or a remark is not enough.
    """
    return post.images > 0 or any(
        segment.kind == "code" or _counts(trimmed(segment.text, cues), cues, advises=advises)
        for segment in post.segments
    )


def _counts(sentence: str, cues: PhraseCues, *, advises: bool) -> bool:
    if is_chatter(sentence, cues):
        return False
    return not advises or not (asks_back(sentence, cues) or says_little(sentence, cues))
