"""Which replies of one thread may have solved it, and how often each kind does, against the best one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbminer.draft.phrase_cues import Cues
from kbminer.draft.sentence_scoring import asks_back, is_chatter, says_little, spoken, trimmed, weight
from kbminer.records import Post, Resolution, Thread
from kbminer.redact.posts import RedactedPost, read_post, sketch
from kbminer.text.segments import Segment

RUNNER_UP = 0.5  # how often a thread's second-best reply solved it, against its best one
FURTHER = 0.15  # the same for any other reply that advises
ADVICE = 2.0  # from which weight of its two best sentences a reply advises
VAGUE = 0.3  # what a reply without any advice weighs, against one that advises
MOST_READ = 40  # replies of a thread that are read for further advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A reply that may have solved its thread: ``share`` is its chance against the best one's.

    ``named`` is the post that was named as the solution; ``post`` is the one that tells it, which is
    another where the named one only says that it works. ``clarity`` tells how much advice it holds,
    from :data:`VAGUE` to 1.
    """

    named: Post
    post: Post
    share: float
    clarity: float


def candidates(
    thread: Thread, resolution: Resolution, cues: Cues, people: tuple[str, ...]
) -> Iterator[Candidate]:
    """Give the replies that may have solved a thread, the best one first, each told once.

    Where the forum names the solution there is no other; else the two that were inferred, and the two
    further replies that advise most, among them what the asker reports to have helped.
    """
    seen: set[str] = set()
    for named, share in _named(thread, resolution, cues):
        extract = _told(thread, named, cues, people)
        if extract is not None and extract.id not in seen:
            seen.add(extract.id)
            yield Candidate(named=named, post=extract, share=share, clarity=_clarity(extract, cues))


def _clarity(post: Post, cues: Cues) -> float:
    return VAGUE + (1 - VAGUE) * min(1.0, max(0.0, advising(sketch(post), cues)) / ADVICE)


def _named(thread: Thread, resolution: Resolution, cues: Cues) -> Iterator[tuple[Post, float]]:
    if resolution.declared_post is not None:
        yield from ((post, 1.0) for post in thread.replies if post.id == resolution.declared_post)
        return
    known = {resolution.solution_post: 1.0, resolution.runner_up: RUNNER_UP}
    for post_id, share in known.items():
        yield from ((post, share) for post in thread.replies if post.id == post_id)
    if resolution.solution_post is None:
        return
    others = [post for post in thread.replies[:MOST_READ] if post.id not in known]
    advice = {post.id: _advice(post, thread, cues) for post in others}
    for post in sorted(others, key=lambda post: -advice[post.id])[:2]:
        if advice[post.id] >= ADVICE:
            yield post, FURTHER


def _advice(post: Post, thread: Thread, cues: Cues) -> float:
    """Weigh a reply's advice; an asker advises only by telling what helped."""
    passages = sketch(post)
    if post.author is not None and post.author == thread.asker and not reports_fix(passages, cues):
        return 0.0
    return advising(passages, cues)


def reports_fix(passages: tuple[Segment, ...], cues: Cues) -> bool:
    """Tell whether somebody says what solved it for him."""
    return any(p.kind == "sentence" and cues.reports_fix.search(spoken(p.text)) for p in passages)


def advising(passages: tuple[Segment, ...], cues: Cues) -> float:
    """Weigh a post's advice: its two best sentences, and whether there is code."""
    weights = sorted((weight(p.text, cues) for p in passages if p.kind == "sentence"), reverse=True)
    return sum(weights[:2]) + 0.5 * any(p.kind == "code" for p in passages)


def _told(thread: Thread, post: Post, cues: Cues, people: tuple[str, ...]) -> Post | None:
    """Give the post, or where it only says that it works, the reply that it speaks of."""
    at = thread.posts.index(post)
    meant = [p for p in thread.posts[1:at] if p.id == post.reply_to] or [
        p for p in reversed(thread.posts[1:at]) if p.author != post.author
    ]
    for advises in (True, False):
        for one in (post, *meant):
            if says_something(read_post(one, people), cues, advises=advises):
                return one
    return None


def says_something(reading: RedactedPost, cues: Cues, *, advises: bool) -> bool:
    """Tell whether a post holds code, a picture, or a sentence that is no chatter.

    With ``advises`` the sentence must answer: a question back or a remark is not enough.
    """
    return reading.images > 0 or any(
        p.kind == "code" or _counts(trimmed(p.text, cues), cues, advises=advises) for p in reading.passages
    )


def _counts(sentence: str, cues: Cues, *, advises: bool) -> bool:
    if is_chatter(sentence, cues):
        return False
    return not advises or not (asks_back(sentence, cues) or says_little(sentence, cues))
