"""Whether a thread holds an answer that still stands, confirmed or not, and which post it is."""

from __future__ import annotations

from collections.abc import Sequence

from kbminer.resolve.signals import PostSignals, Signals

_TELLING = frozenset({"instruction", "known", "workaround", "duplicate", "moved", "solved", "self_solved"})
_EMPTY = frozenset({"same_here", "bump", "ask_back", "anger", "thanks", "will_try", "announce", "moderation"})
_FEWEST_WORDS = 4  # of a reply without any cue: less is a greeting or a sign
_COMPLETE_WORDS = 12
"""Words from which a reply without instruction, code, link or list can be a complete answer; by reading."""


def helps(post: PostSignals) -> bool:
    """Whether a reply tells something: it is no mere question, request, thanks or talk of the forum."""
    if post.kinds & _TELLING:
        return True
    return not post.kinds & _EMPTY and not post.questions and post.words >= _FEWEST_WORDS


def asks_only(post: PostSignals) -> bool:
    """Whether a post asks, or asks to be marked, and tells nothing: it can't be what solved the thread."""
    asks = bool(post.questions) or bool(post.kinds & {"ask_back", "moderation", "same_here", "bump"})
    return asks and not post.kinds & _TELLING and not post.code and not post.links


def standing_answer(signals: Signals, order: Sequence[int] = ()) -> int | None:
    """Find the reply that answers and that the asker has not turned down since.

    Parameters
    ----------
    signals : Signals
        What was read from the thread.
    order : sequence of int, optional
        Positions of the replies, the likeliest solution first; by default as they stand.

    Returns
    -------
    int or None
        The likeliest such reply's position; ``None`` where no complete answer stands.
    """
    turned_down = max((i for i, post in enumerate(signals.posts) if i and _turns_down(post)), default=0)
    places = order or range(1, len(signals.posts))
    return next((i for i in places if i > turned_down and _answers(signals.posts[i])), None)


def _turns_down(post: PostSignals) -> bool:
    return post.asker and "fails" in post.kinds and not post.kinds & {"solved", "self_solved"}


def _answers(post: PostSignals) -> bool:
    if post.asker:
        return "self_solved" in post.kinds
    holds_it = bool(post.kinds & _TELLING) or post.code or post.links or post.items
    return helps(post) and bool(holds_it or post.words >= _COMPLETE_WORDS)
