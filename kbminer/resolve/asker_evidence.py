"""What the asker's own words, and the title, show of a thread's being solved."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from kbminer.resolve.signals import SUCCESS, TAKES_BACK, PostSignals, Signals

ASKER_SIGNS = (
    *("confirms", "confirms_and_thanks", "asks_on", "thanked", "silent"),
    *("title_solved", "long_confirmation"),
)
"""What :func:`asker_signs` tells: whether the asker says that it works, and with thanks; asks for more behind
it; only thanks in the end; never replies; whether the title says so; and by how much the post by which the
asker says that it works is longer than a word of thanks (it holds reservations, or a story)."""

_SHORT = 20  # words of a confirmation that says no more; from 10 to 40 graded threads tell no difference
_LONG_THREAD = 20  # posts from which on many have been talking, and "it works" early is about something else
_ENDS = SUCCESS | TAKES_BACK | {"fails"}
_BARE = 6  # words up to which a post that takes the question back says no more: "nvm, got it working now"
_NO_CAUSE = 25  # words up to which a post that says that it works by itself names no cause; by reading
_STILL_OPEN = frozenset({"fails", "partly", "hoped", "will_try", "bump", "asks_on"})


def asker_signs(signals: Signals) -> tuple[float, ...]:
    """Work out :data:`ASKER_SIGNS` of a thread with a reply: what the asker's words show."""
    replies = _replies(signals)
    confirming = _confirming(replies)
    thanked = confirming is None and bool(replies) and _ends_in_thanks(replies[-1])
    return (
        float(confirming is not None),
        float(confirming is not None and "thanks" in confirming.kinds),
        float(confirming is not None and _asks_on(confirming)),
        float(thanked),
        float(not replies),
        float(signals.title_mark is True),
        excess(confirming, _SHORT) if confirming is not None else 0.0,
    )


def is_confirmed(signals: Signals) -> bool:
    """Whether the asker, or the title, says that it is solved, and nobody has to guess it."""
    if signals.title_mark is not None:
        return signals.title_mark
    replies = _replies(signals)
    confirming = _confirming(replies)
    is_late = confirming is not None and confirming is replies[-1]
    return confirming is not None and (is_late or len(signals.posts) <= _LONG_THREAD)


def is_withdrawn(signals: Signals) -> bool:
    """Whether the asker in the end takes the question back, and nobody learns what solved it.

    "Never mind" and "it solved itself" are such words; "never mind, I had the wrong port" tells what it was,
    and thanks in the same breath as "it works" are for somebody's answer.
    """
    if signals.title_mark:
        return False
    replies = _replies(signals)
    last = next((i for i in reversed(range(len(replies))) if replies[i].kinds & _ENDS), None)
    if last is None or replies[last].kinds.isdisjoint(TAKES_BACK) or _tells(replies[last]):
        return False
    return all(post.kinds.isdisjoint(SUCCESS) for post in replies[:last])


def excess(post: PostSignals, words: int) -> float:
    """By how much a post is longer than so many words: the logarithm of how many times, or 0."""
    return max(log((1 + post.words) / (1 + words)), 0.0)


def _tells(post: PostSignals) -> bool:
    """Whether a post by which the asker takes the question back says what solved it, or whose answer did."""
    if not post.is_mere_text:
        return True
    if "by_itself" in post.kinds and post.words <= _NO_CAUSE:
        return False
    if "thanks" in post.kinds and post.kinds & SUCCESS:
        return True
    back = {cue.quote for cue in post.cues if cue.kind in TAKES_BACK}
    works = (cue.quote for cue in post.cues if cue.kind in SUCCESS)
    return post.words > _BARE and any(quote not in back or len(quote.split()) > _BARE for quote in works)


def _replies(signals: Signals) -> list[PostSignals]:
    return [post for post in signals.posts[1:] if post.asker]


def _confirming(replies: Sequence[PostSignals]) -> PostSignals | None:
    """The last of the asker's replies that says that it works, unless a later one says that it fails."""
    for post in reversed(replies):
        if "fails" in post.kinds:
            return None
        if post.kinds & SUCCESS:
            return post
    return None


def _asks_on(post: PostSignals) -> bool:
    """Whether the asker asks for more once they have said that it works."""
    kinds = [cue.kind for cue in post.cues]
    after = next((i for i, kind in enumerate(reversed(kinds)) if kind in SUCCESS), len(kinds))
    return bool(post.questions) or "asks_on" in kinds[len(kinds) - after :]


def _ends_in_thanks(post: PostSignals) -> bool:
    return "thanks" in post.kinds and not post.questions and not post.kinds & _STILL_OPEN
