"""How far the asker's own words alone show that a thread was solved, marked by the forum or not."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.resolve.signals import SUCCESS, PostSignals, Signals

# Shares of solved threads among those read by hand in which the asker writes so: docs/quality/resolve.md
MARKED_TITLE = 0.95
CONFIRMED_LAST = 0.9
"""The asker's last post says that it works."""
CONFIRMED_EARLIER = 0.75
THANKED_LAST = 0.35
UNCLEAR = 0.6
"""What is left of it where no question is found in the first post, or where many have been talking."""
LONG_THREAD = 20
"""Posts from which on many have been talking."""
_STILL_OPEN = frozenset({"fails", "partly", "hoped", "will_try", "bump"})


def asker_probability(signals: Signals) -> float:
    """Work out how probably a thread is solved by its title and the asker's last words alone.

    Parameters
    ----------
    signals : Signals
        What was read from the thread, which has a post at least.

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
        return _confirmed(signals, replies, confirming[-1])
    return THANKED_LAST if _ends_in_thanks(replies[-1]) else 0.0


def _confirms(post: PostSignals) -> bool:
    return bool(post.kinds & SUCCESS) and "fails" not in post.kinds


def _confirmed(signals: Signals, replies: Sequence[PostSignals], at: int) -> float:
    """The probability where the asker's reply ``at`` is the last one to say that it works."""
    if any("fails" in post.kinds for post in replies[at + 1 :]):
        return 0.0
    is_last = at == len(replies) - 1 and not replies[at].questions
    probability = CONFIRMED_LAST if is_last else CONFIRMED_EARLIER
    return probability if _asks(signals) and len(signals.posts) <= LONG_THREAD else probability * UNCLEAR


def _ends_in_thanks(post: PostSignals) -> bool:
    return "thanks" in post.kinds and not post.questions and not post.kinds & _STILL_OPEN


def _asks(signals: Signals) -> bool:
    """Whether the first post, or the title, asks for something."""
    first = signals.posts[0]
    return bool(first.questions) or bool(first.kinds & {"fails", "bump", "same_here"})
