"""How far the asker's own words alone show that a thread was solved, marked by the forum or not."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.resolve.signals import SUCCESS, PostSignals, Signals

# Shares of solved threads among those read by hand in which the asker writes so: docs/quality/resolve.md
MARKED_TITLE = 0.95
CONFIRMED_LAST = 0.95
"""The asker's last post says that it works, and one reply stands out that it can be about."""
CONFIRMED_UNCLEAR = 0.8
"""No reply stands out, or the asker tells what they found or changed themselves."""
CONFIRMED_EARLIER = 0.75
THANKED_LAST = 0.35
UNCLEAR, UNCLEAR_EARLIER = 0.55, 0.45
"""No more than this where no question is found in the first post, or where many have been talking."""
LONG_THREAD = 20
"""Posts from which on many have been talking."""
_STILL_OPEN = frozenset({"fails", "partly", "hoped", "will_try", "bump", "asks_on"})


def asker_probability(signals: Signals, *, clear: int | None = None) -> float:
    """Work out how probably a thread is solved by its title and the asker's last words alone.

    Parameters
    ----------
    signals : Signals
        What was read from the thread, which has a post at least.
    clear : int, optional
        Position of the reply that stands out as the one that the asker may speak of; without one they
        speak more often of something else.

    Returns
    -------
    float
        From 0 to 1; 0 where they show nothing.
    """
    if signals.title_mark is not None:
        return MARKED_TITLE if signals.title_mark else 0.0
    replies = [post for post in signals.posts[1:] if post.asker]
    if not replies:
        return 0.0
    confirming = [i for i, post in enumerate(replies) if _confirms(post)]
    if confirming:
        named = signals.posts[clear] if clear is not None else None
        return _confirmed(signals, replies, confirming[-1], named)
    return THANKED_LAST if _ends_in_thanks(replies[-1]) else 0.0


def is_confirmed(signals: Signals) -> bool:
    """Whether the asker, or the title, says that it is solved, and nobody has to guess it."""
    return asker_probability(signals) >= UNCLEAR


def _confirms(post: PostSignals) -> bool:
    return bool(post.kinds & SUCCESS) and "fails" not in post.kinds


def _confirmed(signals: Signals, replies: Sequence[PostSignals], at: int, named: PostSignals | None) -> float:
    """The probability where the asker's reply ``at`` is the last one to say that it works."""
    if any("fails" in post.kinds for post in replies[at + 1 :]):
        return 0.0
    is_last = at == len(replies) - 1 and not _asks_on(replies[at])
    surest = CONFIRMED_LAST if _is_about(named, replies[at]) else CONFIRMED_UNCLEAR
    if _asks(signals) and len(signals.posts) <= LONG_THREAD:
        return surest if is_last else CONFIRMED_EARLIER
    return UNCLEAR if is_last else UNCLEAR_EARLIER


def _is_about(named: PostSignals | None, confirming: PostSignals) -> bool:
    """Whether a confirmation is plain and about the post that stands out: no find of the asker's own."""
    if named is None or "solved" not in confirming.kinds or "will_try" in confirming.kinds:
        return False
    return named.asker or "self_solved" not in confirming.kinds


def _asks_on(post: PostSignals) -> bool:
    """Whether the asker asks for more once they have said that it works."""
    kinds = [cue.kind for cue in post.cues]
    after = next((i for i, kind in enumerate(reversed(kinds)) if kind in SUCCESS), len(kinds))
    return bool(post.questions) or "asks_on" in kinds[len(kinds) - after :]


def _ends_in_thanks(post: PostSignals) -> bool:
    return "thanks" in post.kinds and not post.questions and not post.kinds & _STILL_OPEN


def _asks(signals: Signals) -> bool:
    """Whether the first post, or the title, asks for something."""
    first = signals.posts[0]
    return bool(first.questions) or bool(first.kinds & {"fails", "bump", "same_here", "asks_on"})
